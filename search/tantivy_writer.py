"""Writing documents into one generation of a Tantivy index: here, and what goes wrong with it in our words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

import tantivy

from search.document import ReleaseDocument
from search.errors import IndexLockedError
from search.generations import unavailable
from search.index import Committed, Encode
from search.replacing import refuse_foreign
from search.tantivy_document import encode_for_tantivy
from search.tantivy_queries import release_query
from search.tantivy_schema import with_tokenizers

# What a writer collects before it writes a segment, beside what Tantivy needs anyway.
WRITER_HEAP_BYTES: Final = 192_000_000


class Writer:
    """A DocumentWriter on one generation. Nobody else may write to it meanwhile."""

    def __init__(self, generation: Path, directory: Path) -> None:
        self._directory = directory
        with mapped_errors(directory):
            index = tantivy.Index.open(str(generation))
            self._fields = index.schema
            self._writer = with_tokenizers(index, writing=True).writer(WRITER_HEAP_BYTES, num_threads=1)
        self._has_news = False

    def replace(self, release_id: str, documents: Sequence[ReleaseDocument]) -> None:
        refuse_foreign(release_id, documents)
        self.replace_encoded(release_id, list(map(self.encode, documents)))

    @property
    def encode(self) -> Encode:
        return encode_for_tantivy

    def replace_encoded(self, release_id: str, documents: Sequence[bytes]) -> None:
        self._has_news = True
        with mapped_errors(self._directory):
            self._writer.delete_documents_by_query(release_query(self._fields, release_id))
            for document in documents:
                self._writer.add_json(document.decode())

    def flush(self) -> Committed:
        self.commit()
        return lambda: True

    def commit(self) -> None:
        if self._has_news:
            with mapped_errors(self._directory):
                self._writer.commit()
            self._has_news = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.commit()
            else:
                self._writer.rollback()
        finally:
            self._writer.wait_merging_threads()


@contextmanager
def mapped_errors(directory: Path) -> Iterator[None]:
    """Tantivy's errors as ours. It raises ValueError and OSError for everything, and names a lock only in words."""
    try:
        yield
    except (ValueError, OSError) as error:
        if "LockBusy" in str(error):
            message = f"Another process is writing to the search index {directory}; try again when it is done."
            raise IndexLockedError(message) from error
        raise unavailable(directory, str(error)) from error
