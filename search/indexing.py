"""Keeping the index up to date from the catalog: draining the outbox, and building the index anew.

Releases are judged on the way: what is shown of one and the verdict on it are of one moment.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from catalog.backup import index_is_of_another, index_was_made
from catalog.database import Database
from catalog.directory import Directory
from catalog.images import release_names
from catalog.lineage import enqueue_descendants
from catalog.outbox import Taken, oldest_touch, pending, settle, take, take_behind, take_urgent, urgent_waits
from catalog.regions import release_ids
from catalog.utc_time import now
from search.errors import IndexUnavailableError
from search.index import Committed, DocumentWriter, SearchIndex
from search.judges import Aside, JudgeHere, Judges, JudgesAside
from search.preparing import Encoded, Prepared, Preparer
from search.shared_snapshots import look_at_bad_snapshots
from search.strands import Strand, strands

# Releases that are read and judged at a time: some ten images each are held in memory. More are judged no faster.
RELEASES_A_READ = 1_000
# What is taken at a time. The next are taken and put in order while these are judged; the first are few, or judging
# would wait for that.
RELEASES_A_DRAIN = 40_000
RELEASES_AT_FIRST = 4_000
# So many are committed at once while more wait behind them: a crash has them done again. Eight segments of a size are
# merged, which takes as long as to write them did: a first crawl of the world has no eight.
RELEASES_A_COMMIT = 60_000
# Of what nothing waits behind so much is made visible while the rest is judged, and little is left to wait for.
FLUSHED_SHARE = 0.75
# So many leave the outbox in one transaction, a tenth of a second for which whoever comments waits.
RELEASES_A_SETTLING = 10_000
# From here on it pays to let the index take another processor, and judging, which costs half a second.
MANY_RELEASES = 1_500
NOTHING = Taken({}, None)


@dataclass(frozen=True)
class Indexer:
    """Brings what the catalog knows into the index. One at a time: the caller holds the index's writer lock."""

    database: Database
    directory: Directory
    index: SearchIndex
    clock: Callable[[], datetime] = now
    aside: Aside | None = None  # how to make processes that judge; None: this one does

    def drain(self, limit: int = RELEASES_A_DRAIN, *, go_on: Callable[[], bool] | None = None) -> int:
        """Index the releases that wait in the outbox, at most `limit`; how many there were. With `go_on`, as many again
        for as long as any wait and it says so, asked each time.

        They leave the outbox once the index has committed them: whatever dies in between, they are indexed again. What
        becomes urgent meanwhile is committed at once.
        """
        with self.database.read() as session:
            if oldest_touch(session) is None:
                return 0
        if go_on is None:
            return self._drain(self._take(limit)._replace(last=None))
        return self._drain(self._take(min(limit, RELEASES_AT_FIRST)), limit, go_on)

    def drain_urgent(self) -> int:
        """Index the releases that a person waits for; how many there were."""
        return self._drain(Taken(dict.fromkeys(self._urgent()), None))

    def _drain(self, taken: Taken, limit: int = 0, go_on: Callable[[], bool] = lambda: False) -> int:
        count = len(taken.names)
        if not count:
            return 0
        with self.index.writer(many=count >= MANY_RELEASES) as writer, self._judges(count, writer) as judges:
            done = _Done(self.database, writer, judges)
            while taken.names:
                for together in self._with_what_waits_behind(taken, limit, go_on):
                    self._bring_in(together, judges, done)
                # Before the writer is left: that waits until what was committed is merged, up to ten seconds.
                done.commit()
                # What was touched meanwhile, by verdicts mostly.
                taken = self._take(limit) if go_on() else NOTHING
        self._look_at_snapshots()
        return done.count

    def _bring_in(self, together: Sequence[Strand], judges: Judges, done: "_Done") -> None:
        count = sum(len(batch) for strand in together for batch in strand)
        written, flush_at = 0, FLUSHED_SHARE * count
        for prepared in judges.prepared(together, clock=self.clock, paused=self._urgent_waits):
            done.write(prepared)
            before, written = written, written + len(prepared.documents)
            enough = count < RELEASES_A_DRAIN or done.uncommitted >= RELEASES_A_COMMIT
            if enough and before < flush_at <= written:
                done.flush()
            done.settle()
            if judges.idle and (urgent := self._urgent()):
                done.write(self._preparer.prepare(urgent, now=self.clock()))
                done.commit()

    def _with_what_waits_behind(
        self, taken: Taken, limit: int, go_on: Callable[[], bool]
    ) -> Iterator[Sequence[Strand]]:
        """What was taken, ready to be judged; then what waits behind it, taken while that before it is judged."""
        together = self._strands(taken.names)
        with ThreadPoolExecutor(1, thread_name_prefix="outbox") as ahead:
            while together:
                following = None if taken.last is None else ahead.submit(self._take_behind, taken.last, limit)
                yield together
                if following is None or not go_on():
                    return
                taken, together = following.result()

    def _take(self, limit: int) -> Taken:
        with self.database.write() as session:
            return take(session, limit)

    def _take_behind(self, position: int, limit: int) -> tuple[Taken, Sequence[Strand]]:
        with self.database.write() as session:
            taken = take_behind(session, limit, position)
        return taken, self._strands(taken.names)

    @contextmanager
    def _judges(self, releases: int, writer: DocumentWriter) -> Iterator[Judges]:
        if self.aside is None or releases < MANY_RELEASES:
            yield JudgeHere(self._preparer)
        else:
            with JudgesAside(self._preparer, self.aside, writer.encode) as judges:
                yield judges

    def _strands(self, names: Mapping[str, str | None]) -> Sequence[Strand]:
        if not names:
            return []
        if len(names) <= RELEASES_A_READ:
            return [[list(names)]]
        known = {release_id: name for release_id, name in names.items() if name is not None}
        if unknown := [release_id for release_id in names if release_id not in known]:
            with self.database.read() as session:
                known |= release_names(session, unknown)
        return strands(known, RELEASES_A_READ)

    def _urgent_waits(self) -> bool:
        with self.database.read() as session:
            return urgent_waits(session)

    def _urgent(self) -> list[str]:
        if not self._urgent_waits():
            return []
        with self.database.write() as session:
            return take_urgent(session, RELEASES_A_READ)

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
                together = self._strands(dict.fromkeys(some))
                with self._judges(len(some), writer) as judges:
                    for prepared in judges.prepared(together, clock=self.clock, paused=lambda: False):
                        prepared.write(writer)
                        done += len(prepared.documents)
                        progress(done)
                with self.database.write() as of_turned:
                    enqueue_descendants(of_turned, judges.turned())
        index_was_made(self.database)
        self._look_at_snapshots()
        return done

    def _look_at_snapshots(self) -> None:
        while look_at_bad_snapshots(self.database, self.index, now=self.clock()):
            pass

    @cached_property
    def _preparer(self) -> Preparer:
        return Preparer(self.database, self.directory)


