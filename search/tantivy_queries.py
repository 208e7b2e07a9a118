"""What several parts of the adapter to Tantivy ask of a searcher, in a word each."""

from typing import Any

import tantivy
from tantivy import Occur

from catalog.packing import unpack_json
from search.document import ReleaseDocument
from search.document_json import decode_document
from search.matching import Field
from search.tantivy_document import DOCUMENT, number_of


def all_of(queries: list[tantivy.Query]) -> tantivy.Query:
    """The documents that every one of the queries finds."""
    return tantivy.Query.boolean_query([(Occur.Must, query) for query in queries])


def release_query(fields: tantivy.Schema, release_id: str) -> tantivy.Query:
    """The documents of a release."""
    return tantivy.Query.term_query(fields, Field.RELEASE, number_of(release_id), "basic")


def count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    """How many documents a query finds."""
    found: Any = searcher.search(query, 1, count=True)  # the library's types forget its count
    return int(found.count)


def document_at(searcher: tantivy.Searcher, address: tantivy.DocAddress) -> ReleaseDocument:
    """The document at an address, as it is stored."""
    return decode_document(unpack_json(searcher.doc(address)[DOCUMENT][0]))
