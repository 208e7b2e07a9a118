"""One crawl: what a scope shows in a region, compared with the catalog and brought into it.

The region's images are remembered as digests while it is crawled. Whatever differs is gathered and written in
transactions of a few thousand images, each with its history, its releases in the outbox and the crawl's counts, so
that searches find the first images while the crawl goes on and an interruption loses nothing that was written.

What is not shown any more is known only at the end: removals are one transaction with the crawl's completion, and a
crawl that failed removes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Protocol

from sqlmodel import Session

from catalog.crawls import CrawlCounts, CrawlStatus, finish_crawl, note_progress, start_crawl
from catalog.errors import CatalogError, DatabaseFullError
from catalog.ingest import SCOPES, KnownImage, RegionWriter
from catalog.removals import hold_removals, is_implausible, supersede_held
from catalog.scopes import Scope
from catalog.utc_time import now
from crawler.batch import Batch, Place
from crawler.computing import COMPUTING, WRITING
from crawler.errors import CrawlError
from crawler.precautions import Precautions
from crawler.source import ReceivedImage, Source

# A transaction holds SQLite's write lock, which comments wait for: about a tenth of a second.
IMAGES_A_TRANSACTION = 4_000
# Of a region that is met for the first time, which happens once: each image is written to random places of the indexes,
# and the more there are the fewer pages each of them changes.
IMAGES_OF_A_NEW_REGION = 12_000
# Early images should be found early, also from a slow endpoint.
SECONDS_A_TRANSACTION = 2.0
SECONDS_IN_A_NEW_REGION = 5.0
USUAL = Precautions()


@dataclass(frozen=True, slots=True)
class CrawlOutcome:
    """How one crawl ended, for the summary and the exit code."""

    region: str
    scope: Scope
    status: CrawlStatus
    counts: CrawlCounts
    seconds: float
    error: str | None = None
    warning: str | None = None
    crawl_id: int | None = None  # None: it never came so far as to have a row


class Watcher(Protocol):
    """Who is told how a crawl goes on. Called from the thread that crawls."""

    def started(self, region: str, scope: Scope) -> None: ...

    def progressed(self, region: str, scope: Scope, counts: CrawlCounts) -> None: ...

    def finished(self, outcome: CrawlOutcome) -> None: ...


def crawl_region(
    place: Place,
    source: Source,
    scope: Scope,
    *,
    watcher: Watcher,
    marks_gone: bool = True,
    precautions: Precautions = USUAL,
) -> CrawlOutcome:
    """Crawl one scope of one region to its end, whatever that is. The caller holds the region's lock.

    Errors of EC2 and of the catalog end the crawl as failed, with their message in its row and in the outcome; any
    other exception (an interrupt among them, and a full disk, with which no other region would fare better) leaves
    through here once the row says so. `marks_gone` false suits a source that never shows everything.
    """
    started = monotonic()
    watcher.started(place.region, scope)
    crawl = _Crawl.begin(place, source.name, scope)
    status, error, warning = CrawlStatus.COMPLETED, None, None
    try:
        for page in source.pages(place.region, scope):
            with COMPUTING:
                crawl.take(page)
            if crawl.is_due():
                crawl.write()
            watcher.progressed(place.region, scope, crawl.counts)
        warning = source.warning(place.region)
        # What is hidden from us is not gone.
        held = crawl.complete(marks_gone=marks_gone and warning is None, precautions=precautions, warning=warning)
        status, error = (CrawlStatus.HELD, held) if held else (status, error)
    except DatabaseFullError as failure:
        crawl.abandon(CrawlStatus.FAILED, str(failure))
        raise
    except (CrawlError, CatalogError) as failure:
        status = CrawlStatus.FAILED
        error = precautions.explain(failure, region=place.region, scope=scope, at=now())
        crawl.abandon(status, error)
    except BaseException as interruption:
        crawl.abandon(CrawlStatus.INTERRUPTED, f"interrupted: {type(interruption).__name__}")
        raise
    seconds = monotonic() - started
    outcome = CrawlOutcome(place.region, scope, status, crawl.counts, seconds, error, warning, crawl.crawl_id)
    watcher.finished(outcome)
    return outcome


@dataclass
class _Crawl:
    """What one crawl has met and not yet written."""

    place: Place
    scope: Scope
    crawl_id: int
    known: dict[str, KnownImage]
    shown_before: int  # images that the scope showed here until now
    _shows: Sequence[bool]  # whether the scope is among scopes, by their number: asking them takes far longer
    counts: CrawlCounts = field(default_factory=CrawlCounts)
    _owners: dict[str, str | None] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)
    _batch: Batch | None = None  # begun when there is something in it, since that is when it was seen
    _different: list[ReceivedImage] = field(default_factory=list)
    _sighted: list[str] = field(default_factory=list)  # unchanged, but this scope did not show them before
    _written_at: float = field(default_factory=monotonic)

    @classmethod
    def begin(cls, place: Place, source_name: str, scope: Scope) -> "_Crawl":
        with place.database.write() as session:
            crawl_id = start_crawl(
                session,
                partition=place.partition,
                region=place.region,
                scope=scope,
                source=source_name,
                started_at=now(),
            )
        with COMPUTING, place.database.read() as session:
            known = RegionWriter(session, place.partition, place.region).known_images()
        shows = [scope in scopes for scopes in SCOPES]
        return cls(place, scope, crawl_id, known, sum(shows[image.scopes] for image in known.values()), shows)

    def take(self, page: Iterable[ReceivedImage]) -> None:
        """Sort images by what has to be done with them. One met twice in one crawl counts once.

        What is new becomes a row at once, which is a third of what EC2 sends.
        """
        shows, seen, known_image = self._shows, self._seen, self.known.get
        new = []
        for image in page:
            image_id, digest, _ = image
            if image_id in seen:
                continue
            seen.add(image_id)
            known = known_image(image_id)
            if known is None:
                new.append(image)
            elif known.digest != digest:
                self._different.append(image)
            elif known.gone_at is not None or not shows[known.scopes]:
                self._sighted.append(image_id)
        self.counts.seen = len(seen)
        if new:
            self._batch = self._batch or self._begun()
            self._batch.add(new)

    def is_due(self) -> bool:
        """Whether it is time to write what was gathered."""
        new = self._batch.counts.added if self._batch else 0
        waiting = new + len(self._different) + len(self._sighted)
        waited = monotonic() - self._written_at
        enough, long = IMAGES_OF_A_NEW_REGION, SECONDS_IN_A_NEW_REGION
        if self.shown_before:
            enough, long = IMAGES_A_TRANSACTION, SECONDS_A_TRANSACTION
        return waiting >= enough or (waiting > 0 and waited >= long)

    def write(self) -> None:
        """Bring what was gathered into the catalog, in one transaction."""
        with COMPUTING:
            batch = self._ready()
        with self._writing() as session:
            note_progress(session, self.crawl_id, self.counts + batch.counts)
            batch.save(RegionWriter(session, self.place.partition, self.place.region), self.crawl_id)
        self.counts += batch.counts
        self._owners.update(batch.owners)
        self._batch = None
        self._written_at = monotonic()

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A transaction, begun before its turn to compute and committed after it: both may take long, and the database
        is waited for first and then the turn, never the other way round.
        """
        with WRITING, self.place.database.write() as session:
            session.connection()
            with COMPUTING:
                yield session

    def _begun(self) -> Batch:
        return Batch(self.place, self.scope, now(), self._owners)

    def _ready(self) -> Batch:
        """What was gathered, made ready to be written; should that fail, once and for all of it."""
        batch = self._batch = self._batch or self._begun()
        different, self._different = self._different, []
        sighted, self._sighted = self._sighted, []
        if different:
            with self.place.database.read() as session:
                writer = RegionWriter(session, self.place.partition, self.place.region)
                stored = writer.stored_images([image.image_id for image in different])
            for image in different:
                batch.compare(image, self.known[image.image_id], stored[image.image_id])
        for image_id in sighted:
            batch.sight(image_id, self.known[image_id])
        return batch

    def complete(self, *, marks_gone: bool, precautions: Precautions, warning: str | None) -> str | None:
        """Write the rest, take the scope from what it no longer shows, and end the crawl as completed.

        Where that would be implausibly much it is held instead; then the sentence that says so.
        """
        self.write()
        batch = self._begun()
        missing = [
            image_id
            for image_id in sorted(self.known.keys() - self._seen)
            if marks_gone and self._shows[self.known[image_id].scopes]
        ]
        holds = is_implausible(len(missing), shown_before=self.shown_before, share=precautions.hold_share)
        if not holds:
            for image_id in missing:
                batch.unsight(image_id, self.known[image_id])
        held = None
        with self._writing() as session:
            note_progress(session, self.crawl_id, self.counts + batch.counts)
            writer = RegionWriter(session, self.place.partition, self.place.region)
            batch.save(writer, self.crawl_id)
            writer.recount_owners()
            if marks_gone:
                supersede_held(session, self.crawl_id)
            if holds:
                held = hold_removals(session, writer, self.crawl_id, missing, of=self.shown_before)
            status = CrawlStatus.HELD if holds else CrawlStatus.COMPLETED
            finish_crawl(session, self.crawl_id, status=status, finished_at=now(), error=held, warning=warning)
        self.counts += batch.counts
        return held

    def abandon(self, status: CrawlStatus, error: str) -> None:
        """Keep what was gathered so far, which is true whatever came after, and end the crawl.

        It must not hide why the crawl ended: where the catalog itself is in trouble, the next crawl cleans up.
        """
        with suppress(CrawlError, CatalogError):
            self.write()
        with suppress(CatalogError), self.place.database.write() as session:
            note_progress(session, self.crawl_id, self.counts)
            RegionWriter(session, self.place.partition, self.place.region).recount_owners()
            finish_crawl(session, self.crawl_id, status=status, finished_at=now(), error=error)
