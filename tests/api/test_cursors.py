from typing import Annotated

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter

from api.cursors import Listing
from api.errors import CursorError

NUMBER = TypeAdapter(Annotated[int, Field(ge=1)])
PAIR = TypeAdapter(tuple[str, str])
LISTING = Listing("crawls", {"region": None, "audience": "public"})


@given(st.integers(min_value=1, max_value=2**63 - 1))
def test_a_cursor_gives_back_its_position(number):
    assert LISTING.position(LISTING.cursor(number), NUMBER) == number


@given(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"]))))
def test_a_position_may_be_more_than_a_number(pair):
    assert LISTING.position(LISTING.cursor(pair), PAIR) == pair


@given(st.text())
def test_no_text_does_worse_than_be_refused(text):
    with pytest.raises(CursorError):
        LISTING.position(text, NUMBER)


@settings(deadline=None)
@given(
    st.lists(st.none() | st.integers() | st.text(st.characters(codec="ascii")) | st.lists(st.integers()), max_size=4)
)
def test_no_forged_content_does_worse_than_be_refused(content):
    from base64 import urlsafe_b64encode  # noqa: PLC0415

    try:
        forged = urlsafe_b64encode(orjson.dumps(content)).decode()
    except TypeError:  # a number that JSON of 64 bits cannot hold
        return
    with pytest.raises(CursorError):
        LISTING.position(forged, NUMBER)


@pytest.mark.parametrize(
    "other", [Listing("owners", LISTING.question), Listing("crawls", {"region": "eu-west-1", "audience": "public"})]
)
def test_a_cursor_of_another_listing_or_question_is_refused(other):
    with pytest.raises(CursorError):
        LISTING.position(other.cursor(1), NUMBER)


def test_a_position_of_the_wrong_form_is_refused():
    for position in (0, "1", 1.5, None, ["a", "b"]):
        with pytest.raises(CursorError):
            LISTING.position(LISTING.cursor(position), NUMBER)
