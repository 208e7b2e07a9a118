"""The one parser for what people type: the same for the API, the web and the command line.

    ubuntu jammy arm64        words: all must match; the last one as a prefix unless a space follows it
    "server 2022"             a phrase: these words, side by side
    -minimal  -"sql server"   not this word, not this phrase
    ami-0abcdef1234567890     an image id, a snapshot id or a 12-digit account id is recognised as such

`parse_query` gives a small tree; `str(query)` writes the tree in the same language, and parsing that gives the same
tree again. What the words match is in search/matching.py. Words that hold nothing to look for ("&", "--") are dropped.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from search.errors import BadQueryError
from search.tokens import chunks

LONGEST_QUERY_CHARACTERS = 512

_TERM = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)(?P<close>"?)|(?P<word>[^\s"]+))')
_IDENTIFIER = re.compile(
    r"(?P<kind>ami|snap)-(?:[0-9a-f]{17}|[0-9a-f]{8})|(?P<account>[0-9]{12})", re.IGNORECASE | re.ASCII
)


class IdentifierKind(StrEnum):
    IMAGE = "ami"
    SNAPSHOT = "snap"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed. A prefix also matches longer words; only the last word of a query is one."""

    text: str
    prefix: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words side by side, as typed between the quotes."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class Identifier:
    """A whole id, in lower case."""

    kind: IdentifierKind
    value: str

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What must not match."""

    term: Word | Phrase | Identifier

    def __str__(self) -> str:
        return f"-{self.term}"


Term = Word | Phrase | Identifier | Exclusion


@dataclass(frozen=True, slots=True)
class Query:
    """All terms must hold. No terms: everything matches."""

    terms: tuple[Term, ...] = ()

    def __str__(self) -> str:
        """The query in its own language: `parse_query(str(query)) == query`."""
        text = " ".join(str(term) for term in self.terms)
        match self.terms:
            case (*_, Word(prefix=False)):
                return text + " "
            case _:
                return text


def parse_query(text: str) -> Query:
    """Read what somebody typed.

    Raises BadQueryError, with the character and how to write it, for text that is too long, holds control characters,
    leaves a quote open, or holds nothing that could be looked for.
    """
    _refuse_long(text)
    _refuse_control_characters(text)
    terms: list[Term] = []
    for found in _TERM.finditer(text):
        if found["phrase"] is not None and not found["close"]:
            raise BadQueryError(
                "A quote is opened and never closed",
                position=found.start() + len(found["minus"]),
                advice='end the phrase with ", or leave the quote out',
            )
        term = _term(found)
        if isinstance(term, Word) and found.end() == len(text):
            term = Word(term.text, prefix=True)
        if term is not None:
            terms.append(term)
    if not terms and text.strip():
        raise BadQueryError(
            "Nothing to look for",
            position=len(text) - len(text.lstrip()),
            advice="write at least one letter or digit, such as: ubuntu 22.04",
        )
    query = Query(tuple(terms))
    _refuse_long(str(query))  # written out, `a"b"c` is longer than it was typed
    return query


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST_QUERY_CHARACTERS:
        raise BadQueryError(
            f"The query has {len(text)} characters",
            position=LONGEST_QUERY_CHARACTERS,
            advice=f"use {LONGEST_QUERY_CHARACTERS} at most",
        )


def _refuse_control_characters(text: str) -> None:
    for position, character in enumerate(text):
        # Cs: half a surrogate pair, which no encoding and no engine takes.
        if unicodedata.category(character) in {"Cc", "Cs"} and not character.isspace():
            raise BadQueryError(
                f"The query holds a control character (U+{ord(character):04X})",
                position=position,
                advice="leave it out",
            )


def _term(found: re.Match[str]) -> Term | None:
    term: Word | Phrase | Identifier
    if found["phrase"] is not None:
        text = " ".join(found["phrase"].split())
        term = Phrase(text)
    else:
        text = found["word"]
        identifier = _IDENTIFIER.fullmatch(text)
        term = Word(text) if identifier is None else _identifier(identifier)
    if not chunks(text):
        return None
    return Exclusion(term) if found["minus"] else term


def _identifier(found: re.Match[str]) -> Identifier:
    kind = IdentifierKind.ACCOUNT if found["account"] else IdentifierKind(found["kind"].lower())
    return Identifier(kind, found[0].lower())
