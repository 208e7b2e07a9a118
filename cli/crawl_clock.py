"""The embedded worker's clock: it starts `amidex crawl --due`, in a process of its own, one at a time.

Which regions a crawl takes up is not remembered here: it looks in the catalog for what is due, and so goes on where the
last one was stopped, whatever stopped it.
"""

import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from threading import Lock

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from catalog.scopes import Scope
from cli.clock_jumps import JumpWatch
from cli.settings import Settings, child_environment, crawl_intervals
from cli.timetable import JITTER_SHARE

CRAWL_STOP_SECONDS = 20.0


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
        self._intervals = crawl_intervals(settings)
        self._plan()
        # By a clock that was days ahead, everything would be planned for then.
        self._jumps = JumpWatch(self._plan)

    def start(self) -> None:
        """Begin to keep time."""
        self._scheduler.start()
        self._jumps.start()

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
        self._jumps.stop()
        self._scheduler.shutdown()

    def _plan(self) -> None:
        """From now on: what is due at once, and each scope after its interval."""
        add = partial(self._scheduler.add_job, self._run, replace_existing=True)
        # Without a name: another like it that still runs must not keep it from being run.
        add(args=[list(Scope)], next_run_time=datetime.now(UTC))
        for scope, interval in self._intervals.items():
            seconds = interval.total_seconds()
            trigger = IntervalTrigger(seconds=seconds, jitter=seconds * JITTER_SHARE, timezone=UTC)
            add(trigger=trigger, args=[[scope]], id=scope.label)

    def _run(self, scopes: list[Scope]) -> None:
        command = [sys.executable, "-P", "-m", "cli", "crawl", "--due", "--no-wait", "--with-parent"]
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
