"""What older rules judged is found and judged anew, wherever it was interrupted, on both databases."""

import pytest
from sqlalchemy import text

from catalog.outbox import pending
from search import rejudging
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from search.rejudging import Rejudging
from tests.crawler.conftest import image
from tests.search.test_judging import crawl
from trust.judge import RULES_VERSION


@pytest.fixture
def indexer(database, directory, monkeypatch):
    monkeypatch.setattr(rejudging, "RELEASES_A_STEP", 2)
    indexer = Indexer(database, directory, MemoryIndex())
    crawl(indexer, *(image(number) for number in range(1, 6)))
    return indexer


def execute(indexer, statement):
    with indexer.database.write() as session:
        session.connection().execute(text(statement))


def waiting(indexer):
    with indexer.database.read() as session:
        return pending(session)


def versions(indexer):
    with indexer.database.read() as session:
        return sorted(session.connection().scalars(text("SELECT rules_version FROM release")))


def test_verdicts_of_todays_rules_are_left_alone(indexer):
    assert sum(Rejudging(indexer.database).steps()) == 0
    assert waiting(indexer) == 0


def test_all_of_them_are_judged_anew_when_asked_for(indexer):
    assert sum(Rejudging(indexer.database, everything=True).steps()) == waiting(indexer) == 5


def test_what_older_rules_judged_and_what_nobody_did_is_found(indexer):
    execute(indexer, "UPDATE release SET rules_version = 0 WHERE name IN ('image-1', 'image-5')")
    execute(indexer, "DELETE FROM release WHERE name = 'image-3'")

    assert sum(Rejudging(indexer.database).steps()) == 3
    indexer.drain()
    assert versions(indexer) == [RULES_VERSION] * 5


def test_a_walk_that_was_killed_is_gone_on_with(indexer):
    execute(indexer, "UPDATE release SET rules_version = 0")
    killed = Rejudging(indexer.database)
    killed.step()
    indexer.drain(1)

    assert sum(Rejudging(indexer.database).steps()) == 4
    indexer.drain()
    assert versions(indexer) == [RULES_VERSION] * 5
