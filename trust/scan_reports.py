"""What scanners' reports say in short: SARIF, Trivy, Grype and Amazon Inspector, told from their own shapes.

Sources: SARIF 2.1.0 (OASIS); Trivy's JSON report; Grype's JSON output; Inspector's ListFindings.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

SEVERITIES = ("critical", "high", "medium", "low", "unknown")
KNOWN_SHAPES = "SARIF 2.1.0, or the JSON of Trivy, Grype or Amazon Inspector's list-findings"
LONGEST_NAME_CHARACTERS = 80
_WORDS = {
    "critical": "critical",
    "high": "high",
    "important": "high",
    "error": "high",
    "medium": "medium",
    "moderate": "medium",
    "warning": "medium",
    "low": "low",
    "note": "low",
    "negligible": "low",
    "informational": "low",
}


class UnknownReportError(ValueError):
    """A report of no shape that is known."""


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """How much a scanner found, by severity."""

    tool: str
    critical: int = 0
    high: int = 0
    medium: int = 0
    low: int = 0
    unknown: int = 0

    def as_json(self) -> dict[str, Any]:
        """As it is kept and told."""
        return asdict(self)


def summarise(report: Mapping[str, Any]) -> ReportSummary:
    """The summary of a report. Raises UnknownReportError; a finding without a severity counts as unknown."""
    for shape in (_sarif, _trivy, _grype, _inspector):
        found = shape(report)
        if found is not None:
            tool, severities = found
            counts = Counter(_WORDS.get(str(severity).lower(), "unknown") for severity in severities)
            return ReportSummary(tool[:LONGEST_NAME_CHARACTERS], **{name: counts[name] for name in SEVERITIES})
    raise UnknownReportError(f"the report is of no known shape: it should be {KNOWN_SHAPES}")


Told = tuple[str, Iterator[Any]] | None


def _sarif(report: Mapping[str, Any]) -> Told:
    runs = [run for run in _list(report, "runs") if isinstance(run, Mapping)]
    if "runs" not in report or not runs:
        return None
    tool = _text(_dict(_dict(runs[0], "tool"), "driver").get("name"), "SARIF")
    return tool, (_sarif_severity(result) for run in runs for result in _mappings(run, "results"))


def _sarif_severity(result: Mapping[str, Any]) -> Any:
    given = _dict(result, "properties").get("security-severity")
    try:
        score = float(given) if isinstance(given, str | int | float) else None
    except ValueError:
        score = None
    if score is None:
        return result.get("level", "warning")  # what SARIF takes for a result that says nothing
    return "critical" if score >= 9 else "high" if score >= 7 else "medium" if score >= 4 else "low"


def _trivy(report: Mapping[str, Any]) -> Told:
    if "Results" not in report or "SchemaVersion" not in report:
        return None
    kinds = ("Vulnerabilities", "Misconfigurations", "Secrets")
    results = _mappings(report, "Results")
    return "Trivy", (
        finding.get("Severity") for result in results for kind in kinds for finding in _mappings(result, kind)
    )


def _grype(report: Mapping[str, Any]) -> Told:
    if "matches" not in report:
        return None
    tool = _text(_dict(report, "descriptor").get("name"), "Grype")
    return tool, (_dict(match, "vulnerability").get("severity") for match in _mappings(report, "matches"))


def _inspector(report: Mapping[str, Any]) -> Told:
    if "findings" not in report:
        return None
    return "Amazon Inspector", (finding.get("severity") for finding in _mappings(report, "findings"))


def _list(report: Mapping[str, Any], name: str) -> list[Any]:
    found = report.get(name)
    return found if isinstance(found, list) else []


def _mappings(report: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    return (entry for entry in _list(report, name) if isinstance(entry, Mapping))


def _dict(report: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = report.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(value: Any, otherwise: str) -> str:
    return value if isinstance(value, str) and value.isprintable() and value else otherwise
