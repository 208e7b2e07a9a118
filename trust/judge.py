"""The verdict on a release: every rule asked, and what they say weighed."""

from catalog.directory import Directory
from trust.case import Case
from trust.facts import ImageFacts, ReleaseFacts
from trust.identity import Identity, identify
from trust.release import weakest_identity
from trust.rules import RULES
from trust.score import level_of, score_of
from trust.verdict import Signal, Verdict

# Goes up whenever a rule says anything else of the same facts: verdicts of older versions are judged again.
RULES_VERSION = 2


def judge(facts: ReleaseFacts, directory: Directory) -> Verdict:
    """The verdict. Pure: the same facts and directory always give the same."""
    identity = _identity(facts, directory)
    case = Case(facts, directory, identity)
    signals: list[Signal] = []
    for rule in RULES:
        signals += rule.find(case)
    level = level_of(identity.level, signals, facts.ruling)
    return Verdict(level, score_of(signals), tuple(signals), identity.publisher, RULES_VERSION)


def _identity(facts: ReleaseFacts, directory: Directory) -> Identity:
    said: dict[tuple[str | None, int, tuple[str, ...]], Identity] = {}
    for image in facts.images:
        attribution = directory.attribute(
            facts.partition, image.region, image.owner_id, name=image.name, created_at=image.created_at
        )
        codes = _product_codes(image)
        key = (image.owner_alias, id(attribution), codes)
        if key not in said:
            said[key] = identify(image.owner_alias, attribution, codes)
    return weakest_identity(said.values())


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
