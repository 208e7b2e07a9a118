"""Findings that were asked for are fetched, kept and judged; on both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from catalog.errors import QueueFullError
from catalog.findings import (
    ASKED_AGAIN_AFTER,
    MOST_WAITING,
    FindingsStatus,
    findings_on,
    request_findings,
    waiting_for_findings,
)
from catalog.images import images_by_id
from catalog.outbox import pending
from catalog.scopes import Scope
from catalog.signals import unpack_signals
from crawler.batch import Place
from crawler.errors import DeniedError
from crawler.findings import IMAGES_A_LOOK, MOST_PAGES, fetch_findings
from crawler.region_crawl import crawl_region
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.crawler.conftest import Remembering, ScriptedSource, image
from tests.search.test_judging import verdict_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CRITICAL = {"SeverityLabel": "critical", "FixAvailable": True, "FirstObservedAt": NOW - timedelta(days=9)}


class ScriptedFindings:
    """Gives so many pages of the same finding, or raises."""

    def __init__(self, pages=1, error=None):
        self.pages, self.error, self.asked = pages, error, []

    def findings(self, region, image_id):
        self.asked.append((region, image_id))
        if self.error is not None:
            raise self.error
        for _ in range(self.pages):
            yield [CRITICAL]


@pytest.fixture
def catalogued(database, directory):
    source = ScriptedSource()
    source.show(*map(image, range(1, 26)))
    crawl_region(Place(database, directory, "aws", "eu-west-1"), source, Scope.ALL, watcher=Remembering())
    indexer = Indexer(database, directory, MemoryIndex())
    while indexer.drain():
        pass
    return indexer


def ask(database, number=1, at=NOW):
    with database.write() as session:
        images = images_by_id(session, f"ami-{number:017x}", with_private=True)
        return request_findings(session, images, at=at)[0]


def fetch(database, source, *, pause=lambda: False):
    return fetch_findings(database, source, now=lambda: NOW, pause=pause)


def row_of(database, row):
    with database.read() as session:
        return findings_on(session, [row.image_row])[0]


def scan_signal(indexer, number=1):
    signals = unpack_signals(verdict_of(indexer, number).signals)
    return next(signal for signal in signals if signal[0] == "scan")


def test_findings_are_fetched_kept_and_told_in_the_verdict(database, catalogued):
    asked, source = ask(database), ScriptedFindings(pages=2)
    assert (asked.status, asked.asked_at, scan_signal(catalogued)[1]) == ("waiting", None, "note")

    assert fetch(database, source) == 1
    catalogued.drain()

    kept = row_of(database, asked)
    assert source.asked == [("eu-west-1", asked.image_id)]
    assert (kept.status, kept.asked_at, kept.error) == ("fetched", NOW, None)
    assert kept.summary["by_severity"]["critical"]["findings"] == 2
    assert scan_signal(catalogued)[1] == "caution"
    assert "2 critical" in scan_signal(catalogued)[2]
    assert fetch(database, source) == 0


def test_no_more_than_some_pages_are_asked_for(database, catalogued):
    asked = ask(database)
    fetch(database, ScriptedFindings(pages=10**9))
    kept = row_of(database, asked)
    assert kept.summary["by_severity"]["critical"]["findings"] == MOST_PAGES
    assert kept.summary["complete"] is False


def test_a_failure_is_kept_in_its_words_beside_what_was_known(database, catalogued):
    asked = ask(database)
    fetch(database, ScriptedFindings())
    later = NOW + ASKED_AGAIN_AFTER[FindingsStatus.FETCHED]
    assert ask(database, at=later).status == "waiting"

    fetch(database, ScriptedFindings(error=DeniedError("allow ec2:GetImageFindings")))

    kept = row_of(database, asked)
    assert (kept.status, kept.error, kept.asked_at) == ("failed", "allow ec2:GetImageFindings", NOW)
    assert kept.summary is not None
    with database.read() as session:
        assert pending(session) == 1  # for the answer; a failure changes no verdict


def test_what_was_just_asked_or_waits_is_not_asked_again(database, catalogued):
    ask(database)
    ask(database)
    assert fetch(database, ScriptedFindings()) == 1
    asked_at = NOW
    for status, wait in ASKED_AGAIN_AFTER.items():
        assert ask(database, at=asked_at + wait - timedelta(seconds=1)).status == status
        asked_at += wait
        assert ask(database, at=asked_at).status == "waiting"
        assert fetch(database, ScriptedFindings(error=DeniedError("no"))) == 1


def test_no_more_wait_than_may(database, catalogued, monkeypatch):
    monkeypatch.setattr("catalog.findings.MOST_WAITING", 2)
    ask(database, 1)
    ask(database, 2)
    ask(database, 2)
    with pytest.raises(QueueFullError, match="ask again later"):
        ask(database, 3)
    assert MOST_WAITING >= 100


def test_some_are_asked_about_at_a_time_with_pauses_between_and_stopping_leaves_the_rest(database, catalogued):
    for number in range(1, 26):
        ask(database, number, at=NOW + timedelta(seconds=number))
    pauses = iter([False, True])
    source = ScriptedFindings()
    assert fetch(database, source, pause=lambda: next(pauses)) == 2
    assert fetch(database, source) == IMAGES_A_LOOK
    assert [image_id for _, image_id in source.asked] == [f"ami-{number:017x}" for number in range(1, 23)]
    with database.read() as session:
        assert len(waiting_for_findings(session, limit=100)) == 3
