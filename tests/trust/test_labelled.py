"""The rules against names whose truth is known: labelled.csv.

`genuine` are names of known publishers over the years, `impostor` documented attacks and mutations of genuine names,
`third-party` honest builds and copies of others. Precision and recall of each rule are printed at the end of the run.
"""

import csv
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.trust.rules.conftest import release_facts
from trust.judge import judge
from trust.levels import TrustLevel
from trust.verdict import Outcome, Verdict


class Case(NamedTuple):
    label: str
    kind: str
    name: str
    partition: str
    region: str
    owner: str
    alias: str
    description: str
    source: str


def labelled() -> list[Case]:
    with Path(__file__).with_name("labelled.csv").open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return [Case(*row) for row in rows]


@pytest.fixture(scope="module")
def judged(directory) -> list[tuple[Case, Verdict]]:
    return [
        (
            case,
            judge(
                release_facts(
                    case.name,
                    partition=case.partition,
                    region=case.region,
                    owner_id=case.owner,
                    owner_alias=case.alias or None,
                    description=case.description,
                ),
                directory,
            ),
        )
        for case in labelled()
    ]


def accuses(verdict: Verdict, rule: str) -> bool:
    return any(found.rule == rule and found.outcome is Outcome.DANGER for found in verdict.signals)


def accused_of(verdict: Verdict, rule: str) -> bool:
    return any(found.rule == rule for found in verdict.signals)


def weigh(judged, fires, labels, *, leave_out=frozenset()):
    """The names that the rule fires on as it should, those it misses, and those it wrongs."""
    found: list[str] = []
    missed: list[str] = []
    wronged: list[str] = []
    for case, verdict in judged:
        if case.kind in leave_out:
            continue
        if case.label in labels:
            (found if fires(verdict) else missed).append(case.name)
        elif fires(verdict):
            wronged.append(case.name)
    return found, missed, wronged


def test_there_is_enough_to_measure_by():
    counts = Counter(case.label for case in labelled())

    assert counts["genuine"] >= 300
    assert counts["impostor"] >= 100
    assert counts["third-party"] >= 50


def test_not_one_image_of_a_known_publisher_is_suspicious(judged):
    wronged = [case for case, verdict in judged if case.label == "genuine" and verdict.level.rank > 2]

    assert wronged == []


def test_honest_third_parties_are_not_suspicious(judged):
    wronged = [case for case, verdict in judged if case.label == "third-party" and verdict.level.rank > 2]

    assert wronged == []


def test_name_confusion_finds_98_of_100_impostors_and_accuses_nobody_else(judged, rule_quality):
    found, missed, wronged = weigh(
        judged, lambda verdict: accuses(verdict, "name-confusion"), {"impostor"}, leave_out={"claim"}
    )

    rule_quality("name-confusion", found, missed, wronged)
    assert len(missed) <= 0.02 * (len(found) + len(missed)), missed
    assert wronged == []


def test_a_false_claim_is_told_from_an_honest_description(judged, rule_quality):
    claims = [(case, verdict) for case, verdict in judged if case.kind in ("claim", "honest description")]
    found, missed, wronged = weigh(claims, lambda verdict: accuses(verdict, "false-claim"), {"impostor"})

    rule_quality("false-claim", found, missed, wronged)
    assert (missed, wronged) == ([], [])


def test_copies_are_named_as_such(judged, rule_quality):
    copies = [(case, verdict) for case, verdict in judged if case.kind == "copy" or case.label == "impostor"]
    found, missed, wronged = weigh(
        copies, lambda verdict: any(said.rule == "derivative" for said in verdict.signals), {"third-party"}
    )

    rule_quality("derivative", found, missed, wronged)
    assert missed == []


def test_wildcard_bait_is_every_strangers_name_that_a_directory_pattern_matches(judged, directory, rule_quality):
    baits = {pattern for publisher in directory.publishers() for pattern in publisher.name_patterns}
    strangers = [(case, verdict) for case, verdict in judged if case.label == "impostor"]
    found = [
        case.name
        for case, verdict in strangers
        if any(pattern.matches(case.name) for pattern in baits) and accused_of(verdict, "wildcard-bait")
    ]
    missed = [
        case.name
        for case, verdict in strangers
        if any(pattern.matches(case.name) for pattern in baits) and not accused_of(verdict, "wildcard-bait")
    ]
    wronged = [case.name for case, verdict in judged if case.label == "genuine" and accuses(verdict, "wildcard-bait")]

    rule_quality("wildcard-bait", found, missed, wronged)
    assert (missed, wronged) == ([], [])


def test_impostors_end_up_suspicious(judged):
    levels = Counter(verdict.level for case, verdict in judged if case.label == "impostor")

    assert levels[TrustLevel.SUSPICIOUS] >= 0.98 * levels.total()
