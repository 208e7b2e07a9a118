"""Digests: members are written to of what happened to what they watch, and addresses are asked whether they want it.

One worker at a time does it, beside the draining of the outbox.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage

from rich.console import Console

from api.digest_mail import confirmation, digest_message, items_for
from api.mail import MailError, MailRefusedError, MailServer
from api.services import Services
from catalog.database import Database
from catalog.digests import (
    DigestRow,
    Item,
    add_items,
    due_digests,
    forget_old,
    items_to_tell,
    note_failed,
    note_refused,
    note_sent,
)
from cli.lookout import Lookout

DIGESTS_A_LOOK = 50
FORGETTING_EVERY = timedelta(hours=1)
# The operator reads why; a member is told no more of the operator's server.
NOT_TO_BE_HAD = "the mail server took nothing; it is tried again"


class DigestWatch(Lookout):
    """Sends from `start` to `stop`. `services` gives what is there to be asked by now; without a server to send by,
    nothing is sent.
    """

    name = "digests"
    pause_seconds = 5.0

    def __init__(self, services: Callable[[], Services], console: Console) -> None:
        super().__init__(console)
        self._services = services
        self._forgot_at: datetime | None = None

    def database(self) -> Database:
        return self._services().database

    def work(self) -> None:
        self.look()

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
        items: Sequence[Item] = ()
        message: EmailMessage | None = None
        if digest.confirmed_at is None:
            message = confirmation(services, digest, sender=server.sender, at=at)
        elif items := self._to_tell(services, digest, digest.confirmed_at, at):
            message = digest_message(services, digest, items, sender=server.sender, at=at)
        try:
            if message is not None:
                with server.connected() as send:
                    send(message)
        except MailRefusedError as error:
            with services.database.write() as session:
                note_refused(session, digest, outcome=f"refused: {error}", at=services.clock())
        except MailError as error:
            self._tell_trouble(error)
            with services.database.write() as session:
                note_failed(session, digest, outcome=NOT_TO_BE_HAD, at=services.clock())
        else:
            with services.database.write() as session:
                note_sent(session, digest, items, at=services.clock())

    def _to_tell(self, services: Services, digest: DigestRow, confirmed_at: datetime, at: datetime) -> Sequence[Item]:
        """What is not told yet, written down before it is sent."""
        happened = items_for(services, digest, since=confirmed_at, now=at)
        if happened:
            with services.database.write() as session:
                add_items(session, digest, happened)
        with services.database.read() as session:
            return items_to_tell(session, digest)
