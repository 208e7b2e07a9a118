"""DescribeImages' parameters: scopes, owners, ids, filters, paging; and the other actions."""

import re
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from botocore.exceptions import ClientError

ME = "111122223333"


def error_of(call: Callable[..., Any], **question: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**question)
    return caught.value.response["Error"]["Code"]


def names(images: list[dict[str, Any]]) -> set[str | None]:
    return {image.get("Name") for image in images}


def test_the_scope_all_shows_public_images_only(caller):
    assert all(image["Public"] for image in caller.images(ExecutableUsers=["all"]))


def test_the_scope_self_shows_what_was_shared_explicitly_and_nothing_of_ones_own(caller):
    shared = caller.images(ExecutableUsers=["self"])
    assert "partner-secret-build-42" in names(shared)
    assert ME not in {image["OwnerId"] for image in shared}
    assert {image["Public"] for image in shared} == {False, True}
    assert sorted(caller.ids(ExecutableUsers=[ME])) == sorted(image["ImageId"] for image in shared)


def test_the_scope_amazon_shows_exactly_the_images_with_that_alias(caller):
    aliased = {image["ImageId"] for image in caller.everything() if image.get("ImageOwnerAlias") == "amazon"}
    assert set(caller.ids(Owners=["amazon"])) == aliased != set()


def test_owners_are_accounts_aliases_or_self(caller):
    images = caller.everything()
    for owner in ("aws-marketplace", "aws-backup-vault", "099720109477"):
        wanted = {
            i["ImageId"]
            for i in images
            if i["State"] != "disabled" and owner in (i["OwnerId"], i.get("ImageOwnerAlias"))
        }
        assert set(caller.ids(Owners=[owner])) == wanted != set()
    assert {image["OwnerId"] for image in caller.images(Owners=["self"])} == {ME}


def test_another_accounts_view_is_limited_to_what_i_shared_with_it(caller):
    assert names(caller.images(ExecutableUsers=["444455556666"])) == {"own-shared-with-partner"}


def test_disabled_images_show_only_when_asked_for(caller):
    assert "own-disabled" not in names(caller.images(Owners=["self"]))
    assert "own-disabled" in names(caller.images(Owners=["self"], IncludeDisabled=True))


def test_deprecated_images_show_only_when_asked_for(caller):
    now = "2026-11-23T00:00:00.000Z"
    everything = caller.public()
    current = {image["ImageId"] for image in everything if image.get("DeprecationTime", "9") > now}
    assert set(caller.ids(ExecutableUsers=["all"], IncludeDeprecated=False)) == current
    assert 0 < len(current) < len(everything)


FIELDS: dict[str, Callable[[dict[str, Any]], list[Any]]] = {
    "architecture": lambda i: [i["Architecture"]],
    "block-device-mapping.volume-type": lambda i: [
        d["Ebs"]["VolumeType"] for d in i["BlockDeviceMappings"] if "Ebs" in d
    ],
    "block-device-mapping.device-name": lambda i: [d["DeviceName"] for d in i["BlockDeviceMappings"]],
    "boot-mode": lambda i: [i.get("BootMode")],
    "creation-date": lambda i: [i["CreationDate"]],
    "description": lambda i: [i.get("Description")],
    "ena-support": lambda i: [str(i.get("EnaSupport")).lower()],
    "image-id": lambda i: [i["ImageId"]],
    "is-public": lambda i: [str(i["Public"]).lower()],
    "manifest-location": lambda i: [i["ImageLocation"]],
    "name": lambda i: [i.get("Name")],
    "owner-alias": lambda i: [i.get("ImageOwnerAlias")],
    "owner-id": lambda i: [i["OwnerId"]],
    "platform": lambda i: [i.get("Platform")],
    "product-code": lambda i: [c["ProductCodeId"] for c in i.get("ProductCodes", [])],
    "product-code.type": lambda i: [c["ProductCodeType"] for c in i.get("ProductCodes", [])],
    "root-device-type": lambda i: [i["RootDeviceType"]],
    "state": lambda i: [i["State"]],
    "source-image-id": lambda i: [i.get("SourceImageId")],
    "state-reason-code": lambda i: [i.get("StateReason", {}).get("Code")],
    "tag-key": lambda i: [t["Key"] for t in i.get("Tags", [])],
    "tag:Environment": lambda i: [t["Value"] for t in i.get("Tags", []) if t["Key"] == "Environment"],
    "virtualization-type": lambda i: [i["VirtualizationType"]],
}


