"""What Tantivy holds of documents is what search/fields.py says of them, token by token."""

from collections import Counter
from dataclasses import replace

import pytest
import tantivy

from catalog.packing import unpack_json
from search.document_json import decode_document
from search.fields import facet_values, keywords, numbers, texts
from search.matching import Field
from search.ordering import name_rank
from search.tantivy_document import (
    BY_NAME,
    DOCUMENT,
    FACETS,
    KEYWORDS,
    NUMBERS,
    PLACED,
    TAGGED,
    TAGS,
    WHOLES,
    encode_for_tantivy,
    number_of,
    tagged,
)
from search.tantivy_schema import schema, with_tokenizers
from tests.search.documents import make_documents

DOCUMENTS = make_documents(150, seed=11)


@pytest.fixture(scope="module")
def searcher():
    index = with_tokenizers(tantivy.Index(schema()), writing=True)
    writer = index.writer(num_threads=1)
    for document in DOCUMENTS:
        writer.add_json(encode_for_tantivy(document).decode())
    writer.commit()
    index.reload()
    return index.searcher()


def tokens(searcher, field):
    return dict(searcher.terms_with_prefix(field, ""))


def counted(values_of):
    """How many documents have each value."""
    return Counter(value for document in DOCUMENTS for value in set(values_of(document)))


@pytest.mark.parametrize("field", [*PLACED, Field.TEXT])
def test_words_are_tokens_of_their_field(searcher, field):
    assert tokens(searcher, field) == counted(lambda document: [token for token, _ in texts(document)[field]])


@pytest.mark.parametrize("field", PLACED)
def test_words_stand_where_they_stand(searcher, field):
    for document in DOCUMENTS[:30]:
        placed = [(position, token) for token, position in texts(document)[field]]
        one_a_place = {position: (position, token) for position, token in placed}
        spread: list[str | tuple[int, str]] = list(one_a_place.values())
        if len(spread) > 1:
            phrase = tantivy.Query.phrase_query(schema(), field, spread)
            found = [searcher.doc(address)[DOCUMENT][0] for _, address in searcher.search(phrase, 200).hits]
            assert document in [decode_document(unpack_json(stored)) for stored in found]


@pytest.mark.parametrize("field", [*KEYWORDS, Field.NAME])
def test_what_is_compared_as_a_whole_is_one_token(searcher, field):
    assert tokens(searcher, field) == counted(lambda document: keywords(document)[field])


@pytest.mark.parametrize("facet", FACETS)
def test_each_value_of_a_filter_is_one_token(searcher, facet):
    assert tokens(searcher, facet) == counted(lambda document: facet_values(document)[facet])


def test_what_is_rarely_asked_for_is_a_tag(searcher):
    def tags(document):
        return [tagged(field, value) for field in TAGGED for value in keywords(document)[field]]

    assert tokens(searcher, TAGS) == counted(tags)


def test_numbers_and_what_stands_for_long_strings_are_exact(searcher):
    for document in DOCUMENTS[:30]:
        wholes = [(field, number_of(value)) for field in WHOLES for value in keywords(document)[field]]
        sizes = {NUMBERS[field]: size for field, size in numbers(document).items()}
        query = tantivy.Query.boolean_query(
            [(tantivy.Occur.Must, tantivy.Query.term_query(schema(), *whole, "basic")) for whole in wholes]
        )
        addresses = [address for _, address in searcher.search(query, 200).hits]
        columns = [searcher.fast_field_values(name, addresses) for name in sizes]
        assert tuple(sizes.values()) in set(zip(*columns, strict=True))


def test_what_is_stored_is_the_document(searcher):
    found = searcher.search(tantivy.Query.all_query(), 1_000).hits
    stored = {decode_document(unpack_json(searcher.doc(address)[DOCUMENT][0])) for _, address in found}
    assert stored == set(DOCUMENTS)


def test_a_value_is_one_token_whatever_is_in_it():
    odd = replace(DOCUMENTS[0], architectures=("a b\u001fc", 'd"\\\n'), name='x\u0000 "Straße" \u2028')
    index = with_tokenizers(tantivy.Index(schema()), writing=True)
    writer = index.writer(num_threads=1)
    writer.add_json(encode_for_tantivy(odd).decode())
    writer.commit()
    index.reload()
    assert tokens(index.searcher(), "architecture") == dict.fromkeys(odd.architectures, 1)
    assert tokens(index.searcher(), "name") == {odd.name: 1}
    by_name = tantivy.Query.all_query()
    hits = index.searcher().search(by_name, 1, order_by_field=BY_NAME, order=tantivy.Order.Asc).hits
    assert [rank for rank, _ in hits] == [name_rank(odd)]
