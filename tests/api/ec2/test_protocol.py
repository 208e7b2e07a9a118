"""The Query protocol itself: parameters, versions, regions, errors; whatever is sent, the answer is EC2's."""

import asyncio
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from api.ec2.form import CURRENT_VERSION
from catalog.errors import DatabaseUnreachableError
from tests.api.conftest import (
    AL2023_IRELAND,
    FRANKFURT,
    GONE,
    IRELAND,
    MUMBAI,
    NOBLE_IRELAND,
    PAYROLL,
    RECLUSE,
    RECLUSIVE,
    WEB_BASE,
    Client,
    image_id,
)

IN_IRELAND = {"Authorization": f"AWS4-HMAC-SHA256 Credential=AKID/20261123/{IRELAND}/ec2/aws4_request, Signature=00"}


def call(client, parameters, *, path="/ec2", method="POST", headers=IN_IRELAND, encoded=None):
    """(status, XML) of one call."""
    body = urlencode(parameters) if encoded is None else encoded

    async def send():
        transport = httpx.ASGITransport(client.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://amidex") as http:
            if method == "POST":
                return await http.post(path, content=body, headers=headers)
            return await http.get(path, params=parameters, headers=headers)

    response = asyncio.run(send())
    assert response.headers["content-type"] == "text/xml;charset=UTF-8"
    assert response.headers["cache-control"] == "no-store"
    return response.status_code, etree.fromstring(response.content)


def texts(root, name):
    return [element.text for element in root.iter(f"{{*}}{name}")]


def images(client, parameters=(), **options):
    status, root = call(client, {"Action": "DescribeImages", **dict(parameters)}, **options)
    assert status == 200, etree.tostring(root)
    return texts(root, "imageId")


def error(client, parameters, **options):
    status, root = call(client, parameters, **options)
    assert root.tag == "Response"
    assert texts(root, "RequestID") != [None]
    return status, texts(root, "Code")[0], texts(root, "Message")[0]


def test_an_answer_says_its_version_and_request(client):
    for version in ("2012-03-01", CURRENT_VERSION):
        _, root = call(client, {"Action": "DescribeImages", "Version": version})
        assert root.tag == f"{{http://ec2.amazonaws.com/doc/{version}/}}DescribeImagesResponse"
        assert len(texts(root, "requestId")[0]) == 36


def test_get_answers_as_post_does(client):
    assert images(client, method="GET") == images(client) != []


def test_a_path_with_a_slash_at_its_end_is_the_same_for_clients_add_one(client):
    assert images(client, path="/ec2/") == images(client)


def test_nothing_private_and_nothing_gone_exists(client, operator):
    for asking in (client, operator):
        found = images(asking, {"IncludeDeprecated": "true", "IncludeDisabled": "true"})
        assert image_id(NOBLE_IRELAND) in found
        assert not {image_id(number) for number in (PAYROLL, RECLUSIVE, GONE)} & set(found)
        for number in (PAYROLL, RECLUSIVE, GONE):
            told = error(asking, {"Action": "DescribeImages", "ImageId.1": image_id(number)})
            never_was = error(asking, {"Action": "DescribeImages", "ImageId.1": "ami-0123456789abcdef0"})
            assert told[:2] == never_was[:2] == (400, "InvalidAMIID.NotFound")
        assert images(asking, {"Owner.1": RECLUSE, "IncludeDeprecated": "true"}) == []
        assert images(asking, {"ExecutableBy.1": "self"}) == []


def test_a_region_that_has_private_images_alone_was_never_crawled_as_far_as_anyone_is_told(client):
    headers = {"Authorization": IN_IRELAND["Authorization"].replace(IRELAND, MUMBAI)}
    status, code, message = error(client, {"Action": "DescribeImages"}, headers=headers)

    assert (status, code) == (401, "AuthFailure")
    assert "no crawl has seen it. It has eu-central-1, eu-west-1." in message
    _, root = call(client, {"Action": "DescribeRegions"})
    assert texts(root, "regionName") == [FRANKFURT, IRELAND]


def test_what_ec2_tells_the_crawling_account_alone_is_told_to_nobody(client):
    _, root = call(client, {"Action": "DescribeImages", "ImageId.1": image_id(WEB_BASE)})

    assert texts(root, "imageId") == [image_id(WEB_BASE)]
    assert b"4711" not in etree.tostring(root)
    assert images(client, {"Filter.1.Name": "tag:cost-centre", "Filter.1.Value.1": "4711"}) == []
    assert images(client, {"Filter.1.Name": "tag-key", "Filter.1.Value.1": "*"}) == []


@pytest.mark.parametrize(
    ("headers", "url_scope", "region"),
    [
        (IN_IRELAND, None, IRELAND),
        ({"Authorization": IN_IRELAND["Authorization"].replace("AKID", "AK/ID")}, None, IRELAND),
        ({}, f"AKID/20261123/{FRANKFURT}/ec2/aws4_request", FRANKFURT),
        ({"Host": f"ec2.{FRANKFURT}.amazonaws.com"}, None, FRANKFURT),
        ({"Host": f"{IRELAND}.ec2.amidex.example:8000"}, None, IRELAND),
        (IN_IRELAND | {"Host": f"ec2.{FRANKFURT}.amazonaws.com"}, None, IRELAND),
        ({"Host": "ec2.amazonaws.com"}, None, "us-east-1"),
        ({"Authorization": "Bearer something"}, None, "us-east-1"),
    ],
)
def test_the_region_is_the_signatures_or_else_the_hosts(client, headers, url_scope, region):
    parameters = {"Action": "DescribeImages"}
    if url_scope:
        parameters |= {"X-Amz-Credential": url_scope, "X-Amz-Signature": "00", "X-Amz-Date": "20261123T000000Z"}
    status, root = call(client, parameters, method="GET", headers=headers)

    if region == "us-east-1":
        assert (status, texts(root, "Code")) == (401, ["AuthFailure"])
        assert "region us-east-1" in texts(root, "Message")[0]
    else:
        assert (image_id(NOBLE_IRELAND) in texts(root, "imageId")) is (region == IRELAND)


@pytest.mark.parametrize(
    ("parameters", "status", "code", "says"),
    [
        ({}, 400, "MissingAction", "Action"),
        ({"Action": "Describe<Images>"}, 400, "InvalidAction", "Describe<Images>"),
        ({"Action": "DescribeVpcs"}, 400, "InvalidAction", "DescribeVpcs"),
        ({"Action": "RunInstances", "ImageId": "ami-1"}, 400, "UnsupportedOperation", "RunInstances"),
        ({"Action": "ModifyImageAttribute"}, 400, "UnsupportedOperation", "changes nothing"),
        ({"Action": "DescribeImages", "Version": "2026-01-01"}, 400, "NoSuchVersion", "2026-01-01"),
        ({"Action": "DescribeImages", "Owners.1": "amazon"}, 400, "UnknownParameter", "Owners.1"),
        ({"Action": "DescribeImages", "IncludeDeprecated": "maybe"}, 400, "InvalidParameterValue", "maybe"),
        ({"Action": "DescribeImages", "Filter.1.Value.1": "x"}, 400, "MissingParameter", "Filter.1.Name"),
        ({"Action": "DescribeImages", "Filter.7.Name": "name"}, 400, "MissingParameter", "Filter.7.Value"),
        ({"Action": "DescribeImages", "Filter.1": "name"}, 400, "UnknownParameter", "Filter.1"),
        ({"Action": "DescribeImages", "MaxResults": "²"}, 400, "InvalidParameterValue", "between 5 and 1000"),
        ({"Action": "DescribeRegions", "RegionName.1": "mars-1"}, 400, "InvalidParameterValue", "mars-1"),
        ({"Action": "DescribeRegions", "DryRun": "true"}, 412, "DryRunOperation", "DryRun"),
        (
            {"Action": "DescribeRegions", "Filter.1.Name": "x", "Filter.1.Value.1": "y"},
            400,
            "InvalidParameterValue",
            "",
        ),
        ({"Action": "DescribeImageAttribute", "Attribute": "description"}, 400, "MissingParameter", "imageId"),
        ({"Action": "DescribeImageAttribute", "ImageId": image_id(WEB_BASE)}, 400, "MissingParameter", "attribute"),
        (
            {"Action": "DescribeImageAttribute", "ImageId": image_id(WEB_BASE), "Attribute": "colour"},
            400,
            "InvalidParameterValue",
            "launchPermission",
        ),
        (
            {"Action": "DescribeImageAttribute", "ImageId": image_id(WEB_BASE), "Attribute": "launchPermission"},
            403,
            "AuthFailure",
            "Not authorized for image",
        ),
        (
            {"Action": "DescribeImageAttribute", "ImageId": image_id(PAYROLL), "Attribute": "launchPermission"},
            400,
            "InvalidAMIID.NotFound",
            "does not exist",
        ),
    ],
)
def test_what_cannot_be_answered_says_so_in_ec2s_words(client, parameters, status, code, says):
    told = error(client, parameters)

    assert told[:2] == (status, code)
    assert says in told[2]


def test_a_credential_scope_without_a_region_is_refused(client):
    told = error(client, {"Action": "DescribeImages"}, headers={"Authorization": "AWS4-HMAC-SHA256 Credential=AKID"})

    assert told[:2] == (401, "AuthFailure")


def test_a_body_that_is_too_large_is_refused(client):
    assert error(client, {}, encoded="Action=DescribeImages&x=" + "y" * (1 << 20))[:2] == (413, "RequestEntityTooLarge")
    assert error(client, {}, encoded="&".join("x=1" for _ in range(40_000)))[:2] == (400, "MalformedQueryString")


class Broken:
    """A database that does nothing but fail."""

    def __init__(self, failure):
        self.failure = failure

    def read(self):
        raise self.failure


@pytest.mark.parametrize(
    ("failure", "status", "code"),
    [
        (DatabaseUnreachableError("postgresql://secret-host does not answer"), 503, "Unavailable"),
        (RuntimeError("secret"), 500, "InternalError"),
    ],
)
def test_a_failure_is_told_as_ec2_tells_it_and_reveals_nothing(world, failure, status, code):
    services = world.services()
    object.__setattr__(services, "database", Broken(failure))
    told = error(Client(services), {"Action": "DescribeImages"})

    assert told[:2] == (status, code)
    assert "secret" not in told[2]


NAMES = st.sampled_from([
    *("Action", "Version", "Owner.1", "ExecutableBy.1", "ImageId.1", "ImageId.x", "Filter.1.Name", "Filter.1.Value.1"),
    *("Filter.2.Value.99", "MaxResults", "NextToken", "DryRun", "IncludeDeprecated", "RegionName.1", "Attribute", "x"),
])  # fmt: skip
VALUES = st.sampled_from(["self", "amazon", "name", "*", "true", "10", "tag:", "tag:x", image_id(AL2023_IRELAND)]) | (
    st.text(max_size=20)
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    action=st.sampled_from(["DescribeImages", "DescribeRegions", "DescribeImageAttribute", "GetAllowedImagesSettings"]),
    parameters=st.lists(st.tuples(NAMES, VALUES), max_size=5),
)
def test_no_parameters_break_it(client, action, parameters):
    asked = {"Action": action} | {name: value.encode(errors="replace").decode() for name, value in parameters}
    status, root = call(client, asked)

    assert status in (200, 400, 401, 403, 412)
    assert status == 200 or texts(root, "Code")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=st.binary(max_size=60))
def test_no_bytes_break_it(client, body):
    status, _ = call(client, {}, encoded=b"Action=DescribeImages&Filter.1.Name=name&Filter.1.Value.1=" + body)

    assert status in (200, 400)
