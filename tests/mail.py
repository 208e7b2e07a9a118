"""A real SMTP server for tests, that takes mail or refuses it as it is told."""

import socket
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

from api.mail import MailServer

SENDER = "amidex@index.example.org"


class Mailbox:
    """What was sent. `reply`: what a recipient is answered with; None takes everything."""

    def __init__(self):
        self.reply, self.taken = None, []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - the library's name
        if self.reply is None:
            envelope.rcpt_tos.append(address)
        return self.reply or "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@contextmanager
def running_mailbox(**options):
    """A mailbox and the server's port. `options` are those of aiosmtpd's SMTP."""
    mailbox, port = Mailbox(), free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield mailbox, port
    finally:
        controller.stop()


def server_at(port, scheme="smtp+plain", *, host="127.0.0.1", login=""):
    return MailServer.of(f"{scheme}://{login}{host}:{port}", SENDER)
