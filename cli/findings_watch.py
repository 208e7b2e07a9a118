"""Findings that somebody asked for: the worker that crawls asks EC2, with the account that crawls.

One worker at a time does it. boto3 is set up when the first request comes, and none ever may.
"""

from collections.abc import Callable
from threading import Event, Thread

from rich.console import Console

from catalog.database import Database
from catalog.errors import DatabaseError, LockHeldError
from catalog.findings import waiting_for_findings
from catalog.utc_time import now
from cli.holding import TROUBLE_PAUSE_SECONDS
from crawler.errors import CrawlError
from crawler.findings import FindingsSource, fetch_findings

LOOK_PAUSE_SECONDS = 1.0
LOCK = "findings"


class FindingsWatch:
    """Fetches what is asked for, from `start` to `stop`."""

    def __init__(self, database: Database, make_source: Callable[[], FindingsSource], console: Console) -> None:
        self._database = database
        self._make_source = make_source
        self._source: FindingsSource | None = None
        self._console = console
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="findings", daemon=True)

    def start(self) -> None:
        """Begin to look for requests."""
        self._thread.start()

    def stop(self) -> None:
        """Ask about no further image. One that EC2 is being asked about is asked again by the next worker."""
        self._stopping.set()
        self._thread.join(timeout=1)

    def look(self) -> int:
        """Ask about some of the images that wait, a second apart; how many. Raises LockHeldError, CrawlError."""
        with self._database.read() as session:
            if not waiting_for_findings(session, limit=1):
                return 0
        with self._database.lock(LOCK):
            self._source = self._source or self._make_source()
            pause = lambda: self._stopping.wait(LOOK_PAUSE_SECONDS)  # noqa: E731
            return fetch_findings(self._database, self._source, now=now, pause=pause)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_PAUSE_SECONDS):
            try:
                self.look()
            except LockHeldError:
                pass
            except (CrawlError, DatabaseError) as error:
                self._console.print(f"[red]findings:[/] {error}", highlight=False, soft_wrap=True)
                self._stopping.wait(TROUBLE_PAUSE_SECONDS)
