"""From the catalog into the index: the outbox drained once, the whole rebuilt, a lost index noticed."""

import pytest
from sqlmodel import select

from catalog.outbox import enqueue, pending
from catalog.regions import release_ids
from catalog.scopes import Scope
from catalog.tables import Image
from catalog.utc_time import now
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from search.document import Audience
from search.index import SearchRequest
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from search.preparing import Preparer
from search.tantivy_index import TantivyIndex
from tests.crawler.conftest import Remembering, ScriptedSource, image


@pytest.fixture
def indexer(database, directory):
    return Indexer(database, directory, MemoryIndex())


def crawl(indexer, *images, scope=Scope.ALL, region="eu-west-1"):
    source = ScriptedSource()
    source.show(*images, scope=scope, region=region)
    crawl_region(Place(indexer.database, indexer.directory, "aws", region), source, scope, watcher=Remembering())


def found(indexer, text="", audience=Audience.PUBLIC):
    result = indexer.index.search(SearchRequest(text, now=now(), audience=audience))
    return {hit.document.name: hit.document for hit in result.hits}


def test_what_a_crawl_found_is_searchable_after_a_drain_and_the_outbox_is_empty(indexer):
    crawl(indexer, image(1), image(2))
    assert indexer.drain() == 2
    assert set(found(indexer)) == {"image-1", "image-2"}
    assert indexer.drain() == 0


def test_images_of_one_name_and_owner_in_two_regions_are_one_release(indexer):
    crawl(indexer, image(1, Name="same"))
    crawl(indexer, image(2, Name="same"), region="us-east-1")
    indexer.drain()
    assert [one.region for one in found(indexer)["same"].images] == ["eu-west-1", "us-east-1"]


def test_a_release_with_a_private_image_shows_strangers_the_public_ones_alone(indexer):
    crawl(indexer, image(1, Name="same"))
    crawl(indexer, image(2, Name="same", Public=False), region="us-east-1", scope=Scope.SELF)
    indexer.drain()
    assert [one.region for one in found(indexer)["same"].images] == ["eu-west-1"]
    seen = found(indexer, audience=Audience.OPERATOR)["same"]
    assert [one.region for one in seen.images] == ["eu-west-1", "us-east-1"]


def test_what_is_left_of_a_release_is_what_is_alive(indexer):
    crawl(indexer, image(1, Name="same"), image(3))
    crawl(indexer, image(2, Name="same"), region="us-east-1")
    crawl(indexer, image(3))
    indexer.drain()
    assert [one.region for one in found(indexer)["same"].images] == ["us-east-1"]


def test_a_release_that_is_in_the_outbox_and_in_no_image_leaves_the_index(indexer):
    with indexer.database.write() as session:
        enqueue(session, ["rel-aaaaaaaaaaaaaaaaaaaa"])
    assert indexer.drain() == 1
    assert found(indexer) == {}


def test_a_drain_of_some_leaves_the_others_for_the_next(indexer):
    crawl(indexer, image(1), image(2), image(3))
    assert indexer.drain(limit=2) == 2
    with indexer.database.read() as session:
        assert pending(session) == 1


def test_what_becomes_urgent_during_a_long_drain_is_searchable_before_its_end(indexer, monkeypatch):
    monkeypatch.setattr("search.indexing.RELEASES_A_READ", 1)
    crawl(indexer, image(1), image(2), image(3))
    commented, found_early = release_of(indexer, "image-3"), []

    prepare = Preparer.prepare

    def interrupted(self, release_ids, **moment):
        found_early.append(set(found(indexer)))
        if len(found_early) == 1:
            with self.database.write() as session:
                enqueue(session, [commented], urgent=True)
        return prepare(self, release_ids, **moment)

    monkeypatch.setattr(Preparer, "prepare", interrupted)
    indexer.drain()
    assert "image-3" in found_early[2], "it waited for the end of the drain"
    assert set(found(indexer)) == {"image-1", "image-2", "image-3"}
    assert indexer.drain() == 0


def test_what_is_urgent_is_judged_once(indexer, monkeypatch):
    crawl(indexer, image(1))
    indexer.drain()
    with indexer.database.write() as session:
        enqueue(session, [release_of(indexer, "image-1")], urgent=True)
    judged, prepare = [], Preparer.prepare

    def counted(self, release_ids, **moment):
        judged.append(release_ids)
        return prepare(self, release_ids, **moment)

    monkeypatch.setattr(Preparer, "prepare", counted)
    assert indexer.drain() == 1
    assert len(judged) == 1


