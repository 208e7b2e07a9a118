"""The mean reciprocal rank of the judged queries, printed at the end of the run."""

from collections.abc import Callable

import pytest

_PROPERTY = "mean reciprocal rank"


@pytest.fixture
def mean_reciprocal_rank(record_property) -> Callable[[str, float, int, int], None]:
    """Notes the mean of which queries, how many they are, and over how many releases."""

    def note(name: str, mean: float, queries: int, releases: int) -> None:
        record_property(_PROPERTY, [name, mean, queries, releases])

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == _PROPERTY and getattr(report, "when", "") == "call":
                    named, mean, queries, releases = value
                    terminalreporter.section("searches that people type")
                    terminalreporter.write_line(
                        f"mean reciprocal rank {mean:.3f} of the {queries} queries of {named} over {releases} releases"
                    )
