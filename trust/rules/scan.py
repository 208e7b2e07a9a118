"""What Amazon Inspector found in the image: as EC2 tells everyone, and as it answered when asked for findings."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from trust.case import Case
from trust.findings import SEVERITIES, Findings, moment_of
from trust.verdict import Outcome, Signal

NAME = "scan"
OUTCOMES = frozenset({Outcome.GOOD, Outcome.NOTE, Outcome.CAUTION})

_NOT_SCANNED = Signal(
    NAME, Outcome.NOTE, "Not scanned: EC2 has no result of Amazon Inspector for it.", {"scanned": False}
)
_STALE = timedelta(days=90)
_SEVERE = ("critical", "high")
_ORDER = (*SEVERITIES, "none")


def find(case: Case) -> tuple[Signal, ...]:
    """The highest severity found, how old the scan is, and for how long a fix has been out."""
    results = case.image.document.get("ScanResults")
    findings = case.facts.findings
    if not results or not isinstance(results, Mapping):
        if findings is None:
            return (_NOT_SCANNED,)
        if findings.worst is None:
            return (_not_scanned(findings),)
        results = {}
    return (_scanned(case, results, findings),)


def _scanned(case: Case, results: Mapping[str, Any], findings: Findings | None) -> Signal:
    severity = str(results.get("HighestFindingSeverityLabel") or "none").lower()
    if findings is not None and findings.worst is not None:
        severity = min(severity, findings.worst, key=lambda one: _ORDER.index(one) if one in _ORDER else 0)
    scanned_at = moment_of(results.get("FindingScanDate"))
    evidence: dict[str, Any] = {"scanned": True, "severity": severity}
    when = ""
    if scanned_at is not None:
        when = f" on {scanned_at.date().isoformat()}"
        evidence["scanned_at"] = scanned_at.isoformat()
        if case.facts.now - scanned_at >= _STALE:
            when += f", more than {_STALE.days} days ago"
        else:
            case.holds_until(scanned_at, _STALE)
    counted = "" if findings is None else _counted(findings, evidence)
    at = scanned_at or (findings.asked_at if findings is not None else None)
    if severity == "none":
        return Signal(NAME, Outcome.GOOD, f"Amazon Inspector found nothing{when}{counted}.", evidence, at=at)
    reason = f"Amazon Inspector found vulnerabilities up to severity {severity}{when}"
    reason += _fixed(moment_of(results.get(f"{severity.capitalize()}FixAvailableSince")), severity, findings, evidence)
    outcome = Outcome.CAUTION if severity in _SEVERE else Outcome.NOTE
    return Signal(NAME, outcome, f"{reason}{counted}.", evidence, at=at)


def _fixed(since: datetime | None, severity: str, findings: Findings | None, evidence: dict[str, Any]) -> str:
    """For how long a fix has been out: as the scan says, else as long as a finding with a fix is known."""
    if since is not None:
        evidence["fix_available_since"] = since.isoformat()
        return f"; a fix has been out since {since.date().isoformat()}"
    found = findings.by_severity.get(severity) if findings is not None else None
    if found is None or found.fixable_since is None:
        return ""
    evidence["fixable_known_since"] = found.fixable_since.isoformat()
    return f"; one that has a fix is known since {found.fixable_since.date().isoformat()}"


def _counted(findings: Findings, evidence: dict[str, Any]) -> str:
    """How many findings there are of each severity, with the day on which EC2 said so."""
    evidence["findings"] = {severity: found.findings for severity, found in findings.by_severity.items()}
    evidence["fixable"] = {severity: found.fixable for severity, found in findings.by_severity.items()}
    evidence["asked_at"] = findings.asked_at.isoformat()
    day = findings.asked_at.date().isoformat()
    if not findings.by_severity:
        return f"; asked on {day}, EC2 named no finding"
    counts = ", ".join(f"{found.findings:,} {severity}" for severity, found in findings.by_severity.items())
    fixable = sum(found.fixable for found in findings.by_severity.values())
    return f"; asked on {day}, EC2 named {'' if findings.complete else 'at least '}{counts}, {fixable:,} with a fix"


def _not_scanned(findings: Findings) -> Signal:
    day = findings.asked_at.date().isoformat()
    reason = f"Not scanned: EC2 has no result of Amazon Inspector for it, and named no finding when asked on {day}."
    evidence = {"scanned": False, "asked_at": findings.asked_at.isoformat()}
    return Signal(NAME, Outcome.NOTE, reason, evidence, at=findings.asked_at)
