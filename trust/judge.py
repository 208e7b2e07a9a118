"""The verdict on a release: every rule asked, and what they say weighed."""

from catalog.directory import Directory
from trust.case import Case
from trust.facts import ReleaseFacts
from trust.release import identity_of
from trust.rules import FIND, FIND_OF_VOUCHED
from trust.score import level_of, score_of
from trust.verdict import Signal, Verdict

# Goes up whenever a rule says anything else of the same facts: verdicts of older versions are judged again.
RULES_VERSION = 7


def judge(facts: ReleaseFacts, directory: Directory) -> Verdict:
    """The verdict. Pure: the same facts and directory always give the same.

    Most of a verdict was said before of another release, so rules remember their sentences, and those that have
    nothing to say of a vouched owner are not asked: tests/trust/plain.py says what must come out all the same.
    """
    identity = identity_of(facts, directory)
    case = Case(facts, directory, identity)
    signals: list[Signal] = []
    for find in FIND_OF_VOUCHED if case.vouched else FIND:
        signals += find(case)
    level = level_of(identity.level, signals, facts.ruling)
    return Verdict(level, score_of(signals), tuple(signals), identity.publisher, RULES_VERSION, case.changes_at)
