"""A moderator's ruling: malicious, confirmed; or that a suspicion is unfounded."""

from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "ruling"
OUTCOMES = frozenset({Outcome.NOTE, Outcome.DANGER})


def find(case: Case) -> tuple[Signal, ...]:
    """The ruling with its reason, word for word."""
    ruling = case.facts.ruling
    if ruling is None:
        return ()
    if ruling.malicious:
        reason = f"A moderator confirmed that it is malicious: {ruling.reason}"
        return (Signal(NAME, Outcome.DANGER, reason, {"malicious": True}, "Amidex moderators", ruling.at),)
    reason = f"A moderator looked into it and found the suspicion unfounded: {ruling.reason}"
    return (Signal(NAME, Outcome.NOTE, reason, {"malicious": False}, "Amidex moderators", ruling.at),)
