r"""EC2's wildcards, as its filters compare: for Python, for SQLite and for PostgreSQL.

`*` stands for any characters or none, `?` for exactly one, a backslash takes the next character literally, everything
else stands for itself, in its own case. Nothing else is special: braces, brackets and percent signs are themselves.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\\(?P<escaped>.)|(?P<wildcard>[*?])|(?P<literal>[^*?])", re.DOTALL)
_LIKE = {"*": "%", "?": "_"}


@dataclass(frozen=True, slots=True)
class Wildcard:
    """One value of a filter, ready to match. Two are equal when their texts are. Made by `Wildcard.parse`."""

    text: str
    literal: str | None = field(compare=False)  # what it stands for when it holds no wildcard at all
    _expression: re.Pattern[str] = field(compare=False, repr=False)

    @classmethod
    def parse(cls, text: str) -> "Wildcard":
        """Reads any text: there is none that EC2 refuses."""
        tokens = list(_tokens(text))
        literal = None if any(wild for wild, _ in tokens) else "".join(character for _, character in tokens)
        return cls(text, literal, re.compile(wildcard_expression(text), re.DOTALL))

    def matches(self, value: str) -> bool:
        """Whether the whole value fits. The time is at most that of len(value) times len(text) steps."""
        return self._expression.match(value) is not None

    @property
    def as_glob(self) -> str:
        """The same for SQLite's GLOB, which escapes by a set of one character."""
        return "".join(
            character if wild or character not in "*?[" else f"[{character}]" for wild, character in _tokens(self.text)
        )

    @property
    def as_like(self) -> str:
        r"""The same for a LIKE that escapes by a backslash."""
        return "".join(
            _LIKE[character] if wild else (f"\\{character}" if character in "%_\\" else character)
            for wild, character in _tokens(self.text)
        )


def _tokens(text: str) -> Iterator[tuple[bool, str]]:
    """Each character, and whether it is a wildcard."""
    for token in _TOKEN.finditer(text):
        yield token["wildcard"] is not None, token["wildcard"] or token["escaped"] or token["literal"]


def wildcard_expression(text: str) -> str:
    r"""The regular expression of a text with wildcards.

    The text between two stars is taken at the first place where it fits, and that place is never given up: if a later
    part does not fit after the first place, it does not fit after any other. The atomic group (?>…) says so, and keeps
    a name like "aaaa…" from being tried in all the ways that a pattern like `*a*a*a*b` has to split it.
    """
    pieces = [""]
    for wild, character in _tokens(text):
        if not wild:
            pieces[-1] += re.escape(character)
        elif character == "*":
            pieces.append("")
        else:
            pieces[-1] += "."
    first, *rest = pieces
    if not rest:
        return rf"{first}\Z"
    *middle, last = rest
    return first + "".join(f"(?>.*?{piece})" for piece in middle if piece) + rf".*{last}\Z"
