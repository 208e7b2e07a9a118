import pytest

from catalog.migration import upgrade
from search.indexing import Indexer
from tests.api.conftest import IRELAND, PAYROLL, Client, World, image_id
from tests.crawler.conftest import image


@pytest.fixture(scope="module")
def builds(tmp_path_factory, directory):
    """Five nightly builds, the last of which is gone."""
    world = World(tmp_path_factory.mktemp("builds") / "catalog.sqlite3", directory)
    upgrade(world.database)
    images = [
        image(number, Name=f"web-server-2026010{number}", CreationDate=f"2026-01-0{number}T00:00:00.000Z")
        for number in range(1, 6)
    ]
    images[0]["DeprecationTime"] = "2026-01-02T00:00:00.000Z"
    others = [image(number) for number in range(10, 20)]
    world.crawl({IRELAND: [*images, *others]})
    world.crawl({IRELAND: [*images[:-1], *others]})
    Indexer(world.database, world.directory, world.index).rebuild(progress=lambda _: None)
    yield Client(world.services())
    world.database.close()


def release(client, number):
    return client.json(client.json(f"/v1/images/{image_id(number)}")["release"]["link"])


def test_a_family_lists_its_releases_newest_first(builds):
    found = builds.json(f"/v1/families/{release(builds, 1)['family_id']}")

    assert found["pattern"] == "web-server-*"
    assert [entry["name"][-1] for entry in found["releases"]] == ["5", "4", "3", "2", "1"]
    assert found["newest"] == release(builds, 4)["release_id"]
    assert {entry["level"] for entry in found["releases"]} == {"unverified"}


def test_what_is_older_than_the_newest_that_is_there_is_superseded(builds):
    found = builds.json(f"/v1/families/{release(builds, 1)['family_id']}")["releases"]

    assert [entry["superseded"] for entry in found] == [False, False, True, True, True]
    assert found[0]["gone_at"] is not None


def test_each_release_tells_when_it_is_deprecated(builds):
    found = builds.json(f"/v1/families/{release(builds, 1)['family_id']}")["releases"]

    assert [entry["deprecated_at"] for entry in found] == [None, None, None, None, "2026-01-02T00:00:00Z"]


def test_a_release_says_what_superseded_it(builds):
    older, newest = release(builds, 1), release(builds, 4)

    assert older["superseded_by"] == newest["release_id"]
    assert newest["superseded_by"] is None
    assert older["verdict"]["level"] == builds.json(older["verdict"]["link"])["level"]


def test_a_hit_says_what_superseded_it_as_its_release_does(builds):
    for hit in builds.json("/v1/search", limit=100, include_gone=True)["hits"]:
        release = builds.json(hit["link"])
        assert (hit["family_id"], hit["superseded_by"]) == (release["family_id"], release["superseded_by"])


def test_every_release_is_on_one_page(builds):
    link = f"/v1/families/{release(builds, 1)['family_id']}"
    whole = [entry["name"] for entry in builds.json(link)["releases"]]
    page = builds.json(link, limit=2)
    found = [entry["name"] for entry in page["releases"]]
    while page["next_cursor"] is not None:
        page = builds.json(link, limit=2, cursor=page["next_cursor"])
        found += [entry["name"] for entry in page["releases"]]
    assert found == whole


def test_a_cursor_of_another_family_is_refused(builds):
    cursor = builds.json(f"/v1/families/{release(builds, 1)['family_id']}", limit=1)["next_cursor"]
    response = builds.ask(f"/v1/families/{release(builds, 10)['family_id']}", cursor=cursor)
    assert (response.status_code, response.json()["type"]) == (422, "/problems/bad-cursor")


def test_malformed_and_unknown_ids_are_told_apart(builds):
    assert builds.ask("/v1/families/fam-1").status_code == 422
    assert builds.ask("/v1/families/fam-abcdefghijklmnop2345").status_code == 404


def test_a_family_of_private_releases_is_unknown(client, operator):
    link = f"/v1/families/{release(operator, PAYROLL)['family_id']}"
    assert client.ask(link).status_code == 404
    assert operator.json(link)["releases"][0]["name"] == "payroll-of-the-stranger"
