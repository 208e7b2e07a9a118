"""How webhooks stand, for who runs the service: how many work, and what waits to be sent."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlmodel import Session

from catalog.webhooks import HOOKS, MEMBERS, SENT


class WebhookStanding(NamedTuple):
    """Webhooks by `working`, `failing` and `disabled`; how many messages wait, and since when."""

    webhooks: Mapping[str, int]
    waiting: int
    since: datetime | None


def webhook_standing(session: Session) -> WebhookStanding:
    """How all webhooks stand. Nothing waits for one that is disabled, or whose member is suspended."""
    status = case((HOOKS.disabled_at.is_not(None), "disabled"), (HOOKS.failing_since.is_not(None), "failing"))
    by_status = select(func.coalesce(status, "working"), func.count()).group_by(status)
    found: dict[str, int] = dict.fromkeys(("working", "failing", "disabled"), 0)
    found |= {name: count for name, count in session.connection().execute(by_status)}  # noqa: C416 - a Row is no pair
    waiting = (
        select(func.count(), func.min(SENT.made_at))
        .join(HOOKS.id.table, HOOKS.id == SENT.webhook_id)
        .join(MEMBERS.id.table, MEMBERS.id == HOOKS.member_id)
        .where(SENT.next_at.is_not(None), HOOKS.disabled_at.is_(None), MEMBERS.suspended_at.is_(None))
    )
    count, since = session.connection().execute(waiting).one()
    return WebhookStanding(found, count, since)
