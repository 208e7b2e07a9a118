"""Scanners' reports in short, each in its own shape, and whatever else somebody may send."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trust.scan_reports import SEVERITIES, ReportSummary, UnknownReportError, summarise

SARIF = {
    "version": "2.1.0",
    "runs": [
        {
            "tool": {"driver": {"name": "osv"}},
            "results": [
                {"level": "error"},
                {},
                {"level": "note"},
                {"level": "note", "properties": {"security-severity": "9.8"}},
                {"properties": {"security-severity": "often"}, "level": "none"},
            ],
        }
    ],
}
TRIVY = {
    "SchemaVersion": 2,
    "Results": [
        {"Vulnerabilities": [{"Severity": "CRITICAL"}, {"Severity": "LOW"}], "Secrets": [{"Severity": "HIGH"}]},
        {"Misconfigurations": None},
    ],
}
GRYPE = {"descriptor": {"name": "grype"}, "matches": [{"vulnerability": {"severity": "Negligible"}}, {"artifact": {}}]}
INSPECTOR = {"findings": [{"severity": "MEDIUM"}, {"severity": "INFORMATIONAL"}, {"severity": "UNTRIAGED"}]}


@pytest.mark.parametrize(
    ("report", "summary"),
    [
        (SARIF, ReportSummary("osv", critical=1, high=1, medium=1, low=1, unknown=1)),
        (TRIVY, ReportSummary("Trivy", critical=1, high=1, low=1)),
        (GRYPE, ReportSummary("grype", low=1, unknown=1)),
        (INSPECTOR, ReportSummary("Amazon Inspector", medium=1, low=1, unknown=1)),
        ({"runs": [{"tool": "x", "results": "y"}]}, ReportSummary("SARIF")),
        ({"matches": []}, ReportSummary("Grype")),
    ],
)
def test_each_shape_is_read(report, summary):
    assert summarise(report) == summary


@pytest.mark.parametrize("report", [{}, {"runs": []}, {"Results": []}, {"version": "2.1.0"}])
def test_another_shape_is_refused_with_those_that_are_known(report):
    with pytest.raises(UnknownReportError, match="Trivy"):
        summarise(report)


NAMES = (
    *("runs", "tool", "driver", "name", "results", "level", "properties", "security-severity", "SchemaVersion"),
    *("Results", "Vulnerabilities", "Severity", "matches", "vulnerability", "severity", "descriptor", "findings"),
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["high", "9.8", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=4))
def test_whatever_is_sent_is_summed_up_or_refused(report):
    try:
        found = summarise(report)
    except UnknownReportError:
        return
    assert all(getattr(found, severity) >= 0 for severity in SEVERITIES)
