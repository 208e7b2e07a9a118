"""What webhooks are told, by Standard Webhooks: a JSON body with its id, time and signature in headers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson
from standardwebhooks import Webhook as Signing

from api.happening_feed import link_of
from api.services import Services
from api.watching import news
from catalog.happenings import Happening
from catalog.watches import Watch
from catalog.webhooks import WebhookRow

TEST = "test"


def messages_for(services: Services, webhook: WebhookRow, *, now: datetime) -> dict[str, str]:
    """By id the messages of what happened since there is the webhook, in their order; most were told before.

    Raises SearchError, DatabaseError.
    """
    return {
        _id(webhook, f"{one.key} {one.at.isoformat()}"): _body(one, watch, services.public_url)
        for watch, one in news(services, webhook.watches, since=webhook.created_at, now=now)
    }


def test_message(webhook: WebhookRow, *, now: datetime) -> dict[str, str]:
    """A message that says nothing, to see whether it arrives."""
    return {_id(webhook, f"test {now.isoformat()}"): _json(TEST, now, {"webhook_id": webhook.id})}


def headers_of(webhook: WebhookRow, message_id: str, body: str, *, at: datetime) -> Mapping[str, str]:
    """What a message is sent with."""
    return {
        "Content-Type": "application/json",
        "User-Agent": "Amidex-Webhook",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signing(webhook.secret).sign(message_id, at, body),
    }


def _body(told: Happening, watch: Watch, public_url: str) -> str:
    data = {
        "watch": {"kind": watch.kind, "about": watch.about},
        "release_id": told.release_id,
        "name": told.name,
        "regions": told.regions,
        "level_before": told.before or None,
        "level": told.after or None,
        "kind": told.what or None,
        "author": told.by or None,
        "text": told.text,
        "link": f"{public_url}{link_of(told)}",
    }
    return _json(told.kind, told.at, data)


def _json(kind: str, at: datetime, data: Mapping[str, Any]) -> str:
    return orjson.dumps({"type": kind, "timestamp": at, "data": data}).decode(errors="replace")


def _id(webhook: WebhookRow, what: str) -> str:
    return f"msg_{uuid5(NAMESPACE_URL, f'amidex-webhook {webhook.id} {what}').hex}"
