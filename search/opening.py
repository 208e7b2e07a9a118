"""Which engine answers to a search URL: the scheme of `AMIDEX_SEARCH_URL` decides."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from search.errors import UnknownIndexUrlError
from search.index import SearchIndex
from search.meilisearch_index import MeilisearchIndex
from search.memory_index import MemoryIndex
from search.tantivy_index import TantivyIndex

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
        case "meilisearch" | "meilisearchs" if parts.hostname and "@" not in url and _INDEX_NAME.fullmatch(parts.path):
            return MeilisearchIndex(f"{_PROTOCOLS[parts.scheme]}://{parts.netloc}", parts.path[1:], key)
    shown = re.sub(r"//[^/]*@", "//…@", url)  # whoever writes a password there should not find it in the log
    raise UnknownIndexUrlError(f"The search URL {shown!r} names no search engine of Amidex; use {KNOWN_URLS}.")
