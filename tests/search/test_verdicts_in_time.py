"""Verdicts that time or a parent makes wrong are made anew, and nothing else is, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from catalog.lineage import enqueue_descendants
from catalog.lineage_tables import Descent
from catalog.outbox import pending
from catalog.rulings import RulingRow, add_ruling
from catalog.signals import unpack_signals
from catalog.tables import core
from search import rejudging
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from search.rejudging import Rejudging, hand_over_due
from tests.crawler.conftest import image
from tests.search.test_judging import crawl, verdict_of
from tests.search.test_private_judging import START, Clock

COPIES = 100_000
PARENT, CHILD, GRANDCHILD = 1, 2, 3


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def indexer(database, directory, clock):
    return Indexer(database, directory, MemoryIndex(), clock=clock)


def made(number, days_ago, **fields):
    return image(number, CreationDate=(START - timedelta(days=days_ago)).strftime("%Y-%m-%dT%H:%M:%S.000Z"), **fields)


def drained(indexer):
    while indexer.drain():
        pass


def waiting(indexer):
    with indexer.database.read() as session:
        return pending(session)


def test_a_verdict_is_made_anew_on_the_day_on_which_an_age_passes_its_bound(indexer, clock):
    crawl(indexer, made(1, 88), made(2, 10), made(3, 2000))
    assert hand_over_due(indexer.database, clock.now) == 0
    before = verdict_of(indexer, 1)

    clock.now += timedelta(days=3)
    assert hand_over_due(indexer.database, clock.now) == 1
    drained(indexer)

    assert hand_over_due(indexer.database, clock.now) == 0
    after = verdict_of(indexer, 1)
    assert (after.since_at, after.score) == (clock.now, before.score - 6)
    assert verdict_of(indexer, 2).judged_at < clock.now


def test_a_deprecation_is_told_on_its_day(indexer, clock):
    crawl(indexer, made(1, 200, DeprecationTime="2026-11-26T00:00:00.000Z"))
    assert b"deprecation" not in signals(indexer, 1)

    clock.now = datetime(2026, 11, 26, 0, 0, 1, tzinfo=UTC)
    assert hand_over_due(indexer.database, clock.now) == 1
    drained(indexer)
    assert b"deprecation" in signals(indexer, 1)


def signals(indexer, number):
    return repr(unpack_signals(verdict_of(indexer, number).signals)).encode()


def test_what_is_due_is_handed_over_some_at_a_time(indexer, clock, monkeypatch):
    monkeypatch.setattr(rejudging, "RELEASES_A_STEP", 2)
    crawl(indexer, *(made(number, 80) for number in range(1, 6)))
    clock.now += timedelta(days=20)

    assert hand_over_due(indexer.database, clock.now) == 2
    assert waiting(indexer) == 2


def test_a_walk_finds_what_is_due_as_well(indexer, clock, monkeypatch):
    crawl(indexer, made(1, 80), made(2, 2000))
    monkeypatch.setattr(rejudging, "now", lambda: clock.now + timedelta(days=20))

    assert sum(Rejudging(indexer.database).steps()) == 1


@pytest.fixture
def family(indexer):
    """A parent, a copy of it, and a copy of that."""
    crawl(
        indexer,
        made(PARENT, 30),
        made(CHILD, 20, SourceImageId=f"ami-{PARENT:017x}", OwnerId="222222222222"),
        made(GRANDCHILD, 10, SourceImageId=f"ami-{CHILD:017x}", OwnerId="333333333333"),
        made(4, 10),
    )
    return indexer


def rule(indexer, number, *, malicious):
    ruling = RulingRow(
        verdict_of(indexer, number).release_id, malicious=malicious, reason="Looked at.", actor="operator", at=START
    )
    with indexer.database.write() as session:
        add_ruling(session, ruling)
    drained(indexer)


def levels(indexer):
    return [verdict_of(indexer, number).level for number in (PARENT, CHILD, GRANDCHILD)]


def test_a_parent_gone_bad_warns_its_descendants_and_a_cleared_one_clears_them(family, clock):
    clock.now += timedelta(hours=1)
    rule(family, PARENT, malicious=True)
    assert levels(family) == ["malicious", "suspicious", "unverified"]
    assert b"image-2, which is suspicious" in signals(family, GRANDCHILD)

    clock.now += timedelta(hours=1)
    rule(family, PARENT, malicious=False)
    assert levels(family) == ["unverified"] * 3
    assert b"suspicious" not in signals(family, GRANDCHILD)
    assert verdict_of(family, 4).judged_at < clock.now


@pytest.mark.parametrize("told", [{}, {"SourceImageRegion": "us-east-1"}])
def test_a_copy_that_was_there_before_its_parent_was_judged_is_warned_too(indexer, clock, told):
    name = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260101"
    crawl(indexer, made(CHILD, 20, SourceImageId=f"ami-{PARENT:017x}", **told))
    assert b"lineage" not in signals(indexer, CHILD)

    crawl(indexer, made(PARENT, 30, Name=name), region="us-east-1")
    assert b"which is suspicious" in signals(indexer, CHILD)


def test_a_copy_that_is_one_no_longer_is_forgotten(family):
    crawl(family, made(CHILD, 20, OwnerId="222222222222"), made(PARENT, 30), made(GRANDCHILD, 10), made(4, 10))
    with family.database.read() as session:
        assert session.connection().scalar(text("SELECT count(*) FROM descent")) == 0


def test_a_hundred_thousand_copies_are_handed_over_by_the_database_alone(family):
    parent = verdict_of(family, PARENT).release_id
    with family.database.write() as session:
        rows = [{"release_id": f"rel-{n:020d}", "source_image_id": f"ami-{PARENT:017x}"} for n in range(COPIES)]
        session.connection().execute(insert(core(Descent)), rows)
    with family.database.write() as session:
        enqueue_descendants(session, [parent])
    assert waiting(family) == COPIES + 1

    with family.database.write() as session:
        enqueue_descendants(session, [parent])
    assert waiting(family) == COPIES + 1
