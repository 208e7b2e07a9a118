import pytest

from catalog.migration import upgrade
from catalog.rulings import RulingRow, add_ruling
from search.indexing import Indexer
from tests.api.conftest import (
    CANONICAL,
    GONE,
    IRELAND,
    NOBLE,
    NOBLE_FRANKFURT,
    NOBLE_IRELAND,
    NOW,
    PAYROLL,
    WEB_BASE,
    Client,
    World,
    image_id,
)
from tests.crawler.conftest import image

NEVER = "ami-0123456789abcdef0"


@pytest.fixture
def own_world(tmp_path, directory):
    """A catalog of its test's own, in which one image was crawled and nothing judged."""
    world = World(tmp_path / "catalog.sqlite3", directory)
    upgrade(world.database)
    world.crawl({IRELAND: [image(1)]})
    yield world
    world.database.close()


def drain(world):
    indexer = Indexer(world.database, world.directory, world.index)
    while indexer.drain():
        pass


def test_each_id_is_judged_or_unknown_once_and_in_the_order_asked(client):
    asked = [image_id(WEB_BASE), NEVER, image_id(NOBLE_IRELAND), image_id(NOBLE_FRANKFURT), image_id(WEB_BASE)]
    found = client.verdicts(*asked).json()

    assert [entry["image_id"] for entry in found["verdicts"]] == [asked[0], asked[2], asked[3]]
    assert (found["unknown"], found["not_judged"]) == ([NEVER], [])


def test_a_verdict_has_its_reasons_and_what_the_image_is(client):
    (found,) = client.verdicts(image_id(NOBLE_IRELAND)).json()["verdicts"]

    assert (found["level"], found["publisher"]["slug"]) == ("known", "canonical")
    assert (found["partition"], found["region"], found["name"]) == ("aws", IRELAND, NOBLE)
    assert (found["owner_id"], found["gone_at"]) == (CANONICAL, None)
    assert all(signal["reason"].endswith(".") and signal["source"] for signal in found["signals"])
    assert {"identity"} <= {signal["rule"] for signal in found["signals"]}


def test_a_gone_image_still_has_a_verdict(client):
    (found,) = client.verdicts(image_id(GONE)).json()["verdicts"]
    assert found["gone_at"] is not None


def test_the_verdict_of_an_image_is_the_one_in_the_list_and_its_releases(client):
    (listed,) = client.verdicts(image_id(NOBLE_IRELAND)).json()["verdicts"]
    alone = client.json(f"/v1/images/{image_id(NOBLE_IRELAND)}/verdict")
    of_release = client.json(f"/v1/releases/{listed['release_id']}/verdict")

    assert {name: value for name, value in alone.items() if name != "demo"} == listed
    assert (of_release["level"], of_release["score"]) == (listed["level"], listed["score"])
    assert of_release["signals"] == listed["signals"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('{"image_ids": ["ami-00000011", "ami-xyz"]}', "malformed image id 'ami-xyz'"),
        ('{"image_ids": []}', "at least"),
        (f'{{"image_ids": {["ami-00000011"] * 1001}}}'.replace("'", '"'), "1000 values at most, not 1001"),
        ('{"image_ids": [1]}', "string"),
        ('{"image_ids": "ami-00000011"}', "list"),
        ('{"images": ["ami-00000011"]}', "did you mean image_ids?"),
        ("{}", "image_ids is missing"),
        ("[]", "object"),
        ("nonsense", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        ("", "no JSON"),
    ],
)
def test_a_body_that_is_not_right_is_refused_in_words(client, body, told):
    response = client.ask("/v1/verdicts", method="POST", body=body)

    assert (response.status_code, response.json()["type"]) == (422, "/problems/invalid-parameter")
    assert told in response.json()["detail"]
    assert response.json()["errors"][0]["location"] == "body"


def test_a_body_without_end_is_refused(client):
    response = client.ask("/v1/verdicts", method="POST", body=b" " * 100_001)
    assert (response.status_code, response.json()["type"]) == (413, "/problems/body-too-large")


def test_a_thousand_ids_are_answered(client):
    asked = [image_id(number) for number in range(1000)]
    found = client.verdicts(*asked).json()
    assert len(found["verdicts"]) + len(found["unknown"]) == 1000


def test_what_was_not_judged_yet_is_said_to_be_so(own_world):
    client = Client(own_world.services())
    found = client.verdicts(image_id(1), NEVER).json()
    assert (found["verdicts"], found["not_judged"], found["unknown"]) == ([], [image_id(1)], [NEVER])

    release = client.json(f"/v1/images/{image_id(1)}")["release"]["link"]
    for path in (f"/v1/images/{image_id(1)}/verdict", f"{release}/verdict", f"{release}/verdict/history"):
        response = client.ask(path)
        assert (response.status_code, response.json()["type"]) == (404, "/problems/not-judged")


def test_a_ruling_changes_the_verdict_its_tag_and_its_history(own_world):
    drain(own_world)
    client = Client(own_world.services())
    release = client.json(f"/v1/images/{image_id(1)}")["release"]
    before = client.ask(f"{release['link']}/verdict")
    tag = {"If-None-Match": before.headers["ETag"]}
    assert client.ask(f"{release['link']}/verdict", headers=tag).status_code == 304

    with own_world.database.write() as session:
        add_ruling(session, RulingRow(release["release_id"], malicious=True, reason="Mines.", actor="me", at=NOW))
    drain(own_world)

    after = client.ask(f"{release['link']}/verdict", headers=tag)
    assert (after.status_code, after.json()["level"]) == (200, "malicious")
    history = client.json(f"{release['link']}/verdict/history")
    (ruling,) = history["rulings"]
    assert (ruling["malicious"], ruling["reason"], "actor" in ruling) == (True, "Mines.", False)
    now, then = history["verdicts"]
    assert (now["level"], now["until_at"]) == ("malicious", None)
    assert (then["level"], then["until_at"]) == (before.json()["level"], now["since_at"])
    assert then["signals"] == before.json()["signals"]


def test_the_verdict_on_what_is_private_is_unknown(client, operator):
    release = operator.json(f"/v1/images/{image_id(PAYROLL)}")["release"]["link"]
    for path in (f"/v1/images/{image_id(PAYROLL)}/verdict", f"{release}/verdict", f"{release}/verdict/history"):
        response = client.ask(path)
        assert (response.status_code, response.json()["type"]) == (404, "/problems/unknown-id")
        assert operator.ask(path).status_code == 200
