"""The rules, each in a module of its own: its name, the outcomes it can have, and what it finds in a case.

To add one, write its module, name it here, and give it a section in docs/TRUST.md; a rule that says anything else of
the same facts raises RULES_VERSION in trust/judge.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from trust.case import Case
from trust.rules import (
    derivative,
    false_claim,
    identity,
    name_confusion,
    wildcard_bait,
)
from trust.verdict import Outcome, Signal


@dataclass(frozen=True, slots=True)
class Rule:
    """`find` gives the signals of one case, in none or any number, with outcomes among `outcomes` alone."""

    name: str
    outcomes: frozenset[Outcome]
    find: Callable[[Case], tuple[Signal, ...]]


def _rule(module: ModuleType) -> Rule:
    return Rule(module.NAME, module.OUTCOMES, module.find)


# In the order in which people read them.
RULES: tuple[Rule, ...] = tuple(
    map(
        _rule,
        (
            identity,
            name_confusion,
            false_claim,
            derivative,
            wildcard_bait,
        ),
    )
)
