"""Webhooks: what happened to what members watch is written down as messages, and these are sent.

One worker at a time does it, beside the draining of the outbox. What is watched is asked for by its keys, some webhooks
at a time, those first that wait longest: however much a crawl found, the work is as much as is watched.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from rich.console import Console

from api.errors import FetchError
from api.services import Services
from api.webhook_messages import headers_of, messages_for
from catalog.database import Database
from catalog.webhooks import (
    Delivery,
    WebhookRow,
    add_messages,
    due_deliveries,
    due_webhooks,
    forget_old_deliveries,
    note_delivered,
    note_failed,
    note_looked,
    webhooks_to_look_at,
)
from cli.lookout import Lookout

LOOKED_AT_EVERY = timedelta(minutes=1)
WEBHOOKS_A_LOOK = 50
MESSAGES_A_LOOK = 20
# One that is slow to answer keeps only itself waiting.
SENT_AT_ONCE = 8
GONE = 410


class WebhookWatch(Lookout):
    """Looks and sends from `start` to `stop`. `services` gives what is there to be asked by now."""

    name = "webhooks"
    pause_seconds = 2.0

    def __init__(self, services: Callable[[], Services], console: Console) -> None:
        super().__init__(console)
        self._services = services

    def database(self) -> Database:
        return self._services().database

    def work(self) -> None:
        self.look()
        self.send()

    def look(self) -> None:
        """Write down what happened. Raises SearchError, DatabaseError."""
        services = self._services()
        at = services.clock()
        with services.database.read() as session:
            waiting = webhooks_to_look_at(session, looked_before=at - LOOKED_AT_EVERY, limit=WEBHOOKS_A_LOOK)
        for webhook in waiting:
            bodies = messages_for(services, webhook, now=at)
            with services.database.write() as session:
                add_messages(session, webhook, bodies, at=at)
                note_looked(session, webhook, at=at)
                forget_old_deliveries(session, at=at)

    def send(self) -> None:
        """Send what is due. Raises DatabaseError."""
        services = self._services()
        at = services.clock()
        with services.database.read() as session:
            due = [
                (webhook, due_deliveries(session, webhook.id, at=at, limit=MESSAGES_A_LOOK))
                for webhook in due_webhooks(session, at=at, limit=WEBHOOKS_A_LOOK)
            ]
        if due:
            with ThreadPoolExecutor(SENT_AT_ONCE, thread_name_prefix="webhook") as pool:
                list(pool.map(lambda pair: self._send_all(services, *pair), due))

    def _send_all(self, services: Services, webhook: WebhookRow, deliveries: list[Delivery]) -> None:
        """Until one is not taken: what comes after it waits, so that things are told in their order."""
        for delivery in deliveries:
            if self._stopping.is_set():
                return
            status, outcome = _sent(services, webhook, delivery)
            taken, at = 200 <= status < 300, services.clock()
            with services.database.write() as session:
                if taken:
                    note_delivered(session, webhook, delivery, outcome=outcome, at=at)
                else:
                    note_failed(session, webhook, delivery, outcome=outcome, gone=status == GONE, at=at)
            if not taken:
                return


def _sent(services: Services, webhook: WebhookRow, delivery: Delivery) -> tuple[int, str]:
    """The status that a message was answered with, 0 without any, and what to say of it."""
    headers = headers_of(webhook, delivery.message_id, delivery.body, at=services.clock())
    try:
        # No redirects: a message goes where its member said, and nowhere else.
        answer = services.fetch.fetch(
            webhook.url, method="POST", headers=headers, content=delivery.body.encode(), redirects=0
        )
    except FetchError as error:
        return 0, str(error)
    return answer.status, f"answered {answer.status}"
