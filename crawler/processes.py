"""A sweep in several processes, since parsing is bound by the processor and an interpreter uses one.

On Linux they are forks, which have everything imported already: a second and a half for each, longer than a small crawl
takes. Elsewhere the system's own libraries do not bear it.

Each process crawls one region at a time or several in threads, which wait for EC2 together. The processes tell the
parent how they get on through a queue, and stop at their next page when it says so. They ignore Ctrl-C, which reaches
the whole process group and is the parent's to act on, and end when the parent is gone.
"""

import multiprocessing
import os
import queue
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from multiprocessing.synchronize import Event as ProcessEvent
from threading import Event
from typing import Any

from catalog.crawls import CrawlCounts, CrawlStatus
from catalog.scopes import Scope
from crawler.garbage import expect_many_objects
from crawler.heap import share_one_heap
from crawler.parent import end_with_parent
from crawler.region_crawl import CrawlOutcome, Watcher
from crawler.sweep import Sweep

POLL_SECONDS = 0.1
# One of them waits for the database, which one writes to at a time, while the others use the processors.
PROCESSES_THAT_WAIT = 1
START_METHOD = "fork" if sys.platform == "linux" else "spawn"

# What a process needs to make its own sweep: nothing that is open can be handed over. It must pickle.
MakeSweep = Callable[[], Sweep]


def run_in_processes(
    make_sweep: MakeSweep,
    questions: Sequence[tuple[str, Scope]],
    *,
    parallel_regions: int,
    watching: Callable[[], AbstractContextManager[Watcher]],
    stop: Event,
) -> list[CrawlOutcome]:
    """Crawl each region and scope; the outcomes in the order they ended.

    The caller has no thread besides its own and no connection open, for the processes would have them too; `watching`,
    which may have threads, is entered when they have begun.

    When a process is killed, what it was crawling and what was to follow is failed: the cause, most often a lack of
    memory, would end that too.
    """
    if stop.is_set() or not questions:
        return []
    at_a_time = min(parallel_regions, len(questions))
    processes = min((os.cpu_count() or 1) + PROCESSES_THAT_WAIT, at_a_time)
    threads = [at_a_time // processes + (number < at_a_time % processes) for number in range(processes)]
    context = multiprocessing.get_context(START_METHOD)
    news: Any = context.Queue()
    stopping = context.Event()
    shared = (make_sweep, list(questions), context.Value("i", 0), news, stopping)
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=shared) as pool:
        waiting = {pool.submit(_crawl_on, some) for some in threads}
        ended: set[Future[None]] = set()
        with watching() as watcher:
            heard = _Heard(watcher)
            while waiting:
                if stop.is_set():
                    stopping.set()
                done, waiting = wait(waiting, POLL_SECONDS, FIRST_EXCEPTION)
                ended |= done
                heard.all_of(news)
            heard.all_of(news)
            for future in ended:
                error = future.exception()
                if isinstance(error, BrokenProcessPool):
                    heard.rest_failed(questions)
                elif error is not None:
                    raise error
    return heard.outcomes


class _Heard:
    """What the processes told so far, passed on to the watcher."""

    def __init__(self, watcher: Watcher) -> None:
        self._watcher = watcher
        self.outcomes: list[CrawlOutcome] = []

    def all_of(self, news: Any) -> None:
        while True:
            try:
                call, arguments = news.get(timeout=0.01)
            except queue.Empty:
                return
            getattr(self._watcher, call)(*arguments)
            if call == "finished":
                self.outcomes += arguments

    def rest_failed(self, questions: Sequence[tuple[str, Scope]]) -> None:
        ended = {(outcome.region, outcome.scope) for outcome in self.outcomes}
        error = "a crawling process was killed; was there enough memory? Crawl fewer regions at a time"
        for region, scope in questions:
            if (region, scope) not in ended:
                outcome = CrawlOutcome(region, scope, CrawlStatus.FAILED, CrawlCounts(), 0.0, error)
                self.outcomes.append(outcome)
                self._watcher.finished(outcome)


@dataclass(frozen=True)
class _Messenger:
    """The watcher inside a process: sends on what it is told."""

    news: Any

    def started(self, region: str, scope: Scope) -> None:
        self.news.put(("started", (region, scope)))

    def progressed(self, region: str, scope: Scope, counts: CrawlCounts) -> None:
        # A copy: the queue's own thread pickles it later, when the crawl has counted on.
        self.news.put(("progressed", (region, scope, replace(counts))))

    def finished(self, outcome: CrawlOutcome) -> None:
        self.news.put(("finished", (outcome,)))


# What a process was given when it began: a pool offers its tasks no other way to what cannot be sent to them.
_process: dict[str, Any] = {}


def _begin(
    make_sweep: MakeSweep, questions: list[tuple[str, Scope]], taken: Any, news: Any, stopping: ProcessEvent
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a fork has the handlers of its parent
    end_with_parent()
    share_one_heap()
    _process.update(sweep=make_sweep(), questions=questions, taken=taken, news=news, stopping=stopping)
    expect_many_objects()


def _crawl_on(threads: int) -> None:
    """Crawl one question after the other until none is left, in so many threads."""
    sweep: Sweep = _process["sweep"]
    watcher, stopping = _Messenger(_process["news"]), _process["stopping"]

    def crawl_on() -> None:
        while not stopping.is_set() and (question := _next_question()) is not None:
            try:
                sweep.crawl(*question, watcher=watcher, stopping=stopping)
            except BaseException:
                stopping.set()  # what ends one process, such as a full disk, would end the others too
                raise

    with ThreadPoolExecutor(threads, thread_name_prefix="crawl") as pool:
        for future in [pool.submit(crawl_on) for _ in range(threads)]:
            future.result()


def _next_question() -> tuple[str, Scope] | None:
    taken, questions = _process["taken"], _process["questions"]
    with taken.get_lock():
        number = taken.value
        taken.value += 1
    return questions[number] if number < len(questions) else None
