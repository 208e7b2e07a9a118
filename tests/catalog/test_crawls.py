from datetime import UTC, datetime

from catalog.crawls import CrawlStatus, list_crawls, start_crawl
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
