import re
from pathlib import Path

import pytest

from trust.rules import RULES
from trust.verdict import Outcome

_TRUST = Path(__file__).parents[3] / "docs" / "TRUST.md"


@pytest.fixture(scope="module")
def sections() -> dict[str, str]:
    parts = re.split(r"^### `([a-z-]+)`$", _TRUST.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_every_rule_has_a_section_in_the_order_of_the_rules(sections):
    assert list(sections) == [rule.name for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rules_section_tells_its_outcomes(sections, rule):
    (told,) = re.findall(r"^Outcomes: (.+)\.$", sections[rule.name], flags=re.MULTILINE)

    assert re.findall(r"`([a-z]+)`", told) == [outcome.value for outcome in Outcome if outcome in rule.outcomes]


def test_a_rules_name_is_that_of_its_module():
    for rule in RULES:
        assert rule.find.__module__ == f"trust.rules.{rule.name.replace('-', '_')}"
