"""A sweep: one or more scopes of many regions, several regions at a time.

A region that fails never stops the others. The lock of a region keeps a second sweep, in whatever process, out of it.
"""

from collections.abc import Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Event
from typing import Protocol

from catalog.crawls import CrawlCounts, CrawlStatus, region_lock
from catalog.database import Database
from catalog.directory import Directory
from catalog.errors import LockHeldError
from catalog.facts import claim_kind
from catalog.partition import partition_of
from catalog.scopes import Scope
from catalog.whole_directory import read_directory
from crawler.batch import Place
from crawler.precautions import Precautions
from crawler.region_crawl import USUAL, CrawlOutcome, Watcher, crawl_region
from crawler.source import Source


class Stopping(Protocol):
    """An event, among threads or among processes."""

    def is_set(self) -> bool: ...


class SweepStoppedError(Exception):
    """The sweep was told to stop; the crawl it was in the middle of is marked as interrupted."""


@dataclass(frozen=True)
class Sweep:
    """What to crawl from where into what. `lock_wait_seconds`: how long to wait for another crawl of a region."""

    database: Database
    directory: Directory
    source: Source
    demo: bool
    parallel_regions: int = 4
    lock_wait_seconds: float = 600.0
    marks_gone: bool = True
    precautions: Precautions = USUAL

    def run(
        self, questions: Sequence[tuple[str, Scope]], *, watcher: Watcher, stop: Event | None = None
    ) -> list[CrawlOutcome]:
        """Crawl each region and scope; the outcomes in the order they ended.

        Setting `stop` ends the crawls that run at their next page, as interrupted, and begins no other. Raises
        WrongCatalogError before anything is asked when demo data and a real catalog would mix.
        """
        self.claim()
        stopping = stop or Event()
        outcomes: list[CrawlOutcome] = []

        def crawl(region: str, scope: Scope) -> None:
            if stopping.is_set():
                return
            try:
                outcomes.append(self.crawl(region, scope, watcher=watcher, stopping=stopping))
            except BaseException:
                stopping.set()  # at once: this very thread would begin the next region
                raise

        with ThreadPoolExecutor(self.parallel_regions, thread_name_prefix="crawl") as pool:
            futures = [pool.submit(crawl, region, scope) for region, scope in questions]
            try:
                done, _ = wait(futures, return_when=FIRST_EXCEPTION)
                for future in done:
                    future.result()
            except BaseException:
                stopping.set()
                raise
        return outcomes

    def claim(self) -> None:
        """Make the catalog a demo's or a real one. Raises WrongCatalogError when it is of the other kind."""
        with self.database.write() as session:
            claim_kind(session, demo=self.demo)

    def crawl(self, region: str, scope: Scope, *, watcher: Watcher, stopping: Stopping) -> CrawlOutcome:
        """Crawl one scope of one region, once nobody else crawls the region."""
        partition = partition_of(region)
        try:
            with self.database.lock(region_lock(partition, region), wait_seconds=self.lock_wait_seconds):
                with self.database.read() as session:
                    directory = read_directory(session, self.directory)
                outcome = crawl_region(
                    Place(self.database, directory, partition, region),
                    self.source,
                    scope,
                    watcher=_Stoppable(watcher, stopping),
                    marks_gone=self.marks_gone,
                    precautions=self.precautions,
                )
            if outcome.counts.added:
                self.database.settle()
            return outcome  # noqa: TRY300 - both errors are of what is above
        except SweepStoppedError:
            outcome = CrawlOutcome(region, scope, CrawlStatus.INTERRUPTED, CrawlCounts(), 0.0, "stopped")
        except LockHeldError as error:
            outcome = CrawlOutcome(region, scope, CrawlStatus.FAILED, CrawlCounts(), 0.0, str(error))
        watcher.finished(outcome)
        return outcome


@dataclass(frozen=True)
class _Stoppable:
    """A watcher that ends the crawl it watches when it is told to stop."""

    watcher: Watcher
    stopping: Stopping

    def started(self, region: str, scope: Scope) -> None:
        self.watcher.started(region, scope)

    def progressed(self, region: str, scope: Scope, counts: CrawlCounts) -> None:
        if self.stopping.is_set():
            raise SweepStoppedError
        self.watcher.progressed(region, scope, counts)

    def finished(self, outcome: CrawlOutcome) -> None:
        self.watcher.finished(outcome)
