"""Impostors that the rules were not tuned on: held-out kinds of mutations, of held-out names. Recall is printed."""

from hashlib import sha256
from itertools import islice
from random import Random

import pytest

from catalog.publisher import PublisherKind
from tests.trust.mutations import HELD_OUT, TUNED
from tests.trust.rules.conftest import release_facts
from tests.trust.test_labelled import labelled
from trust.judge import judge
from trust.levels import TrustLevel

EACH = 60
# What mutations are made of: names that EC2 takes, of 3 to 128 characters.
LENGTHS = range(3, 129)


@pytest.fixture(scope="module")
def names(directory):
    """Names of known publishers, half of them held out: (tuned on, held out)."""
    patterns = [
        pattern
        for publisher in directory.publishers()
        if publisher.kind is not PublisherKind.STOREFRONT
        for pattern in publisher.name_patterns
    ]
    of_patterns = sorted(
        {case.name for case in labelled() if case.label == "genuine" and any(p.matches(case.name) for p in patterns)}
    )
    held_out = [name for name in of_patterns if sha256(name.encode()).digest()[0] % 2]
    return [name for name in of_patterns if name not in held_out], held_out


def mutations(kind, make, names):
    """Some names that a kind of mutation makes, the same in every run."""
    chance = Random(kind)
    tries = ((name, make(name, chance)) for name in (chance.choice(names) for _ in range(20 * EACH)))
    made = (new for name, new in tries if new and len(new) in LENGTHS and (new != name or kind == "exact"))
    return list(islice(made, EACH))


@pytest.mark.parametrize("kinds", [TUNED, HELD_OUT], ids=["tuned on", "held out"])
@pytest.mark.parametrize("half", [0, 1], ids=["names tuned on", "names held out"])
def test_98_of_100_mutations_are_found(kinds, half, names, directory, rule_quality, request):
    found: list[tuple[str, str]] = []
    missed: list[tuple[str, str]] = []
    for kind, make in kinds.items():
        for name in mutations(kind, make, names[half]):
            verdict = judge(release_facts(name, owner_id="900000001234"), directory)
            (found if verdict.level is TrustLevel.SUSPICIOUS else missed).append((kind, name))

    rule_quality(f"mutations: {request.node.callspec.id}", found, missed, [])
    assert len(found) + len(missed) > EACH * (len(kinds) - 1)
    assert len(missed) <= 0.02 * (len(found) + len(missed)), missed
