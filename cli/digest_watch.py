"""Digests: members are written to of what happened to what they watch, and addresses are asked whether they want it.

One worker at a time does it, beside the draining of the outbox.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event, Thread

from rich.console import Console

from api.digest_mail import confirmation, digest_message, items_for
from api.mail import MailError, MailRefusedError, MailServer
from api.services import Services
from catalog.digests import (
    DigestRow,
    add_items,
    due_digests,
    forget_old,
    items_to_tell,
    note_failed,
    note_refused,
    note_sent,
)
from catalog.errors import DatabaseError, LockHeldError
from search.errors import SearchError

LOOK_PAUSE_SECONDS = 5.0
DIGESTS_A_LOOK = 50
LOCK = "digests"
FORGETTING_EVERY = timedelta(hours=1)
# The operator reads why; a member is told no more of the operator's server.
NOT_TO_BE_HAD = "the mail server took nothing; it is tried again"


class DigestWatch:
    """Sends from `start` to `stop`. `services` gives what is there to be asked by now; without a server to send by,
    nothing is sent.
    """

    def __init__(self, services: Callable[[], Services], console: Console) -> None:
        self._services = services
        self._console = console
        self._forgot_at: datetime | None = None
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="digests", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more. A server that is being spoken with is not waited for: what it was sent is sent again."""
        self._stopping.set()
        self._thread.join(timeout=1)

    def look(self) -> None:
        """Send what is due. Raises SearchError, DatabaseError."""
        services = self._services()
        at = services.clock()
        self._forget(services, at)
        if services.mail is None:
            return
        with services.database.read() as session:
            due = due_digests(session, at=at, limit=DIGESTS_A_LOOK)
        for digest in due:
            if self._stopping.is_set():
                return
            self._tell(services, services.mail, digest)

    def _forget(self, services: Services, at: datetime) -> None:
        """Once an hour, and whenever the clock went back."""
        if self._forgot_at is None or not timedelta(0) <= at - self._forgot_at < FORGETTING_EVERY:
            with services.database.write() as session:
                forget_old(session, at=at)
            self._forgot_at = at

    def _tell(self, services: Services, server: MailServer, digest: DigestRow) -> None:
        at = services.clock()
        happened = items_for(services, digest, now=at)
        if happened:
            with services.database.write() as session:
                add_items(session, digest, happened)
        with services.database.read() as session:
            items = items_to_tell(session, digest)
        if digest.confirmed_at is None:
            items, message = [], confirmation(services, digest, sender=server.sender, at=at)
        elif items:
            message = digest_message(services, digest, items, sender=server.sender, at=at)
        else:
            message = None
        try:
            if message is not None:
                with server.connected() as send:
                    send(message)
        except MailRefusedError as error:
            with services.database.write() as session:
                note_refused(session, digest, outcome=f"refused: {error}", at=services.clock())
        except MailError as error:
            self._console.print(f"[red]digests:[/] {error}", highlight=False, soft_wrap=True)
            with services.database.write() as session:
                note_failed(session, digest, outcome=NOT_TO_BE_HAD, at=services.clock())
        else:
            with services.database.write() as session:
                note_sent(session, digest, items, at=services.clock())

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._services().database.lock(LOCK):
                    self.look()
            except LockHeldError:
                pass
            except (DatabaseError, SearchError) as error:
                self._console.print(f"[red]digests:[/] {error}", highlight=False, soft_wrap=True)
            self._stopping.wait(LOOK_PAUSE_SECONDS)
