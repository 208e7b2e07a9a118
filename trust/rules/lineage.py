"""What became of the images that this one was made from: a parent gone bad warns its descendants."""

from trust.case import Case
from trust.levels import TrustLevel
from trust.verdict import Outcome, Signal

NAME = "lineage"
OUTCOMES = frozenset({Outcome.NOTE, Outcome.CAUTION, Outcome.DANGER})


def how_bad(level: str | None) -> str | None:
    """The level of an ancestor where it is one to warn of, else None."""
    return level if level in (TrustLevel.MALICIOUS, TrustLevel.SUSPICIOUS) else None


def find(case: Case) -> tuple[Signal, ...]:
    """Danger for a malicious ancestor, a caution for a suspicious one, a note for a good one."""
    ancestors = case.facts.ancestors
    if not ancestors:
        return ()
    worst = max(ancestors, key=lambda ancestor: -1 if ancestor.level is None else ancestor.level.rank)
    evidence = {
        "ancestors": [
            {"release_id": found.release_id, "name": found.name, "level": found.level and found.level.value}
            | ({"snapshot_id": found.snapshot} if found.snapshot else {})
            for found in ancestors
        ]
    }
    made = "It is on the same snapshot as" if worst.snapshot else "It was made from"
    if worst.level is TrustLevel.MALICIOUS:
        reason = f"{made} {worst.name}, which is malicious."
        return (Signal(NAME, Outcome.DANGER, reason, evidence),)
    if worst.level is TrustLevel.SUSPICIOUS:
        reason = f"{made} {worst.name}, which is suspicious."
        return (Signal(NAME, Outcome.CAUTION, reason, evidence),)
    reason = f"{made} {worst.name}{f', which is {worst.level.value}' if worst.level else ''}."
    return (Signal(NAME, Outcome.NOTE, reason, evidence),)
