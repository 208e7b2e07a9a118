"""What was worked out last, kept to be told again: so many answers at most, the ones that were asked for last."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Asked = TypeVar("Asked", bound=Hashable)
Told = TypeVar("Told")


class Recent(Generic[Asked, Told]):
    """Serves all threads. Several may work the same out at once: what comes last is kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._told: OrderedDict[Asked, Told] = OrderedDict()

    def known(self, asked: Asked) -> Told | None:
        """What was worked out of this and is kept. None is nothing to keep."""
        with self._lock:
            if asked not in self._told:
                return None
            self._told.move_to_end(asked)
            return self._told[asked]

    def told(self, asked: Asked, work: Callable[[], Told], *, worth: Callable[[Told], bool] = lambda _: True) -> Told:
        """What was worked out of this, or is now; kept if it is `worth` that."""
        known = self.known(asked)
        if known is not None:
            return known
        fresh = work()
        if worth(fresh):
            with self._lock:
                self._told[asked] = fresh
                if len(self._told) > self._most:
                    self._told.popitem(last=False)
        return fresh
