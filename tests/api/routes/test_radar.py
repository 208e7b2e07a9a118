import pytest
from lxml import etree

from catalog.migration import upgrade
from catalog.scopes import Scope
from tests.api.conftest import FRANKFURT, IRELAND, STRANGER, Client, World, canonical, image_id
from tests.crawler.conftest import image

SERVER = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-{}"
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def lures(tmp_path_factory, directory):
    """In Ireland a stranger's image is newer than Canonical's, in Frankfurt the private one only."""
    world = World(tmp_path_factory.mktemp("radar") / "catalog.sqlite3", directory)
    upgrade(world.database)
    lure = image(2, Name=SERVER.format("20261001") + " <b>&", CreationDate="2026-10-01T00:00:00.000Z")
    hidden = image(4, Name=SERVER.format("20261002"), CreationDate="2026-10-02T00:00:00.000Z", Public=False)
    world.crawl(
        {
            IRELAND: [canonical(1, SERVER.format("20260930")), lure],
            FRANKFURT: [canonical(3, SERVER.format("20260930"))],
        }
    )
    world.crawl({FRANKFURT: [hidden]}, Scope.SELF)
    yield world.reindex().services(operator_token="t")
    world.database.close()


@pytest.fixture
def anybody(lures):
    return Client(lures)


def test_a_look_alike_that_is_newer_than_everything_genuine_is_shown(anybody):
    found = anybody.json("/v1/radar")
    assert {winner["image_id"] for winner in found["winners"]} == {image_id(2)}
    assert found["more"] is False

    winner = found["winners"][0]
    assert (winner["owner_id"], winner["region"]) == (STRANGER, IRELAND)
    assert winner["publisher"]["slug"] == "canonical"
    assert winner["genuine"]["release_id"] == anybody.json(f"/v1/images/{image_id(1)}")["release"]["release_id"]
    assert winner["level"] == anybody.json(winner["verdict"])["level"]


def test_only_the_regions_asked_for_are_looked_at(anybody):
    assert anybody.json("/v1/radar", region=FRANKFURT)["winners"] == []
    assert anybody.json("/v1/radar", region=f"{FRANKFURT},{IRELAND}") == anybody.json("/v1/radar")


def test_a_private_image_is_on_nobodys_radar(lures):
    operator = Client(lures, {"Authorization": "Bearer t"})
    assert operator.json("/v1/radar", region=FRANKFURT)["winners"] == []
    assert image_id(4) not in operator.ask("/v1/feeds/radar.atom").text


def test_nothing_is_on_the_radar_where_everything_is_genuine(client):
    assert client.json("/v1/radar")["winners"] == []
    feed = client.ask("/v1/feeds/radar.atom")
    assert feed.status_code == 200
    assert etree.fromstring(feed.content).findall("atom:entry", ATOM) == []


def test_the_feed_has_an_entry_for_each_winner(anybody):
    response = anybody.ask("/v1/feeds/radar.atom", region=IRELAND)
    feed = etree.fromstring(response.content)
    winners = anybody.json("/v1/radar")["winners"]

    assert response.headers["Content-Type"] == "application/atom+xml"
    entries = feed.findall("atom:entry", ATOM)
    assert len(entries) == len(winners)
    for entry, winner in zip(entries, winners, strict=True):
        assert entry.xpath("string(atom:link/@href)", namespaces=ATOM) == winner["verdict"]
        assert winner["name"] in (entry.findtext("atom:summary", namespaces=ATOM) or "")
    for element in (feed, *entries):
        for needed in ("id", "title", "updated"):
            assert element.findtext(f"atom:{needed}", namespaces=ATOM)
    ids = [element.findtext("atom:id", namespaces=ATOM) for element in (feed, *entries)]
    assert len(set(ids)) == len(ids)


def test_a_reader_that_has_the_feed_is_told_so(anybody):
    first = anybody.ask("/v1/feeds/radar.atom")
    again = anybody.ask("/v1/feeds/radar.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, first.headers["Cache-Control"]) == (304, "public, max-age=60")


@pytest.mark.parametrize("path", ["/v1/radar", "/v1/feeds/radar.atom"])
@pytest.mark.parametrize("parameters", [{"region": "mars"}, {"limit": 0}, {"limit": 501}, {"regions": IRELAND}])
def test_a_question_that_is_not_right_is_refused(client, path, parameters):
    assert client.ask(path, **parameters).status_code == 422
