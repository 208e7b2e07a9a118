import pytest

from catalog.scopes import Scope
from tests.api.conftest import (
    AL2023_IRELAND,
    CANONICAL,
    FRANKFURT,
    GONE,
    IRELAND,
    NOBLE_IRELAND,
    OLD_WINDOWS,
    SELLER,
    STRANGER,
    WEB_BASE,
    Client,
    World,
    image_id,
)
from tests.crawler.conftest import image


@pytest.fixture
def changing(sqlite_database, directory):
    """A world of its own, to change."""
    world = World(sqlite_database.url.database, directory)
    yield world
    world.database.close()


def test_an_image_is_told_whole(client):
    found = client.json(f"/v1/images/{image_id(NOBLE_IRELAND)}")

    assert found["region"] == IRELAND
    assert found["partition"] == "aws"
    assert found["owner_id"] == CANONICAL
    assert found["publisher"] == {"slug": "canonical", "name": "Canonical (Ubuntu)"}
    assert found["identity"]["level"] == "known"
    assert "Canonical" in found["identity"]["reason"]
    assert found["identity"]["evidence"][0]["grade"] == "official"
    assert found["scopes"] == ["all"]
    assert (found["deprecated"], found["gone_at"], found["private"]) == (False, None, False)
    assert found["document"]["BlockDeviceMappings"][0]["Ebs"] == {"VolumeSize": 8}
    assert found["description"] == "Ubuntu 24.04 <b>noble</b> 🐧"
    assert client.json(found["release"]["link"])["release_id"] == found["release"]["release_id"]
    assert client.json(found["history"])["image_id"] == found["image_id"]


@pytest.mark.parametrize(
    ("number", "level", "publisher"),
    [
        (AL2023_IRELAND, "verified", "amazon-linux"),
        (WEB_BASE, "unverified", None),
        (SELLER, "verified", "aws-marketplace"),
    ],
)
def test_the_identity_says_who_and_how_we_know(client, number, level, publisher):
    found = client.json(f"/v1/images/{image_id(number)}")

    assert found["identity"]["level"] == level
    assert (found["publisher"] or {}).get("slug") == publisher


def test_deprecation_is_judged_by_the_present(client):
    assert client.json(f"/v1/images/{image_id(OLD_WINDOWS)}")["deprecated"] is True


def test_a_gone_image_is_still_told_and_its_history_says_so(client):
    assert client.json(f"/v1/images/{image_id(GONE)}")["gone_at"] is not None
    events = client.json(f"/v1/images/{image_id(GONE)}/history")["history"]
    assert [event["event"] for event in events] == ["appeared", "gone"]


def test_what_ec2_tells_the_crawling_account_alone_is_told_to_the_operator_alone(client, operator):
    path = f"/v1/images/{image_id(WEB_BASE)}"

    assert "Tags" not in client.json(path)["document"]
    assert operator.json(path)["document"]["Tags"] == [{"Key": "cost-centre", "Value": "4711"}]


def test_history_tells_changes_with_both_values_but_no_tags(changing):
    changing.crawl({IRELAND: [image(1, Description="old", Tags=[{"Key": "a", "Value": "1"}])]})
    changing.crawl({IRELAND: [image(1, Description="new", Tags=[{"Key": "a", "Value": "2"}])]})
    changing.crawl({IRELAND: [image(1, Description="new", Tags=[{"Key": "a", "Value": "3"}])]})

    events = Client(changing.services()).json(f"/v1/images/{image_id(1)}/history")["history"]

    assert [event["event"] for event in events] == ["appeared", "changed"]
    assert events[1]["changes"] == {"Description": ["old", "new"]}


def test_an_id_in_two_regions_is_told_for_the_region_asked_for(changing):
    changing.crawl({IRELAND: [image(1)], FRANKFURT: [image(1, Name="other")]})
    client = Client(changing.services())
    path = f"/v1/images/{image_id(1)}"

    assert client.json(path)["other_regions"] == [IRELAND]
    assert client.json(path, region=IRELAND)["name"] == "image-1"
    assert client.json(path + "/history", region=IRELAND)["region"] == IRELAND
    assert client.ask(path, region="us-east-1").status_code == 404


def test_an_image_that_became_private_is_unknown_to_the_public_and_told_to_the_operator(changing):
    changing.crawl({IRELAND: [image(1)]})
    changing.crawl({IRELAND: []})
    changing.crawl({IRELAND: [image(1, Public=False)]}, Scope.SELF)
    path = f"/v1/images/{image_id(1)}"

    assert Client(changing.services()).ask(path).status_code == 404
    with_token = Client(changing.services(operator_token="t" * 16), {"Authorization": f"Bearer {'t' * 16}"})
    assert with_token.json(path)["private"] is True


@pytest.mark.parametrize(
    "malformed", ["ami-1", "AMI-00000011", "snap-00000011", "ami-0000001g", "%00", "ami-00000011%0a"]
)
@pytest.mark.parametrize("suffix", ["", "/history"])
def test_a_malformed_id_is_refused_with_its_value_and_the_right_form(client, malformed, suffix):
    response = client.ask(f"/v1/images/{malformed}{suffix}")

    assert response.status_code == 422
    problem = response.json()
    assert problem["errors"][0]["parameter"] == "image_id"
    assert "8 or 17 hexadecimal digits" in problem["detail"]


def test_an_unknown_id_is_not_found(client):
    response = client.ask("/v1/images/ami-0123456789abcdef0")

    assert response.status_code == 404
    assert response.json()["type"] == "/problems/unknown-id"
    assert "ami-0123456789abcdef0" in response.json()["detail"]


def test_nobody_known_says_so_in_a_sentence(client):
    found = client.json(f"/v1/images/{image_id(WEB_BASE)}")

    assert found["owner_id"] == STRANGER
    assert found["identity"]["reason"].startswith("No public source")
