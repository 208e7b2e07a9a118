"""Crawls that were asked for over HTTP: the worker runs each as `amidex crawl`, in a process of its own.

They do not wait for the clock's crawls: the lock of each region keeps the two apart.
"""

import signal
import subprocess
import sys
from contextlib import suppress
from threading import Event, Thread

from rich.console import Console

from catalog.crawl_requests import TakenRequest, finish_crawl_request, next_crawl_request
from catalog.database import Database
from catalog.errors import DatabaseError
from catalog.utc_time import now
from cli.settings import child_environment

# A request is to be taken up within two seconds.
LOOK_PAUSE_SECONDS = 1.0
TROUBLE_PAUSE_SECONDS = 5.0
STOP_SECONDS = 20.0
NOT_ALL_COMPLETED = "not every crawl completed; GET /v1/crawls says which did not, and why"


class RequestedCrawls:
    """Runs requests one after the other, from `start` to `stop`."""

    def __init__(self, database: Database, console: Console, *, demo: bool) -> None:
        self._database = database
        self._console = console
        self._demo = demo
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="requested-crawls", daemon=True)

    def start(self) -> None:
        """Begin to look for requests."""
        self._thread.start()

    def stop(self) -> None:
        """Take up no more, and end the crawl that runs: its request is taken up again by the next worker."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_PAUSE_SECONDS):
            try:
                with next_crawl_request(self._database, at=now()) as request:
                    if request is not None:
                        self._crawl(request)
            except DatabaseError as error:
                self._console.print(f"[red]requested crawls:[/] {error}", highlight=False, soft_wrap=True)
                self._stopping.wait(TROUBLE_PAUSE_SECONDS)

    def _crawl(self, request: TakenRequest) -> None:
        command = [sys.executable, "-P", "-m", "cli", "crawl", "--no-wait", "--with-parent"]
        for region in request.regions:
            command += ["--region", region]
        for scope in request.scopes:
            command += ["--scope", scope.label]
        with subprocess.Popen(  # noqa: S603 - our own command, with words that were checked when they were asked for
            command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=child_environment(demo=self._demo)
        ) as process:
            last_words = self._wait(process)
        if self._stopping.is_set():
            return
        error = {0: None, 1: NOT_ALL_COMPLETED}.get(process.returncode, last_words)
        with self._database.write() as session:
            finish_crawl_request(session, request.request_id, finished_at=now(), error=error)

    def _wait(self, process: subprocess.Popen[bytes]) -> str:
        """Wait for the end of a crawl, or end it when the worker is to stop; the last line it wrote."""
        while True:
            try:
                _, said = process.communicate(timeout=LOOK_PAUSE_SECONDS)
                break
            except subprocess.TimeoutExpired:
                if self._stopping.is_set():
                    said = _end(process)
                    break
        lines = said.decode(errors="replace").strip().splitlines()
        return lines[-1].removeprefix("amidex: ") if lines else f"the crawl ended with exit code {process.returncode}"


def _end(process: subprocess.Popen[bytes]) -> bytes:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        _, said = process.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        _, said = process.communicate()
    return said
