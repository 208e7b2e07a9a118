"""Noticing that the machine's clock was set: what waits for a moment by it would else wait for days, or not at all."""

import time
from collections.abc import Callable
from threading import Event, Thread

# A clock that is only kept right moves by less.
JUMP_SECONDS = 30.0
LOOK_SECONDS = 5.0


class ClockJumps:
    """Compares the clock with the time that really went by."""

    def __init__(self, clock: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._steady = clock, steady
        self._apart = clock() - steady()

    def jumped(self) -> bool:
        """Whether the clock was set since this was asked last."""
        before, self._apart = self._apart, self._clock() - self._steady()
        return abs(self._apart - before) > JUMP_SECONDS


class JumpWatch:
    """Calls `jumped` whenever the clock was set, from `start` to `stop`."""

    def __init__(self, jumped: Callable[[], None]) -> None:
        self._jumped = jumped
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="clock-jumps", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        jumps = ClockJumps()
        while not self._stopping.wait(LOOK_SECONDS):
            if jumps.jumped():
                self._jumped()
