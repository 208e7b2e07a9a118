"""The rule of scans, and the summary of findings that it is told beside the results: counts by severity."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from tests.trust.rules.conftest import NOW
from trust.findings import Found, findings_of, summary_of
from trust.verdict import Outcome

DAY = datetime(2026, 10, 1, tzinfo=UTC)


def finding(severity, *, fix=False, days=0):
    return {"SeverityLabel": severity, "FixAvailable": fix, "FirstObservedAt": DAY + timedelta(days=days)}


def kept(*findings, complete=True):
    """The findings as they come back from the catalog."""
    summary = orjson.loads(orjson.dumps(summary_of(findings, complete=complete)))
    return findings_of(NOW, summary)


def test_findings_are_counted_by_severity_with_their_fixes():
    found = kept(
        finding("low"),
        finding("critical", fix=True, days=9),
        finding("critical", fix=True, days=3),
        finding("critical", days=1),
    )

    assert list(found.by_severity.items()) == [
        ("critical", Found(3, 2, DAY + timedelta(days=3))),
        ("low", Found(1, 0, None)),
    ]
    assert found.worst == "critical"


@pytest.mark.parametrize(
    "finding", [{}, {"SeverityLabel": "dire"}, {"FixAvailable": True, "FirstObservedAt": "yesterday"}]
)
def test_findings_of_a_shape_that_nobody_knows_count_as_unknown(finding):
    assert list(kept(finding).by_severity) == ["unknown"]
    assert kept(finding).by_severity["unknown"].fixable_since is None


def test_an_image_is_said_to_be_not_scanned_with_the_day_of_asking(signals):
    (signal,) = signals("scan", findings=kept())
    assert signal.outcome is Outcome.NOTE
    assert signal.reason == (
        "Not scanned: EC2 has no result of Amazon Inspector for it, and named no finding when asked on 2026-11-24."
    )


def test_findings_alone_tell_of_a_scan(signals):
    (signal,) = signals("scan", findings=kept(finding("critical", fix=True), finding("low")))
    assert signal.outcome is Outcome.CAUTION
    assert signal.reason == (
        "Amazon Inspector found vulnerabilities up to severity critical; one that has a fix is known since 2026-10-01; "
        "asked on 2026-11-24, EC2 named 1 critical, 1 low, 1 with a fix."
    )
    assert signal.evidence["findings"] == {"critical": 1, "low": 1}


def test_findings_are_told_beside_the_results_of_the_scan_and_the_worse_severity_counts(signals):
    results = {
        "HighestFindingSeverityLabel": "low",
        "FindingScanDate": "2026-11-01T00:00:00.000Z",
        "LowFixAvailableSince": "2026-09-01T00:00:00.000Z",
    }
    (signal,) = signals("scan", document={"ScanResults": results}, findings=kept(finding("low"), complete=False))
    assert signal.reason == (
        "Amazon Inspector found vulnerabilities up to severity low on 2026-11-01; a fix has been out since 2026-09-01; "
        "asked on 2026-11-24, EC2 named at least 1 low, 0 with a fix."
    )
    (signal,) = signals("scan", document={"ScanResults": results}, findings=kept(finding("high")))
    assert (signal.outcome, signal.evidence["severity"]) == (Outcome.CAUTION, "high")


def test_a_clean_scan_stays_clean_when_no_finding_is_named(signals):
    results = {"FindingScanDate": "2026-11-01T00:00:00.000Z"}
    (signal,) = signals("scan", document={"ScanResults": results}, findings=kept())
    assert signal.outcome is Outcome.GOOD
    assert signal.reason == "Amazon Inspector found nothing on 2026-11-01; asked on 2026-11-24, EC2 named no finding."
