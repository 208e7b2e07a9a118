"""Typos: a word that finds nothing is replaced by the nearest word of the index that the audience can see.

Only words of letters are corrected: of `22.05`, nobody can say what was meant. The first letter counts as typed right.
Four to seven letters may be one edit away (a letter too many, too few, wrong, or two swapped), longer words two. The
nearest wins, then what most documents hold, then the alphabet: every engine corrects alike.

That somebody called his image `debain` does not make a word of it: what very few releases have counts as misspelt
beside a near word that many times as many have.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from search.terms import Either, Group, Query, Term, Word
from search.tokens import fold

SHORTEST_CORRECTED = 4
SHORTEST_WITH_TWO_EDITS = 8
# A near word that so many times as many releases have is what was meant.
MUCH_BETTER_KNOWN = 10

_LETTERS = re.compile(r"[a-z]+")

# The words that begin with a letter, and how many documents hold each.
Vocabulary = Callable[[str], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Corrected:
    """A query with its misspelt words replaced, and what was replaced by what, as typed."""

    query: Query
    replaced: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Spelling:
    """What words there are, for those who ask: by `vocabulary` in titles; `finds_something` looks everywhere."""

    vocabulary: Vocabulary
    finds_something: Callable[[Word], bool]

    def correct(self, query: Query) -> Corrected | None:
        """The query with what is wrong in its words mended; None when nothing can be."""
        replaced: dict[str, str] = {}

        def corrected(term: Term) -> Term:
            match term:
                case Word():
                    nearest = self._meant(term)
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

    def better_known(self, query: Query) -> Mapping[str, str]:
        """Words that are found, as typed, and near ones that many times as many releases have."""
        meant = {term.text: self._meant(term) for term in query.wanted() if isinstance(term, Word)}
        return {typed: word for typed, word in meant.items() if word is not None}

    def _meant(self, word: Word) -> str | None:
        """The word that was meant by one that nothing has, or next to nothing; None when it stands as it is."""
        if not _is_correctable(word):
            return None
        typed = fold(word.text)
        known = self.vocabulary(typed[0])
        holding = sum(
            count for token, count in known.items() if token == typed or (word.prefix and token.startswith(typed))
        )
        if not holding and self.finds_something(word):  # in a description: that is a word
            return None
        most = 2 if len(typed) >= SHORTEST_WITH_TWO_EDITS else 1
        candidates = [
            (distance, -count, token)
            for token, count in known.items()
            if count >= max(1, MUCH_BETTER_KNOWN * holding)
            and len(token) >= len(typed) - most
            and _LETTERS.fullmatch(token)
            and (distance := _distance(typed, token, most, is_prefix=word.prefix)) <= most
        ]
        return min(candidates)[2] if candidates else None


def _is_correctable(word: Word) -> bool:
    return len(word.text) >= SHORTEST_CORRECTED and _LETTERS.fullmatch(fold(word.text)) is not None


def _distance(typed: str, token: str, most: int, *, is_prefix: bool) -> int:
    distance = OSA.distance(typed, token, score_cutoff=most)
    if is_prefix and distance > most and len(token) > len(typed):
        # Still being typed: its beginning may be near. A whole word that is near stands before.
        return int(OSA.distance(typed, token[: len(typed)], score_cutoff=most))
    return int(distance)
