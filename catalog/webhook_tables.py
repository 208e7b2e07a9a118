"""The tables of webhooks: what members watch, where they are told, and what they were told."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field

from catalog.tables import RowId, Table, time_field


class Webhook(Table, table=True):
    """A URL that a member has told what happens to what he watches.

    Messages are signed by the secret, so that a digest of it would not do.
    """

    __tablename__ = "webhook"
    __table_args__ = (Index(None, "member_id"), Index(None, "looked_at"))

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=False))
    url: str
    secret: str
    watches: str  # JSON: a list of catalog.watches.Watch
    created_at: datetime = time_field()
    looked_at: datetime = time_field()  # when it was last asked what happened to what is watched
    failing_since: datetime | None = time_field(nullable=True)
    disabled_at: datetime | None = time_field(nullable=True)


class WebhookDelivery(Table, table=True):
    """A message for a webhook, and how sending it went."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (UniqueConstraint("webhook_id", "message_id"), Index(None, "next_at"))

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    webhook_id: int = Field(sa_column=Column(RowId, ForeignKey("webhook.id"), nullable=False))
    message_id: str  # made from what happened: the same is told once
    body: str  # JSON, as it is sent
    made_at: datetime = time_field()
    tries: int
    next_at: datetime | None = time_field(nullable=True)  # None: delivered, or given up
    delivered_at: datetime | None = time_field(nullable=True)
    outcome: str | None  # of the last try
