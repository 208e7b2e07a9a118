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
        return _told(case.identity, lost=False)
    holders = case.directory.holders(case.facts.partition, case.image.owner_id)
    return _told(case.identity, lost=bool(holders) and any(held.account.standing is Standing.LOST for held in holders))


@lru_cache(maxsize=1 << 12)
def _told(identity: Identity, *, lost: bool) -> tuple[Signal, ...]:
    level = TrustLevel(identity.level)
    good = level is TrustLevel.VERIFIED or level is TrustLevel.KNOWN
    outcome = Outcome.CAUTION if lost else Outcome.GOOD if good else Outcome.NOTE
    evidence = {
        "level": level.value,
        "sources": [found.source for found in identity.evidence],
        "publisher": identity.publisher,
    }
    source = identity.evidence[-1].source if identity.evidence else "Amidex directory"
    return (Signal(NAME, outcome, identity.reason, evidence, source),)
