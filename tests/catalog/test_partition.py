import gzip
import json
from importlib.resources import files
from typing import Any

import pytest

from catalog.errors import MalformedError
from catalog.partition import DEFAULT_REGIONS, PARTITIONS, check_partition, check_region, partition_of

BOTOCORE = json.loads(files("botocore").joinpath("data/partitions.json").read_text())["partitions"]


def test_botocore_knows_the_same_partitions() -> None:
    assert sorted(PARTITIONS) == sorted(partition["id"] for partition in BOTOCORE)


@pytest.mark.parametrize("partition", BOTOCORE, ids=lambda partition: partition["id"])
def test_every_region_that_botocore_lists_is_in_the_partition_it_says(partition: dict[str, Any]) -> None:
    regions = [region for region in partition["regions"] if not region.endswith("-global")]

    assert regions
    assert {partition_of(region) for region in regions} == {partition["id"]}


def test_every_default_region_is_one_of_the_commercial_partition() -> None:
    commercial = next(partition for partition in BOTOCORE if partition["id"] == "aws")

    assert len(DEFAULT_REGIONS) == 17
    assert set(commercial["regions"]) >= DEFAULT_REGIONS


def test_moto_recorded_amazon_linux_by_its_main_account_in_the_default_regions_and_in_no_other() -> None:
    recordings = files("moto").joinpath("ec2/resources/latest_amis").iterdir()
    regions = {
        file.name.split(".")[0]: json.loads(gzip.decompress(file.read_bytes()))[0]["owner_id"]
        for file in recordings
        if file.name.endswith(".json.gz")
    }

    assert {region for region, owner in regions.items() if owner == "137112412989"} == DEFAULT_REGIONS


def test_a_region_in_a_new_part_of_the_world_is_in_the_commercial_partition() -> None:
    assert partition_of("nz-north-1") == "aws"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "us-east",
        "us-east-1a",
        "us-east-1-bos-1",
        "US-EAST-1",
        "aws-global",
        "us east 1",
        "eu-west-1\n",
        "gov-us-east-1",
    ],
)
def test_what_is_no_region_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(MalformedError, match=r"region .* like eu-west-1"):
        check_region(text)


def test_a_region_and_a_partition_are_given_back_when_they_are_right() -> None:
    assert check_region("cn-north-1") == "cn-north-1"
    assert check_partition("aws-us-gov") == "aws-us-gov"


def test_an_unknown_partition_is_refused_with_the_known_ones() -> None:
    with pytest.raises(MalformedError, match="partition 'azure': it should be one of aws, aws-cn"):
        check_partition("azure")
