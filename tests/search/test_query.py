import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.errors import BadQueryError
from search.query import (
    LONGEST_QUERY_CHARACTERS,
    Exclusion,
    Identifier,
    IdentifierKind,
    Phrase,
    Query,
    Word,
    parse_query,
)

# Mostly what the language is made of, sometimes anything.
TYPED = st.text(max_size=600) | st.lists(
    st.sampled_from(
        ['"', "-", " ", "ubuntu", "22.04", "&", "ami-0abcdef1234567890", "123456789012", "\t", "\x00", "é"]
    ),
    max_size=250,
).map("".join)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        (" \t ", ()),
        ("ubuntu", (Word("ubuntu", prefix=True),)),
        ("ubuntu ", (Word("ubuntu"),)),
        ("Ubuntu 22.04", (Word("Ubuntu"), Word("22.04", prefix=True))),
        ('"sql  server" x', (Phrase("sql server"), Word("x", prefix=True))),
        ("linux -minimal", (Word("linux"), Exclusion(Word("minimal")))),
        ('-"sql server"', (Exclusion(Phrase("sql server")),)),
        ("AMI-0ABCDEF1234567890", (Identifier(IdentifierKind.IMAGE, "ami-0abcdef1234567890"),)),
        ("ami-12345678 ", (Identifier(IdentifierKind.IMAGE, "ami-12345678"),)),
        ("ami-1234567", (Word("ami-1234567", prefix=True),)),
        ("snap-0abcdef1234567890", (Identifier(IdentifierKind.SNAPSHOT, "snap-0abcdef1234567890"),)),
        ("099720109477", (Identifier(IdentifierKind.ACCOUNT, "099720109477"),)),
        ("ubuntu & co ", (Word("ubuntu"), Word("co"))),
        ("ubuntu -", (Word("ubuntu"),)),
        ('a"b c"d', (Word("a"), Phrase("b c"), Word("d", prefix=True))),
    ],
)
def test_what_people_type_is_read_as_they_mean_it(text, terms):
    assert parse_query(text) == Query(terms)


@pytest.mark.parametrize(
    ("text", "position", "advice"),
    [
        ('ubuntu "22.04', 7, "end the phrase"),
        ('-"x', 1, "end the phrase"),
        ("ab\x00c", 2, "leave it out"),
        ("x \ud800", 2, "leave it out"),
        ("  &/--  ", 2, "at least one letter or digit"),
        ('""', 0, "at least one letter or digit"),
        ("a" * 513, 512, "512 at most"),
        ('a"b"' * 120, 512, "512 at most"),
    ],
)
def test_a_broken_query_is_refused_at_its_character_with_the_right_way_to_write_it(text, position, advice):
    with pytest.raises(BadQueryError) as refused:
        parse_query(text)
    assert refused.value.position == position
    assert advice in refused.value.advice
    assert f"character {position + 1}" in str(refused.value)


def test_the_longest_query_is_read():
    assert parse_query("a" * LONGEST_QUERY_CHARACTERS)


def test_an_error_survives_pickling():
    error = BadQueryError("No", position=3, advice="yes")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.position, copy.advice) == (str(error), 3, "yes")


@given(TYPED)
@example('--"a"')
@example("-\x1f-a")
@example('a"""b"')
def test_any_text_is_a_query_that_prints_as_itself_or_is_refused_within_its_length(text):
    try:
        query = parse_query(text)
    except BadQueryError as refused:
        position = refused.position
    else:
        assert parse_query(str(query)) == query
        position = 0
    assert 0 <= position <= max(len(text), LONGEST_QUERY_CHARACTERS)
