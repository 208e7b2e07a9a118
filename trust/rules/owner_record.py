"""What the owner's account has published, and since when."""

from datetime import datetime, timedelta
from functools import lru_cache

from trust.case import Case
from trust.facts import OwnerFacts
from trust.verdict import Outcome, Signal

NAME = "owner-record"
OUTCOMES = frozenset({Outcome.GOOD, Outcome.NOTE, Outcome.CAUTION})
OF_STRANGERS = True

_NEW = timedelta(days=90)
_LONG = timedelta(days=2 * 365)
_SEVERAL_FAMILIES = 3


def find(case: Case) -> tuple[Signal, ...]:
    """A caution for a lone image of a new account, good for years of several families, else a note."""
    owner = case.facts.owner
    if owner is None or case.vouched:
        return ()
    # What we saw first and what EC2 says was made first: the earlier one, since nobody can change what EC2 says.
    since = min(owner.first_seen_at, owner.oldest_created_at or owner.first_seen_at)
    age = case.facts.now - since
    lone = owner.images == 1 and age < _NEW
    if lone:
        case.holds_until(since, _NEW)
    elif age < _LONG and owner.families >= _SEVERAL_FAMILIES:
        case.holds_until(since, _LONG)
    return _told(owner, since, lone=lone, long=age >= _LONG)


@lru_cache(maxsize=1 << 12)
def _told(owner: OwnerFacts, since: datetime, *, lone: bool, long: bool) -> tuple[Signal, ...]:
    evidence = {"since": since.date().isoformat(), "images": owner.images, "families": owner.families}
    what = f"{owner.images} public {'image' if owner.images == 1 else 'images'}"
    if lone:
        reason = f"It is the only public image of its account, which has published nothing before {evidence['since']}."
        return (Signal(NAME, Outcome.CAUTION, reason, evidence, at=since),)
    families = f"{owner.families} {'family' if owner.families == 1 else 'families'}"
    reason = f"Its account has {what} of {families}, the oldest of {evidence['since']}."
    good = long and owner.families >= _SEVERAL_FAMILIES
    return (Signal(NAME, Outcome.GOOD if good else Outcome.NOTE, reason, evidence, at=since),)
