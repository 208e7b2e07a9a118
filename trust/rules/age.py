"""How old an image is, whether its maker gave it up, and whether a newer release of its family is there."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "age"
OUTCOMES = frozenset({Outcome.GOOD, Outcome.NOTE, Outcome.CAUTION})

_FRESH = timedelta(days=90)
_OLD = timedelta(days=365)
_VERY_OLD = timedelta(days=2 * 365)


def find(case: Case) -> tuple[Signal, ...]:
    """Told by the newest image."""
    created = case.created_at
    if created is None:
        return ()
    age = case.facts.now - created
    if age < _VERY_OLD:
        case.holds_until(created, _FRESH if age < _FRESH else _OLD if age < _OLD else _VERY_OLD)
    if age < _FRESH:
        return (_made(created, Outcome.GOOD, "It is recent"),)
    if age < _OLD:
        return ()
    outcome = Outcome.CAUTION if age >= _VERY_OLD else Outcome.NOTE
    return (_made(created, outcome, "It lacks the security fixes since then unless it installs them at launch"),)


def _made(created: datetime, outcome: Outcome, meaning: str) -> Signal:
    reason, evidence = _told(created.date(), meaning)
    return Signal(NAME, outcome, reason, evidence, "EC2", created)


@lru_cache(maxsize=1 << 12)
def _told(day: date, meaning: str) -> tuple[str, dict[str, str]]:
    return f"The image was made on {day.isoformat()}. {meaning}.", {"created": day.isoformat()}
