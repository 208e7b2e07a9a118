"""An answer that costs much and changes seldom, kept for some seconds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Lock
from typing import Generic, TypeVar

Told = TypeVar("Told")


class Remembered(Generic[Told]):
    """The same for everybody who asks. Several may make it at once; what is made last is kept."""

    def __init__(self, kept: timedelta) -> None:
        self._kept = kept
        self._lock = Lock()
        self._made: tuple[datetime, Told] | None = None

    def told(self, now: datetime, make: Callable[[], Told]) -> Told:
        """What was made lately; a clock that went back makes it anew."""
        with self._lock:
            made = self._made
        if made is not None and timedelta(0) <= now - made[0] < self._kept:
            return made[1]
        fresh = make()
        with self._lock:
            self._made = now, fresh
        return fresh