def test_a_drain_of_what_is_urgent_leaves_the_rest(indexer):
    crawl(indexer, image(1), image(2))
    assert indexer.drain_urgent() == 0
    with indexer.database.write() as session:
        enqueue(session, [release_of(indexer, "image-2")], urgent=True)
    assert indexer.drain_urgent() == 1
    assert set(found(indexer)) == {"image-2"}


def release_of(indexer, name):
    with indexer.database.read() as session:
        return session.exec(select(Image.release_id).where(Image.name == name)).one()


def test_a_rebuilt_index_answers_as_the_drained_one_did(indexer):
    crawl(indexer, image(1), image(2, Public=False), image(3))
    indexer.drain()
    before = found(indexer, audience=Audience.OPERATOR)
    told: list[int] = []
    assert indexer.rebuild(progress=told.append) == 3
    assert found(indexer, audience=Audience.OPERATOR) == before
    assert told == [3]


def test_release_ids_come_once_each_in_batches(indexer):
    crawl(indexer, image(1, Name="same"), image(2), image(3))
    crawl(indexer, image(4, Name="same"), region="us-east-1")
    with indexer.database.read() as session:
        batches = list(release_ids(session, batch_size=2))
    assert [len(batch) for batch in batches] == [2, 1]


def test_an_index_is_lost_when_it_is_empty_or_unreadable_and_the_catalog_is_not(sqlite_database, directory, tmp_path):
    indexer = Indexer(sqlite_database, directory, TantivyIndex(tmp_path / "index"))
    assert not indexer.is_lost()
    crawl(indexer, image(1))
    assert not indexer.is_lost()  # it waits in the outbox
    indexer.drain()
    assert not indexer.is_lost()
    elsewhere = Indexer(sqlite_database, directory, TantivyIndex(tmp_path / "other"))
    assert elsewhere.is_lost()
    elsewhere.rebuild(progress=lambda _: None)
    assert not elsewhere.is_lost()
    (tmp_path / "other" / "current").write_text("nonsense")
    damaged = Indexer(sqlite_database, directory, TantivyIndex(tmp_path / "other"))
    assert damaged.is_lost()


def test_a_drain_that_goes_on_takes_what_waits_behind_and_what_was_touched_meanwhile(indexer, monkeypatch):
    monkeypatch.setattr("search.indexing.RELEASES_AT_FIRST", 2)
    crawl(indexer, *map(image, range(1, 8)))
    touched = iter([release_of(indexer, "image-1"), release_of(indexer, "image-7")])

    def go_on():
        with indexer.database.write() as session:
            enqueue(session, [release_id for release_id in (next(touched, None),) if release_id])
        return True

    assert indexer.drain(limit=3, go_on=go_on) >= 7
    with indexer.database.read() as session:
        assert pending(session) == 0
    assert len(found(indexer)) == 7


def test_a_drain_stops_when_it_is_told_and_the_rest_waits(indexer, monkeypatch):
    monkeypatch.setattr("search.indexing.RELEASES_AT_FIRST", 2)
    crawl(indexer, *map(image, range(1, 8)))
    answers = iter([True, False])
    assert indexer.drain(limit=3, go_on=lambda: next(answers, False)) == 5
    with indexer.database.read() as session:
        assert pending(session) == 2
    assert indexer.drain() == 2


@pytest.fixture
def left(indexer, monkeypatch):
    """How many releases wait, each time that one of them is about to be judged."""
    monkeypatch.setattr("search.indexing.RELEASES_A_READ", 1)
    prepare, seen = Preparer.prepare, []

    def watched(self, release_ids, **moment):
        with indexer.database.read() as session:
            seen.append(pending(session))
        return prepare(self, release_ids, **moment)

    monkeypatch.setattr(Preparer, "prepare", watched)
    return seen


@pytest.mark.parametrize("at_a_time", [2, 100])
def test_what_is_committed_leaves_the_outbox_while_the_rest_is_judged(indexer, left, monkeypatch, at_a_time):
    """So that little is done again when it is killed."""
    monkeypatch.setattr("search.indexing.RELEASES_A_SETTLING", at_a_time)
    crawl(indexer, *map(image, range(1, 9)))
    indexer.drain()
    assert left[0] == 8
    assert left[-1] == 2


def test_while_more_waits_much_is_committed_at_once(indexer, left, monkeypatch):
    for name, number in (("RELEASES_AT_FIRST", 4), ("RELEASES_A_DRAIN", 4), ("RELEASES_A_COMMIT", 6)):
        monkeypatch.setattr(f"search.indexing.{name}", number)
    crawl(indexer, *map(image, range(1, 18)))
    indexer.drain(limit=4, go_on=lambda: True)
    # Committed: the first four and three more; what waits since with three of the fourth four; the last one.
    assert left == [17] * 7 + [10] * 8 + [2] * 2
