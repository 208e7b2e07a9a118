"""What holds for every query that the grammar can write: it is read, prints as itself, and can be answered."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings

from search.conditions import condition_match
from search.errors import BadQueryError
from search.index import SearchRequest, Sort
from search.memory_index import MemoryIndex
from search.query import parse_query
from search.query_fields import FIELDS, QueryField
from search.terms import Condition, Query
from search.tiers import tiers
from tests.search.documents import NOW, make_documents
from tests.search.queries import ONE_VALUE, QUERIES, TIMES

EVERYTHING = SearchRequest(now=NOW, include_deprecated=True, include_gone=True, limit=100)
NOW_SECONDS = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def index():
    index = MemoryIndex()
    with index.writer() as writer:
        for document in make_documents(40):
            writer.replace(document.release_id, [document])
    return index


def test_every_field_of_the_language_is_in_the_grammar():
    assert set(ONE_VALUE) == set(QueryField) == set(FIELDS)


@settings(max_examples=300)
@given(QUERIES)
def test_a_query_of_the_grammar_is_read_and_prints_as_itself(text):
    query = parse_query(text)
    assert query.terms
    assert parse_query(str(query)) == query
    assert str(parse_query(str(query))) == str(query)


@settings(max_examples=150, deadline=None)
@given(QUERIES)
def test_a_query_of_the_grammar_can_be_answered(index, text):
    levels = tiers(parse_query(text), text, NOW_SECONDS)
    assert [level.score for level in levels] == sorted((level.score for level in levels), reverse=True)
    for sort in Sort:
        result = index.search(SearchRequest(text, now=NOW, sort=sort, include_deprecated=True, include_gone=True))
        assert result.total >= len(result.hits)


@settings(max_examples=150, deadline=None)
@given(QUERIES)
@example("ubuntu latest")
@example("amazonlinux")
@example("099720109477 -ubuntu")
def test_a_query_and_its_exclusion_share_nothing_and_leave_nothing_out(index, text):
    try:
        rest = index.search(replace(EVERYTHING, text=f"-({text})"))
    except BadQueryError as refused:
        assert "parentheses" in refused.problem  # noqa: PT017 - one too deep
        return
    found = index.search(replace(EVERYTHING, text=f"({text}) "))
    if not (found.corrected or rest.corrected):
        seen, unseen = ({hit.document.key for hit in result.hits} for result in (found, rest))
        assert not seen & unseen
        assert len(seen | unseen) == index.search(EVERYTHING).total


@given(TIMES)
def test_a_time_that_is_written_is_a_condition(text):
    for field in (QueryField.CREATED, QueryField.YEAR, QueryField.DEPRECATED):
        assert parse_query(f'{field}:"{text}"') == Query((Condition(field, text.lower()),))
        condition_match(Condition(field, text.lower()), NOW_SECONDS)
