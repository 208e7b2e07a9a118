"""When a region and scope is due: a law of the catalog's crawls and the clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.crawls import CrawlStatus
from catalog.scopes import Scope
from cli.settings import Settings, crawl_intervals
from cli.timetable import JITTER_SHARE, LatestCrawl, Timetable

TIMETABLE = Timetable(
    {Scope.ALL: timedelta(hours=6), Scope.SELF: timedelta(hours=1), Scope.AMAZON: timedelta(minutes=15)}
)
START = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_what_was_never_crawled_is_due():
    assert TIMETABLE.is_due("eu-west-1", Scope.ALL, None, present=START)


def test_what_was_crawled_by_a_clock_that_was_ahead_is_due_when_it_is_set_right():
    for ahead, due in ((timedelta(seconds=30), False), (timedelta(days=400), True)):
        latest = LatestCrawl(CrawlStatus.COMPLETED, START + ahead)
        assert TIMETABLE.is_due("eu-west-1", Scope.ALL, latest, present=START) is due


def test_what_was_interrupted_is_due_at_once():
    latest = LatestCrawl(CrawlStatus.INTERRUPTED, START)
    assert TIMETABLE.is_due("eu-west-1", Scope.ALL, latest, present=START)


@pytest.mark.parametrize("status", [CrawlStatus.COMPLETED, CrawlStatus.FAILED, CrawlStatus.RUNNING])
@given(
    st.sampled_from(list(Scope)),
    st.text(min_size=1, max_size=20),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the bounds take no zone
)
def test_the_next_crawl_starts_an_interval_after_the_last_within_a_tenth(status, scope, region, started_at):
    interval = TIMETABLE.intervals[scope]
    latest = LatestCrawl(status, started_at)
    due_at = TIMETABLE.due_at(region, scope, latest)
    assert abs(due_at - started_at - interval) <= JITTER_SHARE * interval
    assert TIMETABLE.is_due(region, scope, latest, present=due_at)
    assert not TIMETABLE.is_due(region, scope, latest, present=due_at - timedelta(milliseconds=1))


def test_regions_crawled_in_one_rush_spread_out():
    latest = LatestCrawl(CrawlStatus.COMPLETED, START)
    times = {TIMETABLE.due_at(f"eu-west-{number}", Scope.ALL, latest) for number in range(1, 28)}
    assert len(times) == 27
    assert max(times) - min(times) > timedelta(minutes=36)


def test_who_asks_later_gets_the_same_answer():
    latest = LatestCrawl(CrawlStatus.COMPLETED, START)
    again = Timetable(dict(TIMETABLE.intervals))
    assert again.due_at("eu-west-1", Scope.SELF, latest) == TIMETABLE.due_at("eu-west-1", Scope.SELF, latest)


def test_by_default_amazon_is_crawled_every_quarter_of_an_hour_self_hourly_and_all_every_six_hours(monkeypatch):
    for scope in ("ALL", "SELF", "AMAZON"):
        monkeypatch.delenv(f"AMIDEX_CRAWL_{scope}_MINUTES", raising=False)
    assert crawl_intervals(Settings()) == TIMETABLE.intervals