def naive(images: list[dict[str, Any]], filters: dict[str, list[str]]) -> set[str]:
    def passes(image: dict[str, Any], name: str, values: list[str]) -> bool:
        wanted = [re.escape(value).replace(r"\*", ".*").replace(r"\?", ".") for value in values]
        has = [value for value in FIELDS[name](image) if value is not None]
        return any(re.fullmatch(pattern, value, re.DOTALL) for pattern in wanted for value in has)

    return {i["ImageId"] for i in images if all(passes(i, name, values) for name, values in filters.items())}


@pytest.mark.parametrize(
    "filters",
    [
        {"architecture": ["arm64"]},
        {"architecture": ["arm64", "i386"], "is-public": ["true"]},
        {"block-device-mapping.volume-type": ["io?"]},
        {"block-device-mapping.device-name": ["xvdcz"]},
        {"boot-mode": ["uefi*"], "ena-support": ["true"]},
        {"creation-date": ["2024-0?-*"]},
        {"description": ["*<script>*"]},
        {"image-id": ["ami-????????"]},
        {"manifest-location": ["*.manifest.xml"]},
        {"name": ["ubuntu/images/*-22.04-*"]},
        {"name": ["*"], "owner-alias": ["amazon"], "platform": ["windows"]},
        {"name": ["no-such-name"]},
        {"owner-id": ["679593333241"], "product-code.type": ["marketplace"], "product-code": ["a*"]},
        {"root-device-type": ["instance-store"]},
        {"state": ["pending", "failed"]},
        {"source-image-id": ["ami-*"]},
        {"state-reason-code": ["Server.*"]},
        {"tag-key": ["Environment"]},
        {"tag:Environment": ["prod <&> *"]},
        {"virtualization-type": ["paravirtual"]},
    ],
    ids=str,
)
def test_filters_agree_with_a_naive_reading_of_all_images(caller, filters):
    asked = [{"Name": name, "Values": values} for name, values in filters.items()]
    found = caller.ids("eu-west-1", Filters=asked, page_size=100)
    assert len(found) == len(set(found))
    listed = [image for image in caller.everything("eu-west-1") if image["State"] != "disabled"]
    assert set(found) == naive(listed, filters)


def test_a_backslash_makes_a_wildcard_literal(caller):
    def found(value: str) -> set[str | None]:
        return names(caller.images(Filters=[{"Name": "description", "Values": [value]}]))

    assert "no-devices" in found("no block device? at all")
    assert found(r"no block device\? at all") == set()


def test_images_are_found_by_their_ids(caller):
    wanted = [image["ImageId"] for image in caller.public("eu-west-1")[:40]]
    found = caller.client("eu-west-1").describe_images(ImageIds=wanted, IncludeDeprecated=True)["Images"]
    assert sorted(image["ImageId"] for image in found) == sorted(wanted)


def test_ids_of_other_regions_made_up_ids_and_wrong_ids_get_ec2s_errors(caller):
    describe = caller.client("eu-west-1").describe_images
    elsewhere = next(i["ImageId"] for i in caller.public("us-east-1") if len(i["ImageId"]) == 21)
    assert error_of(describe, ImageIds=[elsewhere]) == "InvalidAMIID.NotFound"
    assert error_of(describe, ImageIds=["ami-0123456789abcdef0"]) == "InvalidAMIID.NotFound"
    assert error_of(describe, ImageIds=["ami-1a2b3c4d"]) == "InvalidAMIID.NotFound"
    assert error_of(describe, ImageIds=["ami-xyz"]) == "InvalidAMIID.Malformed"
    assert error_of(describe, ImageIds=["i-0123456789abcdef0"]) == "InvalidAMIID.Malformed"


@pytest.mark.parametrize("most", [4, 1001])
def test_page_sizes_outside_5_to_1000_are_refused(caller, most):
    assert error_of(caller.client("eu-west-1").describe_images, MaxResults=most) == "InvalidParameterValue"


