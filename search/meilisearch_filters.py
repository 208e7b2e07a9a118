"""Matches as Meilisearch's filter expressions, and the arrays of a document that they look into.

Meilisearch decides nothing: every word is a filter on our own tokens, never its full text. What it would change or
misread is kept from it: it folds case and Unicode, takes what looks like a number for one, and has no integer above
2**53. So a value is written in lower-case ASCII behind a letter, and a number as twenty digits; both keep their order
and their beginnings. Needs Meilisearch 1.20 or newer: STARTS WITH, and strings compared by order.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import blake2b
from itertools import product
from typing import Any

from search.document import ReleaseDocument
from search.document_json import encode_document
from search.fields import PlacedToken, facet_values, keywords, numbers, texts
from search.matching import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Everything,
    Field,
    Like,
    Match,
    Not,
    Prefix,
    Sequence,
    Token,
)
from search.ordering import name_rank
from search.tantivy_names import literals_of, runs_of_three

# Changes whenever an index written before cannot be read any more.
FORMAT = "meilisearch-2"
# Of a document that is one; others hold the state of the index, or are on their way out.
IS_DOCUMENT = 'kind = "document"'
KEY = "key"
BY_NAME = "name_rank"
DOCUMENT = "document"
RUNS_OF_THREE = "name_runs"
NUMBERS = (Field.CREATED, Field.BEST, Field.DEPRECATED, Field.SHOWN_TO_PUBLIC, Field.SHOWN_TO_OPERATOR)
PAIRS = {Field.TITLE: "title_pairs", Field.DESCRIPTION: "description_pairs"}
# Meilisearch cuts longer values itself, at 468 bytes.
LONGEST_VALUE_CHARACTERS = 400

_UNSAFE = re.compile(r"[^a-z0-9.,/-]")
_ESCAPED = re.compile(r"~([0-9a-f]{6})")
# Compared as a whole only, and as long as a name: a digest does.
_DIGESTED = {Field.EXACT_NAME}
# Wildcards look at runs of the name, never at the whole.
_NOT_WRITTEN = {Field.NAME}
# Values of this condition that only the documents themselves can tell: the filter of those that may fit, and the
# condition. Answers with a filter that is exact.
Resolve = Callable[[str, Match], str]


@lru_cache(maxsize=65_536)
def encoded(value: str) -> str:
    """The value as Meilisearch is given it."""
    return "t" + _UNSAFE.sub(lambda found: f"~{ord(found[0]):06x}", value)[:LONGEST_VALUE_CHARACTERS]


def decoded(written: str) -> str:
    """The value that was encoded, if it was not cut."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), written[1:])


def encoded_number(number: int) -> str:
    """The number as a string that is ordered as numbers are."""
    return f"n{number:020d}"


def _digest(*values: str) -> str:
    return "t" + blake2b("\0".join(values).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def written(document: ReleaseDocument, identity: str) -> dict[str, Any]:
    """The document as Meilisearch stores it, under this primary key."""
    row: dict[str, Any] = {"id": identity, "kind": "document", KEY: encoded(identity)}
    placed = texts(document)
    for field, tokens in placed.items():
        row[field] = list(dict.fromkeys(encoded(token) for token, _ in tokens))
    for field, name in PAIRS.items():
        row[name] = sorted(_pairs(placed[field]))
    for field, values in keywords(document).items():
        if field not in _NOT_WRITTEN:
            row[field] = [_digest(value) if field in _DIGESTED else encoded(value) for value in values]
    for facet, values in facet_values(document).items():
        row[facet] = [encoded(value) for value in values]
    for field, number in numbers(document).items():
        row[field] = encoded_number(number)
    row[RUNS_OF_THREE] = sorted({encoded(run) for run in runs_of_three(document.name)})
    row[BY_NAME] = encoded(name_rank(document))
    row[DOCUMENT] = encode_document(document).decode()
    return row


def _pairs(tokens: Iterable[PlacedToken]) -> set[str]:
    places: dict[int, list[str]] = {}
    for token, position in tokens:
        places.setdefault(position, []).append(token)
    return {_digest(*pair) for position, here in places.items() for pair in product(here, places.get(position + 1, ()))}


def filter_of(match: Match, resolve: Resolve) -> str:  # noqa: C901, PLR0911 - one return for each kind of condition
    """The filter expression of a match. Use it together with IS_DOCUMENT: negations let in whatever else there is."""
    match match:
        case Everything():
            return IS_DOCUMENT
        case Token():
            return f'{match.field} = "{_digest(match.token) if match.field in _DIGESTED else encoded(match.token)}"'
        case Prefix():
            return f'{match.field} STARTS WITH "{encoded(match.beginning)}"'
        case Sequence():
            pairs = zip(match.tokens, match.tokens[1:], strict=False)
            may_fit = _joined(" AND ", (f'{PAIRS[match.field]} = "{_digest(*pair)}"' for pair in pairs))
            return may_fit if len(match.tokens) == 2 else resolve(may_fit, match)
        case Like():
            runs = sorted({run for literal in literals_of(match.pattern)[0] for run in runs_of_three(literal)})
            may_fit = _joined(" AND ", (f'{RUNS_OF_THREE} = "{encoded(run)}"' for run in runs)) if runs else IS_DOCUMENT
            return resolve(may_fit, match)
        case AtLeast():
            return f'{match.field} >= "{encoded_number(match.number)}"'
        case AtMost():
            return f'{match.field} <= "{encoded_number(match.number)}"'
        case AllOf():
            return _joined(" AND ", (filter_of(part, resolve) for part in match.parts)) if match.parts else IS_DOCUMENT
        case AnyOf():
            return _joined(" OR ", (filter_of(part, resolve) for part in match.parts)) if match.parts else NOTHING
        case Not():
            return f"NOT ({filter_of(match.part, resolve)})"


NOTHING = 'kind = "nothing"'


def any_key(keys: Iterable[str]) -> str:
    """The filter of the documents with these primary keys."""
    quoted = ", ".join(f'"{encoded(key)}"' for key in keys)
    return f"{KEY} IN [{quoted}]" if quoted else NOTHING


def _joined(operator: str, parts: Iterable[str]) -> str:
    return operator.join(f"({part})" for part in parts)
