"""Who judges: this process, or several when thousands of releases wait, since an interpreter uses one processor.

Releases that share a family are judged one after the other (search/strands.py). What else a verdict does to one that
is found at the same time is made good when that is stored (search/look_up_moves.py), or by who asks what `turned`.
"""

import gc
import os
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.context import BaseContext
from typing import Any, Protocol, Self

from catalog.database import Database
from catalog.directory import Directory
from search.index import Encode
from search.preparing import Encoded, Prepared, Preparer
from search.strands import Batch, Strand

# Each takes some 250 MB, and all wait for the catalog's one writer and for the one of the index, which takes a fifth as
# long for a release as judging it.
MOST_PROCESSES = 3


@dataclass(frozen=True)
class Aside:
    """How processes are made, and what each of them does first."""

    context: BaseContext
    begin: Callable[[], None]
    processes: int = min(os.cpu_count() or 1, MOST_PROCESSES)


class Judges(Protocol):
    """Judge releases. Nobody else does so meanwhile, but while they are `idle`."""

    @property
    def idle(self) -> bool: ...

    def turned(self) -> Collection[str]:
        """The releases that turned since this was asked last. Their descendants may have been judged without knowing:
        they are to be handed to the outbox again.
        """

    def prepared(
        self, strands: Sequence[Strand], *, clock: Callable[[], datetime], paused: Callable[[], bool]
    ) -> Iterator[Prepared | Encoded]:
        """What was made of each batch, as it is ready. Nothing more is begun while it is `paused` and not idle yet."""


@dataclass(frozen=True)
class JudgeHere:
    """One process alone: the one that asks."""

    preparer: Preparer
    idle: bool = True

    def turned(self) -> Collection[str]:
        return ()

    def prepared(
        self, strands: Sequence[Strand], *, clock: Callable[[], datetime], paused: Callable[[], bool]
    ) -> Iterator[Prepared]:
        del paused  # it is idle after each
        for strand in strands:
            for batch in strand:
                yield self.preparer.prepare(batch, now=clock())


class JudgesAside:
    """Processes, until it is left."""

    def __init__(self, preparer: Preparer, aside: Aside, encode: Encode) -> None:
        self._preparer = preparer
        self._encode = encode
        self._most = aside.processes + 1  # a batch waits for a process, and no process for a batch
        self._turned: set[str] = set()
        self._running: dict[Future[Encoded], Strand] = {}
        shared = (aside.begin, preparer.database, preparer.directory, aside.context.Lock(), encode)
        self._pool = ProcessPoolExecutor(aside.processes, aside.context, initializer=_begin, initargs=shared)

    @property
    def idle(self) -> bool:
        """Whether nothing is being judged."""
        return not self._running

    def turned(self) -> Collection[str]:
        turned, self._turned = self._turned, set()
        return turned

    def prepared(
        self, strands: Sequence[Strand], *, clock: Callable[[], datetime], paused: Callable[[], bool]
    ) -> Iterator[Encoded]:
        waiting = deque(strands)
        while waiting or self._running:
            while waiting and len(self._running) < self._most and (self.idle or not paused()):
                strand = waiting.popleft()
                self._running[self._submitted(strand[0], clock())] = strand
            done, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in done:
                batch, *rest = self._running.pop(future)
                if rest:
                    waiting.appendleft(rest)
                encoded = self._result(future, batch, clock())
                self._turned |= encoded.turned
                yield encoded

    def _submitted(self, batch: Batch, now: datetime) -> Future[Encoded]:
        try:
            return self._pool.submit(_prepare, batch, now)
        except (RuntimeError, OSError) as error:  # broken or ended already, or it broke while this was being made
            broken: Future[Encoded] = Future()
            broken.set_exception(BrokenProcessPool(str(error)))
            return broken

    def _result(self, future: Future[Encoded], batch: Batch, now: datetime) -> Encoded:
        """When one is killed, most often for want of memory, all of them are ended, and this process does the rest."""
        try:
            return future.result()
        except BrokenProcessPool:
            self._pool.shutdown()  # none of them stores anything any more
            return self._preparer.encoded(batch, self._encode, now=now, storing=nullcontext())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)


_here: dict[str, Any] = {}  # what a process of the pool has: a pool can give it to its functions in no other way


def _begin(
    begin: Callable[[], None],
    database: Database,
    directory: Directory,
    storing: AbstractContextManager[object],
    encode: Encode,
) -> None:
    begin()
    _here.update(preparer=Preparer(database, directory), storing=storing, encode=encode)


def _prepare(batch: Batch, now: datetime) -> Encoded:
    preparer: Preparer = _here["preparer"]
    encoded = preparer.encoded(batch, _here["encode"], now=now, storing=_here["storing"])
    gc.collect(1)  # what a batch leaves in cycles: 40 MB in a drain, were it looked for at its end alone
    return encoded
