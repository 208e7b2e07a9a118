import pytest

from catalog.migration import upgrade
from tests.api.conftest import (
    AMAZON,
    FRANKFURT,
    IRELAND,
    NOBLE,
    NOBLE_FRANKFURT,
    NOBLE_IRELAND,
    OLD_WINDOWS,
    PAYROLL,
    WEB_BASE,
    Client,
    World,
    canonical,
    image_id,
)
from tests.crawler.conftest import image

SERVER = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-{}"


def build(number, day, **fields):
    created = f"2026-{day[4:6]}-{day[6:]}T00:00:00.000Z"
    return canonical(number, SERVER.format(day), **fields) | {"CreationDate": created}


@pytest.fixture(scope="module")
def builds(tmp_path_factory, directory):
    """Builds of one family: one gone, one newer, one newer yet and deprecated; and a stranger's nightly."""
    world = World(tmp_path_factory.mktemp("resolve") / "catalog.sqlite3", directory)
    upgrade(world.database)
    gone = build(3, "20260301")
    there = [
        build(1, "20260101"),
        build(2, "20260201", Architecture="arm64"),
        build(4, "20260401", DeprecationTime="2026-05-01T00:00:00.000Z"),
        image(5, Name="nightly-20260501"),
        image(6, OwnerId=AMAZON, ImageOwnerAlias="amazon", Name="al2023-ami-x"),
        *(image(number) for number in range(10, 20)),
    ]
    world.crawl({IRELAND: [*there, gone]})
    world.crawl({IRELAND: there})
    yield Client(world.reindex().services())
    world.database.close()


def family(client, number):
    return client.json(client.json(f"/v1/images/{image_id(number)}")["release"]["link"])["family_id"]


def resolved(client, **parameters):
    return client.json("/v1/resolve", **parameters)


def problem(client, **parameters):
    response = client.ask("/v1/resolve", **parameters)
    assert response.status_code == 404, response.text
    return response.json()


def test_a_family_is_resolved_to_its_newest_image_that_is_there_and_not_deprecated(builds):
    found = resolved(builds, family=family(builds, 1), region=IRELAND)

    assert (found["image_id"], found["name"]) == (image_id(2), SERVER.format("20260201"))
    assert (found["level"], found["publisher"]["slug"]) == ("known", "canonical")


def test_the_architecture_is_one_that_was_asked_for_however_it_is_called(builds):
    for arch in ("x86_64", "amd64", "AMD64"):
        found = resolved(builds, family=family(builds, 1), region=IRELAND, arch=arch)
        assert (found["image_id"], found["architecture"]) == (image_id(1), "x86_64")


def test_words_are_resolved_to_the_image_that_search_puts_first(client):
    found = resolved(client, q="ubuntu noble", region=IRELAND)
    assert (found["image_id"], found["name"]) == (image_id(NOBLE_IRELAND), NOBLE)
    assert resolved(client, q="ubuntu noble", region=FRANKFURT)["image_id"] == image_id(NOBLE_FRANKFURT)


def test_words_of_one_build_are_resolved_to_that_build(builds):
    assert resolved(builds, q="jammy 20260101", region=IRELAND)["image_id"] == image_id(1)
    assert resolved(builds, q="jammy server", region=IRELAND)["image_id"] == image_id(2)


def test_what_is_not_trusted_enough_is_not_given_but_named(builds):
    told = problem(builds, family=family(builds, 5), region=IRELAND)
    assert told["type"] == "/problems/nothing-passes"
    assert image_id(5) in told["detail"]
    assert "it is unverified and has to be known at least" in told["detail"]
    assert problem(builds, q="nightly", region=IRELAND)["detail"] == told["detail"]

    found = resolved(builds, family=family(builds, 5), region=IRELAND, at_least="unverified")
    assert found["image_id"] == image_id(5)


def test_what_is_deprecated_is_not_given_but_named(client):
    told = problem(client, q="Windows_Server-2016-English-Old", region=IRELAND, at_least="unverified")
    assert image_id(OLD_WINDOWS) in told["detail"]
    assert "deprecated since 2021-01-02" in told["detail"]


def test_what_is_gone_is_not_given_but_named(builds):
    told = problem(builds, q=SERVER.format("20260301"), region=IRELAND)
    assert image_id(3) in told["detail"]
    assert "EC2 has not shown it since" in told["detail"]


def test_a_region_without_an_image_says_so(builds):
    told = problem(builds, family=family(builds, 1), region=FRANKFURT)
    assert "has no image in eu-central-1" in told["detail"]


def test_misspelt_words_are_not_read_as_others(client):
    assert client.json("/v1/search", q="ubunut noble")["corrected"]
    assert problem(client, q="ubunut noble", region=IRELAND)["type"] == "/problems/nothing-passes"


def test_the_tag_holds_until_the_answer_changes(builds):
    first = builds.ask("/v1/resolve", family=family(builds, 1), region=IRELAND)
    again = builds.ask(
        "/v1/resolve", family=family(builds, 1), region=IRELAND, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, first.headers["Cache-Control"]) == (304, "public, max-age=30")


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"region": IRELAND},
        {"q": "ubuntu"},
        {"q": " ", "region": IRELAND},
        {"q": "ubuntu", "family": "fam-abcdefghijklmnop2345", "region": IRELAND},
        {"family": "fam-1", "region": IRELAND},
        {"q": "ubuntu", "region": "mars"},
        {"q": "ubuntu", "region": IRELAND, "arch": "vax"},
        {"q": "ubuntu", "region": IRELAND, "at_least": "malicious"},
        {"q": '"ubuntu', "region": IRELAND},
    ],
)
def test_a_question_that_is_not_right_is_refused(client, parameters):
    assert client.ask("/v1/resolve", **parameters).status_code == 422


def test_an_unknown_family_is_told(client):
    assert problem(client, family="fam-abcdefghijklmnop2345", region=IRELAND)["type"] == "/problems/unknown-id"


def test_a_private_image_is_resolved_for_the_operator_alone(client, operator):
    asked = {"q": "payroll", "region": IRELAND, "at_least": "unverified"}
    assert resolved(operator, **asked)["image_id"] == image_id(PAYROLL)
    assert image_id(PAYROLL) not in problem(client, **asked)["detail"]
    assert resolved(client, q="web-base", region=IRELAND, at_least="unverified")["image_id"] == image_id(WEB_BASE)
