"""The aws CLI and Cloud Custodian, which somebody else wrote, read AMIs here as they do from EC2: `make test-tools`."""

import json
from pathlib import Path

import pytest
import yaml

from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.api.ec2.serving import crawl_into, told_to_everybody
from tests.api.ec2.test_same_as_ec2 import AGED, CANONICAL
from tests.api.ec2.tool_environments import run_tool, tool

pytestmark = [pytest.mark.tools, pytest.mark.timeout(600)]
REGION = "eu-west-1"


@pytest.fixture(scope="session")
def crawled(simulated, copies, directory):
    """One engine is enough for these: what differs between engines, other tests try."""
    with copies("sqlite").copy() as database:
        crawl_into(database, directory, simulated.url)
        Indexer(database, directory, MemoryIndex()).rebuild(progress=lambda _: None)
        yield database


@pytest.fixture(scope="session")
def aws():
    return tool("awscli", "awscli==1.46.3")


@pytest.fixture(scope="session")
def custodian():
    return tool("c7n", "c7n==0.9.53")


def described(aws, url, tmp_path, *arguments):
    ran = run_tool(aws, ["aws", "ec2", *arguments, "--output", "json"], url, region=REGION, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_the_aws_cli_prints_what_it_prints_of_ec2(aws, amidex, ec2, tmp_path):
    asked = ["--executable-users", "all", "--include-deprecated", "--filters", "Name=name,Values=*ubuntu*"]
    printed = [
        sorted(
            map(told_to_everybody, described(aws, url, tmp_path, "describe-images", *asked, *paging)["Images"]),
            key=lambda image: image["ImageId"],
        )
        for url, paging in ((ec2.url, []), (amidex.url, []), (amidex.url, ["--page-size", "20"]))
    ]
    assert len(printed[0]) > 50
    assert printed[0] == printed[1] == printed[2]


def test_the_aws_cli_waits_lists_regions_and_prints_errors(aws, amidex, ec2, tmp_path):
    image_id = ec2.images(REGION, ExecutableUsers=["all"])[0]["ImageId"]
    waited = run_tool(
        aws, ["aws", "ec2", "wait", "image-exists", "--image-ids", image_id], amidex.url, region=REGION, cwd=tmp_path
    )
    assert waited.returncode == 0, waited.stderr
    regions = described(aws, amidex.url, tmp_path, "describe-regions")["Regions"]
    assert REGION in {region["RegionName"] for region in regions}
    unknown = ["aws", "ec2", "describe-images", "--image-ids", "ami-0123456789abcdef0"]
    ran = run_tool(aws, unknown, amidex.url, region=REGION, cwd=tmp_path)
    assert ran.returncode != 0
    assert "(InvalidAMIID.NotFound) when calling the DescribeImages operation" in ran.stderr


@pytest.mark.parametrize("path", ["", "/policies/verified"])
def test_cloud_custodian_finds_the_images_of_an_owner_that_a_policy_lets_through(
    custodian, amidex, ec2, tmp_path, path
):
    policy = {
        "name": "arm",
        "resource": "aws.ami",
        "query": [{"Owners": [CANONICAL]}, {"IncludeDeprecated": True}],
        "filters": [{"type": "value", "key": "Architecture", "value": "arm64"}],
    }
    (tmp_path / "policy.yml").write_text(yaml.safe_dump({"policies": [policy]}))
    options = ["--output-dir", "out", "--region", REGION, "--cache-period", "0", "policy.yml"]
    ran = run_tool(custodian, ["custodian", "run", *options], amidex.url + path, region=REGION, cwd=tmp_path)

    assert ran.returncode == 0, ran.stderr
    found = json.loads(Path(tmp_path, "out", "arm", "resources.json").read_text())
    arm = [image for image in ec2.images(REGION, **AGED, Owners=[CANONICAL]) if image["Architecture"] == "arm64"]
    assert arm
    # Canonical is known by its own word; AWS has not verified these.
    expected = {image["ImageId"] for image in arm if not path or "ImageOwnerAlias" in image}
    assert {image["ImageId"] for image in found} == expected
