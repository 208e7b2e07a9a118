"""The worker: the process that keeps the index up to date, and crawls on schedule.

A catalog in SQLite has one worker, which starts crawls by its own clock. Workers on one PostgreSQL share the work: one
of them drains the outbox, one leads (it fills the crawl queue), all take crawls from the queue, and when one dies the
others do its part.
"""

import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from rich.console import Console

from catalog.dialects import HeldLock
from catalog.errors import DatabaseError, LockHeldError, LockLostError
from catalog.index_building import IndexBuilding, index_building, note_building, note_built
from catalog.utc_time import now
from cli.crawl_clock import CrawlClock
from cli.crawl_watch import CrawlWatch
from cli.findings_watch import FindingsWatch
from cli.forks import have_forks_ready
from cli.holding import TROUBLE_PAUSE_SECONDS, hold_when_free
from cli.requested_crawls import RequestedCrawls
from cli.wiring import WORKER_LOCK, Workplace
from crawler.ec2 import Ec2
from search.errors import SearchError
from search.rejudging import Rejudging, hand_over_due

if TYPE_CHECKING:
    from api.services import Services

# A comment is to be searchable within two seconds.
DRAIN_PAUSE_SECONDS = 0.5
# How soon it is noticed that a crawl ended, for which its index waits.
LOOK_AT_CRAWLS_SECONDS = 0.1
# Who deletes or damages the index directory is noticed so soon, also when nothing waits to be indexed.
LOOK_SECONDS = 5.0
TELL_SECONDS = 1.0
# What is drained at a time while regions are being crawled, and how much longer than that the worker then rests.
RELEASES_BESIDE_A_CRAWL = 1_000
REST_BESIDE_A_CRAWL = 19
LONGEST_REST_SECONDS = 30.0
# `amidex status` tries the worker's lock for a moment.
LOCK_WAIT_SECONDS = 1.0


class WorkerRunsError(Exception):
    """A second worker was started where there can be only one."""


def run_worker(
    workplace: Workplace, console: Console, *, crawls: bool, stop: Event, patience_seconds: float = 0
) -> None:
    """Drain the outbox until `stop` is set, and crawl what is due if `crawls`.

    Raises WorkerRunsError when the catalog is of the kind that takes one worker, and another has not ended within
    `patience_seconds`.
    """
    if workplace.database.is_shared:
        _run_among_others(workplace, console, crawls=crawls, stop=stop)
    else:
        _run_alone(workplace, console, crawls=crawls, stop=stop, patience_seconds=patience_seconds)


def _run_alone(workplace: Workplace, console: Console, *, crawls: bool, stop: Event, patience_seconds: float) -> None:
    with ExitStack() as parts:
        held = _only_worker(workplace, console, parts, stop, patience_seconds)
        if held is None:
            return
        parts.enter_context(_watched_proofs(workplace, console))
        parts.enter_context(_told_members(workplace, console))
        if crawls:
            clock = CrawlClock(workplace.settings, demo=workplace.place.demo)
            clock.start()
            parts.callback(clock.stop)
            parts.enter_context(_requested_crawls(workplace, console))
            parts.enter_context(_fetched_findings(workplace, console))
        drain(workplace, console, held, stop)


def _only_worker(
    workplace: Workplace, console: Console, parts: ExitStack, stop: Event, patience_seconds: float
) -> HeldLock | None:
    """The lock of the only worker, held until `parts` close; None when `stop` is set before another lets go of it."""
    deadline, waits = time.monotonic() + patience_seconds, False
    while not stop.is_set():
        try:
            return parts.enter_context(workplace.database.lock(WORKER_LOCK, wait_seconds=LOCK_WAIT_SECONDS))
        except LockHeldError as error:
            if time.monotonic() > deadline:
                raise WorkerRunsError(
                    f"a worker runs already for {workplace.database.name}, and a catalog in SQLite takes one at a "
                    "time; stop it first, or keep the catalog in PostgreSQL, which many workers share"
                ) from error
            if not waits:
                console.print("another worker still has this catalog: waiting for it to end", soft_wrap=True)
            waits = True
    return None


def _run_among_others(workplace: Workplace, console: Console, *, crawls: bool, stop: Event) -> None:
    # procrastinate is imported where its queue is used: the embedded way does without it.
    from cli.crawl_sharing import lead_when_free, take_crawls  # noqa: PLC0415

    def drain_when_free() -> None:
        def duty(held: HeldLock) -> None:
            drain(workplace, console, held, stop)

        hold_when_free(workplace.database, WORKER_LOCK, duty, stop=stop, console=console)

    parts = [drain_when_free]
    if crawls:
        parts += [partial(part, workplace, console, stop) for part in (lead_when_free, take_crawls)]
    requested = _requested_crawls(workplace, console) if crawls else nullcontext()
    findings = _fetched_findings(workplace, console) if crawls else nullcontext()
    proofs = _watched_proofs(workplace, console)
    told = _told_members(workplace, console)
    with requested, findings, proofs, told, ThreadPoolExecutor(len(parts), thread_name_prefix="worker") as pool:
        futures = [pool.submit(part) for part in parts]
        try:
            done, _ = wait(futures, return_when=FIRST_COMPLETED)
        finally:
            # A part that broke ends the worker: better none than one that does half of its work.
            stop.set()
    for future in done:
        future.result()


