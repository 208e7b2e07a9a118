"""From a query to conditions on documents, and which documents answer it better than others."""

import re
from dataclasses import dataclass, replace

from search.conditions import LIFE_FIELDS, condition_match
from search.matching import (
    AllOf,
    AnyOf,
    Everything,
    Field,
    Match,
    Not,
    Prefix,
    Sequence,
    Token,
    exact_name,
)
from search.name_facts import name_facts
from search.operating_system import operating_system
from search.terms import Condition, Either, Exclusion, Group, Identifier, IdentifierKind, Phrase, Query, Term, Word
from search.tokens import chunks, fold, runs
from trust.levels import TrustLevel

# A glued word such as "win2016" or "rhel9" also matches its two halves apart, when the letters say something by
# themselves. Of "gp3" or "v2" the halves would match nearly anything.
TELLING_LETTERS = 3
# What is shorter begins a good part of all words, of digits all dates of a century: it matches as a whole word only.
SHORTEST_PREFIX_LETTERS = 2
SHORTEST_PREFIX_DIGITS = 3

# People put these around what they look for. Few names hold them, those of deceivers above all: beside other words they
# are not looked for.
_SAY_NOTHING = frozenset(
    {"ami", "amis", "aws", "ec2", "image", "images", "instance", "latest", "newest", "official", "recent", "version"}
)
# Names write these apart, and their versions with a dot.
_TOGETHER = re.compile(
    r"(amazon(?=linux)|rocky(?=linux)|oracle(?=linux)|windows(?=server))(linux|server)([0-9.]+)?|ubuntu([12][0-9])(04|10)"
)
# Fewer digits begin tens of thousands of ids.
_BEGINNING_OF_ID = re.compile(r"ami-[0-9a-f]{4,17}")
# Whoever pastes one of these asks for this very image, in whatever state it is.
_POINTING = frozenset({IdentifierKind.IMAGE, IdentifierKind.SNAPSHOT, IdentifierKind.RELEASE, IdentifierKind.MANIFEST})
_TRUSTED_ENOUGH = tuple(
    Not(Token(Field.TRUST, level)) for level in TrustLevel if not level.at_least(TrustLevel.UNVERIFIED)
)


@dataclass(frozen=True, slots=True)
class Tier:
    """Documents that answer a query equally well. A higher score stands first; 0 means there was nothing to match."""

    score: float
    match: Match


def tiers(query: Query, text: str, now: int) -> tuple[Tier, ...]:
    """The answers to a query, best first. `text` is what was typed, `now` the second that decides what is deprecated.

    4: what was typed is an id of the release, or its whole name or location unless it is suspicious. 3: its name, or a
    fact derived from its name, holds every word; first those of the operating system that the words name, if they name
    one: "windows server 2025" is no Windows of 2022 that was built in 2025. 2: the same as 3, a word as a prefix. 1:
    every word is somewhere, the description included.
    A document belongs to the first tier that it matches. The last tier holds all matches of the query, whatever their
    tier.
    """
    compiler = _Compiler(now)
    said = tuple(term for term in query.terms if _says_words(term))
    others = tuple(compiler.somewhere(term) for term in query.terms if not _says_words(term))
    if not said:
        return (Tier(0.0, AllOf(others) if others else Everything()),)
    somewhere: Match = AllOf((*map(compiler.somewhere, said), *others))
    exact: Match = compiler.exact(said, text)
    if _points(said):
        first: Match = AllOf((exact, somewhere))
    else:
        # Whoever calls his image just "ubuntu" gains nothing by it.
        first = AllOf((exact, *_TRUSTED_ENOUGH))
        if all(isinstance(term, Word | Phrase | Identifier) for term in query.terms):
            first = AllOf((first, somewhere))
        else:
            # A name may hold what means something in the language, such as " -x": pasted whole, it is found all the
            # same.
            somewhere = AnyOf((somewhere, exact))
    named = AllOf((*(compiler.inside(Field.TITLE, _closed(term)) for term in said), *others))
    begun = AllOf((*(compiler.inside(Field.TITLE, term) for term in said), *others))
    system = _system_named(said)
    is_open = any(isinstance(term, Word) and term.prefix for term in query.wanted())
    return (
        Tier(4.0, first),
        *([Tier(3.0, AllOf((Token(Field.SYSTEM, system), named)))] if system else []),
        Tier(3.0, named),
        *([Tier(2.0, begun)] if is_open else []),
        Tier(1.0, somewhere),
    )


def telling(query: Query) -> Query:
    """The query with words apart that people write together, and without the words that say nothing of an image, unless
    it has no others.
    """
    return Query(_telling(query.terms))


