"""What moderators and the operator decided of releases: confirmed malicious, or cleared of a suspicion. For ever."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlmodel import Session

from catalog.errors import MalformedError
from catalog.outbox import enqueue
from catalog.tables import Ruling, core
from catalog.verdicts import in_batches

RULINGS = core(Ruling).c
LONGEST_REASON_CHARACTERS = 2_000


class RulingRow(NamedTuple):
    """One ruling. Its fields are columns of `Ruling`."""

    release_id: str
    malicious: bool
    reason: str
    actor: str
    at: datetime


def add_ruling(session: Session, ruling: RulingRow) -> None:
    """Keep a ruling and have the release judged anew, in this transaction. Raises MalformedError without a reason."""
    reason = ruling.reason.strip()
    if not reason or len(reason) > LONGEST_REASON_CHARACTERS:
        form = f"a sentence that says why, of at most {LONGEST_REASON_CHARACTERS:,} characters"
        raise MalformedError("reason", ruling.reason, form)
    session.connection().execute(insert(core(Ruling)), ruling._replace(reason=reason)._asdict())
    enqueue(session, [ruling.release_id], urgent=True)


def latest_rulings(session: Session, release_ids: Collection[str]) -> dict[str, RulingRow]:
    """The ruling that counts of each of these releases that has one."""
    found: dict[str, RulingRow] = {}
    for some in in_batches(release_ids):
        for row in _rulings(session, some):
            found[row.release_id] = row
    return found


def rulings_on(session: Session, release_id: str) -> Sequence[RulingRow]:
    """Every ruling on a release, oldest first."""
    return _rulings(session, [release_id])


def _rulings(session: Session, release_ids: Sequence[str]) -> list[RulingRow]:
    statement = (
        select(*(RULINGS[name] for name in RulingRow._fields))
        .where(RULINGS.release_id.in_(release_ids))
        .order_by(RULINGS.id)
    )
    return [RulingRow(*row) for row in session.connection().execute(statement)]
