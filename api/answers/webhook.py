"""The answers about webhooks: what they are told of, and how telling them went."""

from datetime import datetime
from typing import Annotated, Any

import orjson
from pydantic import Field

from api.answers.common import Answer, Part
from catalog.watches import WatchKind
from catalog.webhooks import Delivery, WebhookRow


class WatchAnswer(Part):
    """Something watched."""

    kind: WatchKind
    about: Annotated[str, Field(description="An id, a publisher's slug, or the query of a search's address.")]


class WebhookAnswer(Part):
    """A webhook, without its secret."""

    webhook_id: int
    url: str
    watches: list[WatchAnswer]
    created_at: datetime
    failing_since: Annotated[datetime | None, Field(description="Since when nothing was taken. null: it works.")]
    disabled_at: Annotated[
        datetime | None, Field(description="Since when it is told nothing, after a week of failures. null: it is told.")
    ]


class WebhooksAnswer(Answer):
    """The webhooks of who asks."""

    webhooks: list[WebhookAnswer]


class WebhookMadeAnswer(Answer):
    """A new webhook."""

    webhook: WebhookAnswer
    secret: Annotated[str, Field(description="What messages are signed with. It is told this once.")]


class DeliveryAnswer(Part):
    """A message, and how sending it went."""

    message_id: Annotated[str, Field(description="The header webhook-id: the same however often it is sent.")]
    message: dict[str, Any]
    made_at: datetime
    tries: int
    next_at: Annotated[datetime | None, Field(description="When it is sent next. null: delivered, or given up.")]
    delivered_at: datetime | None
    outcome: Annotated[str | None, Field(description="What the last try came to.")]


class DeliveriesAnswer(Answer):
    """What a webhook was told, the latest first."""

    deliveries: list[DeliveryAnswer]


def webhook_answer(webhook: WebhookRow) -> WebhookAnswer:
    """A webhook as its member sees it."""
    return WebhookAnswer(
        webhook_id=webhook.id,
        url=webhook.url,
        watches=[WatchAnswer(kind=watch.kind, about=watch.about) for watch in webhook.watches],
        created_at=webhook.created_at,
        failing_since=webhook.failing_since,
        disabled_at=webhook.disabled_at,
    )


def delivery_answer(delivery: Delivery) -> DeliveryAnswer:
    """A message as its member sees it."""
    fields = delivery._asdict()
    return DeliveryAnswer(message=orjson.loads(fields.pop("body")), **{k: v for k, v in fields.items() if k != "id"})
