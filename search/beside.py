"""One piece of work on another processor, while its thread does the next.

It is for work that the database or the index does outside of Python. One piece at a time: when several ask at once, the
processors are busy anyway, and each does its own.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from threading import Lock
from typing import TypeVar

Result = TypeVar("Result")


class Beside:
    """Serves all threads of a process."""

    def __init__(self) -> None:
        self._free = Lock()

    @cached_property
    def _helper(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(1, thread_name_prefix="beside")

    def begin(self, work: Callable[[], Result]) -> Callable[[], Result]:
        """Begin the work, unless other work is being done. What is returned gives its result, or raises its error."""
        if not self._free.acquire(blocking=False):
            return work
        future = self._helper.submit(work)
        future.add_done_callback(lambda _: self._free.release())
        return future.result
