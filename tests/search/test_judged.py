"""Queries that people type, and the release each of them should find first: judged.csv, over real releases.

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


def judged() -> list[Judged]:
    with Path(__file__).with_name("judged.csv").open(newline="") as file:
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


def test_what_people_look_for_stands_first(index, mean_reciprocal_rank):
    queries = judged()
    ranks = {one.query: reciprocal_rank(index, one) for one in queries}
    mean = sum(ranks.values()) / len(ranks)

    mean_reciprocal_rank(mean, len(ranks), index.document_count())
    assert len(ranks) == len(queries) >= 60
    assert index.document_count() > 1_000
    assert mean >= LOWEST_MEAN_RECIPROCAL_RANK, {query: rank for query, rank in ranks.items() if rank < 1}


def test_a_suspicious_image_that_is_called_what_was_typed_does_not_stand_first(index):
    found = index.search(SearchRequest("ubuntu", now=NOW)).hits
    suspicious = index.search(SearchRequest("ubuntu trust:suspicious", now=NOW)).hits

    assert "ubuntu" in [hit.document.name for hit in suspicious]
    assert found[0].document.publisher == "canonical"
