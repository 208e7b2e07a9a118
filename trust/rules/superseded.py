"""Whether a newer release of the same family is there."""

from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "superseded"
OUTCOMES = frozenset({Outcome.GOOD, Outcome.NOTE})


def find(case: Case) -> tuple[Signal, ...]:
    """A note with the newer one; good for the newest of a family that has had several."""
    family = case.facts.family
    if family is None:
        return ()
    newer = family.newer
    if newer is not None:
        reason = f"A newer release of its family is there: {newer.name}."
        evidence = {"release_id": newer.release_id, "name": newer.name}
        return (Signal(NAME, Outcome.NOTE, reason, evidence, at=newer.created_at),)
    if family.releases > 1:
        reason = f"It is the newest of {family.releases} releases of its family."
        return (Signal(NAME, Outcome.GOOD, reason, {"family": family.pattern, "releases": family.releases}),)
    return ()