def test_questions_that_make_no_sense_get_ec2s_errors(caller):
    describe = caller.client("eu-west-1").describe_images
    ids = [caller.public("eu-west-1")[0]["ImageId"]]
    assert error_of(describe, ImageIds=ids, MaxResults=5) == "InvalidParameterCombination"
    assert error_of(describe, Filters=[{"Name": "colour", "Values": ["red"]}]) == "InvalidParameterValue"
    too_many = [{"Name": "name", "Values": [str(number) for number in range(201)]}]
    assert error_of(describe, Filters=too_many) == "FilterLimitExceeded"
    assert error_of(describe, Owners=["canonical"]) == "InvalidUserID.Malformed"
    assert error_of(describe, ExecutableUsers=["everybody"]) == "InvalidUserID.Malformed"
    assert error_of(describe, DryRun=True) == "DryRunOperation"
    assert error_of(caller.client("eu-west-1").describe_vpcs) == "InvalidAction"


def test_a_token_is_good_for_the_question_it_was_given_for_only(caller):
    client = caller.client("eu-west-1")
    token = client.describe_images(MaxResults=5)["NextToken"]
    assert len(client.describe_images(MaxResults=10, NextToken=token)["Images"]) == 10
    assert error_of(client.describe_images, MaxResults=5, NextToken=token, Owners=["amazon"]) == "InvalidParameterValue"
    assert error_of(client.describe_images, MaxResults=5, NextToken="abc") == "InvalidParameterValue"
    elsewhere = caller.client("us-east-1").describe_images
    assert error_of(elsewhere, MaxResults=5, NextToken=token) == "InvalidParameterValue"


def test_without_pages_everything_comes_in_one_answer(caller):
    answer = caller.client("eu-west-1").describe_images(IncludeDeprecated=True, ExecutableUsers=["all"])
    found = sorted(image["ImageId"] for image in answer["Images"])
    assert found == sorted(image["ImageId"] for image in caller.public("eu-west-1"))
    assert "NextToken" not in answer


def test_regions_are_those_enabled_unless_all_are_asked_for(caller):
    client = caller.client("us-east-1")
    enabled = {region["RegionName"] for region in client.describe_regions()["Regions"]}
    assert enabled == {"us-east-1", "eu-west-1", "il-central-1"}
    everything = {r["RegionName"]: r["OptInStatus"] for r in client.describe_regions(AllRegions=True)["Regions"]}
    assert everything["mx-central-1"] == "not-opted-in"
    assert everything["il-central-1"] == "opted-in"
    named = client.describe_regions(RegionNames=["us-east-1"])["Regions"]
    assert [region["Endpoint"] for region in named] == ["ec2.us-east-1.amazonaws.com"]
    not_required = [{"Name": "opt-in-status", "Values": ["opt-in-not-*"]}]
    assert len(client.describe_regions(Filters=not_required)["Regions"]) == 2
    assert error_of(client.describe_regions, RegionNames=["mars-1"]) == "InvalidParameterValue"


def test_a_region_that_is_not_enabled_answers_auth_failure(caller):
    assert error_of(caller.client("mx-central-1").describe_images) == "AuthFailure"


def test_allowed_amis_are_disabled_by_default(caller):
    assert caller.client("us-east-1").get_allowed_images_settings()["State"] == "disabled"


def test_sts_says_who_the_caller_is(caller):
    assert caller.client("us-east-1", "sts").get_caller_identity()["Account"] == ME


def test_get_works_and_the_region_comes_from_the_host_when_nothing_is_signed(world):
    def page(host: str) -> tuple[int, str]:
        connection = HTTPConnection(urlsplit(world.url).netloc)
        question = {"Action": "DescribeImages", "Version": "2014-10-01", "MaxResults": "5", "Owner.1": "amazon"}
        connection.request("GET", "/?" + urlencode(question), headers={"Host": host})
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, text

    status, text = page("ec2.il-central-1.amazonaws.com")
    assert status == 200
    assert 'xmlns="http://ec2.amazonaws.com/doc/2014-10-01/"' in text
    assert page("ec2.mars-1.amazonaws.com")[0] == 401
