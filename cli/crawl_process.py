"""One crawl of the queue, in a process of its own.

It gives its memory back when it ends, may be killed or run out of memory without harm to the worker, and leaves the
worker's interpreter to indexing and to the heartbeats that tell the other workers it is alive.

Most crawls find little new and take less time than the imports would: see cli/forks.py.
"""

import asyncio
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess

from rich.console import Console

from catalog.crawls import WHOLE, CrawlCounts, CrawlStatus, list_crawls
from catalog.errors import DatabaseError
from cli.crawl_child import crawl_in_child
from cli.crawl_queue import CrawlFailedError, CrawlRequest
from cli.forks import forks
from cli.progress import line_of
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
    outcome = await _crawl_apart(forks(), request)
    console.print(line_of(outcome), highlight=False, soft_wrap=True)
    if outcome.warning:
        console.print(f"[yellow]warning:[/] {outcome.region}: {outcome.warning}", highlight=False, soft_wrap=True)
    if outcome.status not in WHOLE and not request.is_last_try:
        raise CrawlFailedError(outcome.error)


def _was_done(workplace: Workplace, request: CrawlRequest) -> bool:
    """Whether all was seen since the crawl was asked for: by a worker that died before it could say so."""
    with workplace.database.read() as session:
        newest = list_crawls(session, region=request.region, scope=request.scope, limit=1, with_private=True)
        return any(crawl.status in WHOLE and crawl.started_at >= request.asked_at for crawl in newest)


async def _crawl_apart(context: ForkServerContext, request: CrawlRequest) -> CrawlOutcome:
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=crawl_in_child, args=(sender, request.region, request.scope))
    # The first start waits for the server's imports. A cancelled start would leave a process that nobody knows.
    starting = asyncio.ensure_future(asyncio.to_thread(process.start))
    try:
        await asyncio.shield(starting)
        sender.close()
        await _end_of(process)
    except asyncio.CancelledError:
        await starting
        await _stop(process)
        raise
    with receiver:
        return _outcome(request, receiver, process)


def _outcome(request: CrawlRequest, receiver: Connection, process: ForkServerProcess) -> CrawlOutcome:
    try:
        outcome: CrawlOutcome = receiver.recv()
    except EOFError:
        error = f"the crawl's process ended with exit code {process.exitcode} before the crawl did"
        return CrawlOutcome(request.region, request.scope, CrawlStatus.FAILED, CrawlCounts(), 0.0, error)
    return outcome


async def _end_of(process: ForkServerProcess) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(process.sentinel, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(process.sentinel)
    process.join()


async def _stop(process: ForkServerProcess) -> None:
    process.terminate()
    try:
        await asyncio.wait_for(_end_of(process), CRAWL_STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await _end_of(process)
