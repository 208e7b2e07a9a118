from datetime import UTC, datetime, timedelta

from api.answers.family import FamilyRelease
from api.pages.timeline import MARGIN, WIDTH, timeline
from trust.levels import TrustLevel

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def release(number, created_at):
    return FamilyRelease(
        release_id=f"rel-{number}",
        link="",
        name=f"release {number}",
        publisher=None,
        level=TrustLevel.KNOWN,
        score=60,
        created_at=created_at,
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
    assert drawn.deprecated_until == WIDTH / 2
    assert [tick.text for tick in drawn.ticks] == ["2023", "2024", "2025", "2026"]


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
