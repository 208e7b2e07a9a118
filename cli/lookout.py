"""What a worker does now and then beside the draining of the outbox: it looks whether something is to be done.

One worker at a time does each. Whoever is being asked when it ends is not waited for: what is not noted is done again.
"""

from abc import ABC, abstractmethod
from threading import Event, Thread
from typing import ClassVar

from rich.console import Console

from catalog.database import Database
from catalog.errors import DatabaseError, LockHeldError
from search.errors import SearchError


class Lookout(ABC):
    """Looks from `start` to `stop`. `name` is that of its lock among workers, and of its thread."""

    name: ClassVar[str]
    pause_seconds: ClassVar[float]

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=self.name, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        self._thread.join(timeout=1)

    @abstractmethod
    def database(self) -> Database:
        """Whose lock is held meanwhile."""

    @abstractmethod
    def work(self) -> None:
        """Look, and do what is to be done. Raises DatabaseError, SearchError: it is tried again after a pause."""

    def _tell_trouble(self, error: Exception) -> None:
        self._console.print(f"[red]{self.name}:[/] {error}", highlight=False, soft_wrap=True)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self.database().lock(self.name):
                    self.work()
            except LockHeldError:
                pass
            except (DatabaseError, SearchError) as error:
                self._tell_trouble(error)
            self._stopping.wait(self.pause_seconds)
