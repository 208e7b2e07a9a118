"""Webhooks: what a member watches, and the messages that tell him of it.

A message is written down before it is sent, once by its id, and stays due until it was delivered or given up: who is
killed in between sends it again, by the same id.
"""

import secrets
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.sql import Select
from sqlmodel import Session

from catalog.dialects import insert_or
from catalog.errors import ConflictError
from catalog.member_tables import Member
from catalog.tables import core
from catalog.watches import Watch, packed, unpacked
from catalog.webhook_tables import Webhook, WebhookDelivery

HOOKS, SENT, MEMBERS = core(Webhook).c, core(WebhookDelivery).c, core(Member).c

MOST_WEBHOOKS = 5
SECRET_PREFIX = "whsec_"  # noqa: S105 - of all secrets
# Until a message is tried again, by how often it was tried; after the last it is given up.
BACKOFF = tuple(
    timedelta(**pause)
    for pause in (
        *({"seconds": 5}, {"minutes": 5}, {"minutes": 30}),
        *({"hours": hours} for hours in (2, 5, 10, 14, 20, 24)),
    )
)
DISABLED_AFTER = timedelta(days=7)
KEPT = timedelta(days=60)


class WebhookRow(NamedTuple):
    """A webhook. Its fields are the columns of `Webhook`."""

    id: int
    member_id: int
    url: str
    secret: str
    watches: tuple[Watch, ...]
    created_at: datetime
    looked_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None


class Delivery(NamedTuple):
    """A message, and how sending it went. Its fields are columns of `WebhookDelivery`."""

    id: int
    message_id: str
    body: str
    made_at: datetime
    tries: int
    next_at: datetime | None
    delivered_at: datetime | None
    outcome: str | None


def add_webhook(session: Session, member_id: int, *, url: str, watches: Sequence[Watch], at: datetime) -> WebhookRow:
    """A new webhook of a member's, with a secret of its own. Raises ConflictError when he has as many as he may."""
    count = select(func.count()).where(HOOKS.member_id == member_id)
    if session.connection().execute(count).scalar_one() >= MOST_WEBHOOKS:
        raise ConflictError(f"you have {MOST_WEBHOOKS} webhooks, which is the most: remove one first")
    row = {
        "member_id": member_id,
        "url": url,
        "secret": SECRET_PREFIX + b64encode(secrets.token_bytes(32)).decode(),
        "watches": packed(watches),
        "created_at": at,
        "looked_at": at,
        "failing_since": None,
        "disabled_at": None,
    }
    made = session.connection().execute(insert(core(Webhook)).returning(HOOKS.id), row).scalar_one()
    found = webhook_of(session, member_id, made)
    if found is None:
        raise RuntimeError(f"webhook {made} went within a transaction")
    return found


def webhooks_of(session: Session, member_id: int) -> list[WebhookRow]:
    """A member's webhooks, in the order they were made."""
    return _hooks(session.connection().execute(_select().where(HOOKS.member_id == member_id).order_by(HOOKS.id)).all())


def webhook_of(session: Session, member_id: int, webhook_id: int) -> WebhookRow | None:
    """A webhook, if it is this member's."""
    statement = _select().where(HOOKS.member_id == member_id, HOOKS.id == webhook_id)
    return next(iter(_hooks(session.connection().execute(statement).all())), None)


def remove_webhook(session: Session, webhook: WebhookRow) -> None:
    """Forget it, and all that it was told."""
    session.connection().execute(delete(core(WebhookDelivery)).where(SENT.webhook_id == webhook.id))
    session.connection().execute(delete(core(Webhook)).where(HOOKS.id == webhook.id))


def webhooks_to_look_at(session: Session, *, looked_before: datetime, limit: int) -> list[WebhookRow]:
    """Those that wait longest to be asked what happened; without disabled ones and those of suspended members."""
    statement = _living().where(HOOKS.looked_at < looked_before).order_by(HOOKS.looked_at).limit(limit)
    return _hooks(session.connection().execute(statement).all())


def note_looked(session: Session, webhook: WebhookRow, *, at: datetime) -> None:
    """It was asked what happened to what is watched."""
    session.connection().execute(update(core(Webhook)).where(HOOKS.id == webhook.id).values(looked_at=at))


