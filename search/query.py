"""The one parser for what people type: the same for the API, the web and the command line.

    ubuntu jammy arm64        words: all must match; the last one as a prefix unless a space follows it; jam* anywhere
    "server 2022"             a phrase: these words, side by side
    -minimal  -(a OR b)       not this
    debian OR ubuntu 12       either of its two neighbours: (debian or ubuntu) and 12; parentheses group otherwise
    arch:arm64 created:>2026  conditions: search/query_fields.py has the table of fields and what each takes
    ubuntu/images/*-22.04-*   a name with wildcards, as after name:
    ami-0abcdef1234567890     image, snapshot and release ids, ARNs of images, account ids and manifest paths

`parse_query` gives a small tree (search/terms.py); `str(query)` writes the tree in the same language, and parsing that
gives the same tree again. Words that hold nothing to look for ("&", "--") are dropped. A parenthesis groups where a
term begins or ends and is a character of a word elsewhere: names hold them, as in "Appliance (BYOL)-3f25".
"""

import re
import unicodedata

from catalog.errors import MalformedError, quoted
from search.errors import BadQueryError
from search.query_fields import FIELDS, QueryField, checked, field_called, nearest_field
from search.terms import Condition, Either, Exclusion, Group, Identifier, IdentifierKind, Phrase, Query, Term, Word
from search.tokens import chunks

LONGEST_QUERY_CHARACTERS = 512
DEEPEST_GROUPS = 8

_SPACE = re.compile(r"\s*")
_WORD = re.compile(r'[^\s"]+')
_OR = re.compile(r'OR(?=[\s()"]|\Z)')
_FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z_-]*):")
_IDENTIFIERS = (
    (
        IdentifierKind.IMAGE,
        re.compile(r"(?:arn:aws[a-z-]*:ec2:[a-z0-9-]*:[0-9]*:image/)?(ami-(?:[0-9a-f]{17}|[0-9a-f]{8}))"),
    ),
    (IdentifierKind.SNAPSHOT, re.compile(r"(snap-(?:[0-9a-f]{17}|[0-9a-f]{8}))")),
    (IdentifierKind.RELEASE, re.compile(r"(rel-[a-z2-7]{20})")),
    (IdentifierKind.ACCOUNT, re.compile(r"([0-9]{12})")),
    (IdentifierKind.MANIFEST, re.compile(r"([^\s\"*?()]+\.manifest\.xml)")),
)


def parse_query(text: str) -> Query:
    """Read what somebody typed.

    Raises BadQueryError, with the character and how to write it, for text that is too long, holds control characters,
    leaves a quote or a parenthesis open, uses a field wrongly, or holds nothing that could be looked for.
    """
    _refuse_long(text)
    _refuse_control_characters(text)
    terms = _Reader(text).read()
    if not terms and text.strip():
        raise BadQueryError(
            "Nothing to look for",
            position=len(text) - len(text.lstrip()),
            advice="write at least one letter or digit, such as: ubuntu 22.04",
        )
    query = Query(terms)
    _refuse_long(str(query))  # written out, `a"b"c` is longer than it was typed
    return query


