"""Digests: an e-mail address of a member's, and what is to be told there.

What happened is written down, once by its key, before it is sent, and stays to be told until a mail that has it was
taken: who is killed in between sends it again. An address is written to once, to ask whether it wants to be, until it
is confirmed by a link in that mail.
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.sql import Select
from sqlmodel import Session

from catalog.dialects import insert_or
from catalog.digest_tables import Digest, DigestItem
from catalog.member_tables import Member
from catalog.tables import core
from catalog.watches import Watch, packed, unpacked

DIGESTS, ITEMS, MEMBERS = core(Digest).c, core(DigestItem).c, core(Member).c

# Until a mail is tried again, by how often it was tried. After the last it waits for the next digest, which has it all.
BACKOFF = tuple(timedelta(**pause) for pause in ({"minutes": 2}, {"minutes": 15}, {"hours": 1}, {"hours": 4}))
CONFIRM_WITHIN = timedelta(days=2)
# An address that nobody confirmed is forgotten.
UNCONFIRMED_KEPT = timedelta(days=7)
KEPT = timedelta(days=60)


class Every(StrEnum):
    """How often a digest is sent."""

    DAY = "day"
    WEEK = "week"

    @property
    def time(self) -> timedelta:
        """The time between two."""
        return timedelta(days=1 if self is Every.DAY else 7)


class DigestRow(NamedTuple):
    """A digest. Its fields are the columns of `Digest`."""

    id: int
    member_id: int
    address: str
    every: Every
    secret: str
    watches: tuple[Watch, ...]
    created_at: datetime
    confirmed_at: datetime | None
    next_at: datetime | None
    tries: int
    sent_at: datetime | None
    outcome: str | None
    refused_at: datetime | None


class Item(NamedTuple):
    """Something that happened. `link`: a path of this service. Its fields are columns of `DigestItem`."""

    key: str
    at: datetime
    title: str
    summary: str
    link: str


def digest_of(session: Session, member_id: int) -> DigestRow | None:
    """A member's digest."""
    return _one(session, _select().where(DIGESTS.member_id == member_id))


def digest_by_id(session: Session, digest_id: int) -> DigestRow | None:
    """A digest, whoever has it: for links, which say by their signature that they are of it."""
    return _one(session, _select().where(DIGESTS.id == digest_id))


def set_digest(
    session: Session, member_id: int, *, address: str, every: Every, watches: Sequence[Watch], at: datetime
) -> DigestRow:
    """Give a member this digest, instead of the one he has. An address that was confirmed stays so; any other is asked,
    and links that another was sent are good no more.
    """
    before = digest_of(session, member_id)
    values: dict[str, Any] = {"address": address, "every": every, "watches": packed(watches)}
    confirmed_at = confirmed_for(before, address)
    if confirmed_at is not None:
        values |= {"next_at": _next(confirmed_at, every, at), "tries": 0}
    else:
        values |= {
            "secret": secrets.token_urlsafe(32),
            "created_at": at,
            "confirmed_at": None,
            "next_at": at,
            "tries": 0,
            "sent_at": None,
            "outcome": None,
            "refused_at": None,
        }
    if before is None:
        session.connection().execute(insert(core(Digest)), {"member_id": member_id} | values)
    else:
        if confirmed_at is None:  # another address is told nothing from before
            session.connection().execute(delete(core(DigestItem)).where(ITEMS.digest_id == before.id))
        session.connection().execute(update(core(Digest)).where(DIGESTS.id == before.id).values(values))
    found = digest_of(session, member_id)
    if found is None:
        raise RuntimeError(f"the digest of member {member_id} went within a transaction")
    return found


def confirmed_for(digest: DigestRow | None, address: str) -> datetime | None:
    """Since when it is known that who has this address wants the digest; None when that is not known."""
    if digest is None or digest.address != address or digest.refused_at is not None:
        return None
    return digest.confirmed_at


def remove_digest(session: Session, digest: DigestRow) -> None:
    """Forget it with its address and all that it told."""
    session.connection().execute(delete(core(DigestItem)).where(ITEMS.digest_id == digest.id))
    session.connection().execute(delete(core(Digest)).where(DIGESTS.id == digest.id))


