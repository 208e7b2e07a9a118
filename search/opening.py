"""Which engine answers to a search URL: the scheme of `AMIDEX_SEARCH_URL` decides."""

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from search.errors import UnknownIndexUrlError
from search.index import SearchIndex
from search.memory_index import MemoryIndex
from search.tantivy_index import TantivyIndex

if TYPE_CHECKING:
    from search.meilisearch_keys import ScopedKeys

KNOWN_URLS = (
    "tantivy:///absolute/directory, a plain directory path, meilisearch://host:7700/index (meilisearchs:// with TLS), "
    "or memory: (forgotten at the end)"
)
_PROTOCOLS = {"meilisearch": "http", "meilisearchs": "https"}
_INDEX_NAME = re.compile(r"/[a-z][a-z0-9-]{0,99}")


def open_index(url: str, key: str | None = None) -> SearchIndex:
    """The index at this URL. Nothing is read or written yet: a directory need not exist.

    `tantivy:///var/lib/amidex/index` is absolute, `tantivy:data/index` and `data/index` are relative to the working
    directory. `key` is what a server asks for; it is no part of the URL, which is shown. Raises UnknownIndexUrlError.
    """
    parts = urlsplit(url)
    match parts.scheme:
        case "memory":
            return MemoryIndex()
        case "" if url.strip():
            return TantivyIndex(Path(url))
        case "tantivy" if parts.path and not parts.netloc:
            return TantivyIndex(Path(unquote(parts.path)))
    from search.meilisearch_index import MeilisearchIndex  # noqa: PLC0415 - most do without it, and start the sooner

    server, uid = _server(url)
    return MeilisearchIndex(server, uid, key)


def open_keys(url: str, master_key: str | None, *, renew: bool) -> "ScopedKeys":
    """The keys for our processes on the server at this URL: search/meilisearch_keys.py.

    Raises UnknownIndexUrlError, also for what is no server, and IndexUnavailableError.
    """
    if urlsplit(url).scheme not in _PROTOCOLS:
        raise UnknownIndexUrlError(f"{url} is on no Meilisearch server and needs no keys; see AMIDEX_SEARCH_URL.")
    from search.meilisearch_keys import scoped_keys  # noqa: PLC0415
    from search.meilisearch_server import Server  # noqa: PLC0415

    server, uid = _server(url)
    return scoped_keys(Server(server, master_key), uid, renew=renew)


def _server(url: str) -> tuple[str, str]:
    """Where the server is, and the name of the index there."""
    parts = urlsplit(url)
    if parts.scheme in _PROTOCOLS and parts.hostname and "@" not in url and _INDEX_NAME.fullmatch(parts.path):
        return f"{_PROTOCOLS[parts.scheme]}://{parts.netloc}", parts.path[1:]
    shown = re.sub(r"//[^/]*@", "//…@", url)  # whoever writes a password there should not find it in the log
    raise UnknownIndexUrlError(f"The search URL {shown!r} names no search engine of Amidex; use {KNOWN_URLS}.")
