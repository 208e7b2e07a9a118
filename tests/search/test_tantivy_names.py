"""Names with wildcards, by each of the ways there are: what is found is what EC2's own comparison finds."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.name_pattern import NamePattern
from search import tantivy_names
from search.tantivy_index import TantivyIndex
from search.tantivy_names import names_query
from tests.search.documents import make_documents
from tests.search.queries import is_pattern

NAMES = [document.name for document in make_documents(120)]
ODD_NAMES = [
    "a",
    "ab",
    "*",
    "a*b",
    r"back\slash",
    "new\nline",
    "ΩΩΩΩ",
    "日本語の名前",
    "aaaaaaaa",
    "x" * 150,
    "a.b+c(d)[e]{f}^$|",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """Each name in a release of its own, in several segments; some are removed again."""
    index = TantivyIndex(tmp_path_factory.mktemp("names"))
    template = make_documents(1)[0]
    made = [
        replace(template, release_id=f"rel-{number:020d}", name=name)
        for number, name in enumerate([*NAMES, *ODD_NAMES, *NAMES[:9], "removed-name"])
    ]
    for start in range(0, len(made), 40):
        with index.writer() as writer:
            for document in made[start : start + 40]:
                writer.replace(document.release_id, [document])
    with index.writer() as writer:
        writer.replace(made[-1].release_id, [])
    return index


def found(index, pattern):
    state = index._current()
    query = names_query(state.searcher, state._index.schema, pattern)
    hits = state.searcher.search(query, 10_000, count=False, order_by_field="name").hits
    return sorted(name for name, _ in hits)


def right(pattern):
    fits = NamePattern.parse(pattern).matches
    return sorted(name for name in [*NAMES, *ODD_NAMES, *NAMES[:9]] if fits(name))


# A name with some of its pieces replaced by wildcards, and what no name fits.
PATTERNS = st.builds(
    lambda name, cuts: "".join(
        "*?"[cut % 2] if cut < 4 else ("\\" + letter if letter in "*?\\" else letter)
        for letter, cut in zip(name, cuts * (len(name) // len(cuts) + 1), strict=False)
    ),
    st.sampled_from([*NAMES, *ODD_NAMES]),
    st.lists(st.integers(0, 25), min_size=5, max_size=30),
).filter(is_pattern)


@pytest.mark.parametrize("most_compared", [tantivy_names.MOST_COMPARED, 7, 1])
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PATTERNS)
def test_what_is_found_is_what_fits_however_few_names_are_compared_at_once(index, monkeypatch, most_compared, pattern):
    monkeypatch.setattr(tantivy_names, "MOST_COMPARED", most_compared)
    assert found(index, pattern) == right(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        *("*", "?", "??", "*a*", "*-*-*", "*2022*", "*server*", "*.*", "ubuntu*", "*ubuntu*22.04*", "Windows_Server-*"),
        *("*a*n*g*-*-*-*", "*?server*", "*s?rver*", "a**b", "**", "*removed*", "no-such-name", r"a\*b", r"*\\*", r"\*"),
        *(
            "*\n*",
            "*Ω?Ω*",
            "*名前",
            "*+c(d)[e]*",
            "x" * 150 + "*",
            "*" + "x" * 150,
            "*x*x*x*x*x*x*x*",
            "?" * 150,
            "x" * 99 + "?" * 51,
        ),
    ],
)
@pytest.mark.parametrize("most_compared", [tantivy_names.MOST_COMPARED, 5])
def test_wildcards_at_every_place(index, monkeypatch, most_compared, pattern):
    monkeypatch.setattr(tantivy_names, "MOST_COMPARED", most_compared)
    assert found(index, pattern) == right(pattern)


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [("*-22.04-*", ["", "-22.04-", ""]), (r"a\*b?c", ["a*b", "c"]), ("abc", ["abc"]), ("", [""])],
)
def test_literals_are_the_stretches_between_wildcards(pattern, literals):
    assert tantivy_names.literals_of(pattern) == (literals, literals[0])
