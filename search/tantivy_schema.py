"""What a Tantivy index of ours holds, how a document is written into it, and how a condition is put to it.

With search/tantivy_index.py, search/tantivy_names.py and search/tantivy_writer.py this is the adapter to Tantivy:
nothing else imports it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import blake2b
from typing import Final

import tantivy
from tantivy import FieldType, Occur

from catalog.account_id import is_account_id
from catalog.packing import Dictionary, pack_json
from search.document import ReleaseDocument
from search.fields import (
    FILTERS,
    Facet,
    PlacedToken,
    facet_values,
    keywords,
    numbers,
    texts,
)
from search.matching import AllOf, AnyOf, AtLeast, AtMost, Everything, Field, Like, Match, Not, Prefix, Token
from search.matching import Sequence as TokenSequence
from search.ordering import name_rank
from search.packed_facets import COLUMNS, pack
from search.tantivy_names import RUN_CHARACTERS, RUNS_OF_THREE, names_query

# Raise the number when documents are tokenised, ranked or stored in another way (a test notices): older indexes are
# then refused with the advice to reindex.
FORMAT: Final = "tantivy-7"

DOCUMENT: Final = "document"
NEWEST: Final = "newest"
BEST: Final = "best"
BY_NAME: Final = "by_name"
# Counted value by value; the other facets are packed (search/packed_facets.py). An account is its number: a segment
# would look up the text of each one that it found, which took half of the time of a search.
COUNTED_NUMBERS: Final = (Facet.OWNER,)
COUNTED_TEXTS: Final = (Facet.PUBLISHER,)
COUNTED: Final = (*COUNTED_NUMBERS, *COUNTED_TEXTS)
_TOKENS: Final = (
    *(Field.IDENTIFIER, Field.AUDIENCE, Field.GONE),
    *(Field(facet) for facet in FILTERS if facet not in COUNTED),
)
# Long strings that are only ever compared as a whole: 64 bits stand for them, half the space in the index.
_WHOLES: Final = (Field.EXACT_NAME, Field.RELEASE)
# Rarely asked for: one field of Tantivy's for all of them, whose tokens begin with the name of ours.
_TAGS: Final = "tags"
_TAGGED: Final = frozenset(
    (Field.ALIAS, Field.IMDS, Field.SYSTEM, Field.PURPOSE, Field.FAMILY, Field.PRODUCT, Field.SSM, Field.SOURCE)
)
_TEXTS: Final = (Field.TITLE, Field.DESCRIPTION)
_NUMBERS: Final = {
    Field.CREATED: NEWEST,
    Field.BEST: BEST,
    **{field: field.value for field in (Field.DEPRECATED, Field.SHOWN_TO_PUBLIC, Field.SHOWN_TO_OPERATOR)},
}
# The tokeniser of columns that are read by document only: Tantivy would index every name a second time.
_COLUMN: Final = "column"
# The tokeniser of fields with several values: handing them over as one string takes a third of the time.
_SEPARATED: Final = "separated"
_RUNS: Final = "runs"
_SEPARATOR: Final = "\x1f"


def schema() -> tantivy.Schema:
    """The fields of an index."""
    builder = tantivy.SchemaBuilder()
    for field in (*_TOKENS, Field.TEXT, _TAGS):
        builder.add_text_field(field, tokenizer_name=_SEPARATED, index_option="basic")
    for facet in COUNTED_NUMBERS:
        builder.add_unsigned_field(facet, indexed=True, fast=True)
    for facet in COUNTED_TEXTS:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    for field in _TEXTS:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(Field.NAME, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field(RUNS_OF_THREE, tokenizer_name=_RUNS, index_option="basic")
    for name in (BY_NAME, *COLUMNS):
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
    runs = tantivy.Tokenizer.ngram(RUN_CHARACTERS, RUN_CHARACTERS, prefix_only=False)
    index.register_tokenizer(_RUNS, tantivy.TextAnalyzerBuilder(runs).build())
    return index


def tantivy_document(document: ReleaseDocument, encoded: bytes) -> tantivy.Document:
    """The document as Tantivy takes it. `encoded`: by search/document_json.py."""
    written = tantivy.Document()
    facets = facet_values(document)
    tokens = keywords(document)
    for field in _TOKENS:
        values = tokens[field] if field in tokens else facets[Facet(field)]
        written.add_text(field, _SEPARATOR.join(values))
    tags = [f"{field}={value}" for field in tokens if field in _TAGGED for value in tokens[field]]
    written.add_text(_TAGS, _SEPARATOR.join(tags))
    written.add_text(Field.NAME, document.name)
    written.add_text(RUNS_OF_THREE, document.name)
    _write_counted(written, facets)
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
    written.add_text(BY_NAME, name_rank(document))
    for field, size in numbers(document).items():
        written.add_unsigned(_NUMBERS[field], size)
    written.add_bytes(DOCUMENT, pack_json(encoded, Dictionary.RELEASE))
    return written


def _write_counted(written: tantivy.Document, facets: Mapping[Facet, Iterable[str]]) -> None:
    for facet in COUNTED:
        for value in facets[facet]:
            if facet in COUNTED_NUMBERS:
                written.add_unsigned(facet, int(value))
            else:
                written.add_text(facet, value)


def _pre_tokenized(tokens: Sequence[PlacedToken]) -> tantivy.PreTokenizedString:
    return tantivy.PreTokenizedString("", [_token(*token) for token in tokens])


@lru_cache(maxsize=1 << 15)  # names of a family share most of theirs, in the same places
def _token(token: str, position: int) -> tantivy.Token:
    return tantivy.Token(token, position, 0, 0)


def _number(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


class Compiler:
    """Puts conditions to one searcher in Tantivy's words. Nothing is scored."""

    def __init__(self, fields: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._fields = fields
        # A search puts the same pattern several times: for each tier, and for the counts.
        self._names = lru_cache(maxsize=32)(partial(names_query, searcher, fields))

    def query(self, match: Match) -> tantivy.Query:  # noqa: C901, PLR0911 - one for each kind of condition
        """The condition as a query."""
        fields, query = self._fields, self.query
        match match:
            case Everything():
                return tantivy.Query.all_query()
            case Token():
                return _token_query(fields, match)
            case Prefix():
                # No typos forgiven, only the ending: found as fast as by a pattern, of which half a millisecond goes
                # into compiling it.
                field, beginning = _place(match.field, match.beginning)
                return tantivy.Query.fuzzy_term_query(fields, field, beginning, distance=0, prefix=True)
            case TokenSequence():
                return tantivy.Query.phrase_query(fields, match.field, list(match.tokens))
            case Like():
                return self._names(match.pattern)
            case AtLeast():
                return tantivy.Query.range_query(fields, _NUMBERS[match.field], FieldType.Unsigned, match.number)
            case AtMost():
                return tantivy.Query.range_query(fields, _NUMBERS[match.field], FieldType.Unsigned, None, match.number)
            case AnyOf():
                return tantivy.Query.boolean_query([(Occur.Should, query(part)) for part in match.parts])
            case AllOf(parts=(only,)):
                return query(only)
            case AllOf():
                return tantivy.Query.boolean_query(self._clauses(match.parts))
            case Not():
                return tantivy.Query.boolean_query(self._clauses((match,)))

    def _clauses(self, parts: Sequence[Match]) -> list[tuple[Occur, tantivy.Query]]:
        clauses = [
            (Occur.MustNot, self.query(part.part)) if isinstance(part, Not) else (Occur.Must, self.query(part))
            for part in parts
        ]
        if all(occur is Occur.MustNot for occur, _ in clauses):
            clauses.append((Occur.Must, tantivy.Query.all_query()))
        return clauses


def release_query(fields: tantivy.Schema, release_id: str) -> tantivy.Query:
    """The documents of a release."""
    return _token_query(fields, Token(Field.RELEASE, release_id))


def _token_query(fields: tantivy.Schema, match: Token) -> tantivy.Query:
    if match.field in _WHOLES:
        return tantivy.Query.term_query(fields, match.field, _number(match.token), "basic")
    if match.field is Field.OWNER:
        if not is_account_id(match.token):
            return tantivy.Query.empty_query()
        return tantivy.Query.term_query(fields, match.field, int(match.token), "basic")
    return tantivy.Query.term_query(fields, *_place(match.field, match.token), "basic")


def _place(field: Field, token: str) -> tuple[str, str]:
    return (_TAGS, f"{field}={token}") if field in _TAGGED else (field, token)
