"""Copies, and builds of somebody's own upon a known publisher's: named as such, and no attack."""

from trust.case import Case
from trust.names.likeness import Manner
from trust.verdict import Outcome, Signal

NAME = "derivative"
OUTCOMES = frozenset({Outcome.NOTE})


def find(case: Case) -> tuple[Signal, ...]:
    """A note: that EC2 or the description says copy, or that the name or description says own build."""
    if case.copied_from is not None:
        region = case.image.document.get("SourceImageRegion")
        where = f" in {region}" if region else ""
        reason = f"EC2 records that this is a copy of {case.copied_from}{where}."
        return (Signal(NAME, Outcome.NOTE, reason, {"source_image": case.copied_from, "source_region": region}),)
    if case.vouched:
        return ()
    if case.says_copy:
        reason = "The description says that this is a copy of another image, which EC2 does not record."
        return (Signal(NAME, Outcome.NOTE, reason, {"description": case.image.description}),)
    return _own_build(case)


def _own_build(case: Case) -> tuple[Signal, ...]:
    like = case.likeness
    if like is None:
        return ()
    title = like.brand.title
    if like.manner is Manner.MENTION or (like.manner is Manner.INSIDE and like.says_own_build):
        reason = f"The name mentions {title} within a naming of its own: a third party's build, not theirs."
    elif case.says_own_build:
        reason = f"The description says that this is its owner's own build upon {title}."
    else:
        return ()
    evidence = {"publishers": sorted(like.brand.slugs), "manner": like.manner.value}
    return (Signal(NAME, Outcome.NOTE, reason, evidence),)
