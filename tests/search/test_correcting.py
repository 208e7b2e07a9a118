"""Which words are typos, and what was meant."""

import pytest
from hypothesis import given

from search.correcting import MUCH_BETTER_KNOWN, Spelling
from search.query import parse_query
from tests.search.queries import QUERIES

KNOWN = {
    "ubuntu": 900,
    "jammy": 300,
    "debian": 200,
    "debain": 2,
    "windows": 500,
    "kubernetes": 80,
    "widows": 1,
    "22.04": 9,
}


def spelling(words, described=()):
    return Spelling(
        vocabulary=lambda beginning: {word: count for word, count in words.items() if word.startswith(beginning)},
        finds_something=lambda word: word.text in described,
    )


def corrected(text, words=KNOWN, described=()):
    found = spelling(words, described).correct(parse_query(text))
    return None if found is None else (str(found.query).strip(), dict(found.replaced))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ubunut ", "ubuntu"),  # two swapped
        ("ubunt ", "ubuntu"),  # one too few
        ("ubuntuu ", "ubuntu"),  # one too many
        ("ubumtu ", "ubuntu"),  # a wrong one
        ("UBUNUT ", "ubuntu"),
        ("kubernettse ", "kubernetes"),  # two edits in a long word
        ("kubrenets", "kubernetes*"),  # still being typed
        ("debain ", "debian"),  # two have it, and a hundred times as many the other
    ],
)
def test_a_near_word_is_what_was_meant(typed, meant):
    assert corrected(typed) == (meant, {typed.strip(): meant.removesuffix("*")})


@pytest.mark.parametrize(
    "typed",
    [
        *("ubuntu ", "jam ", "jamy5 ", "22.05 ", "bunutu ", "ubnutnu ", "windos22 ", "zzzzz ", '"ubunut" ', "-ubunut "),
        *("name:ubunut ", "ubun", "os:ubunut "),
    ],
)
def test_what_is_known_short_a_number_or_too_far_stands_as_it_is(typed):
    assert corrected(typed) is None


def test_a_word_of_a_description_is_a_word():
    assert corrected("ubunut ", described={"ubunut"}) is None


def test_the_nearest_wins_then_the_better_known_then_the_alphabet():
    assert corrected("kubernetse ", {"kubernetes": 1, "kubernetka": 99})[0] == "kubernetes"
    assert corrected("cart ", {"card": 5, "care": 9, "cars": 9})[0] == "care"


@pytest.mark.parametrize(("times", "is_replaced"), [(MUCH_BETTER_KNOWN, True), (MUCH_BETTER_KNOWN - 1, False)])
def test_a_word_that_some_have_gives_way_only_to_a_much_better_known_one(times, is_replaced):
    words = {"debain": 3, "debian": 3 * times}
    assert (corrected("debain ", words) is not None) == is_replaced
    assert spelling(words).better_known(parse_query("debain ")) == ({"debain": "debian"} if is_replaced else {})


def test_every_word_is_mended_wherever_it_stands_and_nothing_else():
    assert corrected("(ubunut OR windosw) jammy -debain arch:arm64 ") == (
        "ubuntu OR windows jammy -debain arch:arm64",
        {"ubunut": "ubuntu", "windosw": "windows"},
    )


@given(QUERIES)
def test_any_query_can_be_corrected_and_a_corrected_one_stands(text):
    found = spelling(KNOWN).correct(parse_query(text))
    if found is not None:
        assert set(found.replaced.values()) <= set(KNOWN)
        assert spelling(KNOWN).correct(found.query) is None
