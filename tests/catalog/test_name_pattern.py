import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import MalformedError
from catalog.name_pattern import NamePattern

LITERAL = st.text("ab.[", max_size=3)
WILDCARDS = st.lists(LITERAL | st.sampled_from(["*", "?", r"\*", r"\?", r"\\"]), max_size=6).map("".join)


def naively_matches(pattern: str, name: str) -> bool:
    """Tries every way: slow, and right at a glance."""
    if not pattern:
        return not name
    if pattern[0] == "*":
        return any(naively_matches(pattern[1:], name[start:]) for start in range(len(name) + 1))
    if pattern[0] == "\\" and len(pattern) > 1:
        return name[:1] == pattern[1] and naively_matches(pattern[2:], name[1:])
    return bool(name) and pattern[0] in ("?", name[0]) and naively_matches(pattern[1:], name[1:])


@given(WILDCARDS.filter(bool), st.text("ab.[*?\\\n", max_size=8))
def test_wildcards_match_what_a_naive_matcher_matches(pattern: str, name: str) -> None:
    assert NamePattern.parse(pattern).matches(name) == naively_matches(pattern, name)


@given(
    st.lists(
        st.tuples(WILDCARDS, st.lists(st.text("ab*?", max_size=2), min_size=2, max_size=3)), min_size=1, max_size=3
    ),
    st.text("ab.", max_size=6),
)
def test_a_pattern_with_alternatives_matches_what_one_of_its_expansions_matches(
    parts: list[tuple[str, list[str]]], name: str
) -> None:
    pattern = NamePattern.parse("".join(text + "{" + ",".join(group) + "}" for text, group in parts))

    assert pattern.matches(name) == any(naively_matches(expansion, name) for expansion in pattern.expanded)


@given(st.text("ab", max_size=8))
def test_a_pattern_without_wildcards_matches_itself_alone(name: str) -> None:
    assert NamePattern.parse("ab").matches(name) == (name == "ab")


def test_alternatives_are_expanded_in_the_order_they_are_written() -> None:
    pattern = NamePattern.parse("x-{a,b}-*-{,-c}")

    assert pattern.expanded == ("x-a-*-", "x-a-*--c", "x-b-*-", "x-b-*--c")


def test_the_same_expansion_is_there_once() -> None:
    assert NamePattern.parse("{a,a}").expanded == ("a",)


def test_case_counts_as_it_does_for_ec2() -> None:
    pattern = NamePattern.parse("Rocky-8-EC2-Base-8.*")

    assert pattern.matches("Rocky-8-EC2-Base-8.9-20231119.0.x86_64")
    assert not pattern.matches("rocky-8-ec2-base-8.9-20231119.0.x86_64")


def test_brackets_and_dots_are_not_special() -> None:
    assert NamePattern.parse("Deep Learning AMI (Ubuntu*").matches("Deep Learning AMI (Ubuntu 18.04) Version 60.0")
    assert not NamePattern.parse("a.c").matches("abc")
    assert not NamePattern.parse("[ab]").matches("a")


def test_a_pattern_made_to_be_slow_is_not() -> None:
    pattern = NamePattern.parse("*a" * 60 + "*b")

    assert not pattern.matches("a" * 5_000)


@pytest.mark.parametrize("text", ["", "a{b", "a}b", "a{b}", "a{{b,c},d}", "{a,b}" * 8, "{a,b}" * 10_000])
def test_a_pattern_that_cannot_be_meant_is_refused_with_the_right_form(text: str) -> None:
    with pytest.raises(MalformedError, match=r"name pattern .* two alternatives or more"):
        NamePattern.parse(text)


def test_patterns_are_equal_when_their_texts_are() -> None:
    assert NamePattern.parse("a*") == NamePattern.parse("a*")
    assert len({NamePattern.parse("a*"), NamePattern.parse("a*"), NamePattern.parse("b*")}) == 2
