"""The verdict as the rules define it, without any of the shortcuts by which `trust.judge` gives millions.

Every rule is asked of every release, each image is identified by itself, every look-up is tried, names are read whole,
and nothing is remembered from one release to the next.
"""

import functools
import sys
from types import ModuleType

from catalog.directory import Directory
from catalog.name_pattern import NamePattern
from trust.case import Case
from trust.facts import ImageFacts, ReleaseFacts
from trust.identity import AMAZON, MARKETPLACE, Identity, identify
from trust.judge import RULES_VERSION
from trust.names import likeness, lookups
from trust.release import weakest_identity
from trust.rules import RULES
from trust.score import level_of, score_of
from trust.verdict import Verdict

_OF_THE_DIRECTORY = {lookups._lookups}  # made of the directory alone, of no release


class PlainCase(Case):
    """A case that reads the whole name, and tries every look-up on it."""

    __slots__ = ()

    def _foreign_likeness(self):
        own = self.own_slugs
        found = None if self.vouched or own is None else likeness._likeness_of_shape.__wrapped__(self.facts.name)
        return None if found is None or own is None or found.brand.slugs & own else found

    @property
    def lookups(self):
        own = self.own_slugs
        if self.vouched or own is None or self.image.owner_alias in (AMAZON, MARKETPLACE):
            return ()
        return tuple(
            lookup
            for lookup, pattern in patterns(self.directory)
            if pattern.matches(self.facts.name) and lookup.publisher not in own
        )


@functools.cache
def patterns(directory: Directory) -> list[tuple[lookups.Lookup, NamePattern]]:
    return [(lookup, NamePattern.parse(lookup.filter)) for lookup in lookups.unsafe_lookups(directory)]


def judge_plainly(facts: ReleaseFacts, directory: Directory) -> Verdict:
    """What `judge` must say of the same facts."""
    forget()
    identity = weakest_identity([identity_of_image(image, facts.partition, directory) for image in facts.images])
    case = PlainCase(facts, directory, identity)
    signals = tuple(signal for rule in RULES for signal in rule.find(case))
    level = level_of(identity.level, signals, facts.ruling)
    return Verdict(level, score_of(signals), signals, identity.publisher, RULES_VERSION, case.changes_at)


def identity_of_image(image: ImageFacts, partition: str, directory: Directory) -> Identity:
    attribution = directory.attribute(
        partition, image.region, image.owner_id, name=image.name, created_at=image.created_at
    )
    codes = [
        code["ProductCodeId"]
        for code in image.document.get("ProductCodes") or ()
        if code.get("ProductCodeType") == "marketplace"
    ]
    return identify(image.owner_alias, attribution, codes)


def forget() -> None:
    """Empty every memory that verdicts are made from."""
    for memory in memories():
        memory.cache_clear()


@functools.cache
def memories():
    modules = [module for name, module in sys.modules.items() if name.startswith("trust.")]
    return [memory for module in modules for memory in memories_of(module) if memory not in _OF_THE_DIRECTORY]


def memories_of(module: ModuleType):
    return [value for value in vars(module).values() if isinstance(value, functools._lru_cache_wrapper)]
