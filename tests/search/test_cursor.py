from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.cursor import Cursor, Position, read_cursor, write_cursor
from search.errors import BadCursorError
from search.fields import Facet
from search.index import SearchRequest, Sort
from search.memory_index import MemoryIndex
from search.terms import Query, Word
from tests.search.documents import NOW

REQUEST = SearchRequest("ubuntu ", now=NOW)
QUERY = Query((Word("ubuntu"),))
CURSORS = st.builds(
    Cursor,
    st.integers(0, 2**40),
    st.builds(
        Position, st.integers(0, 9), st.integers(0, 2**64 - 1) | st.text(st.characters(exclude_categories=["Cs"]))
    ),
)


@given(CURSORS)
def test_a_cursor_is_safe_in_a_url_and_reads_as_it_was_written(cursor):
    text = write_cursor(cursor, REQUEST, QUERY)
    assert quote(text, safe="") == text
    assert read_cursor(text, REQUEST, QUERY) == cursor


def test_how_filters_and_words_are_written_and_the_limit_make_no_other_search():
    cursor = Cursor(1, Position(0, 5))
    text = write_cursor(cursor, replace(REQUEST, filters={Facet.TRUST: ["known", "verified"]}), QUERY)
    same = replace(REQUEST, text=" ubuntu  ", limit=3, filters={Facet.REGION: [], Facet.TRUST: {"verified", "known"}})
    assert read_cursor(text, same, QUERY) == cursor


@given(st.text(max_size=60))
def test_any_other_text_is_refused(text):
    with pytest.raises(BadCursorError, match="first page"):
        read_cursor(text, REQUEST, QUERY)


@pytest.mark.parametrize(
    "cursor",
    [
        Cursor(1, Position(9, 5)),
        Cursor(1, Position(-1, 5)),
        Cursor(1, Position(0, -1)),
        Cursor(1, Position(0, "debian,00000000")),
        Cursor(-1, Position(0, 5)),
        Cursor(2**63, Position(0, 5)),
    ],
)
def test_a_forged_cursor_is_refused(cursor):
    text = write_cursor(cursor, REQUEST, QUERY)
    with pytest.raises(BadCursorError, match="first page"):
        MemoryIndex().search(replace(REQUEST, cursor=text))


@pytest.mark.parametrize("rank", ["", "debian", "a TO b],00000000", 'x"} OR *:* {,00000000', "a,00000000 "])
def test_a_forged_name_never_reaches_an_engine(rank):
    request = replace(REQUEST, sort=Sort.NAME)
    with pytest.raises(BadCursorError, match="first page"):
        MemoryIndex().search(replace(request, cursor=write_cursor(Cursor(1, Position(0, rank)), request, QUERY)))
