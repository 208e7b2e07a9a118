"""Keeping the index up to date from the catalog: draining the outbox, and building the index anew.

Releases are judged on the way: what is shown of one and the verdict on it are of one moment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from catalog.backup import index_is_of_another, index_was_made
from catalog.database import Database
from catalog.directory import Directory
from catalog.facts import is_demo
from catalog.images import release_ids
from catalog.outbox import OutboxKey, pending, settle, take, take_urgent
from catalog.utc_time import now
from search.errors import IndexUnavailableError
from search.index import DocumentWriter, SearchIndex
from search.judging import Judge, store
from search.releases import release_document
from search.shared_snapshots import look_at_bad_snapshots

# Releases that are read and indexed at a time: some ten images each are held in memory.
RELEASES_A_READ = 1_000
# What is indexed before any of it is committed: a crash has it all done again.
RELEASES_A_DRAIN = 40_000
# From here on it pays to let the index take another processor, which costs half a second.
MANY_RELEASES = 1_500


@dataclass(frozen=True)
class Indexer:
    """Brings what the catalog knows into the index. One at a time: the caller holds the index's writer lock."""

    database: Database
    directory: Directory
    index: SearchIndex
    clock: Callable[[], datetime] = now

    def drain(self, limit: int = RELEASES_A_DRAIN) -> int:
        """Index the releases that wait in the outbox, at most `limit`; how many there were.

        They leave the outbox once the index has committed them: whatever dies in between, they are indexed again. What
        becomes urgent meanwhile is committed at once.
        """
        with self.database.read() as session:
            keys = take(session, limit)
        return self._drain(keys)

    def drain_urgent(self) -> int:
        """Index the releases that a person waits for; how many there were."""
        return self._drain(self._urgent())

    def _drain(self, keys: Sequence[OutboxKey]) -> int:
        if not keys:
            return 0
        done: list[OutboxKey] = []
        with self.index.writer(many=len(keys) >= MANY_RELEASES) as writer:
            for batch in _batches(keys):
                if done and (urgent := self._urgent()):
                    self._index(writer, [key.release_id for key in urgent])
                    writer.commit()
                    self._settle([*done, *urgent])
                    done = []
                self._index(writer, [key.release_id for key in batch])
                done += batch
        self._settle(done)
        self._look_at_snapshots()
        return len(keys)

    def _urgent(self) -> list[OutboxKey]:
        with self.database.read() as session:
            return take_urgent(session, RELEASES_A_READ)

    def _settle(self, keys: Sequence[OutboxKey]) -> None:
        with self.database.write() as session:
            settle(session, keys)

    def is_lost(self) -> bool:
        """Whether the index must be built anew: it cannot be read, is empty though there are images to find, or is of
        what the catalog was before it was restored.
        """
        if index_is_of_another(self.database):
            return True
        try:
            if self.index.document_count():
                return False
        except IndexUnavailableError:
            return True
        with self.database.read() as session:
            return next(release_ids(session, batch_size=1), None) is not None and not pending(session)

    def rebuild(self, *, progress: Callable[[int], None]) -> int:
        """Build the index anew beside the current one and swap it in; how many releases it holds.

        `progress` is told the number of releases done. What is written meanwhile is in the outbox as ever, and waits
        there until this is done, since the index has one writer.
        """
        done = 0
        with self.index.rebuild() as writer, self.database.read() as session:
            for batch in release_ids(session, batch_size=RELEASES_A_READ):
                session.rollback()  # or it would see families as they were when it began
                self._index(writer, batch)
                done += len(batch)
                progress(done)
        index_was_made(self.database)
        self._look_at_snapshots()
        return done

    def _look_at_snapshots(self) -> None:
        while look_at_bad_snapshots(self.database, self.index, now=self.clock()):
            pass

    def _index(self, writer: DocumentWriter, ids: Sequence[str]) -> None:
        """Judge releases, keep the verdicts, and write their documents.

        The verdicts are committed first: should we die before the index is, all of it is done again, and the same
        verdicts change nothing more.
        """
        with self.database.read() as session:
            demo = is_demo(session)
            judgement = self._judge.judge(session, ids, now=self.clock())
        with self.database.write() as session:
            store(session, judgement)
        for release_id in ids:
            writer.replace(
                release_id,
                [
                    release_document(
                        judged.view, judged.verdict, self.directory, superseded_by=judged.superseded_by, demo=demo
                    )
                    for judged in judgement.judged.get(release_id, ())
                ],
            )

    @cached_property
    def _judge(self) -> Judge:
        return Judge(self.directory)


def _batches(keys: Sequence[OutboxKey]) -> list[Sequence[OutboxKey]]:
    return [keys[start : start + RELEASES_A_READ] for start in range(0, len(keys), RELEASES_A_READ)]
