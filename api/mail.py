"""Mail by SMTP, over TLS unless the operator said otherwise."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from catalog.mail_address import check_mail_address

TIMEOUT_SECONDS = 20
PERMANENT = 500
LONGEST_REPLY_CHARACTERS = 200


class MailError(Exception):
    """A mail was not taken, or the server is not to be had: it is worth trying again. Says what the server said."""


class MailRefusedError(MailError):
    """There is no such address, or it takes nothing of ours: trying again is in vain."""


class Security(StrEnum):
    """How a server is spoken with, as the scheme of its URL."""

    STARTTLS = "smtp"
    TLS = "smtps"
    NONE = "smtp+plain"


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}
URL_FORM = (
    "smtp://user:password@host:587 (STARTTLS), smtps://user:password@host:465 (TLS), "
    "or smtp+plain://host:25 for a relay on this machine"
)


@dataclass(frozen=True)
class MailServer:
    """The server that takes our mail, and the address it is sent from."""

    host: str
    port: int
    security: Security
    sender: str
    user: str | None = None
    password: str | None = None

    @classmethod
    def of(cls, url: str, sender: str) -> "MailServer":
        """The server at a URL like those of URL_FORM. Raises ValueError, which has nothing of the URL in it."""
        parts = urlsplit(url)
        try:
            security, port = Security(parts.scheme), parts.port
        except ValueError:
            raise ValueError(f"it should be {URL_FORM}") from None
        if (
            not parts.hostname
            or parts.path.strip("/")
            or parts.query
            or (parts.username is None) != (parts.password is None)
        ):
            raise ValueError(f"it should be {URL_FORM}")
        user, password = (None if text is None else unquote(text) for text in (parts.username, parts.password))
        return cls(parts.hostname, port or PORTS[security], security, check_mail_address(sender), user, password)

    @contextmanager
    def connected(self) -> Iterator[Callable[[EmailMessage], None]]:
        """What sends messages as long as the block lasts; it raises MailRefusedError for an address that takes none.

        Raises MailError when the server is not to be had, or takes nothing from us.
        """
        try:
            connection = self._connection()
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(f"the mail server {self.host}:{self.port} is not to be had: {_told(error)}") from error
        try:
            yield lambda message: _send(connection, message)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()

    def _connection(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security is Security.TLS:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        try:
            if self.security is Security.STARTTLS:
                connection.starttls(context=context)
            if self.user is not None and self.password is not None:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _send(connection: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        connection.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        ((code, reply),) = error.recipients.values()
        told = f"{code} {reply.decode(errors='replace')}"[:LONGEST_REPLY_CHARACTERS]
        if code >= PERMANENT:
            raise MailRefusedError(told) from error
        raise MailError(told) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailError(_told(error)) from error


def _told(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        text = reply.decode(errors="replace") if isinstance(reply, bytes) else reply
        return f"{error.smtp_code} {text}"[:LONGEST_REPLY_CHARACTERS]
    return str(error)[:LONGEST_REPLY_CHARACTERS] or type(error).__name__
