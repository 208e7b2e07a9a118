"""Duties that one process at a time has: others stand by, and the next takes over when the holder lets go or dies."""

from collections.abc import Callable
from threading import Event

from rich.console import Console

from catalog.database import Database
from catalog.dialects import HeldLock
from catalog.errors import DatabaseError, LockHeldError

# The server drops a dead process's lock at once; this is how soon somebody notices.
STANDBY_SECONDS = 2.0
TROUBLE_PAUSE_SECONDS = 5.0


def hold_when_free(
    database: Database, lock: str, duty: Callable[[HeldLock], None], *, stop: Event, console: Console
) -> None:
    """Do a duty while this process holds the lock, and try for the lock while it does not, until `stop` is set.

    The duty ends when `stop` is set, and raises the lock's own LockLostError when it is lost. It may run many times.
    Trouble with the database is told to the console and waited out.
    """
    while not stop.is_set():
        try:
            with database.lock(lock) as held:
                duty(held)
        except LockHeldError:
            stop.wait(STANDBY_SECONDS)
        except DatabaseError as error:
            console.print(f"[red]{lock}:[/] {error}", highlight=False, soft_wrap=True)
            stop.wait(TROUBLE_PAUSE_SECONDS)
