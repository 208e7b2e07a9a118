"""What policies let through, and what tags tell."""

import pytest

from tests.api.conftest import (
    AL2023_IRELAND,
    CANONICAL,
    JAMMY_IRELAND,
    NOBLE_IRELAND,
    OLD_WINDOWS,
    SELLER,
    WEB_BASE,
    image_id,
)
from tests.api.ec2.test_protocol import call, error, images, texts

LEVELS = {AL2023_IRELAND: "verified", SELLER: "verified", NOBLE_IRELAND: "known", WEB_BASE: "unverified"}
AGED = {"IncludeDeprecated": "true"}


@pytest.mark.parametrize(
    ("policy", "shown"),
    [("verified", {AL2023_IRELAND, SELLER}), ("known", {AL2023_IRELAND, SELLER, NOBLE_IRELAND, JAMMY_IRELAND})],
)
def test_a_policy_shows_what_it_lets_through_and_nothing_else(client, policy, shown):
    path = f"/ec2/policies/{policy}"

    assert set(images(client, AGED, path=path)) == {image_id(number) for number in shown}
    assert set(images(client, AGED | {"MaxResults": "5"}, path=path)) <= {image_id(number) for number in shown}
    assert set(images(client, AGED)) > {image_id(number) for number in shown}


def test_what_a_policy_forbids_is_as_unknown_as_what_never_was(client):
    path = "/ec2/policies/known"
    for action in (
        {"Action": "DescribeImages", "ImageId.1": image_id(WEB_BASE)},
        {"Action": "DescribeImageAttribute", "ImageId": image_id(WEB_BASE), "Attribute": "description"},
    ):
        forbidden = error(client, action, path=path)
        never_was = error(
            client,
            {name: value.replace(image_id(WEB_BASE), "ami-0123456789abcdef0") for name, value in action.items()},
            path=path,
        )
        assert forbidden[:2] == never_was[:2] == (400, "InvalidAMIID.NotFound")
    assert images(client, {"ImageId.1": image_id(NOBLE_IRELAND)}, path=path) == [image_id(NOBLE_IRELAND)]
    owned = {"Action": "DescribeImageAttribute", "ImageId": image_id(NOBLE_IRELAND), "Attribute": "description"}
    assert error(client, owned, path=path)[1] == "AuthFailure"


def test_a_policy_that_there_is_not_is_named_with_those_there_are(client):
    status, code, message = error(client, {"Action": "DescribeImages"}, path="/ec2/policies/nice")

    assert (status, code) == (400, "InvalidParameterValue")
    assert "nice" in message
    assert "known, verified" in message


def test_tags_tell_the_verdict_and_can_be_filtered_by(client):
    for number, level in LEVELS.items():
        _, root = call(
            client,
            {"Action": "DescribeImages", "ImageId.1": image_id(number), "IncludeDeprecated": "true"},
            path="/ec2/tagged",
        )
        tags = dict(zip(texts(root, "key"), texts(root, "value"), strict=True))
        assert tags["amidex:trust"] == level
        assert tags.get("amidex:publisher") == {
            NOBLE_IRELAND: "canonical",
            AL2023_IRELAND: "amazon-linux",
            SELLER: "aws-marketplace",
        }.get(number)
    known = {"Filter.1.Name": "tag:amidex:trust", "Filter.1.Value.1": "known"}
    assert set(images(client, known, path="/ec2/tagged")) == {image_id(NOBLE_IRELAND), image_id(JAMMY_IRELAND)}
    assert images(client, known) == []
    unverified = AGED | {"Filter.1.Name": "tag:amidex:trust", "Filter.1.Value.1": "un*"}
    assert image_id(OLD_WINDOWS) in images(client, unverified, path="/ec2/tagged")


def test_a_token_of_one_path_is_worth_nothing_at_another(client):
    asked = AGED | {"Action": "DescribeImages", "MaxResults": "5"}
    _, root = call(client, asked)
    (token,) = texts(root, "nextToken")

    assert len(images(client, AGED | {"MaxResults": "5", "NextToken": token})) > 0
    assert error(client, asked | {"NextToken": token}, path="/ec2/policies/known")[1] == "InvalidParameterValue"


@pytest.mark.parametrize(
    ("path", "state"), [("/ec2", "disabled"), ("/ec2/tagged", "disabled"), ("/ec2/policies/known", "enabled")]
)
def test_who_crawls_through_a_policy_is_warned_that_he_does_not_see_everything(client, path, state):
    _, root = call(client, {"Action": "GetAllowedImagesSettings"}, path=path)

    assert texts(root, "state") == [state]


def test_an_owner_bound_look_up_finds_the_newest_of_him_alone(client):
    asked = {"Owner.1": CANONICAL, "Filter.1.Name": "name", "Filter.1.Value.1": "*ubuntu-noble*"}

    assert images(client, asked, path="/ec2/policies/known") == [image_id(NOBLE_IRELAND)]
