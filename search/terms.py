"""The tree of a query: what people type, read. `str(query)` writes it in the same language.

search/query.py describes the language and reads it; what the tree matches is in search/matching.py.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from search.query_fields import QueryField

# A value of a condition that needs no quotes around it.
_BARE_VALUE = re.compile(r"[^\s\"()]+")


class IdentifierKind(StrEnum):
    IMAGE = "image"
    SNAPSHOT = "snapshot"
    RELEASE = "release"
    ACCOUNT = "account"
    MANIFEST = "manifest"  # where an instance-store image lies in S3: bucket/name.manifest.xml


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed. A prefix also matches longer words."""

    text: str
    prefix: bool = False

    def __str__(self) -> str:
        return f"{self.text}*" if self.prefix else self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, as typed between the quotes."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Identifier:
    """A whole id, in lower case; a manifest path is kept as typed."""

    kind: IdentifierKind
    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Condition:
    """A field and what it must be: one value, values separated by commas, or a range, as the field takes them."""

    field: QueryField
    value: str

    def __str__(self) -> str:
        value = self.value if _BARE_VALUE.fullmatch(self.value) else f'"{self.value}"'
        return f"{self.field}:{value}"


@dataclass(frozen=True, slots=True)
class Group:
    """Terms that must all hold, as one term of an Either or an Exclusion. Two or more."""

    terms: tuple["Term", ...]

    def __str__(self) -> str:
        return f"({_joined(self.terms)})"


@dataclass(frozen=True, slots=True)
class Either:
    """Terms of which one must hold. Two or more."""

    terms: tuple["Term", ...]

    def __str__(self) -> str:
        return " OR ".join(f"({term})" if isinstance(term, Either) else str(term) for term in self.terms)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What must not match."""

    term: "Term"

    def __str__(self) -> str:
        return f"-({self.term})" if isinstance(self.term, Either | Exclusion) else f"-{self.term}"


Term = Word | Phrase | Identifier | Condition | Group | Either | Exclusion


@dataclass(frozen=True, slots=True)
class Query:
    """All terms must hold. No terms: everything matches."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        """The query in its own language: `parse_query(str(query)) == query`.

        The space at its end says that no word is still being typed.
        """
        return f"{_joined(self.terms)} " if self.terms else ""

    def wanted(self) -> Iterator[Term]:
        """Every term that is not excluded, at any depth."""
        yield from _wanted(self.terms)


def _wanted(terms: tuple[Term, ...]) -> Iterator[Term]:
    for term in terms:
        match term:
            case Exclusion():
                pass
            case Group() | Either():
                yield from _wanted(term.terms)
            case _:
                yield term


def _joined(terms: tuple[Term, ...]) -> str:
    return " ".join(map(str, terms))
