"""Times in the catalog: aware UTC datetimes in Python, whole milliseconds since 1970 in a BIGINT column.

One representation on every engine, six bytes a value in SQLite instead of the 26 of its text form, and ordered by the
number itself. EC2 gives whole seconds; milliseconds are for what happens here.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)  # its multiples are exact, and made sooner than by timedelta


def milliseconds(moment: datetime) -> int:
    """An aware datetime as the catalog stores it."""
    return (moment - EPOCH) // _MILLISECOND


@lru_cache(maxsize=1 << 12)  # images of a release share their times, and those of a crawl the moment they were seen
def moment(stored: int | None) -> datetime | None:
    """What the catalog stores as an aware datetime."""
    return None if stored is None else EPOCH + stored * _MILLISECOND


def now() -> datetime:
    """The present as the catalog keeps it: UTC, cut to the millisecond."""
    present = datetime.now(UTC)
    return present.replace(microsecond=present.microsecond // 1000 * 1000)


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime, stored as milliseconds since 1970. A naive one is refused: its zone would be a guess."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime has no place in the catalog: {value!r}; give it a time zone")
        return milliseconds(value)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """Without SQLAlchemy's detour over a Python function of its own: millions of times are read."""
        return moment
