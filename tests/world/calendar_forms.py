"""Dates in all the shapes that image names and documents write them, made once a day and kept.

Days are counted in `datetime.date` ordinals, times of day in minutes.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from tests.world.numbers import mix

# When tick 0 is. A fixed clock keeps the world the same whenever a test runs.
START = datetime(2026, 11, 23, tzinfo=UTC)
START_MINUTE = START.toordinal() * 1440
MINUTES_PER_TICK = 360


@dataclass(frozen=True, slots=True)
class Day:
    """One day: `iso` for documents, `forms` for `%(…)b` in names."""

    iso: bytes
    forms: dict[bytes, bytes]


def _make_day(ordinal: int) -> Day:
    day = date.fromordinal(ordinal)
    shuffled = mix(ordinal, 0xDA7)
    months_since_2018 = max(0, (day.year - 2018) * 12 + day.month - 1)
    forms = {
        b"day": day.strftime("%Y%m%d"),
        b"iso": day.isoformat(),
        b"dots": day.strftime("%Y.%m.%d"),
        b"year": str(day.year),
        b"year2": day.strftime("%y"),
        b"month": str(day.month),
        b"quarter": str((day.month + 2) // 3),
        b"doy": str(day.timetuple().tm_yday),
        b"month_year": day.strftime("%b%Y"),
        # Kubernetes has had about three minor releases a year.
        b"k8s": f"1.{10 + months_since_2018 // 4}",
        b"patch": str(day.day // 3),
        b"hex": f"{shuffled:016x}"[:8],
        b"ten": f"{shuffled % 10**10:010d}",
    }
    return Day(day.isoformat().encode(), {key: value.encode() for key, value in forms.items()})


class Days(dict[int, Day]):
    """Every day asked for so far. A world spans 6,500 days, so this stays at a few megabytes."""

    def __missing__(self, ordinal: int) -> Day:
        day = self[ordinal] = _make_day(ordinal)
        return day


MINUTES_OF_DAY = tuple(b"T%02d:%02d:" % divmod(minute, 60) for minute in range(1440))
SECONDS = tuple(b"%02d.000Z" % second for second in range(60))


def clock(tick: int) -> bytes:
    """The world's time at a tick, as EC2 writes it: six hours pass from one tick to the next."""
    day, minute = divmod(START_MINUTE + tick * MINUTES_PER_TICK, 1440)
    return date.fromordinal(day).isoformat().encode() + MINUTES_OF_DAY[minute] + SECONDS[0]
