"""Keeping the index up to date from the catalog: draining the outbox, and building the index anew.

Releases are judged on the way: what is shown of one and the verdict on it are of one moment.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from catalog.backup import index_is_of_another, index_was_made
from catalog.database import Database
from catalog.directory import Directory
from catalog.images import release_ids, release_names
from catalog.lineage import enqueue_descendants
from catalog.outbox import oldest_touch, pending, settle, take, take_urgent, urgent_waits
from catalog.utc_time import now
from search.errors import IndexUnavailableError
from search.index import DocumentWriter, SearchIndex
from search.judges import Aside, JudgeHere, Judges, JudgesAside
from search.preparing import Encoded, Prepared, Preparer
from search.shared_snapshots import look_at_bad_snapshots
from search.strands import Strand, strands

# Releases that are read and indexed at a time: some ten images each are held in memory.
RELEASES_A_READ = 1_000
# What is indexed before any of it is committed: a crash has it all done again.
RELEASES_A_DRAIN = 40_000
# Of a large drain so much is made visible while the rest is judged, and little is left to wait for at its end.
FLUSHED_SHARE = 0.75
# From here on it pays to let the index take another processor, and judging, which costs half a second.
MANY_RELEASES = 1_500


@dataclass(frozen=True)
class Indexer:
    """Brings what the catalog knows into the index. One at a time: the caller holds the index's writer lock."""

    database: Database
    directory: Directory
    index: SearchIndex
    clock: Callable[[], datetime] = now
    aside: Aside | None = None  # how to make processes that judge; None: this one does

    def drain(self, limit: int = RELEASES_A_DRAIN) -> int:
        """Index the releases that wait in the outbox, at most `limit`; how many there were.

        They leave the outbox once the index has committed them: whatever dies in between, they are indexed again. What
        becomes urgent meanwhile is committed at once.
        """
        with self.database.read() as session:
            if oldest_touch(session) is None:
                return 0
        with self.database.write() as session:
            keys = take(session, limit)
        return self._drain(keys)

    def drain_urgent(self) -> int:
        """Index the releases that a person waits for; how many there were."""
        return self._drain(self._urgent())

    def _drain(self, keys: Sequence[str]) -> int:
        if not keys:
            return 0
        done: list[str] = []
        written, flush_at = 0, len(keys) * FLUSHED_SHARE
        with self.index.writer(many=len(keys) >= MANY_RELEASES) as writer, self._judges(len(keys), writer) as judges:
            for prepared in self._prepared(judges, keys, paused=self._urgent_waits):
                prepared.write(writer)
                done += prepared.release_ids
                if written < flush_at <= (written := written + len(prepared.documents)):
                    writer.flush()
                if judges.idle and (urgent := self._urgent()):
                    self._preparer.prepare(urgent, now=self.clock()).write(writer)
                    writer.commit()
                    self._settle([*done, *urgent], judges.turned)
                    done = []
        self._settle(done, judges.turned)
        self._look_at_snapshots()
        return len(keys)

    @contextmanager
    def _judges(self, releases: int, writer: DocumentWriter) -> Iterator[Judges]:
        if self.aside is None or releases < MANY_RELEASES:
            yield JudgeHere(self._preparer)
        else:
            with JudgesAside(self._preparer, self.aside, writer.encode) as judges:
                yield judges

    def _prepared(
        self, judges: Judges, release_ids: Sequence[str], *, paused: Callable[[], bool]
    ) -> Iterator[Prepared | Encoded]:
        """The documents of releases, in whatever order."""
        together: Sequence[Strand] = [[release_ids]]
        if len(release_ids) > RELEASES_A_READ:
            with self.database.read() as session:
                together = strands(release_names(session, release_ids), RELEASES_A_READ)
        return judges.prepared(together, clock=self.clock, paused=paused)

    def _urgent_waits(self) -> bool:
        with self.database.read() as session:
            return urgent_waits(session)

    def _urgent(self) -> list[str]:
        if not self._urgent_waits():
            return []
        with self.database.write() as session:
            return take_urgent(session, RELEASES_A_READ)

    def _settle(self, keys: Sequence[str], turned: Collection[str]) -> None:
        with self.database.write() as session:
            enqueue_descendants(session, turned)
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
            for some in release_ids(session, batch_size=RELEASES_A_DRAIN):
                session.rollback()  # or it would see families as they were when it began
                with self._judges(len(some), writer) as judges:
                    for prepared in self._prepared(judges, some, paused=lambda: False):
                        prepared.write(writer)
                        done += len(prepared.documents)
                        progress(done)
                self._settle([], judges.turned)
        index_was_made(self.database)
        self._look_at_snapshots()
        return done

    def _look_at_snapshots(self) -> None:
        while look_at_bad_snapshots(self.database, self.index, now=self.clock()):
            pass

    @cached_property
    def _preparer(self) -> Preparer:
        return Preparer(self.database, self.directory)