class _Done:
    """The releases of a drain that are judged and written, until the index has committed them."""

    def __init__(self, database: Database, writer: DocumentWriter, judges: Judges) -> None:
        self._database = database
        self._writer = writer
        self._judges = judges
        self.count = 0
        self._written: list[str] = []
        self._flushed: deque[tuple[Committed, list[str]]] = deque()

    def write(self, prepared: Prepared | Encoded) -> None:
        prepared.write(self._writer)
        self._written += prepared.release_ids
        self.count += len(prepared.documents)

    @property
    def uncommitted(self) -> int:
        return len(self._written)

    def flush(self) -> None:
        self._flushed.append((self._writer.flush(), self._written))
        self._written = []

    def settle(self) -> None:
        """Take from the outbox what the index has committed by now."""
        while self._flushed and self._flushed[0][0]():
            _, release_ids = self._flushed.popleft()
            with self._database.write() as session:
                enqueue_descendants(session, self._judges.turned())
            for start in range(0, len(release_ids), RELEASES_A_SETTLING):
                with self._database.write() as session:
                    settle(session, release_ids[start : start + RELEASES_A_SETTLING])

    def commit(self) -> None:
        """Have the index commit everything, and take that from the outbox."""
        self.flush()
        self._writer.commit()
        self.settle()
