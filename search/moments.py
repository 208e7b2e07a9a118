"""Dates as a query writes them: `2026`, `2026-01`, `2026-01-31`, `now`, `now-90d`, and comparisons and ranges of them.

A day, month or year is a stretch of time: `>2026-01` is after its end, `<=2026-01` until its end, and
`2026-01..2026-03` from the first day of one to the last of the other. All in UTC.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

MOMENTS_FORM = "2026-01 (or 2026, 2026-01-31, now, now-90d), >2026-01, <=2026-01, or 2026-01..2026-03"

_MOMENT = re.compile(
    r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?)?"
    r"|now(?:(?P<sign>[+-])(?P<number>[0-9]{1,4})(?P<unit>[dwmy]))?"
)
_COMPARED = re.compile(r"(?P<sign>>=|<=|>|<|=)?(?P<moment>.+)")
_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds since 1970, both ends included. None: open."""

    first: int | None
    last: int | None


def stretch(text: str, now: int) -> Stretch | None:  # noqa: PLR0911 - one return for each way to write it
    """The time that a comparison, a range or a single moment means; None when it is none of them."""
    text = text.strip().lower()
    if ".." in text:
        begin, _, end = text.partition("..")
        first, last = _moment(begin, now), _moment(end, now)
        if (begin and first is None) or (end and last is None) or not (begin or end):
            return None
        return Stretch(None if first is None else first[0], None if last is None else last[1])
    compared = _COMPARED.fullmatch(text)
    moment = None if compared is None else _moment(compared["moment"], now)
    if compared is None or moment is None:
        return None
    first_second, last_second = moment
    match compared["sign"]:
        case ">":
            return Stretch(last_second + 1, None)
        case ">=":
            return Stretch(first_second, None)
        case "<":
            return Stretch(None, first_second - 1)
        case "<=":
            return Stretch(None, last_second)
        case _:
            return Stretch(first_second, last_second)


def _moment(text: str, now: int) -> tuple[int, int] | None:
    """Its first and its last second."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    if found["year"] is None:
        days = int(found["number"]) * _DAYS[found["unit"]] if found["number"] else 0
        second = now + (-days if found["sign"] == "-" else days) * 86_400
        return second, second
    year, month, day = (int(found[part] or 1) for part in ("year", "month", "day"))
    try:
        first = datetime(year, month, day, tzinfo=UTC)
        if not found["month"]:
            last = datetime(year + 1, 1, 1, tzinfo=UTC)
        elif not found["day"]:
            last = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
        else:
            last = first + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return int(first.timestamp()), int(last.timestamp()) - 1
