"""The worker: the one process that keeps the index up to date, and the clock that starts crawls.

A crawl runs in a process of its own, one at a time, so that it never slows what else the worker does. Which regions a
crawl takes up is not remembered here: it looks in the catalog for what is due, and so goes on where the last one was
stopped, whatever stopped it.
"""

import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from threading import Event, Lock

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from rich.console import Console

from catalog.errors import DatabaseError
from catalog.scopes import Scope
from cli.requested_crawls import RequestedCrawls
from cli.settings import Settings, child_environment
from cli.wiring import WORKER_LOCK, Workplace
from search.errors import SearchError

# A comment is to be searchable within two seconds.
DRAIN_PAUSE_SECONDS = 0.5
TROUBLE_PAUSE_SECONDS = 5.0
JITTER_SHARE = 0.1
CRAWL_STOP_SECONDS = 20.0


def run_worker(workplace: Workplace, console: Console, *, crawls: bool, stop: Event) -> None:
    """Drain the outbox until `stop` is set, and start crawls when they are due if `crawls`.

    Raises LockHeldError when a worker runs already.
    """
    with workplace.database.lock(WORKER_LOCK):
        clock = CrawlClock(workplace.settings, demo=workplace.place.demo) if crawls else None
        requested = RequestedCrawls(workplace.database, console, demo=workplace.place.demo) if crawls else None
        if clock:
            clock.start()
        if requested:
            requested.start()
        try:
            while not stop.is_set():
                try:
                    if not workplace.indexer.drain():
                        stop.wait(DRAIN_PAUSE_SECONDS)
                except (DatabaseError, SearchError) as error:
                    # The outbox keeps what is to be done: say so and try again, rather than end the service.
                    console.print(f"[red]indexing:[/] {error}", highlight=False, soft_wrap=True)
                    stop.wait(TROUBLE_PAUSE_SECONDS)
        finally:
            if requested:
                requested.stop()
            if clock:
                clock.stop()


class CrawlClock:
    """Starts `amidex crawl --due` when a scope's time has come, and at the start for whatever is due by then."""

    def __init__(self, settings: Settings, *, demo: bool) -> None:
        self._demo = demo
        self._crawl: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._lock = Lock()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(1)},
            # A crawl that could not start in time starts once, as soon as it can.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        every = {
            Scope.ALL: settings.crawl_all_minutes,
            Scope.SELF: settings.crawl_self_minutes,
            Scope.AMAZON: settings.crawl_amazon_minutes,
        }
        self._scheduler.add_job(self._run, args=[list(Scope)], id="start", next_run_time=datetime.now(UTC))
        for scope, minutes in every.items():
            trigger = IntervalTrigger(seconds=minutes * 60, jitter=minutes * 60 * JITTER_SHARE, timezone=UTC)
            self._scheduler.add_job(self._run, trigger, args=[[scope]], id=scope.label)

    def start(self) -> None:
        """Begin to keep time."""
        self._scheduler.start()

    def stop(self) -> None:
        """Start nothing more, and end the crawl that runs: the next one goes on where it stood."""
        with self._lock:
            self._stopping = True
            running = self._crawl
        if running is not None:
            with suppress(ProcessLookupError):
                running.send_signal(signal.SIGTERM)
            try:
                running.wait(CRAWL_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()
        self._scheduler.shutdown()

    def _run(self, scopes: list[Scope]) -> None:
        command = [sys.executable, "-m", "cli.main", "crawl", "--due", "--no-wait", "--with-parent"]
        for scope in scopes:
            command += ["--scope", scope.label]
        with self._lock:
            if self._stopping:
                return
            self._crawl = subprocess.Popen(  # noqa: S603 - our own command, with words of our own
                command, stdin=subprocess.DEVNULL, env=child_environment(demo=self._demo)
            )
        self._crawl.wait()
        with self._lock:
            self._crawl = None
