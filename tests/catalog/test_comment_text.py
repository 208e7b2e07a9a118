"""What a comment may say, and by which words it is found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.comment_text import LONGEST_CHARACTERS, LONGEST_WORD_CHARACTERS, check_text, words_asked, words_of
from catalog.errors import MalformedError


@pytest.mark.parametrize(
    "text",
    ["", "  \n", "a\0b", "a\x07", "\u202eabc", "a" * (LONGEST_CHARACTERS + 1), "\ud800", "http://a " * 21],
)
def test_what_is_no_text_is_refused(text):
    with pytest.raises(MalformedError, match="text"):
        check_text(text)


def test_newcomers_may_link_less():
    text = "https://a.example https://b.example www.c.example"
    assert check_text(text) == text
    with pytest.raises(MalformedError, match="2 links"):
        check_text(text, most_links=2)


def test_text_is_kept_in_one_form():
    assert check_text(" a\r\nb\rc\te\u0301 ") == "a\nb\nc\té"


@given(st.text(max_size=300))
def test_a_text_that_is_kept_is_found_by_each_of_its_words(text):
    try:
        kept = check_text(text)
    except MalformedError:
        return
    for word in words_of(kept):
        assert 0 < len(word) <= LONGEST_WORD_CHARACTERS
        assert words_asked(word) == [word]
    assert check_text(kept) == kept


@pytest.mark.parametrize("text", ["", "?!", "a b c d e f g h i"])
def test_a_question_has_one_to_eight_words(text):
    with pytest.raises(MalformedError, match="1 to 8 words"):
        words_asked(text)
