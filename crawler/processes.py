"""A sweep in several processes, each crawling one region at a time: parsing is bound by the processor, and Python's
interpreter uses one a process.

The processes tell the parent how they get on through a queue, and stop at their next page when it says so. They ignore
Ctrl-C, which reaches the whole process group and is the parent's to act on, and end when the parent is gone.
"""

import multiprocessing
import queue
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.synchronize import Event as ProcessEvent
from threading import Event
from typing import Any

from catalog.crawls import CrawlCounts, CrawlStatus
from catalog.scopes import Scope
from crawler.parent import end_with_parent
from crawler.region_crawl import CrawlOutcome, Watcher
from crawler.sweep import Sweep

POLL_SECONDS = 0.1

# What a process needs to make its own sweep: nothing that is open can be handed over. It must pickle.
MakeSweep = Callable[[], Sweep]


def run_in_processes(
    make_sweep: MakeSweep,
    questions: Sequence[tuple[str, Scope]],
    *,
    processes: int,
    watcher: Watcher,
    stop: Event,
) -> list[CrawlOutcome]:
    """Crawl each region and scope; the outcomes in the order they ended. As `Sweep.run`, which it is to be used like.

    A crawl whose process is killed is failed, as are those that were to follow: its cause, most often a lack of memory,
    would end them too.
    """
    context = multiprocessing.get_context("spawn")
    news: Any = context.Queue()
    stopping = context.Event()
    outcomes: list[CrawlOutcome] = []
    pool = ProcessPoolExecutor(
        min(processes, len(questions)), context, initializer=_begin, initargs=(make_sweep, news, stopping)
    )
    with pool:
        futures = {pool.submit(_crawl, region, scope): (region, scope) for region, scope in questions}
        waiting = set(futures)
        while waiting:
            if stop.is_set():
                stopping.set()
                for future in waiting:
                    future.cancel()
            done, waiting = wait(waiting, POLL_SECONDS, FIRST_EXCEPTION)
            _tell(news, watcher)
            for future in done:
                outcome = _outcome(future, *futures[future])
                if outcome is not None:
                    outcomes.append(outcome)
                    watcher.finished(outcome)
    return outcomes


def _outcome(future: Future[CrawlOutcome | None], region: str, scope: Scope) -> CrawlOutcome | None:
    if future.cancelled():
        return None
    try:
        return future.result()
    except BrokenProcessPool:
        error = "a crawling process was killed; was there enough memory? Crawl fewer regions at a time"
        return CrawlOutcome(region, scope, CrawlStatus.FAILED, CrawlCounts(), 0.0, error)


def _tell(news: Any, watcher: Watcher) -> None:
    while True:
        try:
            call, arguments = news.get_nowait()
        except queue.Empty:
            return
        getattr(watcher, call)(*arguments)


@dataclass(frozen=True)
class _Messenger:
    """The watcher inside a process: sends on what it is told. The parent tells of the end itself."""

    news: Any

    def started(self, region: str, scope: Scope) -> None:
        self.news.put(("started", (region, scope)))

    def progressed(self, region: str, scope: Scope, counts: CrawlCounts) -> None:
        self.news.put(("progressed", (region, scope, counts)))

    def finished(self, outcome: CrawlOutcome) -> None:
        pass


# What a process made when it began: its tasks come without it. The one global there is, since the pool offers no other.
_process: dict[str, Any] = {}


def _begin(make_sweep: MakeSweep, news: Any, stopping: ProcessEvent) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    _process.update(sweep=make_sweep(), watcher=_Messenger(news), stopping=stopping)


def _crawl(region: str, scope: Scope) -> CrawlOutcome | None:
    if _process["stopping"].is_set():
        return None
    sweep: Sweep = _process["sweep"]
    return sweep.crawl(region, scope, watcher=_process["watcher"], stopping=_process["stopping"])
