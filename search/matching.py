"""From a query and filters to plain conditions on documents, the same for every engine.

An engine compiles a `Match` into its own query and decides nothing itself; that is why two engines find the same
releases. `Field` names what a condition looks at; search/fields.py says what each document holds there.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from search.terms import Exclusion, Identifier, IdentifierKind, Phrase, Query, Term, Word
from search.tokens import chunks, fold, runs

# A glued word such as "win2016" or "rhel9" also matches its two halves apart, when the letters say something by
# themselves. Of "gp3" or "v2" the halves would match nearly anything.
TELLING_LETTERS = 3
# What is shorter begins a good part of all words, of digits all dates of a century: it matches as a whole word only.
SHORTEST_PREFIX_LETTERS = 2
SHORTEST_PREFIX_DIGITS = 3

_BEGINNING_OF_ID = re.compile(r"ami-[0-9a-f]{1,17}")


class Field(StrEnum):
    """What a condition looks at."""

    TITLE = "title"
    DESCRIPTION = "description"
    TEXT = "text"  # the tokens of both and of locations, without their places: most words are looked up here, once
    IDENTIFIER = "identifier"
    EXACT_NAME = "exact_name"
    RELEASE = "release"
    AUDIENCE = "audience"
    GONE = "gone"
    REGION = "region"
    ARCHITECTURE = "architecture"
    PLATFORM = "platform"
    OPERATING_SYSTEM = "operating_system"
    OWNER = "owner"
    PUBLISHER = "publisher"
    TRUST = "trust"
    ROOT_DEVICE_TYPE = "root_device_type"
    CREATED = "created"
    DEPRECATED = "deprecated"
    # Until when an audience sees a document without asking for deprecated or gone ones; 0 if it never does. One
    # comparison for what nearly every search asks for, and what is not said to be visible is not.
    SHOWN_TO_PUBLIC = "shown_to_public"
    SHOWN_TO_OPERATOR = "shown_to_operator"


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every document."""


@dataclass(frozen=True, slots=True)
class Token:
    """The field holds exactly this token."""

    field: Field
    token: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The field holds a token that begins so."""

    field: Field
    beginning: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """The field holds these tokens side by side."""

    field: Field
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The field's number is this or higher."""

    field: Field
    number: int


@dataclass(frozen=True, slots=True)
class AtMost:
    """The field's number is this or lower."""

    field: Field
    number: int


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Match", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Match", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Match"


Match = Everything | Token | Prefix | Sequence | AtLeast | AtMost | AllOf | AnyOf | Not


@dataclass(frozen=True, slots=True)
class Tier:
    """Documents that answer a query equally well. A higher score stands first; 0 means there was nothing to match."""

    score: float
    match: Match


def tiers(query: Query) -> tuple[Tier, ...]:
    """The answers to a query, best first.

    4: the query is the whole name or location, or an id of the release. 3: its name, or a fact derived from its name,
    holds every word. 2: the same, the last word as a prefix. 1: every word is somewhere, the description included.
    A document belongs to the first tier that it matches. The last tier holds all matches of the query, whatever their
    tier.
    """
    wanted = [term for term in query.terms if not isinstance(term, Exclusion)]
    unwanted = tuple(Not(_anywhere(term.term)) for term in query.terms if isinstance(term, Exclusion))
    if not wanted:
        return (Tier(0.0, AllOf(unwanted) if unwanted else Everything()),)
    somewhere = AllOf(tuple(_anywhere(term) for term in wanted))
    best_first = [
        Tier(4.0, AllOf((_exact(wanted), somewhere))),
        Tier(3.0, AllOf(tuple(_in(Field.TITLE, _whole(term)) for term in wanted))),
        Tier(2.0, AllOf(tuple(_in(Field.TITLE, term) for term in wanted))),
        Tier(1.0, somewhere),
    ]
    if not any(isinstance(term, Word) and term.prefix for term in wanted):
        del best_first[2]
    return tuple(Tier(tier.score, AllOf((tier.match, *unwanted))) for tier in best_first)


def exact_name(text: str) -> str:
    """A name or location as it is compared with a whole query: folded, white space as single spaces."""
    return " ".join(fold(text).split())


def _exact(wanted: list[Word | Phrase | Identifier]) -> Match:
    if len(wanted) == 1 and isinstance(wanted[0], Identifier):
        return Token(Field.IDENTIFIER, wanted[0].value)
    text = " ".join(term.text if isinstance(term, Phrase) else str(term) for term in wanted)
    return Token(Field.EXACT_NAME, exact_name(text))


def _whole(term: Term) -> Term:
    return Word(term.text) if isinstance(term, Word) else term


def _anywhere(term: Term) -> Match:
    if isinstance(term, Phrase):
        return AnyOf((_in(Field.TITLE, term), _in(Field.DESCRIPTION, term)))
    places = [_in(Field.TEXT, term)]
    if isinstance(term, Identifier) and term.kind is not IdentifierKind.SNAPSHOT:
        places.append(Token(Field.IDENTIFIER, term.value))
    if isinstance(term, Word) and term.prefix and _BEGINNING_OF_ID.fullmatch(term.text.lower()):
        places.append(Prefix(Field.IDENTIFIER, term.text.lower()))
    return AnyOf(tuple(places)) if len(places) > 1 else places[0]


def _in(field: Field, term: Term) -> Match:
    match term:
        case Identifier():
            return Token(field, chunks(term.value)[0])
        case Phrase():
            tokens = tuple(chunks(term.text))
            return Sequence(field, tokens) if len(tokens) > 1 else Token(field, tokens[0])
        case Word():
            # A word with separators in it ("ubuntu-22.04") asks for its chunks, wherever they stand: a name often has
            # something between them (ubuntu-jammy-22.04). Quotes ask for neighbours.
            found = chunks(term.text)
            is_open = term.prefix and fold(term.text).endswith(found[-1])
            last = len(found) - 1
            return AllOf(
                tuple(_chunk(field, chunk, prefix=is_open and place == last) for place, chunk in enumerate(found))
            )
        case Exclusion():
            return Not(_in(field, term.term))


def _chunk(field: Field, chunk: str, *, prefix: bool) -> Match:
    whole = _token(field, chunk, prefix=prefix)
    parts = runs(chunk)
    if len(parts) == 2 and not parts[0][0].isdecimal() and len(parts[0]) >= TELLING_LETTERS:
        return AnyOf((whole, AllOf((Token(field, parts[0]), _token(field, parts[1], prefix=prefix)))))
    return whole


def _token(field: Field, token: str, *, prefix: bool) -> Match:
    shortest = SHORTEST_PREFIX_DIGITS if token[0].isdecimal() else SHORTEST_PREFIX_LETTERS
    return Prefix(field, token) if prefix and len(token) >= shortest else Token(field, token)
