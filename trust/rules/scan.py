"""What Amazon Inspector found in the image, as EC2 tells it to everyone."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "scan"
OUTCOMES = frozenset({Outcome.GOOD, Outcome.NOTE, Outcome.CAUTION})

_NOT_SCANNED = Signal(
    NAME, Outcome.NOTE, "Not scanned: EC2 has no result of Amazon Inspector for it.", {"scanned": False}
)
_STALE = timedelta(days=90)
_SEVERE = ("critical", "high")


def find(case: Case) -> tuple[Signal, ...]:
    """The highest severity found, how old the scan is, and for how long a fix has been out."""
    results = case.image.document.get("ScanResults")
    if not results or not isinstance(results, Mapping):
        return (_NOT_SCANNED,)
    severity = str(results.get("HighestFindingSeverityLabel") or "none").lower()
    scanned_at = _time(results.get("FindingScanDate"))
    fixed_since = _time(results.get(f"{severity.capitalize()}FixAvailableSince"))
    evidence: dict[str, Any] = {"scanned": True, "severity": severity}
    when = ""
    if scanned_at is not None:
        when = f" on {scanned_at.date().isoformat()}"
        evidence["scanned_at"] = scanned_at.isoformat()
        if case.facts.now - scanned_at >= _STALE:
            when += f", more than {_STALE.days} days ago"
        else:
            case.holds_until(scanned_at, _STALE)
    if severity == "none":
        return (Signal(NAME, Outcome.GOOD, f"Amazon Inspector found nothing{when}.", evidence, at=scanned_at),)
    reason = f"Amazon Inspector found vulnerabilities up to severity {severity}{when}"
    if fixed_since is not None:
        evidence["fix_available_since"] = fixed_since.isoformat()
        reason += f"; a fix has been out since {fixed_since.date().isoformat()}"
    outcome = Outcome.CAUTION if severity in _SEVERE else Outcome.NOTE
    return (Signal(NAME, outcome, f"{reason}.", evidence, at=scanned_at),)


def _time(value: object) -> datetime | None:
    """EC2's time, read already or as it was written. None when it is neither."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
