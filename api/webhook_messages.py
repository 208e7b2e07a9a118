"""What webhooks are told, by Standard Webhooks: a JSON body with its id, time and signature in headers."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson
from standardwebhooks import Webhook as Signing

from api.happening_feed import link_of
from api.services import Services
from api.watching import happened
from catalog.happenings import Happening, HappeningKind
from catalog.webhooks import Watch, WebhookRow

# A crawl sees the regions of a release one after the other: what happens to its images is told when that is over.
OF_IMAGES = frozenset({HappeningKind.RELEASED, HappeningKind.DEPRECATED, HappeningKind.GONE, HappeningKind.CAME_BACK})
SETTLED_AFTER = timedelta(minutes=2)
# What is older was told or will not be: no message is kept for ever.
TOLD_WITHIN = timedelta(days=30)
TEST = "test"


def messages_for(services: Services, webhook: WebhookRow, *, now: datetime) -> dict[str, str]:
    """By id the messages of what happened since there is the webhook; most will have been told before.

    Raises SearchError, DatabaseError.
    """
    since = max(webhook.created_at, now - TOLD_WITHIN)
    found: dict[str, tuple[datetime, str]] = {}
    for watch in webhook.watches:
        for one in happened(services, watch, now=now):
            if since < one.at <= now - (SETTLED_AFTER if one.kind in OF_IMAGES else timedelta(0)):
                message_id = _id(webhook, f"{one.key} {one.at.isoformat()}")
                found.setdefault(message_id, (one.at, _body(one, watch, services.public_url)))
    # In the order in which it happened.
    return {message_id: body for message_id, (_, body) in sorted(found.items(), key=lambda item: item[1][0])}


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
