r"""Names with wildcards in Tantivy: `*-22.04-*` over the names of the whole world in milliseconds.

Tantivy can walk its dictionary of names with a regular expression. Where a pattern begins with some letters it walks
few of them, and that is the quickest way. Where it begins with a star, the walk would take a quarter of a second over a
million names: then runs of three characters, each in an index of its own, tell the few names that may fit, and those
are compared one by one.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import tantivy
from tantivy import Occur

from catalog.name_pattern import NamePattern
from search.matching import Field

RUNS_OF_THREE: Final = "name_runs"
RUN_CHARACTERS: Final = 3
# So many names are compared one by one before the walk over all of them is the quicker way.
MOST_COMPARED: Final = 30_000
# Tantivy refuses an expression that needs too many states: stars cost some each, and a ? behind a star doubles them.
_MOST_STARS: Final = 5

_TOKEN = re.compile(r"\\(?P<escaped>.)|(?P<wildcard>[*?])|(?P<literal>[^*?])", re.DOTALL)
_MEANT_BY_EXPRESSIONS = re.compile(r"([\\.+*?()|\[\]{}^$#&~-])")


def names_query(searcher: tantivy.Searcher, fields: tantivy.Schema, pattern: str) -> tantivy.Query:
    """The documents whose name fits the pattern. The answer holds for this searcher alone."""
    literals, beginning = literals_of(pattern)
    can_walk = _is_small(pattern)
    if can_walk and len(beginning) >= RUN_CHARACTERS:
        return _walk(fields, pattern)
    runs = sorted({run for literal in literals for run in runs_of_three(literal)})
    candidates = tantivy.Query.boolean_query(
        [(Occur.Must, tantivy.Query.term_query(fields, RUNS_OF_THREE, run, "basic")) for run in runs]
        or [(Occur.Must, tantivy.Query.all_query())]
    )
    if can_walk and (not runs or _is_more_than(MOST_COMPARED, searcher, candidates)):
        return _walk(fields, pattern)
    return _compared(searcher, fields, pattern, candidates)


def _is_more_than(most: int, searcher: tantivy.Searcher, query: tantivy.Query) -> bool:
    return len(searcher.search(query, most + 1, count=False).hits) > most


def _compared(
    searcher: tantivy.Searcher, fields: tantivy.Schema, pattern: str, candidates: tantivy.Query
) -> tantivy.Query:
    documents = max(1, searcher.num_docs)
    hits = searcher.search(candidates, documents, count=False, order_by_field=Field.NAME).hits
    fits = NamePattern.parse(pattern).matches
    names = {str(name): fits(str(name)) for name, _ in hits}
    right = [name for name, is_right in names.items() if is_right]
    if len(right) == len(names):
        return candidates
    wrong = [name for name, is_right in names.items() if not is_right]
    if len(right) <= len(wrong):
        return tantivy.Query.term_set_query(fields, Field.NAME, right) if right else tantivy.Query.empty_query()
    return tantivy.Query.boolean_query(
        [(Occur.Must, candidates), (Occur.MustNot, tantivy.Query.term_set_query(fields, Field.NAME, wrong))]
    )


def _walk(fields: tantivy.Schema, pattern: str) -> tantivy.Query:
    return tantivy.Query.regex_query(fields, Field.NAME, f"(?s){''.join(_expression(pattern))}")


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


def _is_small(pattern: str) -> bool:
    wildcards = [token["wildcard"] for token in _TOKEN.finditer(pattern) if token["wildcard"]]
    return wildcards.count("*") <= _MOST_STARS and ("*", "?") not in pairwise(wildcards) and len(pattern) < 200
