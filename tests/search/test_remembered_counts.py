"""What was counted of many documents is remembered: as long as the index says the same, and for whom it was counted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from search import tantivy_index
from search.document import Audience
from search.fields import Facet
from search.index import SearchRequest
from search.tantivy_index import TantivyIndex
from tests.search.documents import NOW, make_documents

DOCUMENTS = make_documents(40, seed=7)
EVERYTHING = SearchRequest(now=NOW, include_deprecated=True, include_gone=True)
OPERATORS = replace(EVERYTHING, audience=Audience.OPERATOR)


@pytest.fixture
def counted(monkeypatch):
    """The conditions that were really counted; every count is remembered, two at most."""
    asked = []
    count = tantivy_index._State._counted

    def watched(state, match, now_seconds):
        asked.append(match)
        return count(state, match, now_seconds)

    monkeypatch.setattr(tantivy_index._State, "_counted", watched)
    monkeypatch.setattr(tantivy_index, "_REMEMBERED_FROM", 1)
    monkeypatch.setattr(tantivy_index, "_MOST_REMEMBERED", 2)
    return asked


@pytest.fixture
def index(tmp_path):
    index = TantivyIndex(tmp_path / "index")
    write(index, DOCUMENTS[1:])
    return index


def write(index, documents):
    releases = {}
    for document in documents:
        releases.setdefault(document.release_id, []).append(document)
    with index.writer() as writer:
        for release_id, some in releases.items():
            writer.replace(release_id, some)


def test_the_same_is_counted_once_a_minute_until_something_is_written(index, counted):
    first = index.search(EVERYTHING)
    again = index.search(replace(EVERYTHING, now=NOW + timedelta(seconds=1)))
    assert (again.total, again.facets, len(counted)) == (first.total, first.facets, 1)
    index.search(replace(EVERYTHING, now=NOW + timedelta(minutes=1)))
    assert len(counted) == 2

    write(index, DOCUMENTS[:1])
    assert index.search(EVERYTHING).total >= first.total
    assert len(counted) == 3


def test_what_the_operator_sees_is_told_to_nobody_else(index, counted):
    public, operator = index.search(EVERYTHING), index.search(OPERATORS)

    assert operator.total > public.total
    assert (index.search(EVERYTHING).facets, index.search(OPERATORS).facets) == (public.facets, operator.facets)
    assert len(counted) == 2


def test_no_more_is_remembered_than_fits(index, counted):
    regions = [value for value, _ in index.search(EVERYTHING).facets[Facet.REGION]][:3]
    for region in regions:
        index.search(replace(EVERYTHING, filters={Facet.REGION: [region]}))
    before = len(counted)
    index.search(replace(EVERYTHING, filters={Facet.REGION: [regions[-1]]}))
    assert len(counted) == before
    index.search(EVERYTHING)
    assert len(counted) == before + 1


def test_words_of_a_letter_are_looked_up_once_until_something_is_written(index, monkeypatch):
    looked_up = []
    look_up = tantivy_index._State._words_looked_up

    def watched(state, beginning, match):
        looked_up.append(beginning)
        return look_up(state, beginning, match)

    monkeypatch.setattr(tantivy_index._State, "_words_looked_up", watched)
    for text in ("zzzubuntu", "zzzdebian", "zzzubuntu"):
        index.search(replace(EVERYTHING, text=text))
    assert looked_up == ["z"]
    write(index, DOCUMENTS[:1])
    index.search(replace(EVERYTHING, text="zzzubuntu"))
    assert looked_up == ["z", "z"]
