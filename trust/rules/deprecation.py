"""Whether its maker, or EC2 after two years, has marked the image as one not to launch any more."""

from datetime import date
from functools import lru_cache

from trust.case import Case
from trust.facts import ImageFacts
from trust.verdict import Outcome, Signal

NAME = "deprecation"
OUTCOMES = frozenset({Outcome.NOTE, Outcome.CAUTION})


def find(case: Case) -> tuple[Signal, ...]:
    """A caution once every image of the release is deprecated or disabled, a note while some are."""
    facts = case.facts
    now = facts.now
    images = facts.images
    past: list[ImageFacts] = []
    disabled: list[ImageFacts] = []
    for image in images:
        deprecated = image.deprecated_at
        if deprecated is not None:
            if deprecated <= now:
                past.append(image)
            else:
                case.holds_until(deprecated)
        if image.state == "disabled":
            disabled.append(image)
    if not past and not disabled:
        return ()
    signals = [_deprecated(past, len(images))] if past else []
    if disabled:
        reason = "Its owner has disabled the image: nobody can launch it."
        evidence = {"regions": sorted(image.region for image in disabled)}
        signals.append(Signal(NAME, Outcome.CAUTION, reason, evidence))
    return tuple(signals)


def _deprecated(past: list[ImageFacts], images: int) -> Signal:
    since = min([image.deprecated_at for image in past if image.deprecated_at is not None])
    regions = (past[0].region,) if len(past) == 1 else tuple(sorted([image.region for image in past]))
    return Signal(NAME, *_told(since.date(), regions, images), "EC2", since)


@lru_cache(maxsize=1 << 12)
def _told(since: date, regions: tuple[str, ...], images: int) -> tuple[Outcome, str, dict[str, list[str]]]:
    everywhere = len(regions) == images
    where = "" if everywhere else f" in {len(regions)} of {images} regions"
    reason = f"Deprecated{where} since {since.isoformat()}: EC2 no longer lists it to others."
    return Outcome.CAUTION if everywhere else Outcome.NOTE, reason, {"regions": list(regions)}
