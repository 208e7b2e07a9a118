"""Which engine answers to a search URL: the scheme of `AMIDEX_SEARCH_URL` decides."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from search.errors import UnknownIndexUrlError
from search.index import SearchIndex
from search.memory_index import MemoryIndex
from search.tantivy_index import TantivyIndex

KNOWN_URLS = "tantivy:///absolute/directory, a plain directory path, or memory: (forgotten at the end)"


def open_index(url: str) -> SearchIndex:
    """The index at this URL. Nothing is read or written yet: a directory need not exist.

    `tantivy:///var/lib/amidex/index` is absolute, `tantivy:data/index` and `data/index` are relative to the working
    directory. Raises UnknownIndexUrlError.
    """
    parts = urlsplit(url)
    match parts.scheme:
        case "memory":
            return MemoryIndex()
        case "" if url.strip():
            return TantivyIndex(Path(url))
        case "tantivy" if parts.path and not parts.netloc:
            return TantivyIndex(Path(unquote(parts.path)))
    raise UnknownIndexUrlError(f"The search URL {url!r} names no search engine of Amidex; use {KNOWN_URLS}.")
