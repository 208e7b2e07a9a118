"""A document as Tantivy is given it: JSON with a value, or several, for each field of search/tantivy_schema.py.

Whoever judges makes it, in a process of its own when there are thousands, and the one that writes the index only hands
it on: an interpreter uses one processor. Nothing here needs Tantivy.
"""

from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final

import orjson

from catalog.packing import Dictionary, pack_json
from search.document import ReleaseDocument
from search.document_json import encode_document
from search.fields import FILTERS, Facet, PlacedToken, facet_values, keywords, numbers, texts
from search.matching import Field
from search.ordering import name_rank
from search.packed_facets import pack

DOCUMENT: Final = "document"
NEWEST: Final = "newest"
BEST: Final = "best"
BY_NAME: Final = "by_name"
RUNS_OF_THREE: Final = "name_runs"
# Counted value by value; the other facets are packed (search/packed_facets.py). An account is its number: a segment
# would look up the text of each one that it found, which took half of the time of a search.
COUNTED_NUMBERS: Final = (Facet.OWNER,)
COUNTED_TEXTS: Final = (Facet.PUBLISHER,)
COUNTED: Final = (*COUNTED_NUMBERS, *COUNTED_TEXTS)
KEYWORDS: Final = (Field.AUDIENCE, Field.GONE)
# So much of an id stands for it (search/tantivy_ids.py): seven digits of a new one of an image, six of a snapshot's.
ID_CHARACTERS: Final = 12
FACETS: Final = tuple(facet for facet in FILTERS if facet not in COUNTED)
# Long strings that are only ever compared as a whole: 64 bits stand for them, half the space in the index.
WHOLES: Final = (Field.EXACT_NAME, Field.RELEASE)
# Rarely asked for: one field of Tantivy's for all of them, whose tokens begin with the name of ours.
TAGS: Final = "tags"
TAGGED: Final = (
    *(Field.ALIAS, Field.IMDS, Field.SYSTEM, Field.PURPOSE),
    *(Field.FAMILY, Field.PRODUCT, Field.SSM, Field.SOURCE),
)
PLACED: Final = (Field.TITLE, Field.DESCRIPTION)
NUMBERS: Final = {
    Field.CREATED: NEWEST,
    Field.BEST: BEST,
    **{field: field.value for field in (Field.DEPRECATED, Field.SHOWN_TO_PUBLIC, Field.SHOWN_TO_OPERATOR)},
}
# JSON's keys are plain strings, and a member's name takes longer to ask for than to look up.
_NAMES: Final = {member: member.value for member in (*Field, *Facet)}


def encode_for_tantivy(document: ReleaseDocument) -> bytes:
    """The document as Tantivy takes it."""
    facets = facet_values(document)
    compared = keywords(document)
    found = texts(document)
    fields: dict[str, Any] = pack({**facets, Facet.GONE: compared[Field.GONE]})
    for facet in (*FACETS, *COUNTED_TEXTS):
        fields[_NAMES[facet]] = facets[facet]
    for facet in COUNTED_NUMBERS:
        fields[_NAMES[facet]] = list(map(int, facets[facet]))
    for field in KEYWORDS:
        fields[_NAMES[field]] = compared[field]
    fields[_NAMES[Field.IDENTIFIER]] = list(map(beginning_of_id, compared[Field.IDENTIFIER]))
    for field in WHOLES:
        fields[_NAMES[field]] = list(map(number_of, compared[field]))
    for field in PLACED:
        fields[_NAMES[field]] = _values(found[field])
    for field, size in numbers(document).items():
        fields[NUMBERS[field]] = size
    fields[_NAMES[Field.TEXT]] = [token for token, _ in found[Field.TEXT]]
    fields[TAGS] = [tagged(field, value) for field in TAGGED for value in compared[field]]
    fields[_NAMES[Field.NAME]] = fields[RUNS_OF_THREE] = document.name
    fields[BY_NAME] = name_rank(document)
    fields[DOCUMENT] = b64encode(pack_json(encode_document(document), Dictionary.RELEASE)).decode()
    return orjson.dumps(fields)


def tagged(field: Field, value: str) -> str:
    """The token that stands for a value of a rarely asked field."""
    return f"{field}={value}"


def beginning_of_id(identifier: str) -> str:
    """What stands for the id of an image, a snapshot or an account."""
    return identifier[:ID_CHARACTERS]


def number_of(whole: str) -> int:
    """What stands for a string that is compared as a whole."""
    return int.from_bytes(blake2b(whole.encode(), digest_size=8).digest(), "big")


def _values(tokens: Sequence[PlacedToken]) -> list[str | orjson.Fragment]:
    """The pieces of a text, between which Tantivy leaves the gap that they have. One whose chunks have one form each is
    given as words: Tantivy takes a microsecond to read a token that is written out.
    """
    values: list[str | orjson.Fragment] = []
    begin = 0
    for end in range(1, len(tokens) + 1):
        if end < len(tokens) and tokens[end][1] <= tokens[end - 1][1] + 1:
            continue
        piece, first = tokens[begin:end], tokens[begin][1]
        if piece[-1][1] - first == len(piece) - 1:
            values.append(" ".join([token for token, _ in piece]))
        else:
            written = b",".join([_token(token, position - first) for token, position in piece])
            values.append(orjson.Fragment(b'{"text":"","tokens":[' + written + b"]}"))
        begin = end
    return values


@lru_cache(maxsize=1 << 13)  # names of a family share most of theirs, in the same places
def _token(token: str, position: int) -> bytes:
    # Written out: what orjson makes of so little keeps a kilobyte for as long as it is remembered.
    form = b'{"text":%b,"position":%d,"offset_from":0,"offset_to":0,"position_length":1}'
    return form % (orjson.dumps(token), position)
