"""Dates, comparisons and ranges as queries write them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from search.moments import Stretch, stretch
from tests.search.queries import DAYS, MOMENTS

NOW = int(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp())


def at(year, month, day):
    return int(datetime(year, month, day, tzinfo=UTC).timestamp())


def read(text) -> Any:
    return stretch(text, NOW)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", at(2026, 1, 1), at(2027, 1, 1) - 1),
        ("2026-02", at(2026, 2, 1), at(2026, 3, 1) - 1),
        ("2024-02", at(2024, 2, 1), at(2024, 3, 1) - 1),  # a leap year
        ("2026-12", at(2026, 12, 1), at(2027, 1, 1) - 1),
        ("2026-1-5", at(2026, 1, 5), at(2026, 1, 6) - 1),
        ("=2026-01-31", at(2026, 1, 31), at(2026, 2, 1) - 1),
        (">2026-01", at(2026, 2, 1), None),
        (">=2026-01", at(2026, 1, 1), None),
        ("<2026-01", None, at(2026, 1, 1) - 1),
        ("<=2026-01", None, at(2026, 2, 1) - 1),
        ("2026-01..2026-03", at(2026, 1, 1), at(2026, 4, 1) - 1),
        ("2026-01..", at(2026, 1, 1), None),
        ("..2026-03", None, at(2026, 4, 1) - 1),
        ("now", NOW, NOW),
        ("<NOW", None, NOW - 1),
        ("now-90d", NOW - 90 * 86_400, NOW - 90 * 86_400),
        (">now-2w", NOW - 14 * 86_400 + 1, None),
        ("now+1y", NOW + 365 * 86_400, NOW + 365 * 86_400),
        ("now-1m..now", NOW - 30 * 86_400, NOW),
        (" 2026 ", at(2026, 1, 1), at(2027, 1, 1) - 1),
    ],
)
def test_a_time_means_a_stretch(text, first, last):
    assert read(text) == Stretch(first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("", "..", "...", "yesterday", "2026-13", "2026-02-30", "2026-00", "26", "20261", "now-", "now-5", "now-5s"),
        *("2026-01-01T00:00", ">", ">>2026", "2026..x", "x..2026", "now-12345d", "2026-01-00", "9999", "0000"),
    ],
)
def test_what_is_no_time_is_none(text):
    assert read(text) is None


@given(DAYS)
def test_a_day_lasts_a_day_and_its_month_and_year_hold_it(day):
    whole = read(str(day))
    assert whole.last - whole.first + 1 == timedelta(days=1).total_seconds()
    for longer in (str(day)[:7], str(day)[:4]):
        around = read(longer)
        assert around.first <= whole.first <= whole.last <= around.last


@given(MOMENTS)
def test_comparisons_with_a_moment_part_all_time(text):
    moment = read(text)
    assert read(f"<{text}").last + 1 == moment.first == read(f">={text}").first
    assert read(f">{text}").first - 1 == moment.last == read(f"<={text}").last
    assert read(f"{text}..{text}") == read(f"={text}") == moment