@contextmanager
def _requested_crawls(workplace: Workplace, console: Console) -> Iterator[None]:
    requested = RequestedCrawls(workplace.database, console, demo=workplace.place.demo)
    requested.start()
    try:
        yield
    finally:
        requested.stop()


@contextmanager
def _fetched_findings(workplace: Workplace, console: Console) -> Iterator[None]:
    watch = FindingsWatch(workplace.database, Ec2, console)
    watch.start()
    try:
        yield
    finally:
        watch.stop()


@contextmanager
def _watched_proofs(workplace: Workplace, console: Console) -> Iterator[None]:
    # As with what tells members: no other command waits for what answers requests to be loaded.
    from cli.proof_watch import ProofWatch  # noqa: PLC0415

    watch = ProofWatch(workplace.database, workplace.fetch, console)
    watch.start()
    try:
        yield
    finally:
        watch.stop()


@contextmanager
def _told_members(workplace: Workplace, console: Console) -> Iterator[None]:
    # What answers searches takes a second to load, which no other command waits for.
    from cli.digest_watch import DigestWatch  # noqa: PLC0415
    from cli.service import services_of  # noqa: PLC0415
    from cli.webhook_watch import WebhookWatch  # noqa: PLC0415

    services = services_of(workplace)

    def services_now() -> "Services":
        return replace(services, directory=workplace.current_directory.read())

    watches = (WebhookWatch(services_now, console), DigestWatch(services_now, console))
    for watch in watches:
        watch.start()
    try:
        yield
    finally:
        for watch in watches:
            watch.stop()


def drain(workplace: Workplace, console: Console, held: HeldLock, stop: Event) -> None:
    """Index what waits in the outbox until `stop` is set. Raises LockLostError when another worker may do so now.

    An index that was lost, whenever that is, or that another version of Amidex wrote, is built anew. When nothing
    waits, what other rules judged is handed to the outbox, and what grew too old for its verdict, some at a time: it
    never keeps what just changed waiting.
    """
    look_at = 0.0
    rejudging, crawls = Rejudging(workplace.database), CrawlWatch(workplace.database)
    while not stop.is_set():
        try:
            held.check()
            if time.monotonic() >= look_at:
                _restore(workplace, console)
                look_at = time.monotonic() + LOOK_SECONDS
            _rest(workplace, crawls, _drain_some(workplace, crawls, rejudging, held, stop), stop)
        except LockLostError:
            raise
        except (DatabaseError, SearchError) as error:
            # The outbox keeps what is to be done: say so and try again, rather than end the service.
            look_at = 0.0
            console.print(f"[red]indexing:[/] {error}", highlight=False, soft_wrap=True)
            stop.wait(TROUBLE_PAUSE_SECONDS)


def _drain_some(workplace: Workplace, crawls: CrawlWatch, rejudging: Rejudging, held: HeldLock, stop: Event) -> float:
    """Drain what waits, and say how many seconds to leave the processors to others.

    While regions are being crawled, most releases are touched again by the next region: what is indexed at once is
    mostly indexed in vain, and slows the crawl. The first are searchable at once, and the others in a twentieth of the
    time until the crawl has ended.
    """
    began = time.monotonic()
    workplace.key_changed_accounts()
    if crawling := crawls.is_crawling():
        have_forks_ready()

    def go_on() -> bool:
        held.check()
        return not stop.is_set() and not crawls.is_crawling()

    indexer = workplace.indexer
    if not (indexer.drain(RELEASES_BESIDE_A_CRAWL) if crawling else indexer.drain(go_on=go_on)):
        if not rejudging.done:
            rejudging.step()
            return 0.0
        if hand_over_due(workplace.database, now()):
            return 0.0
        if not crawling:
            workplace.database.rest()
        return DRAIN_PAUSE_SECONDS
    return min(REST_BESIDE_A_CRAWL * (time.monotonic() - began), LONGEST_REST_SECONDS) if crawling else 0.0


def _rest(workplace: Workplace, crawls: CrawlWatch, seconds: float, stop: Event) -> None:
    """Wait so long, or until no crawl runs: whoever crawled waits for the index then. What is urgent does not wait."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stop.wait(min(left, LOOK_AT_CRAWLS_SECONDS)):
        if left > DRAIN_PAUSE_SECONDS:
            workplace.indexer.drain_urgent()
            if not crawls.is_crawling():
                return


def _restore(workplace: Workplace, console: Console) -> None:
    if not workplace.indexer.is_lost():
        with workplace.database.read() as session:
            unfinished = index_building(session) is not None
        if unfinished:  # by a worker that died between the last release and saying so
            with workplace.database.write() as session:
                note_built(session)
        return
    console.print("the search index is missing or of another version: building it anew from the catalog")
    since, told = now(), 0.0

    def tell(releases: int) -> None:
        nonlocal told
        if time.monotonic() >= told:
            told = time.monotonic() + TELL_SECONDS
            with workplace.database.write() as session:
                note_building(session, IndexBuilding(since, releases))

    tell(0)
    count = workplace.indexer.rebuild(progress=tell)
    with workplace.database.write() as session:
        note_built(session)
    console.print(f"the search index is there again, with {count:,} releases", highlight=False)
