from datetime import UTC, datetime, timedelta

import pytest

from api.answers.family import FamilyRelease
from api.pages.timeline import MARGIN, SHADE, WIDTH, timeline
from trust.levels import TrustLevel

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def release(number, created_at, deprecated_at=None):
    return FamilyRelease(
        release_id=f"rel-{number}",
        link="",
        name=f"release {number}",
        publisher=None,
        level=TrustLevel.KNOWN,
        score=60,
        created_at=created_at,
        deprecated_at=deprecated_at,
        gone_at=None,
        superseded=False,
    )


def test_releases_stand_in_time_from_the_first_to_now():
    drawn = timeline([release(2, NOW), release(1, NOW - timedelta(days=1460))], "rel-2", NOW)

    assert drawn is not None
    assert [(dot.release.release_id, dot.x, dot.this) for dot in drawn.dots] == [
        ("rel-1", MARGIN, False),
        ("rel-2", WIDTH - MARGIN, True),
    ]
    assert drawn.shades == []
    assert [tick.text for tick in drawn.ticks] == ["2023", "2024", "2025", "2026"]


def test_releases_in_a_row_that_are_deprecated_are_shaded_together():
    past, coming = NOW - timedelta(days=1), NOW + timedelta(days=1)
    of_each = [past, past, coming, past, None]
    releases = [release(number, NOW - timedelta(days=400 - 100 * number), at) for number, at in enumerate(of_each)]
    drawn = timeline(releases, "rel-4", NOW)

    assert drawn is not None
    first, second, _, fourth, _ = (dot.x for dot in drawn.dots)
    assert [(shade.x + SHADE, shade.width - 2 * SHADE) for shade in drawn.shades] == [
        (first, pytest.approx(second - first)),
        (fourth, 0),
    ]


def test_dots_of_one_day_do_not_hide_each_other():
    drawn = timeline([release(number, NOW) for number in range(3)], "rel-0", NOW)

    assert drawn is not None
    assert len({dot.y for dot in drawn.dots}) == 3


def test_where_there_is_no_time_to_tell_there_is_no_picture():
    assert timeline([release(1, NOW)], "rel-1", NOW) is None
    assert timeline([release(1, None), release(2, None)], "rel-1", NOW) is None


def test_a_release_from_the_future_stays_in_the_picture():
    drawn = timeline([release(1, NOW), release(2, NOW + timedelta(days=900))], "rel-1", NOW)

    assert drawn is not None
    assert all(0 <= dot.x <= WIDTH for dot in drawn.dots)
