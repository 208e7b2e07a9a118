"""A crawl gets on while its counts go up; one that was killed keeps nobody waiting."""

from catalog.crawls import CrawlCounts, CrawlStatus, finish_crawl, note_progress, start_crawl
from catalog.scopes import Scope
from catalog.utc_time import now
from cli import crawl_watch
from cli.crawl_watch import CrawlWatch


def begin(database):
    with database.write() as session:
        return start_crawl(
            session, partition="aws", region="eu-west-1", scope=Scope.ALL, source="here", started_at=now()
        )


def see(database, crawl_id, images):
    with database.write() as session:
        note_progress(session, crawl_id, CrawlCounts(seen=images))


def test_a_crawl_that_stands_still_is_none_until_it_gets_on(database, monkeypatch):
    watch = CrawlWatch(database)
    assert not watch.is_crawling()
    crawl_id = begin(database)
    assert watch.is_crawling()
    monkeypatch.setattr(crawl_watch, "STANDSTILL_SECONDS", 0.0)
    assert not watch.is_crawling()
    monkeypatch.setattr(crawl_watch, "STANDSTILL_SECONDS", 60.0)
    see(database, crawl_id, 1000)
    assert watch.is_crawling()


def test_a_crawl_that_ended_is_none(database):
    watch, crawl_id = CrawlWatch(database), begin(database)
    assert watch.is_crawling()
    with database.write() as session:
        finish_crawl(session, crawl_id, status=CrawlStatus.COMPLETED, finished_at=now())
    assert not watch.is_crawling()
