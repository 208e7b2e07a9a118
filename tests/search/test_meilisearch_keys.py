"""Keys of the simulated server, each held to what its process does. A real server: tests/contracts."""

from datetime import UTC, datetime, timedelta

import pytest

from search.errors import IndexLockedError, IndexUnavailableError, UnknownIndexUrlError
from search.index import SearchRequest
from search.meilisearch_index import MeilisearchIndex
from search.meilisearch_keys import scoped_keys
from search.meilisearch_server import LEASE, Server
from search.opening import open_keys
from tests.search.documents import NOW, make_documents
from tests.search.simulated_meilisearch import simulated_meilisearch

MASTER = "the-master-key"


@pytest.fixture
def url():
    with simulated_meilisearch(MASTER) as url:
        yield url


@pytest.fixture
def keys(url):
    return scoped_keys(Server(url, MASTER), "amidex", renew=False)


def fill(index, how):
    (document,) = make_documents(1)
    with getattr(index, how)() as writer:
        writer.replace(document.release_id, [document])
        writer.commit()
    return document


@pytest.mark.parametrize("how", ["writer", "rebuild"])
def test_the_writing_key_writes_and_the_searching_key_searches(url, keys, how):
    document = fill(MeilisearchIndex(url, "amidex", keys.write), how)

    reading = MeilisearchIndex(url, "amidex", keys.search)
    asked = SearchRequest(document.name, now=NOW, include_deprecated=True, include_gone=True)
    assert [hit.document for hit in reading.search(asked).hits] == [document]
    assert reading.suggest(asked) == (document,)
    assert reading.document_count() == 1


@pytest.mark.parametrize("how", ["writer", "rebuild"])
def test_the_searching_key_cannot_write(url, keys, how):
    with pytest.raises(IndexUnavailableError, match="AMIDEX_SEARCH_KEY must be a key that allows this"):
        fill(MeilisearchIndex(url, "amidex", keys.search), how)


def test_neither_key_reaches_another_index_nor_makes_keys(url, keys):
    fill(MeilisearchIndex(url, "other", MASTER), "writer")
    for key in (keys.search, keys.write):
        with pytest.raises(IndexUnavailableError, match="allows this"):
            MeilisearchIndex(url, "other", key).document_count()
        with pytest.raises(IndexUnavailableError, match="allows this"):
            scoped_keys(Server(url, key), "amidex", renew=False)


def test_keys_are_made_once_and_renewed_on_demand(url, keys):
    assert scoped_keys(Server(url, MASTER), "amidex", renew=False) == keys
    others = scoped_keys(Server(url, MASTER), "amidex", renew=True)

    assert {others.search, others.write}.isdisjoint({keys.search, keys.write})
    with pytest.raises(IndexUnavailableError, match="allows this"):
        MeilisearchIndex(url, "amidex", keys.search).document_count()


def test_an_index_that_is_on_no_server_needs_no_keys():
    with pytest.raises(UnknownIndexUrlError, match="needs no keys"):
        open_keys("tantivy:///var/lib/amidex/index", MASTER, renew=False)


def test_a_writer_that_another_took_over_from_writes_nothing_more(url):
    (document,) = make_documents(1)
    index = MeilisearchIndex(url, "amidex", MASTER)

    def write():
        with index.writer() as writer:
            writer.replace(document.release_id, [document])
            # Silent for as long as its right lasts: meanwhile another found the lease dead, and removed it.
            writer.lease.renewed_at = datetime.now(UTC) - LEASE - timedelta(seconds=1)
            Server(url, MASTER).remove(writer.lease.uid)
            writer.commit()

    with pytest.raises(IndexLockedError, match="ran out"):
        write()
    assert index.document_count() == 0
