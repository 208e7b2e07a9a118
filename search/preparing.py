"""Judging some releases and making their documents: what is shown of one and the verdict on it are of one moment."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Generic, TypeVar

from catalog.database import Database
from catalog.directory import Directory
from catalog.facts import is_demo
from search.document import ReleaseDocument
from search.index import DocumentWriter, Encode
from search.judging import Judge, store
from search.releases import release_document

Document = TypeVar("Document")


@dataclass(frozen=True)
class _Made(Generic[Document]):
    """The documents of each release, none for one that is gone altogether. `turned`: as in `Judgement`."""

    documents: Sequence[tuple[str, Sequence[Document]]]
    turned: frozenset[str]

    @property
    def release_ids(self) -> list[str]:
        return [release_id for release_id, _ in self.documents]


class Prepared(_Made[ReleaseDocument]):
    """What was made of some releases."""

    def write(self, writer: DocumentWriter) -> None:
        for release_id, documents in self.documents:
            writer.replace(release_id, documents)


class Encoded(_Made[bytes]):
    """The same, ready to be sent to another process."""

    def write(self, writer: DocumentWriter) -> None:
        for release_id, documents in self.documents:
            writer.replace_encoded(release_id, documents)


@dataclass(frozen=True)
class Preparer:
    """Judges releases and keeps the verdicts."""

    database: Database
    directory: Directory

    def prepare(self, release_ids: Sequence[str], *, now: datetime) -> Prepared:
        """The documents of some releases, whose verdicts are kept by then: should we die before the documents are
        committed, all of it is done again, and the same verdicts change nothing more.
        """
        return Prepared(*self._made(release_ids, lambda document: document, now, nullcontext()))

    def encoded(
        self, release_ids: Sequence[str], encode: Encode, *, now: datetime, storing: AbstractContextManager[object]
    ) -> Encoded:
        """The same, encoded. `encode`: that of the writer that they are for. `storing` is held while the verdicts are
        written.
        """
        return Encoded(*self._made(release_ids, encode, now, storing))

    def _made(
        self,
        release_ids: Sequence[str],
        form: Callable[[ReleaseDocument], Document],
        now: datetime,
        storing: AbstractContextManager[object],
    ) -> tuple[list[tuple[str, list[Document]]], frozenset[str]]:
        with self.database.read() as session:
            demo = is_demo(session)
            judgement = self._judge.judge(session, release_ids, now=now)
        with storing, self.database.write() as session:
            store(session, judgement)
        # Each has its form before the next is made: hundreds would not fit into the processor's caches.
        documents = [
            (
                release_id,
                [
                    form(
                        release_document(
                            judged.view, judged.verdict, self.directory, superseded_by=judged.superseded_by, demo=demo
                        )
                    )
                    for judged in judgement.judged.get(release_id, ())
                ],
            )
            for release_id in release_ids
        ]
        return documents, frozenset(judgement.turned)

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.directory)
