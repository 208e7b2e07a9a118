"""Who made it: the identity, which caps everything, told as a signal."""

from functools import lru_cache

from catalog.publisher import Standing
from trust.case import Case
from trust.identity import Identity
from trust.levels import TrustLevel
from trust.verdict import Outcome, Signal

NAME = "identity"
OUTCOMES = frozenset({Outcome.GOOD, Outcome.NOTE, Outcome.CAUTION})


def find(case: Case) -> tuple[Signal, ...]:
    """Good when someone vouches, a caution for an account that its publisher lost, else a note."""
    if case.vouched or case.identity.names_itself:
        return _told(case.identity, Outcome.GOOD)
    lost = any(
        holder.account.standing is Standing.LOST
        for holder in case.directory.holders(case.facts.partition, case.image.owner_id)
    )
    return _told(case.identity, Outcome.CAUTION if lost else Outcome.NOTE)


@lru_cache(maxsize=4096)
def _told(identity: Identity, outcome: Outcome) -> tuple[Signal, ...]:
    evidence = {
        "level": TrustLevel(identity.level).value,
        "sources": [found.source for found in identity.evidence],
        "publisher": identity.publisher,
    }
    source = identity.evidence[-1].source if identity.evidence else "Amidex directory"
    return (Signal(NAME, outcome, identity.reason, evidence, source),)
