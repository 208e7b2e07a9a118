"""The rules, each in a module of its own: its name, the outcomes it can have, and what it finds in a case.

To add one, write its module, name it here, and give it a section in docs/TRUST.md; a rule that says anything else of
the same facts raises RULES_VERSION in trust/judge.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from trust.case import Case
from trust.rules import (
    age,
    community,
    deprecation,
    derivative,
    exposure,
    false_claim,
    hardening,
    identity,
    lineage,
    name_confusion,
    owner_record,
    presence,
    product_codes,
    public_parameter,
    ruling,
    scan,
    snapshots,
    superseded,
    watermarks,
    wildcard_bait,
)
from trust.verdict import Outcome, Signal


@dataclass(frozen=True, slots=True)
class Rule:
    """`find` gives the signals of one case, in none or any number, with outcomes among `outcomes` alone.

    `of_strangers`: it finds nothing where somebody vouches for the owner, and need not be asked.
    """

    name: str
    outcomes: frozenset[Outcome]
    find: Callable[[Case], tuple[Signal, ...]]
    of_strangers: bool


def _rule(module: ModuleType) -> Rule:
    return Rule(module.NAME, module.OUTCOMES, module.find, getattr(module, "OF_STRANGERS", False))


# In the order in which people read them.
RULES: tuple[Rule, ...] = tuple(
    map(
        _rule,
        (
            ruling,
            identity,
            name_confusion,
            false_claim,
            derivative,
            wildcard_bait,
            lineage,
            community,
            exposure,
            public_parameter,
            owner_record,
            age,
            deprecation,
            superseded,
            presence,
            scan,
            hardening,
            snapshots,
            product_codes,
            watermarks,
        ),
    )
)

FIND = tuple(rule.find for rule in RULES)
FIND_OF_VOUCHED = tuple(rule.find for rule in RULES if not rule.of_strangers)
