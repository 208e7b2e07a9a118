"""What Amidex answers is what EC2 answers, question by question, image by image and field by field."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from api.services import Services
from cli.demo_ec2 import DemoEc2
from search.memory_index import MemoryIndex
from tests.api.ec2.conftest import REGIONS
from tests.api.ec2.serving import Asker, crawl_into, serving

PUBLIC = {"ExecutableUsers": ["all"]}
AGED: dict[str, Any] = PUBLIC | {"IncludeDeprecated": True}
CANONICAL = "099720109477"
MARKETPLACE = "679593333241"


def filtered(filters):
    return AGED | {"Filters": [{"Name": name, "Values": values} for name, values in filters.items()]}


@pytest.mark.parametrize("region", REGIONS)
def test_every_public_image_is_told_field_by_field(amidex, ec2, region):
    images = amidex.images(region, page_size=100, **AGED)

    assert images == ec2.images(region, page_size=1000, **AGED)
    assert len(images) > 90


def test_without_pages_everything_comes_in_one_answer(amidex, ec2):
    assert amidex.images(**AGED) == ec2.images(**AGED)


def test_deprecated_images_show_only_when_asked_for(amidex, ec2):
    current = amidex.images(**PUBLIC)

    assert current == ec2.images(**PUBLIC)
    assert 0 < len(current) < len(ec2.images(**AGED))


def test_disabled_images_show_only_when_asked_for(amidex, ec2):
    everything = AGED | {"IncludeDisabled": True}

    assert amidex.images(**everything) == ec2.images(**everything)


@pytest.mark.parametrize(
    "owners", [["amazon"], ["aws-marketplace"], [CANONICAL], ["self", CANONICAL], ["amazon", MARKETPLACE], ["self"]]
)
def test_owners_are_accounts_aliases_or_self_who_is_nobody(amidex, ec2, owners):
    found = amidex.images(**AGED, Owners=owners, page_size=50)

    assert found == ec2.images(**AGED, Owners=owners, page_size=1000)
    assert bool(found) is (owners != ["self"])


FILTERS = [
    {"architecture": ["arm64"]},
    {"architecture": ["arm64", "i386"], "is-public": ["true"]},
    {"block-device-mapping.delete-on-termination": ["false"]},
    {"block-device-mapping.encrypted": ["true"]},
    {"block-device-mapping.volume-size": ["8", "1?"]},
    {"block-device-mapping.volume-type": ["io?"]},
    {"block-device-mapping.device-name": ["xvdcz"]},
    {"boot-mode": ["uefi*"], "ena-support": ["true"]},
    {"creation-date": ["2024-0?-*"]},
    {"description": ["*<script>*"]},
    {"description": ["*"]},
    {"description": [""]},
    {"hypervisor": ["xen"], "state": ["available"]},
    {"image-id": ["ami-????????"]},
    {"image-type": ["machine"], "root-device-name": ["/dev/xvda"]},
    {"is-public": ["false"]},
    {"kernel-id": ["aki-*"]},
    {"manifest-location": ["*.manifest.xml"]},
    {"name": ["ubuntu/images/*-22.04-*"]},
    {"name": ["ubuntu/images/*"], "owner-id": [CANONICAL]},
    {"name": ["*"], "owner-alias": ["amazon"], "platform": ["windows"]},
    {"name": ["*server*", "*2022*"], "virtualization-type": ["hvm"]},
    {"name": ["no-such-name"]},
    {"name": ["UBUNTU*"]},
    {"owner-alias": ["a*"]},
    {"owner-alias": ["amazon", "aws-marketplace"]},
    {"owner-id": [MARKETPLACE], "product-code.type": ["marketplace"], "product-code": ["a*"]},
    {"owner-id": ["0997*"]},
    {"public-ssm-parameter-name": ["*"]},
    {"ramdisk-id": ["ari-*"]},
    {"root-device-type": ["instance-store"]},
    {"scan-result.highest-finding-severity-label": ["critical", "HIGH", "high"]},
    {"sriov-net-support": ["simple"]},
    {"state": ["pending", "failed"]},
    {"source-image-id": ["ami-*"]},
    {"source-image-region": ["us-*"]},
    {"state-reason-code": ["Server.*"]},
    {"virtualization-type": ["paravirtual"]},
]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
@pytest.mark.parametrize("page_size", [None, 30])
def test_filters_find_the_same_images(amidex, ec2, filters, page_size):
    question = filtered(filters)

    assert amidex.images("eu-west-1", page_size=page_size, **question) == ec2.images("eu-west-1", **question)


def test_a_backslash_makes_a_wildcard_literal(amidex):
    found = amidex.images(**filtered({"name": ["ubuntu/*"]}))

    assert found
    assert amidex.images(**filtered({"name": [r"ubuntu/\*"]})) == []


def test_images_are_found_by_their_ids(amidex, ec2):
    wanted = [image["ImageId"] for image in ec2.images("eu-west-1", **AGED)[:60]]

    for more in ({"IncludeDeprecated": True}, {}, {"IncludeDeprecated": True, "Owners": ["amazon"]}):
        assert amidex.images("eu-west-1", ImageIds=wanted, **more) == ec2.images("eu-west-1", ImageIds=wanted, **more)
    exactly = [{"Name": "image-id", "Values": [*wanted[:20], "ami-0123456789abcdef0"]}]
    for page_size in (None, 5):
        found = amidex.images("eu-west-1", page_size=page_size, Filters=exactly, IncludeDeprecated=True)
        assert [image["ImageId"] for image in found] == wanted[:20]


def error_of(asker, region="eu-west-1", **question):
    with pytest.raises(ClientError) as caught:
        asker.client(region).describe_images(**question)
    error = caught.value.response
    return error["ResponseMetadata"]["HTTPStatusCode"], error["Error"]["Code"], error["Error"]["Message"]


@pytest.mark.parametrize(
    "question",
    [
        {"ImageIds": ["ami-0123456789abcdef0"]},
        {"ImageIds": ["ami-0123456789abcdef0", "ami-1a2b3c4d"]},
        {"ImageIds": ["ami-xyz"]},
        {"ImageIds": ["i-0123456789abcdef0"]},
        {"ImageIds": ["ami-0123456789abcdef0"], "MaxResults": 5},
        {"MaxResults": 4},
        {"MaxResults": 1001},
        {"Filters": [{"Name": "colour", "Values": ["red"]}]},
        {"Filters": [{"Name": "name", "Values": [str(number) for number in range(201)]}]},
        {"Owners": ["canonical"]},
        {"ExecutableUsers": ["everybody"]},
        {"DryRun": True},
        {"DryRun": True, "Owners": ["canonical"]},
    ],
    ids=lambda question: str(question)[:60],
)
def test_what_makes_no_sense_gets_ec2s_error(amidex, ec2, question):
    status, code, message = error_of(amidex, **question)

    assert (status, code) == error_of(ec2, **question)[:2]
    assert message


def test_a_region_that_was_not_crawled_is_one_that_is_not_enabled(amidex, ec2):
    status, code, message = error_of(amidex, "mx-central-1")

    assert (status, code) == error_of(ec2, "mx-central-1")[:2] == (401, "AuthFailure")
    assert "no crawl has seen it" in message


def test_a_token_is_good_for_the_question_it_was_given_for_only(amidex):
    client = amidex.client("eu-west-1")
    token = client.describe_images(MaxResults=5)["NextToken"]

    assert len(client.describe_images(MaxResults=10, NextToken=token)["Images"]) == 10
    for wrong in ({"NextToken": token, "Owners": ["amazon"]}, {"NextToken": "abc"}, {"NextToken": "é" * 5000}):
        assert error_of(amidex, MaxResults=5, **wrong)[1] == "InvalidParameterValue"
    assert error_of(amidex, "us-east-1", MaxResults=5, NextToken=token)[1] == "InvalidParameterValue"


def test_a_page_that_ends_exactly_at_the_end_has_no_token_too_many_and_none_is_lost(amidex, ec2):
    question = filtered({"owner-id": [CANONICAL]})
    wanted = [image["ImageId"] for image in ec2.images("eu-west-1", **question)]
    client = amidex.client("eu-west-1")
    pages = list(
        client.get_paginator("describe_images").paginate(**question, PaginationConfig={"PageSize": max(5, len(wanted))})
    )

    assert sorted(image["ImageId"] for page in pages for image in page["Images"]) == wanted
    assert len(pages) == 1


def test_regions_are_those_that_were_crawled(amidex, ec2):
    asked, told = (asker.client().describe_regions()["Regions"] for asker in (amidex, ec2))
    fields = ("RegionName", "Endpoint", "OptInStatus")

    assert sorted(tuple(region[name] for name in fields) for region in asked) == sorted(
        tuple(region[name] for name in fields) for region in told
    )
    for question in (
        {"RegionNames": ["us-east-1"]},
        {"Filters": [{"Name": "opt-in-status", "Values": ["opt-in-not-*"]}]},
        {"Filters": [{"Name": "region-name", "Values": ["us-*"]}, {"Name": "endpoint", "Values": ["*"]}]},
    ):
        names = [
            sorted(region["RegionName"] for region in asker.client().describe_regions(**question)["Regions"])
            for asker in (amidex, ec2)
        ]
        assert names[0] == names[1] != []


@pytest.mark.parametrize("region", ["mx-central-1", "eu-south-2"])
def test_the_recorded_images_of_moto_are_told_as_moto_tells_them(sqlite_database, directory, region):
    with DemoEc2() as demo:
        moto = Asker(demo.endpoint_url)
        crawl_into(sqlite_database, directory, demo.endpoint_url, [region])
        with serving(Services(sqlite_database, MemoryIndex(), directory)) as url:
            amidex = Asker(f"{url}/ec2")
            assert amidex.images(region, **AGED) == moto.images(region, **AGED)
            for filters in ({"name": ["*ubuntu*"]}, {"architecture": ["arm64"]}, {"platform": ["windows"]}):
                question = filtered(filters)
                assert amidex.images(region, **question) == moto.images(region, **question)
