"""Typos: a word that finds nothing is replaced by the nearest word of the index that the audience can see.

Only words of letters are corrected: of `22.05`, nobody can say what was meant. The first letter counts as typed right.
Four to seven letters may be one edit away (a letter too many, too few, wrong, or two swapped), longer words two. The
nearest wins, then what most documents hold, then the alphabet: every engine corrects alike.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from search.terms import Either, Group, Query, Term, Word
from search.tokens import fold

SHORTEST_CORRECTED = 4
SHORTEST_WITH_TWO_EDITS = 8

_LETTERS = re.compile(r"[a-z]+")

# The words that begin with a letter, and how many documents hold each.
Vocabulary = Callable[[str], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A query with its misspelt words replaced, and what was replaced by what, as typed."""

    query: Query
    replaced: Mapping[str, str]


def correct(query: Query, vocabulary: Vocabulary, finds_something: Callable[[Word], bool]) -> Corrected | None:
    """The query with the words that find nothing corrected; None when no word can be."""
    replaced: dict[str, str] = {}

    def corrected(term: Term) -> Term:
        match term:
            case Word():
                nearest = _nearest(term, vocabulary) if _is_correctable(term) and not finds_something(term) else None
                if nearest is None:
                    return term
                replaced[term.text] = nearest
                return replace(term, text=nearest)
            case Group() | Either():
                return type(term)(tuple(map(corrected, term.terms)))
            case _:
                return term

    found = Query(tuple(map(corrected, query.terms)))
    return Corrected(found, replaced) if replaced else None


def _is_correctable(word: Word) -> bool:
    return len(word.text) >= SHORTEST_CORRECTED and _LETTERS.fullmatch(fold(word.text)) is not None


def _nearest(word: Word, vocabulary: Vocabulary) -> str | None:
    typed = fold(word.text)
    most = 2 if len(typed) >= SHORTEST_WITH_TWO_EDITS else 1
    candidates = [
        (distance, -count, token)
        for token, count in vocabulary(typed[0]).items()
        if count
        and len(token) >= len(typed) - most
        and _LETTERS.fullmatch(token)
        and (distance := _distance(typed, token, most, is_prefix=word.prefix)) <= most
    ]
    return min(candidates)[2] if candidates else None


def _distance(typed: str, token: str, most: int, *, is_prefix: bool) -> int:
    distance = OSA.distance(typed, token, score_cutoff=most)
    if is_prefix and distance > most and len(token) > len(typed):
        # Still being typed: its beginning may be near. A whole word that is near stands before.
        return int(OSA.distance(typed, token[: len(typed)], score_cutoff=most))
    return int(distance)
