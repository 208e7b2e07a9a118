"""Verdicts are judged and kept while releases are indexed, on both databases."""

import pytest

from catalog.family import family_id
from catalog.images import IndexedImage
from catalog.look_ups import winners
from catalog.outbox import pending
from catalog.rulings import RulingRow, add_ruling, latest_rulings
from catalog.scopes import Scope
from catalog.utc_time import now
from catalog.verdicts import images_to_check, verdicts_of_releases
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from search.index import SearchRequest
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.crawler.conftest import Remembering, ScriptedSource, image
from trust.facts import ImageFacts

STRANGER = "123456789012"


@pytest.fixture
def indexer(database, directory):
    return Indexer(database, directory, MemoryIndex())


def crawl(indexer, *images, scope=Scope.ALL, region="eu-west-1"):
    source = ScriptedSource()
    source.show(*images, scope=scope, region=region)
    crawl_region(Place(indexer.database, indexer.directory, "aws", region), source, scope, watcher=Remembering())
    while indexer.drain():
        pass


def verdict_of(indexer, number, *, with_private=False):
    image_id = f"ami-{number:017x}"
    with indexer.database.read() as session:
        found = images_to_check(session, [image_id], with_private=with_private).get(image_id)
        if found is None:
            return None
        return verdicts_of_releases(session, [found.release_id], with_private=with_private)[found.release_id]


def documents(indexer):
    result = indexer.index.search(SearchRequest("", now=now()))
    return {hit.document.name: hit.document for hit in result.hits}


def build(number, day):
    return image(number, Name=f"web-server-{day}", CreationDate=f"2026-01-{day[-2:]}T00:00:00.000Z")


def test_an_indexed_image_begins_with_the_facts_that_the_rules_ask_for():
    assert IndexedImage._fields[: len(ImageFacts._fields)] == ImageFacts._fields


def test_a_new_build_supersedes_the_one_before_it(indexer):
    crawl(indexer, build(1, "20260101"))
    assert documents(indexer)["web-server-20260101"].superseded_by is None

    crawl(indexer, build(1, "20260101"), build(2, "20260102"))
    found = documents(indexer)
    assert found["web-server-20260101"].superseded_by == found["web-server-20260102"].release_id
    assert found["web-server-20260102"].superseded_by is None
    expected = family_id("aws", STRANGER, "web-server-*")
    assert {document.family_id for document in found.values()} == {expected}


def test_when_the_newest_build_goes_the_one_before_it_is_the_newest_again(indexer):
    crawl(indexer, build(1, "20260101"), build(2, "20260102"), image(3), image(4), image(5), image(6), image(7))
    crawl(indexer, build(1, "20260101"), image(3), image(4), image(5), image(6), image(7))
    assert documents(indexer)["web-server-20260101"].superseded_by is None


def test_a_private_image_has_no_say_in_what_the_public_is_told(indexer):
    crawl(indexer, build(1, "20260101"))
    crawl(indexer, build(2, "20260102") | {"Public": False}, scope=Scope.SELF)

    assert verdict_of(indexer, 2) is None
    assert verdict_of(indexer, 2, with_private=True) is not None
    assert documents(indexer)["web-server-20260101"].superseded_by is None


def test_a_verdict_is_the_one_that_search_shows(indexer):
    crawl(indexer, image(1))
    kept = verdict_of(indexer, 1)
    shown = documents(indexer)["image-1"]
    assert (kept.level, kept.score, kept.release_id) == (shown.trust, shown.score, shown.release_id)


def test_who_wins_a_look_up_without_an_owner_and_should_not_is_known(indexer):
    name = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-{}"
    genuine = image(1, OwnerId="099720109477", Name=name.format("20260101"), CreationDate="2026-01-01T00:00:00.000Z")
    impostor = image(2, Name=name.format("20260102"), CreationDate="2026-01-02T00:00:00.000Z")
    crawl(indexer, genuine, impostor)
    with indexer.database.read() as session:
        (winner,) = winners(session, now=now(), limit=10)
    assert (winner.match.image_id, winner.match.owner_id) == (f"ami-{2:017x}", STRANGER)
    assert winner.genuine is not None

    newer = image(3, OwnerId="099720109477", Name=name.format("20260103"), CreationDate="2026-01-03T00:00:00.000Z")
    crawl(indexer, genuine, impostor, newer)
    with indexer.database.read() as session:
        assert winners(session, now=now(), limit=10) == []


def test_a_ruling_is_kept_and_has_the_release_judged_anew(indexer):
    crawl(indexer, image(1))
    release_id = verdict_of(indexer, 1).release_id
    ruling = RulingRow(release_id, malicious=True, reason="It mines.", actor="operator", at=now())
    with indexer.database.write() as session:
        add_ruling(session, ruling)
    with indexer.database.read() as session:
        assert pending(session) == 1
        assert latest_rulings(session, [release_id]) == {release_id: ruling}
    indexer.drain()
    assert verdict_of(indexer, 1).level == "malicious"
