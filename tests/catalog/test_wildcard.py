import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, select

from catalog.dialects import fits
from catalog.wildcard import Wildcard

CASES = [
    ("ubuntu*", "ubuntu-jammy", True),
    ("ubuntu*", "Ubuntu-jammy", False),
    ("*jammy*", "ubuntu-jammy-22.04", True),
    ("ami-?", "ami-1", True),
    ("ami-?", "ami-", False),
    ("ami-?", "ami-12", False),
    (r"100\*", "100*", True),
    (r"100\*", "1000", False),
    (r"a\?b", "a?b", True),
    (r"a\?b", "axb", False),
    (r"a\\b", r"a\b", True),
    ("a\\", "a\\", True),
    ("[ab]*", "[ab]cd", True),
    ("[ab]*", "acd", False),
    ("{a,b}*", "{a,b}c", True),
    ("100%*", "100% sure", True),
    ("100%*", "1000 sure", False),
    ("a_c*", "abc", False),
    ("*", "", True),
    ("?", "é", True),
    ("*\n*", "a\nb", True),
    ("", "", True),
]


@pytest.mark.parametrize(("pattern", "value", "fitting"), CASES)
def test_wildcards_are_ec2s_in_python_and_in_every_database(database, pattern, value, fitting):
    wildcard = Wildcard.parse(pattern)

    assert wildcard.matches(value) is fitting
    with database.read() as session:
        found = session.connection().execute(select(literal(1)).where(fits(session, literal(value), wildcard))).all()
    assert bool(found) is fitting


@given(pattern=st.text("ab*?[]^-\\", max_size=8), value=st.text("ab*?[]^-\\", max_size=8))
def test_sqlite_agrees_with_python(sqlite_session, pattern, value):
    wildcard = Wildcard.parse(pattern)
    statement = select(literal(1)).where(fits(sqlite_session, literal(value), wildcard))

    assert bool(sqlite_session.connection().execute(statement).all()) is wildcard.matches(value)


@pytest.fixture(scope="module")
def sqlite_session(copies):
    with copies("sqlite").copy() as database, database.read() as session:
        yield session


def test_a_value_without_wildcards_says_what_it_stands_for():
    assert Wildcard.parse(r"a\*b").literal == "a*b"
    assert Wildcard.parse("a*b").literal is None


def test_many_stars_take_no_time_to_refuse():
    assert not Wildcard.parse("*a" * 60 + "b").matches("a" * 2000)
