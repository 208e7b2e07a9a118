import json
import os
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest

from cli.demo_ec2 import DemoEc2, DemoEc2Error
from cli.demo_images import DEMO_IMAGE_REGIONS, DEMO_IMAGES, PUBLISHER_ACCOUNT_ID
from crawler.ec2 import Ec2
from crawler.errors import CrawlError

SCOPES: dict[str, Any] = {
    "all": {"ExecutableUsers": ["all"]},
    "self": {"ExecutableUsers": ["self"]},
    "amazon": {"Owners": ["amazon"]},
}
SMALL_REGION = "mx-central-1"

# Owns a demo, as `amidex up` does, says where it is, and waits to be killed.
OWNER_PROGRAM = """
import json, time
from cli.demo_ec2 import DemoEc2
demo = DemoEc2()
demo.start()
print(json.dumps({"endpoint_url": demo.endpoint_url, "process_id": demo.process_id}), flush=True)
time.sleep(600)
"""


@dataclass(frozen=True)
class View:
    """The world of one demo, as boto3 shows it to the crawling account."""

    endpoint_url: str
    # One for all: every session reads botocore's model of EC2 anew.
    session: Any = field(
        default=boto3.Session(aws_access_key_id=DemoEc2.access_key_id, aws_secret_access_key=DemoEc2.secret_access_key)
    )

    def client(self, service: str, region: str = "us-east-1") -> Any:
        return self.session.client(service, region_name=region, endpoint_url=self.endpoint_url)

    def images(self, region: str, scope: str, **parameters: Any) -> list[dict[str, Any]]:
        answer = self.client("ec2", region).describe_images(IncludeDeprecated=True, **SCOPES[scope], **parameters)
        images: list[dict[str, Any]] = answer["Images"]
        return images

    def publishers_images(self, region: str, scope: str) -> list[dict[str, Any]]:
        return self.images(region, scope, Filters=[{"Name": "owner-id", "Values": [PUBLISHER_ACCOUNT_ID]}])


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoEc2]:
    with DemoEc2() as demo:
        yield demo
    assert demo.exit_code is not None


@pytest.fixture(scope="module")
def view(demo: DemoEc2) -> View:
    return View(demo.endpoint_url)


def test_findings_that_the_demo_does_not_know_are_said_to_be_ec2s_own(demo: DemoEc2, monkeypatch: Any) -> None:
    for name, value in demo.environment().items():
        monkeypatch.setenv(name, value)

    with pytest.raises(CrawlError, match="the demo's simulated EC2 has no findings"):
        list(Ec2(max_attempts=1).findings(SMALL_REGION, "ami-0123456789abcdef0"))


def test_the_account_is_opted_in_to_38_regions(view: View) -> None:
    regions = view.client("ec2").describe_regions()["Regions"]

    assert len(regions) == 38
    assert {region["OptInStatus"] for region in regions} == {"opt-in-not-required", "opted-in"}


@pytest.mark.parametrize("scope", SCOPES)
def test_every_scope_shows_the_recorded_images(view: View, scope: str) -> None:
    images = view.images(SMALL_REGION, scope)

    assert len(images) == 44
    assert {image["ImageOwnerAlias"] for image in images} == {"amazon"}


@pytest.mark.parametrize("region", DEMO_IMAGE_REGIONS)
def test_the_publishers_images_show_in_the_scopes_their_permissions_give(view: View, region: str) -> None:
    public = {image.name for image in DEMO_IMAGES if region in image.regions and image.visible_to_everyone}
    shared = {image.name for image in DEMO_IMAGES if region in image.regions and image.visible_to_the_crawler_alone}
    shown = {scope: {image["Name"] for image in view.publishers_images(region, scope)} for scope in SCOPES}

    assert public
    assert shown == {"all": public, "self": public | shared, "amazon": set()}


def test_the_crawling_account_is_not_the_publishers(view: View) -> None:
    identity = view.client("sts").get_caller_identity()

    assert identity["Account"] == DemoEc2.account_id != PUBLISHER_ACCOUNT_ID


def test_the_impostor_is_public_and_has_a_well_known_name_and_no_alias(view: View) -> None:
    (impostor,) = (
        image for image in view.publishers_images("us-east-1", "all") if image["Name"].startswith("ubuntu/images/")
    )

    assert impostor["Public"]
    assert "ImageOwnerAlias" not in impostor
    assert impostor["Architecture"] == "x86_64"
    assert "demo data" in impostor["Description"]


def test_dates_are_those_the_names_tell_and_the_demos_own_public_images_deprecate_after_two_years(view: View) -> None:
    recorded = {image["Name"]: image for image in view.images(SMALL_REGION, "amazon")}
    shared = {image["Name"]: image for image in view.publishers_images("eu-west-1", "self")}

    nano = recorded["Windows_Server-2016-English-Nano-Base-2017.10.13"]
    assert nano["CreationDate"] == "2017-10-13T00:00:00.000Z"
    assert "DeprecationTime" not in nano
    assert shared["demo-build-runner-arm64-20261012"]["CreationDate"] == "2026-10-12T00:00:00.000Z"
    assert "DeprecationTime" not in shared["demo-build-runner-arm64-20261012"]


def test_allowed_images_are_disabled(view: View) -> None:
    assert view.client("ec2").get_allowed_images_settings()["State"] == "disabled"


def test_the_environment_leads_another_process_to_the_demo_whatever_else_is_set(demo: DemoEc2) -> None:
    disturbing = {
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }
    program = "import boto3; print(len(boto3.client('ec2').describe_regions()['Regions']))"
    ran = subprocess.run(
        [sys.executable, "-c", program], env=disturbing | demo.environment(), capture_output=True, check=True
    )

    assert ran.stdout.strip() == b"38"


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="only Linux can wait for the end of a grandchild")
def test_a_restart_in_any_environment_shows_the_very_same_images_and_ends_when_its_owner_is_killed(
    view: View,
) -> None:
    disturbing = {"AWS_PROFILE": "no-such-profile", "MOTO_AMIS_PATH": "no-such-file", "MOTO_ACCOUNT_ID": "999999999999"}
    with subprocess.Popen(
        [sys.executable, "-c", OWNER_PROGRAM],
        env=os.environ | disturbing | {"PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
    ) as owner:
        try:
            assert owner.stdout is not None
            second = json.loads(owner.stdout.readline())
            demo_process = os.pidfd_open(second["process_id"])
            second_view = View(second["endpoint_url"])
            assert second_view.images(SMALL_REGION, "all") == view.images(SMALL_REGION, "all")
            assert second_view.publishers_images("eu-west-1", "self") == view.publishers_images("eu-west-1", "self")
        finally:
            owner.kill()
    try:
        ended, _, _ = select.select([demo_process], [], [], 10.0)
    finally:
        os.close(demo_process)
    assert ended


def test_a_demo_that_ends_too_early_says_what_it_printed_last() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DemoEc2Error, match=rf"exit code 1 before it was ready.*(?s:.*)Port {port} is in use"):
            DemoEc2(port=port).start()


def test_a_demo_that_takes_too_long_is_stopped() -> None:
    demo = DemoEc2(ready_timeout_seconds=0.01)

    with pytest.raises(DemoEc2Error, match=r"not ready after 0\.01 seconds and was stopped"):
        demo.start()
    assert demo.exit_code is not None


def test_a_demo_that_was_not_started_has_no_endpoint() -> None:
    with pytest.raises(DemoEc2Error, match="start it before asking"):
        _ = DemoEc2().endpoint_url
