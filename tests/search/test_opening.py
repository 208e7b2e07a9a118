from pathlib import Path

import pytest

from search.errors import IndexUnavailableError, UnknownIndexUrlError
from search.meilisearch_index import MeilisearchIndex
from search.memory_index import MemoryIndex
from search.opening import open_index
from search.tantivy_index import TantivyIndex
from tests.search.simulated_meilisearch import simulated_meilisearch

BAD_SERVERS = (
    *("meilisearch://host:7700", "meilisearch:///amidex", "meilisearch://host/Amidex", "meilisearch://host/a/b"),
    "meilisearch://key:secret@host/amidex",
)


@pytest.mark.parametrize(
    ("url", "directory"),
    [
        ("tantivy:///var/lib/amidex/my%20index", "/var/lib/amidex/my index"),
        ("tantivy:data/index", "data/index"),
        ("data/index", "data/index"),
        ("/data/100% index?", "/data/100% index?"),
    ],
)
def test_a_directory_is_opened_by_tantivy_and_need_not_exist(url, directory):
    index = open_index(url)
    assert isinstance(index, TantivyIndex)
    assert index._directory == Path(directory)


def test_memory_is_forgotten_with_the_process():
    assert isinstance(open_index("memory:"), MemoryIndex)


@pytest.mark.parametrize(
    "url", ["", " ", "meili+http://localhost:7700", "tantivy://data/index", "tantivy:", "sqlite:x", *BAD_SERVERS]
)
def test_an_unknown_url_is_refused_with_those_that_are_known(url):
    with pytest.raises(UnknownIndexUrlError, match="tantivy:///absolute/directory"):
        open_index(url)


def test_a_server_is_opened_by_meilisearch_with_the_key_that_it_asks_for():
    with simulated_meilisearch(key="right") as url:
        place = f"{url.replace('http', 'meilisearch', 1)}/amidex"
        index = open_index(place, "right")
        assert isinstance(index, MeilisearchIndex)
        assert index.document_count() == 0
        with pytest.raises(IndexUnavailableError, match="AMIDEX_SEARCH_KEY") as refused:
            open_index(place, "wrong-key").generation()
        assert "wrong-key" not in str(refused.value)


def test_a_server_that_is_away_is_told_as_such():
    with simulated_meilisearch() as url:
        index = MeilisearchIndex(url, "amidex")
    with pytest.raises(IndexUnavailableError, match="cannot be reached"):
        index.generation()


def test_a_password_in_a_url_is_not_repeated():
    with pytest.raises(UnknownIndexUrlError) as refused:
        open_index("meilisearch://key:secret@host/amidex")
    assert "secret" not in str(refused.value)
