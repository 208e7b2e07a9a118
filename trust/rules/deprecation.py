"""Whether its maker, or EC2 after two years, has marked the image as one not to launch any more."""

from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "deprecation"
OUTCOMES = frozenset({Outcome.NOTE, Outcome.CAUTION})


def find(case: Case) -> tuple[Signal, ...]:
    """A caution once every image of the release is deprecated or disabled, a note while some are."""
    images = case.facts.images
    now = case.facts.now
    if len(images) == 1:
        only = images[0]
        if (only.deprecated_at is None or only.deprecated_at > now) and only.document.get("State") != "disabled":
            return ()
    past = [image for image in images if image.deprecated_at is not None and image.deprecated_at <= now]
    disabled = [image for image in images if image.document.get("State") == "disabled"]
    signals = []
    if past:
        since = min(image.deprecated_at for image in past if image.deprecated_at is not None)
        outcome = Outcome.CAUTION if len(past) == len(images) else Outcome.NOTE
        where = "" if len(past) == len(images) else f" in {len(past)} of {len(images)} regions"
        reason = f"Deprecated{where} since {since.date().isoformat()}: EC2 no longer lists it to others."
        signals.append(Signal(NAME, outcome, reason, {"regions": sorted(image.region for image in past)}, at=since))
    if disabled:
        reason = "Its owner has disabled the image: nobody can launch it."
        evidence = {"regions": sorted(image.region for image in disabled)}
        signals.append(Signal(NAME, Outcome.CAUTION, reason, evidence))
    return tuple(signals)
