"""What a Tantivy index of ours holds, how a document is written into it, and how a condition is put to it.

With search/tantivy_index.py this is the adapter to Tantivy: nothing else imports it.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import tantivy
from tantivy import FieldType, Occur

from search.document import ReleaseDocument
from search.document_json import encode_document
from search.fields import (
    FILTERS,
    Facet,
    PlacedToken,
    facet_values,
    keywords,
    numbers,
    texts,
)
from search.matching import AllOf, AnyOf, AtLeast, AtMost, Everything, Field, Match, Not, Prefix, Token
from search.matching import Sequence as TokenSequence
from search.ordering import name_rank
from search.packed_facets import COLUMNS, pack

# Raise the number when documents are tokenised, ranked or stored in another way (a test notices): older indexes are
# then refused with the advice to reindex.
FORMAT: Final = "tantivy-3"

DOCUMENT: Final = "document"
NEWEST: Final = "newest"
NAME: Final = "name"
# Counted value by value; the other facets are packed (search/packed_facets.py).
COUNTED: Final = (Facet.OWNER, Facet.PUBLISHER)
_TOKENS: Final = (
    *(Field.IDENTIFIER, Field.AUDIENCE, Field.GONE),
    *(Field(facet) for facet in FILTERS if facet not in COUNTED),
)
# Long strings that are only ever compared as a whole: 64 bits stand for them, half the space in the index.
_WHOLES: Final = (Field.EXACT_NAME, Field.RELEASE)
_TEXTS: Final = (Field.TITLE, Field.DESCRIPTION)
_NUMBERS: Final = {
    Field.CREATED: NEWEST,
    **{field: field.value for field in (Field.DEPRECATED, Field.SHOWN_TO_PUBLIC, Field.SHOWN_TO_OPERATOR)},
}
# The tokeniser of columns that are read by document only: Tantivy would index every name a second time.
_COLUMN: Final = "column"
# The tokeniser of fields with several values: handing them over as one string takes a third of the time.
_SEPARATED: Final = "separated"
_SEPARATOR: Final = "\x1f"


def schema() -> tantivy.Schema:
    """The fields of an index."""
    builder = tantivy.SchemaBuilder()
    for field in (*_TOKENS, Field.TEXT):
        builder.add_text_field(field, tokenizer_name=_SEPARATED, index_option="basic")
    for facet in COUNTED:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    for field in _TEXTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    for name in (NAME, *COLUMNS):
        builder.add_text_field(name, tokenizer_name=_COLUMN, index_option="basic", fast=True)
    for name in _WHOLES:
        builder.add_unsigned_field(name, indexed=True)
    for name in _NUMBERS.values():
        builder.add_unsigned_field(name, fast=True)
    builder.add_bytes_field(DOCUMENT, stored=True)
    return builder.build()


def with_tokenizers(index: tantivy.Index, *, writing: bool) -> tantivy.Index:
    """The index, knowing our tokenisers: Tantivy keeps their names only."""
    whole = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).build()
    nothing = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(tantivy.Filter.remove_long(0)).build()
    # A reader needs the whole value also as a token, to compare the column with a value.
    index.register_tokenizer(_COLUMN, nothing if writing else whole)
    index.register_fast_field_tokenizer(_COLUMN, whole)
    separated = tantivy.Tokenizer.regex(f"[^{_SEPARATOR}]+")
    index.register_tokenizer(_SEPARATED, tantivy.TextAnalyzerBuilder(separated).build())
    return index


def tantivy_document(document: ReleaseDocument) -> tantivy.Document:
    """The document as Tantivy takes it."""
    written = tantivy.Document()
    facets = facet_values(document)
    tokens = keywords(document)
    for field in _TOKENS:
        values = tokens[field] if field in tokens else facets[Facet(field)]
        written.add_text(field, _SEPARATOR.join(values))
    for facet in COUNTED:
        for value in facets[facet]:
            written.add_text(facet, value)
    facets[Facet.GONE] = tokens[Field.GONE]
    for column, packed in pack(facets).items():
        written.add_text(column, packed)
    placed = texts(document)
    for field in _TEXTS:
        written.add_pre_tokenized_text(field, _pre_tokenized(placed[field]))
    written.add_text(Field.TEXT, _SEPARATOR.join(token for token, _ in placed[Field.TEXT]))
    for field in _WHOLES:
        for value in tokens[field]:
            written.add_unsigned(field, _number(value))
    written.add_text(NAME, name_rank(document))
    for field, size in numbers(document).items():
        written.add_unsigned(_NUMBERS[field], size)
    written.add_bytes(DOCUMENT, encode_document(document))
    return written


def _pre_tokenized(tokens: Sequence[PlacedToken]) -> tantivy.PreTokenizedString:
    return tantivy.PreTokenizedString("", [tantivy.Token(token, position, 0, 0) for token, position in tokens])


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def tantivy_query(fields: tantivy.Schema, match: Match) -> tantivy.Query:  # noqa: C901, PLR0911 - one for each kind of condition
    """The condition in Tantivy's words. Nothing is scored."""
    match match:
        case Everything():
            return tantivy.Query.all_query()
        case Token(field=Field.EXACT_NAME | Field.RELEASE):
            return tantivy.Query.term_query(fields, match.field, _number(match.token), "basic")
        case Token():
            return tantivy.Query.term_query(fields, match.field, match.token, "basic")
        case Prefix():
            # No typos forgiven, only the ending: found as fast as by a pattern, of which half a millisecond goes into
            # compiling it.
            return tantivy.Query.fuzzy_term_query(fields, match.field, match.beginning, distance=0, prefix=True)
        case TokenSequence():
            return tantivy.Query.phrase_query(fields, match.field, list(match.tokens))
        case AtLeast():
            return tantivy.Query.range_query(fields, _NUMBERS[match.field], FieldType.Unsigned, match.number)
        case AtMost():
            return tantivy.Query.range_query(fields, _NUMBERS[match.field], FieldType.Unsigned, None, match.number)
        case AnyOf():
            return tantivy.Query.boolean_query([(Occur.Should, tantivy_query(fields, part)) for part in match.parts])
        case AllOf(parts=(only,)):
            return tantivy_query(fields, only)
        case AllOf():
            return tantivy.Query.boolean_query(_clauses(fields, match.parts))
        case Not():
            return tantivy.Query.boolean_query(_clauses(fields, (match,)))


def _clauses(fields: tantivy.Schema, parts: Sequence[Match]) -> list[tuple[Occur, tantivy.Query]]:
    clauses = [
        (Occur.MustNot, tantivy_query(fields, part.part))
        if isinstance(part, Not)
        else (Occur.Must, tantivy_query(fields, part))
        for part in parts
    ]
    if all(occur is Occur.MustNot for occur, _ in clauses):
        clauses.append((Occur.Must, tantivy.Query.all_query()))
    return clauses
