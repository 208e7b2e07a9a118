"""The verdict on a release: every rule asked, and what they say weighed."""

from functools import lru_cache

from catalog.directory import Directory
from trust.case import Case
from trust.facts import ImageFacts, ReleaseFacts
from trust.identity import Identity, identify
from trust.release import weakest_identity
from trust.rules import FIND, FIND_OF_VOUCHED
from trust.score import level_of, score_of
from trust.verdict import Signal, Verdict

# Goes up whenever a rule says anything else of the same facts: verdicts of older versions are judged again.
RULES_VERSION = 2


def judge(facts: ReleaseFacts, directory: Directory) -> Verdict:
    """The verdict. Pure: the same facts and directory always give the same."""
    identity = _identity(facts, directory)
    case = Case(facts, directory, identity)
    signals: list[Signal] = []
    for find in FIND_OF_VOUCHED if case.vouched else FIND:
        signals += find(case)
    level = level_of(identity.level, signals, facts.ruling)
    return Verdict(level, score_of(signals), tuple(signals), identity.publisher, RULES_VERSION)


def _identity(facts: ReleaseFacts, directory: Directory) -> Identity:
    """That of the least trusted image."""
    images = facts.images
    if len(images) == 1:
        return _identity_of(images[0], facts.partition, directory)
    found = [_identity_of(image, facts.partition, directory) for image in images]
    first = found[0]
    for identity in found:
        if identity is not first:
            return weakest_identity(found)
    return first


def _identity_of(image: ImageFacts, partition: str, directory: Directory) -> Identity:
    """What `identify` says, remembered where it can be: it is the same for millions of images of one account."""
    attribution = directory.attribute(
        partition, image.region, image.owner_id, name=image.name, created_at=image.created_at
    )
    if image.document.get("ProductCodes") and (codes := _product_codes(image)):
        return identify(image.owner_alias, attribution, codes)
    remembered = _identities(directory)
    key = (image.owner_alias, id(attribution))  # the directory keeps its attributions as long as it is there itself
    found = remembered.get(key)
    if found is None:
        found = remembered[key] = identify(image.owner_alias, attribution)
    return found


@lru_cache(maxsize=4)
def _identities(_directory: Directory) -> dict[tuple[str | None, int], Identity]:
    return {}


def _product_codes(image: ImageFacts) -> tuple[str, ...]:
    """Those of AWS Marketplace: they tell the seller."""
    codes = image.document.get("ProductCodes")
    if not codes:
        return ()
    return tuple(
        code["ProductCodeId"]
        for code in codes
        if isinstance(code, dict) and code.get("ProductCodeType") == "marketplace" and "ProductCodeId" in code
    )
