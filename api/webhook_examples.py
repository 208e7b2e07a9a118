"""The answers the OpenAPI document shows of webhooks."""

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import BaseModel

from api.answers.webhook import (
    DeliveriesAnswer,
    DeliveryAnswer,
    WatchAnswer,
    WebhookAnswer,
    WebhookMadeAnswer,
    WebhooksAnswer,
)
from catalog.watches import WatchKind
from catalog.webhooks import SECRET_PREFIX

_AT = datetime(2026, 9, 30, 8, 14, 2, tzinfo=UTC)
_WEBHOOK = WebhookAnswer(
    webhook_id=3,
    url="https://hooks.example.org/amidex",
    watches=[WatchAnswer(kind=WatchKind.IMAGE, about="ami-0abcdef1234567890")],
    created_at=_AT,
    failing_since=None,
    disabled_at=None,
)
_DELIVERIES = DeliveriesAnswer(
    demo=False,
    deliveries=[
        DeliveryAnswer(
            message_id="msg_0f9e8d7c6b5a493821300f9e8d7c6b5a",
            message={"type": "test", "timestamp": _AT.isoformat(), "data": {"webhook_id": 3}},
            made_at=_AT,
            tries=0,
            next_at=_AT,
            delivered_at=None,
            outcome=None,
        )
    ],
)

WEBHOOK_EXAMPLES: Mapping[str, Mapping[str, BaseModel]] = {
    "listWebhooks": {"200": WebhooksAnswer(demo=False, webhooks=[_WEBHOOK])},
    "addWebhook": {
        "201": WebhookMadeAnswer(demo=False, webhook=_WEBHOOK, secret=f"{SECRET_PREFIX}a2VwdCB3aGVyZSBpdCBpcyB1c2Vk")
    },
    "testWebhook": {"202": _DELIVERIES},
    "listDeliveries": {"200": _DELIVERIES},
}
