"""Where AWS's Security Token Service answers, in each partition.

The hosts are made of the forms that botocore's endpoint rules have (tests/catalog/test_sts_endpoints.py asks them).
"""

from catalog.errors import MalformedError
from catalog.partition import partition_of

GLOBAL_HOST = "sts.amazonaws.com"
# What a host ends with, by partition. FIPS endpoints are in those of the United States.
_DOMAINS = {
    "aws": "amazonaws.com",
    "aws-us-gov": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-iso": "c2s.ic.gov",
    "aws-iso-b": "sc2s.sgov.gov",
    "aws-iso-e": "cloud.adc-e.uk",
    "aws-iso-f": "csp.hci.ic.gov",
    "aws-eusc": "amazonaws.eu",
}


def partition_of_sts_host(host: str) -> str | None:
    """The partition in which a host is AWS's STS; None when it is somebody else's."""
    if host == GLOBAL_HOST:
        return "aws"
    first, _, rest = host.partition(".")
    region, _, domain = rest.partition(".")
    if first not in {"sts", "sts-fips"}:
        return None
    try:
        partition = partition_of(region)
    except MalformedError:
        return None
    return partition if _DOMAINS[partition] == domain else None
