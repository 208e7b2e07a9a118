"""Precision and recall of each rule, printed at the end of the run, also when processes share the tests."""

from collections.abc import Callable, Sized

import pytest

_PROPERTY = "rule quality"


@pytest.fixture
def rule_quality(record_property) -> Callable[[str, Sized, Sized, Sized], None]:
    """Notes what a rule found rightly, what it missed, and what it found wrongly."""

    def note(rule: str, found: Sized, missed: Sized, wronged: Sized) -> None:
        record_property(_PROPERTY, [rule, len(found), len(missed), len(wronged)])

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    noted = [
        value
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == _PROPERTY and getattr(report, "when", "") == "call"
    ]
    if not noted:
        return
    terminalreporter.section("precision and recall of the trust rules")
    for rule, found, missed, wronged in sorted(noted):
        precision = found / (found + wronged) if found + wronged else 1.0
        recall = found / (found + missed) if found + missed else 1.0
        terminalreporter.write_line(
            f"{rule:26} precision {precision:.3f}  recall {recall:.3f}  of {found + missed} that it should find"
        )
