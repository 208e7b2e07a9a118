"""The search engines that the contract suite runs on. Another engine is one more entry in ENGINES."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from search.index import SearchIndex
from search.memory_index import MemoryIndex
from search.tantivy_index import TantivyIndex

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


ENGINES: dict[str, Callable[[], AbstractContextManager[Opener]]] = {"memory": _memory, "tantivy": _tantivy}
