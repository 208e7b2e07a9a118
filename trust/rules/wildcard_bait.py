"""Would a look-up by name, newest first and without an owner, pick this image instead of the publisher's?"""

from datetime import datetime

from trust.case import Case
from trust.names.lookups import Lookup
from trust.verdict import Outcome, Signal

NAME = "wildcard-bait"
OUTCOMES = frozenset({Outcome.CAUTION, Outcome.DANGER})
OF_STRANGERS = True


def find(case: Case) -> tuple[Signal, ...]:
    """Danger when it wins today and does not say that it is a copy; a caution when it does, or may win."""
    if not case.lookups:
        return ()
    wins: dict[Lookup, list[str]] = {}
    for lookup in case.lookups:
        for image in case.facts.images:
            if image.created_at is None or image.gone_at is not None:
                continue
            genuine = _genuine(case, lookup, image.region)
            if genuine is not None and image.created_at > genuine:
                wins.setdefault(lookup, []).append(image.region)
    if not wins:
        lookup = case.lookups[0]
        reason = f"A look-up of “{lookup.filter}” without an owner finds this image too."
        return (Signal(NAME, Outcome.CAUTION, reason, {"filters": [found.filter for found in case.lookups]}),)
    lookup = next(iter(wins))
    regions = sorted(wins[lookup])
    reason = (
        f"Whoever asks for the newest image of “{lookup.filter}” without naming an owner gets this one in "
        f"{regions[0]}{f' and {len(regions) - 1} more regions' if len(regions) > 1 else ''}, not the publisher's."
    )
    evidence = {
        "hijacks": [
            {"filter": found.filter, "publisher": found.publisher, "regions": sorted(where)}
            for found, where in wins.items()
        ]
    }
    outcome = Outcome.CAUTION if case.says_copy or case.says_own_build or _is_own(case) else Outcome.DANGER
    return (Signal(NAME, outcome, reason, evidence),)


def _genuine(case: Case, lookup: Lookup, region: str) -> datetime | None:
    """When the newest genuine image was made that the look-up finds in the region, as far as anyone told."""
    newest = case.facts.genuine_newest
    found = [newest.get((pattern, region)) for pattern in (lookup.filter, *lookup.patterns)]
    return max((made for made in found if made is not None), default=None)


def _is_own(case: Case) -> bool:
    """A naming of its own that a wide filter catches all the same is the filter's fault."""
    like = case.likeness
    return like is not None and (like.manner.value == "mention" or like.says_own_build)
