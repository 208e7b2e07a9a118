r"""Names with wildcards in Tantivy: `*-22.04-*` over the names of the whole world in milliseconds.

Tantivy can walk its dictionary of names with a regular expression. Where a pattern begins with some letters it walks
few of them, and that is the quickest way. Where it begins with a star, the walk would take half a second over a million
names, each time: then runs of three characters, each in an index of its own, tell the names that may fit, and those are
compared one by one, once for all that is asked of a state. Only what nearly every name may fit is walked, or compared
piece by piece: a second over a million names, at most.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import tantivy
from tantivy import FieldType, Occur

from catalog.name_pattern import NamePattern
from search.matching import Field
from search.tantivy_document import RUNS_OF_THREE
from search.tantivy_queries import all_of, count

RUN_CHARACTERS: Final = 3
# So many names are compared at once: Tantivy gives up on counting more than 65,000 different values. Of more, the walk
# over all of them is the quicker way, where it can be done.
MOST_COMPARED: Final = 60_000
# Tantivy refuses an expression that needs too many states: stars cost some each, and a ? behind a star doubles them.
_MOST_STARS: Final = 5
_LONGEST_WALKED: Final = 200

_HIGHEST_RANK: Final = 2**64 - 1

_TOKEN = re.compile(r"\\(?P<escaped>.)|(?P<wildcard>[*?])|(?P<literal>[^*?])", re.DOTALL)
_MEANT_BY_EXPRESSIONS = re.compile(r"([\\.+*?()|\[\]{}^$#&~-])")


def names_query(searcher: tantivy.Searcher, fields: tantivy.Schema, pattern: str) -> tantivy.Query:
    """The documents whose name fits the pattern. The answer holds for this searcher alone."""
    literals, beginning = literals_of(pattern)
    walk = _walk(fields, pattern)
    if walk is not None and len(beginning) >= RUN_CHARACTERS:
        return walk
    runs = sorted({run for literal in literals for run in runs_of_three(literal)})
    candidates = all_of(
        [tantivy.Query.term_query(fields, RUNS_OF_THREE, run, "basic") for run in runs] or [tantivy.Query.all_query()]
    )
    if walk is not None and (not runs or count(searcher, candidates) > MOST_COMPARED):
        return walk
    return _compared(searcher, fields, pattern, candidates)


def _compared(
    searcher: tantivy.Searcher, fields: tantivy.Schema, pattern: str, candidates: tantivy.Query
) -> tantivy.Query:
    fits = NamePattern.parse(pattern).matches
    right: list[str] = []
    wrong: list[str] = []
    for name in _names(searcher, fields, candidates):
        (right if fits(name) else wrong).append(name)
    if not wrong:
        return candidates
    if len(right) <= len(wrong):
        return tantivy.Query.term_set_query(fields, Field.NAME, right) if right else tantivy.Query.empty_query()
    return tantivy.Query.boolean_query(
        [(Occur.Must, candidates), (Occur.MustNot, tantivy.Query.term_set_query(fields, Field.NAME, wrong))]
    )


def _names(searcher: tantivy.Searcher, fields: tantivy.Schema, found: tantivy.Query) -> Iterator[str]:
    """The names of the documents found, some of them twice: as many at a time as can be counted, by rank."""
    counted = {"names": {"terms": {"field": Field.NAME, "size": MOST_COMPARED, "segment_size": MOST_COMPARED}}}
    highest = _HIGHEST_RANK
    while True:
        rest = all_of([found, _ranked(fields, 0, highest)])
        hits = searcher.search(rest, MOST_COMPARED, count=False, order_by_field=Field.BEST).hits
        if not hits:
            return
        lowest = hits[-1][0]
        piece = all_of([found, _ranked(fields, lowest, highest)])
        yield from (bucket["key"] for bucket in searcher.aggregate(piece, counted)["names"]["buckets"])
        if len(hits) < MOST_COMPARED or not lowest:
            return
        highest = lowest - 1


def _ranked(fields: tantivy.Schema, lowest: int, highest: int) -> tantivy.Query:
    return tantivy.Query.range_query(fields, Field.BEST, FieldType.Unsigned, lowest, highest)


def _walk(fields: tantivy.Schema, pattern: str) -> tantivy.Query | None:
    """The names that an expression fits. None where Tantivy refuses to compile it, or would take too long to."""
    wildcards = [token["wildcard"] for token in _TOKEN.finditer(pattern) if token["wildcard"]]
    if wildcards.count("*") > _MOST_STARS or ("*", "?") in pairwise(wildcards) or len(pattern) >= _LONGEST_WALKED:
        return None
    try:
        return tantivy.Query.regex_query(fields, Field.NAME, f"(?s){''.join(_expression(pattern))}")
    except ValueError:  # a ? costs several states, a letter beyond ASCII too
        return None


def _expression(pattern: str) -> Iterator[str]:
    for token in _TOKEN.finditer(pattern):
        match token["wildcard"]:
            case "*":
                yield ".*"
            case "?":
                yield "."
            case _:
                yield _MEANT_BY_EXPRESSIONS.sub(r"\\\1", token["escaped"] or token["literal"])


def literals_of(pattern: str) -> tuple[list[str], str]:
    """The stretches between wildcards, and the one that the pattern begins with."""
    literals = [""]
    for token in _TOKEN.finditer(pattern):
        if token["wildcard"]:
            literals.append("")
        else:
            literals[-1] += token["escaped"] or token["literal"]
    return literals, literals[0]


def runs_of_three(literal: str) -> Iterator[str]:
    for place in range(len(literal) - RUN_CHARACTERS + 1):
        yield literal[place : place + RUN_CHARACTERS]
