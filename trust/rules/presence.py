"""Whether the image is still there, and whether it was taken away and brought back."""

from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "presence"
OUTCOMES = frozenset({Outcome.NOTE, Outcome.CAUTION})

_FLAPPING = 3


def find(case: Case) -> tuple[Signal, ...]:
    """A caution when it is gone everywhere or keeps coming and going; a note when it is gone in part or came back."""
    images = case.facts.images
    if not case.facts.flaps and len(images) == 1 and images[0].gone_at is None:
        return ()
    gone = [image for image in images if image.gone_at is not None]
    signals = []
    if gone:
        since = max(image.gone_at for image in gone if image.gone_at is not None)
        outcome = Outcome.CAUTION if len(gone) == len(images) else Outcome.NOTE
        where = "it" if len(gone) == len(images) else f"it in {len(gone)} of {len(images)} regions"
        reason = f"EC2 no longer shows {where}: deregistered or made private by {since.date().isoformat()}."
        signals.append(Signal(NAME, outcome, reason, {"regions": sorted(image.region for image in gone)}, at=since))
    flaps = case.facts.flaps
    if flaps >= _FLAPPING:
        reason = f"It was made private and public again {flaps} times: what a name leads to may differ from day to day."
        signals.append(Signal(NAME, Outcome.CAUTION, reason, {"times": flaps}))
    elif flaps:
        reason = "It was gone for a while and came back."
        signals.append(Signal(NAME, Outcome.NOTE, reason, {"times": flaps}))
    return tuple(signals)
