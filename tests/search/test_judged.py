"""Queries that people type, and the release each of them should find first, over real releases.

judged.csv is what the ranking was made with. judged_unseen.csv shows what it is worth on queries that nobody had in
mind: its first 55 were written before the ranking was changed last, the others after it.

A release is right when its name fits the pattern and its publisher, where one is named, is the one that was meant: an
impostor's name fits as well as any.
"""

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from catalog.name_pattern import NamePattern
from catalog.scopes import Scope
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from search.document import ReleaseDocument
from search.index import SearchIndex, SearchRequest
from search.indexing import Indexer
from search.tantivy_index import TantivyIndex
from tests.crawler.conftest import Remembering
from tests.search.recorded_releases import RecordedSource, recorded_images

NOW = datetime(2026, 11, 24, tzinfo=UTC)
LOWEST_MEAN_RECIPROCAL_RANK = 0.9
FIRST_PAGE = 10


class Judged(NamedTuple):
    query: str
    publisher: str
    name: str

    def is_right(self, document: ReleaseDocument) -> bool:
        return NamePattern.parse(self.name).matches(document.name) and self.publisher in ("", document.publisher)


def judged(name: str) -> list[Judged]:
    with Path(__file__).with_name(name).open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return [Judged(*row) for row in rows]


@pytest.fixture(scope="module")
def index(copies, directory, tmp_path_factory) -> SearchIndex:
    with copies("sqlite").copy() as database:
        indexer = Indexer(database, directory, TantivyIndex(tmp_path_factory.mktemp("judged")))
        source = RecordedSource()
        for (partition, region), images in recorded_images().items():
            source.show(*images, region=region)
            crawl_region(Place(database, directory, partition, region), source, Scope.ALL, watcher=Remembering())
        indexer.rebuild(progress=lambda _: None)
    return indexer.index


def reciprocal_rank(index: SearchIndex, one: Judged) -> float:
    hits = index.search(SearchRequest(one.query, now=NOW, limit=FIRST_PAGE)).hits
    places = (place for place, hit in enumerate(hits, 1) if one.is_right(hit.document))
    return 1 / next(places, float("inf"))


@pytest.mark.parametrize("name", ["judged.csv", "judged_unseen.csv"])
def test_what_people_look_for_stands_first(index, mean_reciprocal_rank, name):
    queries = judged(name)
    ranks = {one.query: reciprocal_rank(index, one) for one in queries}
    mean = sum(ranks.values()) / len(ranks)

    mean_reciprocal_rank(name, mean, len(ranks), index.document_count())
    assert len(ranks) == len(queries) >= 50
    assert index.document_count() > 1_000
    assert mean >= LOWEST_MEAN_RECIPROCAL_RANK, {query: rank for query, rank in ranks.items() if rank < 1}


def test_no_query_is_judged_twice():
    queries = [one.query for name in ("judged.csv", "judged_unseen.csv") for one in judged(name)]
    assert len(set(queries)) == len(queries) >= 60 + 30


def test_a_suspicious_image_that_is_called_what_was_typed_does_not_stand_first(index):
    found = index.search(SearchRequest("ubuntu", now=NOW)).hits
    suspicious = index.search(SearchRequest("ubuntu trust:suspicious", now=NOW)).hits

    assert "ubuntu" in [hit.document.name for hit in suspicious]
    assert found[0].document.publisher == "canonical"


def test_an_impostor_that_bears_the_misspelt_word_does_not_hide_whom_he_imitates(index):
    alone = index.search(SearchRequest("debain", now=NOW))
    assert [hit.document.trust for hit in alone.hits] == ["suspicious"]
    assert alone.also == {"debain": "debian"}
    with_version = index.search(SearchRequest("debain 13", now=NOW))
    assert with_version.corrected == {"debain": "debian"}
    assert with_version.hits[0].document.publisher == "debian"


def test_words_around_what_is_looked_for_do_not_lead_to_those_who_put_them_into_their_names(index):
    plain = index.search(SearchRequest("ubuntu 20.04", now=NOW))
    for text in ("latest ubuntu 20.04", "ubuntu 20.04 ami", "newest official ubuntu 20.04 image"):
        assert index.search(SearchRequest(text, now=NOW)).hits == plain.hits, text
