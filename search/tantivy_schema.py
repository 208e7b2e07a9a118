"""What a Tantivy index of ours holds, and how a condition is put to it.

With the other search/tantivy_*.py that tests/laws/test_borders.py lists this is the adapter to Tantivy: nothing else
imports it.
"""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Final

import tantivy
from tantivy import FieldType, Occur

from catalog.account_id import is_account_id
from search.matching import AllOf, AnyOf, AtLeast, AtMost, Everything, Field, Like, Match, Not, Prefix, Token
from search.matching import Sequence as TokenSequence
from search.packed_facets import COLUMNS
from search.tantivy_document import (
    BY_NAME,
    COUNTED_NUMBERS,
    COUNTED_TEXTS,
    DOCUMENT,
    FACETS,
    KEYWORDS,
    NUMBERS,
    PLACED,
    RUNS_OF_THREE,
    TAGGED,
    TAGS,
    WHOLES,
    number_of,
    tagged,
)
from search.tantivy_ids import ids_query
from search.tantivy_names import RUN_CHARACTERS, names_query

# Raise the number when documents are tokenised, ranked or stored in another way (a test notices): older indexes are
# then refused with the advice to reindex.
FORMAT: Final = "tantivy-8"

# The tokeniser of columns that are read by document only: Tantivy would index every name a second time.
_COLUMN: Final = "column"
# The tokeniser of fields with several values, each of which is a token. (Tantivy's "raw", but for the name, which is
# part of the format: the values used to be one string, and to cut it took a sixth of all writing.)
_VALUES: Final = "separated"
_RUNS: Final = "runs"


def schema() -> tantivy.Schema:
    """The fields of an index."""
    builder = tantivy.SchemaBuilder()
    for field in (Field.IDENTIFIER, *KEYWORDS, *FACETS, Field.TEXT, TAGS):
        builder.add_text_field(field, tokenizer_name=_VALUES, index_option="basic")
    for facet in COUNTED_NUMBERS:
        builder.add_unsigned_field(facet, indexed=True, fast=True)
    for facet in COUNTED_TEXTS:
        builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    for field in PLACED:
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(Field.NAME, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_text_field(RUNS_OF_THREE, tokenizer_name=_RUNS, index_option="basic")
    for name in (BY_NAME, *COLUMNS):
        builder.add_text_field(name, tokenizer_name=_COLUMN, index_option="basic", fast=True)
    for name in WHOLES:
        builder.add_unsigned_field(name, indexed=True)
    for name in NUMBERS.values():
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
    index.register_tokenizer(_VALUES, whole)
    runs = tantivy.Tokenizer.ngram(RUN_CHARACTERS, RUN_CHARACTERS, prefix_only=False)
    index.register_tokenizer(_RUNS, tantivy.TextAnalyzerBuilder(runs).build())
    return index


class Compiler:
    """Puts conditions to one searcher in Tantivy's words. Nothing is scored."""

    def __init__(self, fields: tantivy.Schema, searcher: tantivy.Searcher) -> None:
        self._fields = fields
        # A search puts the same id or pattern several times: for each tier, and for the counts.
        self._ids = lru_cache(maxsize=32)(partial(ids_query, searcher, fields))
        self._names = lru_cache(maxsize=32)(partial(names_query, searcher, fields))

    def query(self, match: Match) -> tantivy.Query:  # noqa: C901, PLR0911 - one for each kind of condition
        """The condition as a query."""
        fields, query = self._fields, self.query
        match match:
            case Everything():
                return tantivy.Query.all_query()
            case Token(field=Field.IDENTIFIER) | Prefix(field=Field.IDENTIFIER):
                return self._ids(match)
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
                return tantivy.Query.range_query(fields, NUMBERS[match.field], FieldType.Unsigned, match.number)
            case AtMost():
                return tantivy.Query.range_query(fields, NUMBERS[match.field], FieldType.Unsigned, None, match.number)
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


def _token_query(fields: tantivy.Schema, match: Token) -> tantivy.Query:
    if match.field in WHOLES:
        return tantivy.Query.term_query(fields, match.field, number_of(match.token), "basic")
    if match.field is Field.OWNER:
        if not is_account_id(match.token):
            return tantivy.Query.empty_query()
        return tantivy.Query.term_query(fields, match.field, int(match.token), "basic")
    return tantivy.Query.term_query(fields, *_place(match.field, match.token), "basic")


def _place(field: Field, token: str) -> tuple[str, str]:
    return (TAGS, tagged(field, token)) if field in TAGGED else (field, token)
