from datetime import UTC, datetime

from catalog.crawls import (
    CrawlCounts,
    CrawlStatus,
    finish_crawl,
    last_seen,
    list_crawls,
    note_progress,
    start_crawl,
)
from catalog.scopes import Scope

STARTED = datetime(2026, 11, 1, tzinfo=UTC)


def test_crawls_of_what_is_shared_in_private_are_listed_only_for_those_who_may_know(database):
    with database.write() as session:
        for scope in Scope:
            start_crawl(
                session, partition="aws", region="eu-west-1", scope=scope, source="somewhere", started_at=STARTED
            )
    with database.read() as session:
        public = list_crawls(session, limit=10, with_private=False)
        whole = list_crawls(session, limit=10, with_private=True)

        assert {crawl.scope for crawl in public} == {"all", "amazon"}
        assert [crawl.scope for crawl in whole] == ["amazon", "self", "all"]


def test_of_two_crawls_of_a_region_that_say_they_run_only_the_newer_does(database):
    with database.write() as session:
        for _ in range(2):
            start_crawl(
                session, partition="aws", region="eu-west-1", scope=Scope.ALL, source="somewhere", started_at=STARTED
            )
    with database.read() as session:
        newer, older = list_crawls(session, limit=10, with_private=False)

        assert (newer.status, older.status) == (CrawlStatus.RUNNING, CrawlStatus.INTERRUPTED)


def test_what_a_region_shows_is_told_by_its_last_crawl_that_saw_everything(database):
    with database.write() as session:
        for seen, status in ((5, CrawlStatus.COMPLETED), (7, CrawlStatus.COMPLETED), (2, CrawlStatus.FAILED)):
            crawl_id = start_crawl(
                session, partition="aws", region="eu-west-1", scope=Scope.ALL, source="somewhere", started_at=STARTED
            )
            note_progress(session, crawl_id, CrawlCounts(seen=seen))
            finish_crawl(session, crawl_id, status=status, finished_at=STARTED)
    with database.read() as session:
        assert last_seen(session) == {("eu-west-1", Scope.ALL): 7}
