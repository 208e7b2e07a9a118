"""The outbox: which releases the search index has to be told of.

Whoever changes what search shows adds the release's key in the same transaction. The worker takes keys in the order
they were touched first, brings the index up to date and only then removes them; a key touched meanwhile stays. What a
person did is urgent: it goes before all that crawls and verdicts touched, of which there may be hundreds of thousands.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, literal, true
from sqlmodel import Session, col, select

from catalog.dialects import insert_or, listed
from catalog.tables import Outbox, core
from catalog.utc_time import now


@dataclass(frozen=True, slots=True)
class OutboxKey:
    """A release to index, as it stood when it was taken."""

    position: int
    release_id: str
    revision: int


def enqueue(session: Session, release_ids: Collection[str], *, urgent: bool = False) -> None:
    """Add releases, in this transaction. One that is in the outbox already keeps its place, and stays urgent."""
    if not release_ids:
        return
    # Sorted: two transactions that touch the same releases lock them in the same order and cannot deadlock.
    touched = listed(session, sorted(set(release_ids)))
    at = literal(now(), type_=core(Outbox).c.touched_at.type)
    rows = select(touched.c.value, literal(1), at, literal(urgent)).where(
        true()
    )  # without it SQLite reads ON as a join's
    statement = insert_or(session, Outbox).from_select(["release_id", "revision", "touched_at", "urgent"], rows)
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["release_id"], set_=touched_again(urgent=urgent))
    )


def touched_again(*, urgent: bool = False) -> dict[str, Any]:
    """What changes in the row of a release that is in the outbox already."""
    raised = {"revision": col(Outbox.revision) + 1}
    return raised | {"urgent": True} if urgent else raised


def take(session: Session, limit: int) -> list[OutboxKey]:
    """The next keys, at most `limit`, oldest first: urgent ones alone where there are any. They stay until `settle`."""
    return take_urgent(session, limit) or _take(session, limit, urgent=False)


def take_urgent(session: Session, limit: int) -> list[OutboxKey]:
    """The next keys that are urgent, at most `limit`, oldest first."""
    return _take(session, limit, urgent=True)


def _take(session: Session, limit: int, *, urgent: bool) -> list[OutboxKey]:
    statement = select(Outbox.position, Outbox.release_id, Outbox.revision).where(col(Outbox.urgent).is_(urgent))
    rows = session.exec(statement.order_by(col(Outbox.position)).limit(limit))
    return [OutboxKey(position or 0, release_id, revision) for position, release_id, revision in rows]


def settle(session: Session, keys: Iterable[OutboxKey]) -> None:
    """Remove keys that are indexed, unless they were touched again since they were taken."""
    statement = delete(Outbox).where(
        col(Outbox.position) == bindparam("at"), col(Outbox.revision) == bindparam("taken_revision")
    )
    parameters = [{"at": key.position, "taken_revision": key.revision} for key in keys]
    if parameters:
        session.connection().execute(statement, parameters)


def pending(session: Session) -> int:
    """How many releases wait."""
    return session.exec(select(func.count()).select_from(Outbox)).one()


def oldest_touch(session: Session) -> datetime | None:
    """Since when the first of them waits, None when none does."""
    return session.exec(select(Outbox.touched_at).order_by(col(Outbox.position)).limit(1)).first()


def last_position(session: Session) -> int:
    """The position of the newest key, 0 when there is none: what a crawl waits for when it wants to be searchable."""
    return session.exec(select(func.max(Outbox.position))).one() or 0


def is_settled(session: Session, position: int) -> bool:
    """Whether every key up to this position was indexed."""
    statement = select(Outbox.position).where(col(Outbox.position) <= position).limit(1)
    return session.exec(statement).first() is None
