"""The outbox: which releases the search index has to be told of.

Whoever changes what search shows adds the release's key in the same transaction. The worker takes keys in the order
they were touched first, brings the index up to date and only then removes them; a key touched meanwhile stays. What a
person did is urgent: it goes before all that crawls and verdicts touched, of which there may be hundreds of thousands.

To touch what already waits changes nothing: a crawl does so with most of its releases, region after region.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, func, literal, not_, or_, true, update
from sqlmodel import Session, col, select

from catalog.bulk import listed, listed_pairs
from catalog.dialects import insert_or
from catalog.tables import Outbox, core
from catalog.utc_time import now

OUTBOX = core(Outbox).c
NEWLY_URGENT = (OUTBOX.urgent, not_(OUTBOX.taken))


class Taken(NamedTuple):
    """Releases in the order of their first touch, with what they are called where that was known, and where that of the
    last one stands: None if they are urgent.
    """

    names: dict[str, str | None]
    last: int | None

    @property
    def release_ids(self) -> list[str]:
        return list(self.names)


def enqueue(session: Session, releases: Collection[str] | Mapping[str, str | None], *, urgent: bool = False) -> None:
    """Add releases, by their ids, in this transaction; a mapping says what they are called, which then is not to be
    looked up. One that is in the outbox already keeps its place, and stays urgent.
    """
    if not releases:
        return
    names = releases if isinstance(releases, Mapping) else dict.fromkeys(releases)
    # Sorted: two transactions that touch the same releases lock them in the same order and cannot deadlock.
    named = listed_pairs(session, dict(sorted(names.items()))).c
    enqueue_selected(session, select(named.key, named.value), urgent=urgent)


def enqueue_selected(session: Session, releases: Select[Any], *, urgent: bool = False) -> None:
    """The same of the ids and names that a statement selects, in the order of the ids."""
    at = literal(now(), type_=OUTBOX.touched_at.type)
    # Without a condition SQLite would read the ON of ON CONFLICT as that of a join.
    rows = releases.add_columns(at, literal(urgent), literal(False)).where(true())
    statement = insert_or(session, Outbox).from_select(["release_id", "name", "touched_at", "urgent", "taken"], rows)
    raised = {"taken": False} | ({"urgent": True} if urgent else {})
    news = or_(OUTBOX.taken, not_(OUTBOX.urgent)) if urgent else OUTBOX.taken
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["release_id"], set_=raised, where=news)
    )


def take(session: Session, limit: int) -> Taken:
    """The next keys, at most `limit`, oldest first: urgent ones alone where there are any. They stay until `settle`,
    and are taken again by whoever comes after one that was killed.
    """
    if urgent := _take(session, limit, OUTBOX.urgent):
        return Taken({release_id: name for _, release_id, name in urgent}, None)
    return take_behind(session, limit, 0)


def take_behind(session: Session, limit: int, position: int) -> Taken:
    """The next keys behind a position that are not urgent, by whoever has not settled those before it yet."""
    taken = _take(session, limit, not_(OUTBOX.urgent), OUTBOX.position > position)
    return Taken({release_id: name for _, release_id, name in taken}, taken[-1][0] if taken else position)


def take_urgent(session: Session, limit: int) -> list[str]:
    """The next keys that are urgent and that nobody took since they were touched, at most `limit`, oldest first."""
    return [release_id for _, release_id, _ in _take(session, limit, *NEWLY_URGENT)]


def urgent_waits(session: Session) -> bool:
    """Whether there are such."""
    return session.connection().scalar(select(OUTBOX.position).where(*NEWLY_URGENT).limit(1)) is not None


def _take(session: Session, limit: int, *conditions: Any) -> list[tuple[int, str, str | None]]:
    # What a transaction is about to touch, and another waits for, is left to the next who takes.
    wanted = select(OUTBOX.position).where(*conditions).order_by(OUTBOX.position).limit(limit)
    statement = update(core(Outbox)).where(OUTBOX.position.in_(wanted.with_for_update(skip_locked=True)))
    taken = statement.values(taken=True).returning(OUTBOX.position, OUTBOX.release_id, OUTBOX.name)
    return sorted(map(tuple, session.connection().execute(taken)))


def settle(session: Session, keys: Collection[str]) -> None:
    """Remove keys that are indexed, unless they were touched again since they were taken."""
    if not keys:
        return
    indexed = select(listed(session, list(keys)).c.value)
    done = select(OUTBOX.position).where(OUTBOX.release_id.in_(indexed), OUTBOX.taken)
    # Locked in the order of `enqueue`, and for its reason.
    statement = delete(core(Outbox)).where(OUTBOX.position.in_(done.order_by(OUTBOX.release_id).with_for_update()))
    session.connection().execute(statement)


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