def _telling(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    terms = tuple(part for term in terms for part in _apart(term))
    words = [term for term in terms if isinstance(term, Word)]
    silent = [word for word in words if fold(word.text) in _SAY_NOTHING]
    if len(silent) < len(words):
        terms = tuple(term for term in terms if term not in silent)
    return tuple(map(_telling_no, terms))


def _telling_no(term: Term) -> Term:
    """An exclusion leaves out what its words would find."""
    if not isinstance(term, Exclusion):
        return term
    inside = _telling(term.term.terms if isinstance(term.term, Group) else (term.term,))
    return Exclusion(inside[0] if len(inside) == 1 else Group(inside))


def _apart(term: Term) -> tuple[Term, ...]:
    """The words that were written together, the last of them as open as the term was."""
    found = _TOGETHER.fullmatch(fold(term.text)) if isinstance(term, Word) else None
    if found is None:
        return (term,)
    made, kind, version, year, month = found.groups()
    parts = ("ubuntu", f"{year}.{month}") if year else tuple(filter(None, (made, kind, version)))
    return (*(Word(part) for part in parts[:-1]), replace(term, text=parts[-1]))


def word_match(word: Word, now: int) -> Match:
    """Where a word by itself is found."""
    return _Compiler(now).somewhere(word)


def asks_for_the_past(query: Query) -> bool:
    """Whether the query itself says what is deprecated or gone, or points at one image: then nothing is left out."""
    return any(
        (isinstance(term, Condition) and term.field in LIFE_FIELDS)
        or (isinstance(term, Identifier) and term.kind in _POINTING)
        for term in query.wanted()
    )


def _system_named(said: tuple[Term, ...]) -> str | None:
    """The operating system that the words name, with its version if they say it, as documents are labelled."""
    words = " ".join(term.text for term in said if isinstance(term, Word | Phrase))
    named = name_facts(words, "", operating_system(words)).systems
    return named[-1] if named else None


def _points(said: tuple[Term, ...]) -> bool:
    """Whether an id was typed, with nothing else beside it than what restricts it."""
    return len(said) == 1 and isinstance(said[0], Identifier)


def _says_words(term: Term) -> bool:
    match term:
        case Condition() | Exclusion():
            return False
        case Group() | Either():
            return any(map(_says_words, term.terms))
        case _:
            return True


def _closed(term: Term) -> Term:
    """The term with its words as whole words."""
    match term:
        case Word():
            return Word(term.text)
        case Group() | Either():
            return type(term)(tuple(map(_closed, term.terms)))
        case _:
            return term


@dataclass(frozen=True, slots=True)
class _Compiler:
    now: int

    def exact(self, said: tuple[Term, ...], text: str) -> Match:
        """What was typed is the whole of a name, or an id."""
        match said:
            case (Identifier() as only,):
                return self._identified(only)
            case _:
                return Token(Field.EXACT_NAME, exact_name(text))

    def somewhere(self, term: Term) -> Match:  # noqa: PLR0911 - one for each kind of term
        """Where the term is found at all."""
        match term:
            case Phrase():
                return AnyOf((self.inside(Field.TITLE, term), self.inside(Field.DESCRIPTION, term)))
            case Group():
                return AllOf(tuple(map(self.somewhere, term.terms)))
            case Either():
                return AnyOf(tuple(map(self.somewhere, term.terms)))
            case Exclusion():
                return Not(self.somewhere(term.term))
            case Condition():
                return condition_match(term, self.now)
            case Identifier():
                return AnyOf((self.inside(Field.TEXT, term), self._identified(term)))
            case Word() if term.prefix and _BEGINNING_OF_ID.fullmatch(term.text.lower()):
                return AnyOf((self.inside(Field.TEXT, term), Prefix(Field.IDENTIFIER, term.text.lower())))
            case Word():
                return self.inside(Field.TEXT, term)

    def inside(self, field: Field, term: Term) -> Match:  # noqa: PLR0911 - one for each kind of term
        """The term in one field; conditions stay what they are."""
        match term:
            case Identifier(kind=IdentifierKind.MANIFEST | IdentifierKind.RELEASE):
                return self._identified(term)
            case Identifier():
                return Token(field, chunks(term.value)[0])
            case Phrase():
                tokens = tuple(chunks(term.text))
                return Sequence(field, tokens) if len(tokens) > 1 else Token(field, tokens[0])
            case Word():
                # A word with separators in it ("ubuntu-22.04") asks for its chunks, wherever they stand: a name often
                # has something between them (ubuntu-jammy-22.04). Quotes ask for neighbours.
                found = chunks(term.text)
                is_open = term.prefix and fold(term.text).endswith(found[-1])
                last = len(found) - 1
                return AllOf(
                    tuple(_chunk(field, chunk, prefix=is_open and place == last) for place, chunk in enumerate(found))
                )
            case Group():
                return AllOf(tuple(self.inside(field, part) for part in term.terms))
            case Either():
                return AnyOf(tuple(self.inside(field, part) for part in term.terms))
            case Exclusion() | Condition():
                return self.somewhere(term)

    @staticmethod
    def _identified(term: Identifier) -> Match:
        match term.kind:
            case IdentifierKind.MANIFEST:
                return Token(Field.EXACT_NAME, exact_name(term.value))
            case IdentifierKind.RELEASE:
                return Token(Field.RELEASE, term.value)
            case _:
                return Token(Field.IDENTIFIER, term.value)


def _chunk(field: Field, chunk: str, *, prefix: bool) -> Match:
    whole = _token(field, chunk, prefix=prefix)
    parts = runs(chunk)
    if len(parts) == 2 and not parts[0][0].isdecimal() and len(parts[0]) >= TELLING_LETTERS:
        return AnyOf((whole, AllOf((Token(field, parts[0]), _token(field, parts[1], prefix=prefix)))))
    return whole


def _token(field: Field, token: str, *, prefix: bool) -> Match:
    shortest = SHORTEST_PREFIX_DIGITS if token[0].isdecimal() else SHORTEST_PREFIX_LETTERS
    return Prefix(field, token) if prefix and len(token) >= shortest else Token(field, token)
