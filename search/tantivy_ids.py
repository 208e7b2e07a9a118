"""Ids of images and snapshots in Tantivy, by their beginnings.

Ids are random: each digit behind the first six is a node of the dictionary for itself, 19 bytes an id, and to write
them took a fifth of Tantivy's time. Their first digits tell nearly all of millions apart, and the documents that are
found tell the rest. Account ids are as long as a beginning, and stand there whole.
"""

from collections.abc import Callable

import tantivy
from tantivy import Occur

from catalog.account_id import is_account_id
from search.document import ReleaseDocument
from search.fields import identifiers
from search.matching import Field, Prefix, Token
from search.tantivy_document import ID_CHARACTERS, beginning_of_id
from search.tantivy_queries import all_of, count, document_at, release_query


def ids_query(searcher: tantivy.Searcher, fields: tantivy.Schema, match: Token | Prefix) -> tantivy.Query:
    """The documents that hold this id, or one that begins so. The answer holds for this searcher alone."""
    if isinstance(match, Token):
        if is_account_id(match.token):
            return _begun(fields, match.token)
        return _checked(searcher, fields, match.token, lambda identifier: identifier == match.token)
    if len(match.beginning) <= ID_CHARACTERS:
        return tantivy.Query.fuzzy_term_query(fields, Field.IDENTIFIER, match.beginning, distance=0, prefix=True)
    return _checked(searcher, fields, match.beginning, lambda identifier: identifier.startswith(match.beginning))


def _begun(fields: tantivy.Schema, identifier: str) -> tantivy.Query:
    return tantivy.Query.term_query(fields, Field.IDENTIFIER, beginning_of_id(identifier), "basic")


def _checked(
    searcher: tantivy.Searcher, fields: tantivy.Schema, identifier: str, fits: Callable[[str], bool]
) -> tantivy.Query:
    """The documents with an id that fits, of those with one that begins as `identifier` does: one, but for chance."""
    candidates = _begun(fields, identifier)
    hits = searcher.search(candidates, max(count(searcher, candidates), 1), count=False).hits
    found = (document_at(searcher, address) for _, address in hits)
    right = [_this(fields, document) for document in found if any(map(fits, identifiers(document)))]
    if not right:
        return tantivy.Query.empty_query()
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in right])


def _this(fields: tantivy.Schema, document: ReleaseDocument) -> tantivy.Query:
    # A release with private images has two documents, of different audiences.
    audience = tantivy.Query.term_query(fields, Field.AUDIENCE, document.audiences[0], "basic")
    return all_of([release_query(fields, document.release_id), audience])
