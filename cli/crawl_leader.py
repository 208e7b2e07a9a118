"""The leader among the workers on one PostgreSQL: it keeps time, fills the crawl queue and cleans up after the dead.

Nothing of it is remembered between ticks: what is due is told by the catalog, what waits by the queue, which regions
there are by EC2. So any worker can go on where the last leader was stopped.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cached_property
from threading import Event

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from rich.console import Console

from catalog.crawl_requests import remember_enabled_regions
from catalog.crawls import latest_crawls
from catalog.dialects import HeldLock
from catalog.errors import CatalogError
from catalog.scopes import Scope
from catalog.utc_time import now
from cli.clock_jumps import ClockJumps
from cli.crawl_queue import CrawlQueue, Question
from cli.settings import crawl_intervals
from cli.timetable import LatestCrawl, Timetable
from cli.wiring import Workplace
from crawler.ec2 import Ec2
from crawler.errors import CrawlError

LEADER_LOCK = "crawl-leader"
# The clock ticks often enough for the shortest interval, and asks EC2 for its regions no more than once a minute.
TICKS_AN_INTERVAL = 10
LONGEST_TICK_SECONDS = 60.0
SHORTEST_TICK_SECONDS = 0.2
CHECK_SECONDS = 2.0


class CrawlLeader:
    """What the worker that holds LEADER_LOCK does beside its other work."""

    def __init__(self, workplace: Workplace, queue: CrawlQueue, console: Console) -> None:
        self._workplace = workplace
        self._queue = queue
        self._console = console
        self._timetable = Timetable(crawl_intervals(workplace.settings))

    def lead(self, held: HeldLock, stop: Event) -> None:
        """Keep time until `stop` is set. Raises LockLostError when another worker may lead now."""
        scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(2)},  # EC2 may take its time to list regions
            # A tick that comes late comes once.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        shortest = min(self._timetable.intervals.values()) / timedelta(seconds=TICKS_AN_INTERVAL)
        tick_seconds = min(LONGEST_TICK_SECONDS, max(SHORTEST_TICK_SECONDS, shortest))
        for duty, seconds in ((self.fill, tick_seconds), (self.take_over, self._queue.beat_seconds)):
            trigger = IntervalTrigger(seconds=seconds, timezone=UTC)
            scheduler.add_job(self._tell_trouble, trigger, args=[duty], next_run_time=datetime.now(UTC))
        scheduler.start()
        jumps = ClockJumps()
        try:
            while not stop.wait(CHECK_SECONDS):
                held.check()
                if jumps.jumped():
                    for job in scheduler.get_jobs():
                        job.modify(next_run_time=datetime.now(UTC))
        finally:
            scheduler.shutdown()

    def fill(self) -> list[Question]:
        """Put what is due into the queue; what was put there."""
        regions = self._ec2.regions()
        # The queue is read before the catalog: a crawl that ends in between is found completed, not forgotten.
        pending = self._queue.pending()
        with self._workplace.database.read() as session:
            latest = {
                (crawl.region, crawl.scope): LatestCrawl(crawl.status, crawl.started_at)
                for crawl in latest_crawls(session, with_private=True)
            }
        with self._workplace.database.write() as session:
            remember_enabled_regions(session, regions)
        present = now()
        # Scope by scope: a fresh catalog first has what everyone may launch.
        due = [
            (region, scope)
            for scope in Scope
            for region in regions
            if (region, scope) not in pending
            and self._timetable.is_due(region, scope, latest.get((region, scope.label)), present=present)
        ]
        return self._queue.add(due, asked_at=present) if due else []

    def take_over(self) -> list[Question]:
        """Give the crawls of workers that died to the others; which ones."""
        taken = self._queue.take_over()
        for region, scope in taken:
            self._console.print(f"{region} {scope.label}: its worker died, and another takes over", highlight=False)
        return taken

    @cached_property
    def _ec2(self) -> Ec2:
        # Takes tens of MB, which the workers that do not lead can do without.
        return Ec2()

    def _tell_trouble(self, duty: Callable[[], object]) -> None:
        try:
            duty()
        except (CatalogError, CrawlError) as error:
            self._console.print(f"[red]crawl queue:[/] {error}", highlight=False, soft_wrap=True)
