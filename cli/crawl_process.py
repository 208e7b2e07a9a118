"""One crawl of the queue, in a process of its own.

It gives its memory back when it ends, may be killed or run out of memory without harm to the worker, and leaves the
worker's interpreter to indexing and to the heartbeats that tell the other workers it is alive.
"""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress

import orjson
from rich.console import Console

from catalog.crawls import CrawlCounts, CrawlStatus, list_crawls
from catalog.errors import DatabaseError
from catalog.scopes import Scope
from cli.crawl_queue import CrawlFailedError, CrawlRequest
from cli.progress import line_of
from cli.settings import child_environment
from cli.wiring import Workplace
from crawler.region_crawl import CrawlOutcome

CRAWL_STOP_SECONDS = 20.0


async def run_crawl(workplace: Workplace, console: Console, request: CrawlRequest) -> None:
    """Crawl what a job asks for, unless it was done meanwhile, and tell how it went.

    Raises CrawlFailedError when it should be tried again. When it is cancelled, it ends the crawl first.
    """
    try:
        done = await asyncio.to_thread(_was_done, workplace, request)
    except DatabaseError as error:
        raise CrawlFailedError(str(error)) from error
    if done:
        return
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.main", "crawl", "--region", request.region, "--scope", request.scope.label),
        *("--no-wait", "--json", "--with-parent"),
        stdin=DEVNULL,
        stdout=PIPE,
        env=child_environment(demo=workplace.place.demo),
    )
    try:
        answer, _ = await process.communicate()
    except asyncio.CancelledError:
        await _end(process)
        raise
    outcome = _outcome(request, answer, process.returncode)
    console.print(line_of(outcome), highlight=False, soft_wrap=True)
    if outcome.status is not CrawlStatus.COMPLETED and not request.is_last_try:
        raise CrawlFailedError(outcome.error)


def _was_done(workplace: Workplace, request: CrawlRequest) -> bool:
    """Whether the crawl was completed since it was asked for: by a worker that died before it could say so."""
    with workplace.database.read() as session:
        completed = list_crawls(
            session,
            region=request.region,
            scope=request.scope,
            status=CrawlStatus.COMPLETED,
            limit=1,
            with_private=True,
        )
        return bool(completed) and completed[0].started_at >= request.asked_at


def _outcome(request: CrawlRequest, answer: bytes, exit_code: int | None) -> CrawlOutcome:
    try:
        [told] = orjson.loads(answer)
    except ValueError:
        error = f"the crawl's process ended with exit code {exit_code} before the crawl did; its last words are above"
        return CrawlOutcome(request.region, request.scope, CrawlStatus.FAILED, CrawlCounts(), 0.0, error)
    return CrawlOutcome(
        told["region"],
        Scope.of_label(told["scope"]),
        CrawlStatus(told["status"]),
        CrawlCounts(told["seen"], told["added"], told["changed"], told["gone"]),
        told["seconds"],
        told["error"],
    )


async def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), CRAWL_STOP_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
