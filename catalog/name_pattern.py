r"""Patterns for image names: EC2's filter wildcards, and {a,b} for alternatives.

`*` stands for any characters or none, `?` for exactly one, a backslash takes the next character literally, everything
else stands for itself, in its own case: that is how EC2 compares. `{a,b}` is ours, to write families of patterns short;
`expanded` gives the patterns that EC2 understands. Groups do not nest: no name in the directory needs it.
"""

import re
from dataclasses import dataclass, field
from itertools import product

from catalog.errors import MalformedError
from catalog.wildcard import wildcard_expression

# A filter of EC2 takes 200 values. More alternatives than that are a mistake, and two dozen groups would fill memory.
MAXIMUM_ALTERNATIVES = 200

_GROUP = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class NamePattern:
    """One pattern, ready to match. Two patterns are equal when their texts are. Made by `NamePattern.parse`."""

    text: str
    expanded: tuple[str, ...] = field(compare=False)  # without groups, for an EC2 filter; never empty
    _expression: re.Pattern[str] = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> "NamePattern":
        """Reads a pattern. Raises MalformedError for an empty one, one with a stray brace, or too many alternatives."""
        expanded = _expand(text)
        return cls(
            text,
            expanded,
            re.compile("|".join(wildcard_expression(alternative) for alternative in expanded), re.DOTALL),
        )

    def matches(self, name: str) -> bool:
        """Whether the whole name fits. The time is at most that of len(name) times len(pattern) steps."""
        return self._expression.match(name) is not None


def _expand(text: str) -> tuple[str, ...]:
    """Every way to choose one alternative of each {a,b} group, in the order they are written, without doubles."""
    parts = _GROUP.split(text)  # text, group, text, group, …, text
    groups = [part.split(",") for part in parts[1::2]]
    form = f"text with * and ?, two alternatives or more in each pair of braces, at most {MAXIMUM_ALTERNATIVES} in all"
    combinations = 1
    for group in groups:
        combinations *= len(group)
    stray = any(brace in part for part in parts[::2] for brace in "{}")
    if not text or stray or combinations > MAXIMUM_ALTERNATIVES or any(len(group) < 2 for group in groups):
        raise MalformedError("name pattern", text, form)
    choices = [
        parts[0:1],
        *([alternative + after for alternative in group] for group, after in zip(groups, parts[2::2], strict=True)),
    ]
    return tuple(dict.fromkeys("".join(choice) for choice in product(*choices)))