def confirm(session: Session, digest: DigestRow, *, at: datetime) -> None:
    """Who has the address wants it: what happens from now on is told. Once it is confirmed it stays as it is."""
    if digest.confirmed_at is None:
        values = {"confirmed_at": at, "next_at": at + digest.every.time, "tries": 0, "sent_at": None, "outcome": None}
        session.connection().execute(update(core(Digest)).where(DIGESTS.id == digest.id).values(values))


def due_digests(session: Session, *, at: datetime, limit: int) -> list[DigestRow]:
    """Those that something is to be sent to now; without those of suspended members."""
    joined = _select().join_from(core(Digest), core(Member), MEMBERS.id == DIGESTS.member_id)
    due = joined.where(DIGESTS.next_at <= at, MEMBERS.suspended_at.is_(None)).order_by(DIGESTS.next_at).limit(limit)
    return _digests(session.connection().execute(due).all())


def add_items(session: Session, digest: DigestRow, items: Iterable[Item]) -> None:
    """Write down what is to be told, but for what was written down before."""
    rows = [{"digest_id": digest.id, "told_at": None} | item._asdict() for item in items]
    if rows:
        session.connection().execute(insert_or(session, DigestItem).on_conflict_do_nothing(), rows)


def items_to_tell(session: Session, digest: DigestRow) -> list[Item]:
    """What no mail that was taken has told yet, in the order it happened."""
    statement = select(*(ITEMS[name] for name in Item._fields)).where(
        ITEMS.digest_id == digest.id, ITEMS.told_at.is_(None)
    )
    return [Item(*row) for row in session.connection().execute(statement.order_by(ITEMS.at, ITEMS.id))]


def note_sent(session: Session, digest: DigestRow, items: Iterable[Item], *, at: datetime) -> None:
    """A mail with these was taken, or there was nothing to tell."""
    told = [{"told": item.key} for item in items]
    if told:
        one = update(core(DigestItem)).where(ITEMS.digest_id == digest.id, ITEMS.key == bindparam("told"))
        session.connection().execute(one.values(told_at=at), told)
    sent = {"sent_at": at, "outcome": "sent"} if told or digest.confirmed_at is None else {}
    _note(session, digest, next_at=_next(digest.confirmed_at, digest.every, at), tries=0, **sent)


def note_failed(session: Session, digest: DigestRow, *, outcome: str, at: datetime) -> None:
    """A mail was not taken: it is tried again, later and later, and then by the next digest."""
    if digest.tries < len(BACKOFF):
        _note(session, digest, next_at=at + BACKOFF[digest.tries], tries=digest.tries + 1, outcome=outcome)
    else:
        _note(session, digest, next_at=_next(digest.confirmed_at, digest.every, at), tries=0, outcome=outcome)


def note_refused(session: Session, digest: DigestRow, *, outcome: str, at: datetime) -> None:
    """There is no such address, or it takes no mail of ours: it is written to no more."""
    _note(session, digest, next_at=None, refused_at=at, outcome=outcome)


def forget_old(session: Session, *, at: datetime) -> None:
    """Forget addresses that nobody confirmed, and what was told long ago: longer than anything is looked for."""
    session.connection().execute(delete(core(DigestItem)).where(ITEMS.told_at < at - KEPT))
    unconfirmed = DIGESTS.confirmed_at.is_(None) & (DIGESTS.created_at < at - UNCONFIRMED_KEPT)
    session.connection().execute(delete(core(Digest)).where(unconfirmed))


def _next(confirmed_at: datetime | None, every: Every, at: datetime) -> datetime | None:
    """The first time after `at` for a digest; None as long as it is not confirmed. Those that were missed are not made
    up for: the next tells everything.
    """
    if confirmed_at is None:
        return None
    return confirmed_at + every.time * ((at - confirmed_at) // every.time + 1)


def _note(session: Session, digest: DigestRow, **values: Any) -> None:
    # One that was given another address meanwhile is another.
    same = (DIGESTS.id == digest.id) & (DIGESTS.secret == digest.secret)
    session.connection().execute(update(core(Digest)).where(same).values(values))


def _select() -> Select[Any]:
    return select(*(DIGESTS[name] for name in DigestRow._fields))


def _one(session: Session, statement: Select[Any]) -> DigestRow | None:
    return next(iter(_digests(session.connection().execute(statement).all())), None)


def _digests(rows: Iterable[Row[Any]]) -> list[DigestRow]:
    return [DigestRow(**row._asdict() | {"every": Every(row.every), "watches": unpacked(row.watches)}) for row in rows]
