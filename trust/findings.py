"""Amazon Inspector's findings on an image, as EC2's GetImageFindings gives them, in short: how many of each severity,
how many have a fix, and since when the oldest of those is known.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

# As Inspector grades them, worst first. What it may call otherwise one day counts as unknown.
SEVERITIES = ("critical", "high", "medium", "low", "informational", "unknown")


class Found(NamedTuple):
    """The findings of one severity. `fixable_since`: when the oldest of those that have a fix was first observed."""

    findings: int
    fixable: int
    fixable_since: datetime | None


class Findings(NamedTuple):
    """What EC2 answered when it was asked. `by_severity` has those there are; not `complete`: there are more."""

    asked_at: datetime
    by_severity: Mapping[str, Found]
    complete: bool

    @property
    def worst(self) -> str | None:
        """The highest severity, None without any finding."""
        return next((severity for severity in SEVERITIES if severity in self.by_severity), None)


def summary_of(findings: Iterable[Mapping[str, Any]], *, complete: bool) -> dict[str, Any]:
    """The findings in short, as JSON, from EC2's own; nothing else of them is kept."""
    found: dict[str, Found] = {}
    for finding in findings:
        severity = str(finding.get("SeverityLabel")).lower()
        severity = severity if severity in SEVERITIES else "unknown"
        count, fixable, since = found.get(severity, Found(0, 0, None))
        if finding.get("FixAvailable") is True:
            fixable += 1
            observed = moment_of(finding.get("FirstObservedAt"))
            since = min((at for at in (since, observed) if at is not None), default=None)
        found[severity] = Found(count + 1, fixable, since)
    counts = {severity: found[severity]._asdict() for severity in SEVERITIES if severity in found}
    return {"by_severity": counts, "complete": complete}


def findings_of(asked_at: datetime, summary: Mapping[str, Any]) -> Findings:
    """The findings from a kept summary."""
    by_severity = {
        severity: Found(counts["findings"], counts["fixable"], moment_of(counts["fixable_since"]))
        for severity, counts in summary["by_severity"].items()
    }
    return Findings(asked_at, by_severity, summary["complete"])


def moment_of(value: object) -> datetime | None:
    """EC2's time, read already or as it was written. None when it is neither."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
