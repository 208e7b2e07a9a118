"""The search engines that the contract suite runs on. Another engine is one more entry in ENGINES."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from search.index import SearchIndex
from search.meilisearch_index import MeilisearchIndex
from search.meilisearch_server import Server
from search.memory_index import MemoryIndex
from search.tantivy_index import TantivyIndex
from tests.search.simulated_meilisearch import simulated_meilisearch

# A server to run the suite on, for instance http://127.0.0.1:7700, and a key that may do everything.
MEILISEARCH_URL = "AMIDEX_TEST_MEILISEARCH_URL"
MEILISEARCH_KEY = "AMIDEX_TEST_MEILISEARCH_KEY"

# Opens the same index once more, as another process would.
Opener = Callable[[], SearchIndex]


@contextmanager
def _memory() -> Iterator[Opener]:
    index = MemoryIndex()
    yield lambda: index


@contextmanager
def _tantivy() -> Iterator[Opener]:
    with TemporaryDirectory() as directory:
        yield lambda: TantivyIndex(Path(directory) / "index")


@contextmanager
def _simulated_meilisearch() -> Iterator[Opener]:
    with simulated_meilisearch() as url:
        yield lambda: MeilisearchIndex(url, "amidex")


@contextmanager
def _meilisearch() -> Iterator[Opener]:
    """An index of its own on a real server, deleted afterwards."""
    url, key, uid = os.environ[MEILISEARCH_URL], os.environ.get(MEILISEARCH_KEY), f"amidex-test-{uuid4().hex}"
    try:
        yield lambda: MeilisearchIndex(url, uid, key)
    finally:
        Server(url, key).remove(uid)


ENGINES: dict[str, Callable[[], AbstractContextManager[Opener]]] = {
    "memory": _memory,
    "tantivy": _tantivy,
    "simulated meilisearch": _simulated_meilisearch,
}
if MEILISEARCH_URL in os.environ:
    ENGINES["meilisearch"] = _meilisearch