class _Reader:
    """Reads terms from left to right; `_at` is the next character."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0

    def read(self) -> tuple[Term, ...]:
        return self._terms()

    def _terms(self) -> tuple[Term, ...]:
        """The terms up to the end of the text, or of the group that is open."""
        terms: list[Term] = []
        while not self._is_over():
            term = self._either()
            if isinstance(term, Group):  # all must hold here anyway
                terms += term.terms
            elif term is not None:
                terms.append(term)
        return tuple(terms)

    def _either(self) -> Term | None:
        first = self._term()
        options = [] if first is None else [first]
        while not self._is_over() and _OR.match(self._text, self._at):
            or_at = self._at
            self._at += len("OR")
            right = None if self._is_over() else self._term()
            if not options or right is None:
                raise _lonely_or(or_at)
            options.append(right)
        if len(options) < 2:
            return first
        return Either(tuple(part for term in options for part in (term.terms if isinstance(term, Either) else (term,))))

    def _term(self) -> Term | None:
        if _OR.match(self._text, self._at):
            raise _lonely_or(self._at)
        if self._text[self._at] == "-" and self._text[self._at + 1 : self._at + 2].strip():
            self._at += 1
            term = self._unsigned(excluded=True)
            return None if term is None else Exclusion(term)
        return self._unsigned(excluded=False)

    def _unsigned(self, *, excluded: bool) -> Term | None:
        if self._text[self._at] == '"':
            text = " ".join(self._quoted().split())
            return Phrase(text) if chunks(text) else None
        if self._opens_group():
            return self._group()
        field = _FIELD.match(self._text, self._at)
        whole = _WORD.match(self._text, self._at)
        if field is not None and (whole is None or _identifier(self._until_close(whole[0])) is None):
            return self._condition(field)
        return self._word(excluded=excluded)

    def _group(self) -> Term | None:
        opened_at = self._at
        self._at += 1
        self._depth += 1
        if self._depth > DEEPEST_GROUPS:
            raise BadQueryError(
                "Too many parentheses inside each other",
                position=opened_at,
                advice=f"nest {DEEPEST_GROUPS} at most",
            )
        terms = self._terms()
        if self._at >= len(self._text):
            raise BadQueryError(
                "A parenthesis is opened and never closed",
                position=opened_at,
                advice="end the group with ), or put the text in quotes",
            )
        self._at += 1
        self._depth -= 1
        match terms:
            case ():
                return None
            case (only,):
                return only
            case _:
                return Group(terms)

    def _condition(self, name: re.Match[str]) -> Term:
        field = field_called(name["name"])
        begins_at = self._at
        if field is None:
            near = nearest_field(name["name"])
            known = f"did you mean {near}:?" if near else f"there are {', '.join(QueryField)}"
            raise BadQueryError(
                f"There is no field {quoted(name['name'])}",
                position=begins_at,
                advice=f"{known}. To look for the text itself, put it in quotes",
            )
        self._at = value_at = name.end()
        if self._text[self._at : self._at + 1] == '"':
            value = self._quoted()
        else:
            found = _WORD.match(self._text, self._at)
            value = "" if found is None else self._until_close(found[0])
            self._at += len(value)
        form = FIELDS[field]
        if not value.strip():
            raise BadQueryError(f"{field}: has no value", position=value_at, advice=f"write for example {form.example}")
        try:
            return Condition(field, checked(field, value))
        except MalformedError as error:
            raise BadQueryError(
                f"{quoted(value)} is no value for {field}:",
                position=value_at,
                advice=f"it should be {error.right_form}. For example {form.example}",
            ) from error

    def _word(self, *, excluded: bool) -> Term | None:
        found = _WORD.match(self._text, self._at)
        text = self._text[self._at :] if found is None else self._until_close(found[0])
        begins_at = self._at
        self._at += len(text)
        identifier = _identifier(text)
        if identifier is not None:
            return identifier
        if not chunks(text):
            return None
        stem = text.removesuffix("*")
        if "*" not in stem:
            is_prefix = stem != text or (not excluded and self._at == len(self._text))
            return Word(stem, prefix=is_prefix)
        try:
            return Condition(QueryField.NAME, checked(QueryField.NAME, text))
        except MalformedError as error:
            raise BadQueryError(
                f"{quoted(text)} is no name with wildcards",
                position=begins_at,
                advice=f"it should be {error.right_form}",
            ) from error

    def _quoted(self) -> str:
        opened_at = self._at
        closed_at = self._text.find('"', opened_at + 1)
        if closed_at < 0:
            raise BadQueryError(
                "A quote is opened and never closed",
                position=opened_at,
                advice='end the phrase with ", or leave the quote out',
            )
        self._at = closed_at + 1
        return self._text[opened_at + 1 : closed_at]

    def _is_over(self) -> bool:
        """Whether the text or the open group ends here, after any white space."""
        space = _SPACE.match(self._text, self._at)
        self._at = self._at if space is None else space.end()
        return self._at >= len(self._text) or (self._depth > 0 and self._text[self._at] == ")")

    def _opens_group(self) -> bool:
        """Whether the parenthesis here, if it is one, is no part of a name: "(BYOL)-3f25" closes it inside the word."""
        if self._text[self._at] != "(":
            return False
        found = _WORD.match(self._text, self._at)
        word = "" if found is None else found[0]
        depth = 0
        for place, character in enumerate(word):
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth == 0:
                return not word[place + 1 :].strip(")")
        return True

    def _until_close(self, word: str) -> str:
        """The word without the parentheses at its end that close open groups."""
        if not self._depth:
            return word
        closing = min(len(word) - len(word.rstrip(")")), self._depth)
        return word[: len(word) - closing]


def _identifier(text: str) -> Identifier | None:
    for kind, form in _IDENTIFIERS:
        found = form.fullmatch(text if kind is IdentifierKind.MANIFEST else text.lower())
        if found is not None and text.isascii():
            return Identifier(kind, found[1])
    return None


def _lonely_or(position: int) -> BadQueryError:
    return BadQueryError(
        "OR does not stand between two terms",
        position=position,
        advice='write it as in: debian OR ubuntu. To look for the word, write "or" in quotes',
    )


def _refuse_long(text: str) -> None:
    # The star and the space that a written query ends with do not count, or the longest could not be written.
    text = text.rstrip().removesuffix("*")
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