def add_messages(session: Session, webhook: WebhookRow, bodies: Mapping[str, str], *, at: datetime) -> int:
    """Write down messages, body by id, that are to be sent; how many were not written down before."""
    rows = [
        {
            "webhook_id": webhook.id,
            "message_id": message_id,
            "body": body,
            "made_at": at,
            "tries": 0,
            "next_at": at,
            "delivered_at": None,
            "outcome": None,
        }
        for message_id, body in bodies.items()
    ]
    before = set(session.connection().scalars(select(SENT.message_id).where(SENT.webhook_id == webhook.id)))
    new = [row for row in rows if row["message_id"] not in before]
    if new:
        session.connection().execute(insert_or(session, WebhookDelivery).on_conflict_do_nothing(), new)
    return len(new)


def deliveries_of(session: Session, webhook_id: int, *, limit: int) -> list[Delivery]:
    """What a webhook was told, the latest first."""
    statement = _sent().where(SENT.webhook_id == webhook_id).order_by(SENT.id.desc()).limit(limit)
    return [Delivery(*row) for row in session.connection().execute(statement)]


def due_webhooks(session: Session, *, at: datetime, limit: int) -> list[WebhookRow]:
    """Those that something is to be sent to now."""
    due = select(SENT.webhook_id).where(SENT.next_at <= at).distinct()
    statement = _living().where(HOOKS.id.in_(due)).order_by(HOOKS.id).limit(limit)
    return _hooks(session.connection().execute(statement).all())


def due_deliveries(session: Session, webhook_id: int, *, at: datetime, limit: int) -> list[Delivery]:
    """What is to be sent to a webhook now, in the order it happened."""
    statement = _sent().where(SENT.webhook_id == webhook_id, SENT.next_at <= at).order_by(SENT.id).limit(limit)
    return [Delivery(*row) for row in session.connection().execute(statement)]


def note_delivered(session: Session, webhook: WebhookRow, delivery: Delivery, *, outcome: str, at: datetime) -> None:
    """A message was taken: the webhook works."""
    _note(session, delivery, outcome=outcome, next_at=None, delivered_at=at)
    session.connection().execute(update(core(Webhook)).where(HOOKS.id == webhook.id).values(failing_since=None))


def note_failed(
    session: Session, webhook: WebhookRow, delivery: Delivery, *, outcome: str, gone: bool, at: datetime
) -> None:
    """A message was not taken, and what waits behind it waits as long. After a week of that, or when the receiver says
    that it is `gone` for good, the webhook is disabled.
    """
    next_at = at + BACKOFF[delivery.tries] if delivery.tries < len(BACKOFF) else None
    since = webhook.failing_since or at
    disabled = gone or at - since >= DISABLED_AFTER
    _note(session, delivery, outcome=outcome, next_at=None if disabled else next_at, delivered_at=None)
    waiting = update(core(WebhookDelivery)).where(SENT.webhook_id == webhook.id, SENT.next_at <= at)
    session.connection().execute(waiting.values(next_at=None if disabled else next_at or at + BACKOFF[-1]))
    session.connection().execute(
        update(core(Webhook))
        .where(HOOKS.id == webhook.id)
        .values(failing_since=since, disabled_at=at if disabled else None)
    )


def enable(session: Session, webhook: WebhookRow) -> None:
    """Take it for one that works, whatever was."""
    values = {"failing_since": None, "disabled_at": None}
    session.connection().execute(update(core(Webhook)).where(HOOKS.id == webhook.id).values(values))


def forget_old_deliveries(session: Session, *, at: datetime) -> None:
    """Forget what was told long ago: longer than anything is looked for."""
    session.connection().execute(delete(core(WebhookDelivery)).where(SENT.made_at < at - KEPT, SENT.next_at.is_(None)))


def _note(
    session: Session, delivery: Delivery, *, outcome: str, next_at: datetime | None, delivered_at: datetime | None
) -> None:
    values = {"tries": delivery.tries + 1, "outcome": outcome, "next_at": next_at, "delivered_at": delivered_at}
    session.connection().execute(update(core(WebhookDelivery)).where(SENT.id == delivery.id).values(values))


def _select() -> Select[Any]:
    return select(*(HOOKS[name] for name in WebhookRow._fields))


def _living() -> Select[Any]:
    joined = _select().join_from(core(Webhook), core(Member), MEMBERS.id == HOOKS.member_id)
    return joined.where(HOOKS.disabled_at.is_(None), MEMBERS.suspended_at.is_(None))


def _sent() -> Select[Any]:
    return select(*(SENT[name] for name in Delivery._fields))


def _hooks(rows: Iterable[Row[Any]]) -> list[WebhookRow]:
    return [WebhookRow(**row._asdict() | {"watches": unpacked(row.watches)}) for row in rows]
