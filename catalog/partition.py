"""AWS partitions, and which of them a region is in, told by the region's name.

The forms are those of botocore's partitions.json (tests/catalog/test_partition.py compares them with it). The table is
kept here because boto3 belongs to the crawler alone, and because a name's form must be judged without loading it.
"""

import re
from functools import lru_cache

from catalog.errors import MalformedError

REGION_FORM = "the name of an AWS region, like eu-west-1, us-gov-west-1 or cn-north-1"

# The commercial partition takes any two letters for the part of the world. botocore lists those in use, but a region in
# a new part of the world must be crawled on its first day and not after our next release.
_REGION_FORMS = {
    "aws": re.compile(r"(?!cn-)[a-z]{2}-[a-z]+-[0-9]{1,2}\Z"),
    "aws-cn": re.compile(r"cn-[a-z]+-[0-9]{1,2}\Z"),
    "aws-us-gov": re.compile(r"us-gov-[a-z]+-[0-9]{1,2}\Z"),
    "aws-iso": re.compile(r"us-iso-[a-z]+-[0-9]{1,2}\Z"),
    "aws-iso-b": re.compile(r"us-isob-[a-z]+-[0-9]{1,2}\Z"),
    "aws-iso-e": re.compile(r"eu-isoe-[a-z]+-[0-9]{1,2}\Z"),
    "aws-iso-f": re.compile(r"us-isof-[a-z]+-[0-9]{1,2}\Z"),
    "aws-eusc": re.compile(r"eusc-[a-z]{2}-[a-z]+-[0-9]{1,2}\Z"),
}

PARTITIONS = tuple(_REGION_FORMS)
PARTITION_FORM = f"one of {', '.join(PARTITIONS)}"

# Every account has these without asking. The list is closed: each region that AWS opened after 20 March 2019 must be
# opted into, and Amazon often owns its images there by another account. (Osaka, ap-northeast-3, existed by then.)
# Source: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
DEFAULT_REGIONS = frozenset({
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
})  # fmt: skip
# Opened in 2019 and 2020: they have twice as many public images as those opened since.
OLDER_OPT_IN_REGIONS = frozenset({"af-south-1", "ap-east-1", "eu-south-1", "me-south-1"})


@lru_cache(maxsize=256)
def partition_of(region: str) -> str:
    """The partition a region is in, by its name alone: whether the region exists is not asked.

    Raises MalformedError when the text has not the form of a region's name (an availability or local zone's has not).
    """
    for partition, form in _REGION_FORMS.items():
        if form.match(region):
            return partition
    raise MalformedError("region", region, REGION_FORM)


def check_region(region: str) -> str:
    """The text itself when it has the form of a region's name. Raises MalformedError otherwise."""
    partition_of(region)
    return region


def check_partition(partition: str) -> str:
    """The text itself when it is a partition of AWS. Raises MalformedError otherwise."""
    if partition not in _REGION_FORMS:
        raise MalformedError("partition", partition, PARTITION_FORM)
    return partition
