"""Members: found or made by what they sign in with, renamed, given a role, suspended and restored."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from catalog.dialects import insert_or
from catalog.errors import NameTakenError, UnknownMemberError
from catalog.member_events import Action, check_reason, record_event
from catalog.member_name import check_name, name_key
from catalog.member_tables import Member, MemberAccount, MemberIdentity
from catalog.roles import Role

PROOF_TIME = timedelta(days=90)
# Nobody is called so: the name would speak for the service, or for who runs it.
RESERVED_NAMES = ("amidex", "admin", "administrator", "moderator", "operator", "reviewer", "support", "system")
_RESERVED_KEYS = frozenset(map(name_key, RESERVED_NAMES))


class MemberRow(NamedTuple):
    """A member. Its fields are columns of `Member`."""

    id: int
    name: str
    role: Role
    created_at: datetime
    suspended_at: datetime | None


class ProvenAccount(NamedTuple):
    """An account that a member proved. Its fields are columns of `MemberAccount`."""

    partition: str
    account_id: str
    arn: str
    proven_at: datetime

    @property
    def is_by_aws(self) -> bool:
        """Whether AWS itself said that he acts there, and not the description of an image."""
        return self.arn.startswith("arn:")

    def holds(self, at: datetime) -> bool:
        """Whether the proof still counts: people leave, and signing in again renews it."""
        return at - self.proven_at < PROOF_TIME


@dataclass(frozen=True, slots=True)
class Identity:
    """By what somebody signs in: a subject that an issuer vouches for."""

    issuer: str
    subject: str


_FIELDS = [getattr(Member, name) for name in MemberRow._fields]


def member_by_id(session: Session, member_id: int) -> MemberRow | None:
    """One member, None when there never was one of the id."""
    return _first(session, Member.id == member_id)


def member_by_name(session: Session, name: str) -> MemberRow | None:
    """The member of this name, however it is cased; None when nobody looks like it."""
    return _first(session, Member.name_key == name_key(name))


def list_members(session: Session, *, after_id: int = 0, limit: int) -> list[MemberRow]:
    """Members in the order in which they came, those after `after_id`."""
    statement = select(*_FIELDS).where(col(Member.id) > after_id).order_by(col(Member.id)).limit(limit)
    return [_row(found) for found in session.exec(statement)]


def members_with_account(session: Session, account_id: str, *, after_id: int = 0, limit: int) -> list[MemberRow]:
    """Members who proved an account, in whichever partition, as `list_members` has them."""
    proved = select(MemberAccount.member_id).where(MemberAccount.account_id == account_id)
    statement = select(*_FIELDS).where(col(Member.id).in_(proved), col(Member.id) > after_id)
    return [_row(found) for found in session.exec(statement.order_by(col(Member.id)).limit(limit))]


def sign_in(session: Session, identity: Identity, *, at: datetime) -> MemberRow:
    """The member with this identity; a new one, with a name nobody has, when it was never seen."""
    known = session.get(MemberIdentity, (identity.issuer, identity.subject))
    if known is not None:
        known.last_at = at
        found = member_by_id(session, known.member_id)
        if found is None:
            raise UnknownMemberError(str(known.member_id))
        record_event(session, found.id, Action.SIGNED_IN, actor=actor_of(found), at=at, detail=identity.issuer)
        return found
    name = f"member-{secrets.token_hex(5)}"
    made = Member(name=name, name_key=name_key(name), role=Role.MEMBER, created_at=at)
    session.add(made)
    session.flush()
    if made.id is None:
        raise RuntimeError("the database gave a new member no id")
    values = {"issuer": identity.issuer, "subject": identity.subject, "first_at": at, "last_at": at}
    insert = insert_or(session, MemberIdentity).values(member_id=made.id, **values).on_conflict_do_nothing()
    inserted = session.connection().execute(insert.returning(col(MemberIdentity.member_id))).first()
    if inserted is None:  # he signs in twice at this moment, and the other was first
        session.delete(made)
        session.flush()
        return sign_in(session, identity, at=at)
    found = MemberRow(made.id, name, Role.MEMBER, at, None)
    record_event(session, found.id, Action.SIGNED_UP, actor=actor_of(found), at=at, detail=identity.issuer)
    return found


def rename(
    session: Session, member: MemberRow, name: str, *, reserved: Collection[str] = (), at: datetime
) -> MemberRow:
    """Call a member something else. `reserved`: names that are others', like publishers'.

    Raises MalformedError for what is no name, NameTakenError for what looks like somebody else's.
    """
    key = name_key(check_name(name))
    holder = _first(session, Member.name_key == key)
    if (holder is not None and holder.id != member.id) or key in _RESERVED_KEYS or key in map(name_key, reserved):
        raise NameTakenError(name)
    try:
        session.exec(update(Member).where(col(Member.id) == member.id).values(name=name, name_key=key))
    except IntegrityError as error:  # somebody took it at this moment
        raise NameTakenError(name) from error
    record_event(session, member.id, Action.RENAMED, actor=actor_of(member), at=at, detail=f"{member.name} → {name}")
    return member._replace(name=name)


def set_role(session: Session, member_id: int, role: Role, *, reason: str, actor: str, at: datetime) -> MemberRow:
    """Give a member a role. Raises UnknownMemberError, and MalformedError without a reason."""
    member, reason = _existing(session, member_id), check_reason(reason)
    session.exec(update(Member).where(col(Member.id) == member_id).values(role=role))
    detail = f"{member.role} → {role}: {reason}"
    record_event(session, member_id, Action.ROLE_SET, actor=actor, at=at, detail=detail)
    return member._replace(role=role)


def set_suspended(
    session: Session, member_id: int, *, suspended: bool, reason: str, actor: str, at: datetime
) -> MemberRow:
    """Keep a member from doing anything, or let him again. Raises as `set_role` does."""
    member, reason = _existing(session, member_id), check_reason(reason)
    since = (member.suspended_at or at) if suspended else None
    session.exec(update(Member).where(col(Member.id) == member_id).values(suspended_at=since))
    action = Action.SUSPENDED if suspended else Action.RESTORED
    record_event(session, member_id, action, actor=actor, at=at, detail=reason)
    return member._replace(suspended_at=since)


def record_member_account(
    session: Session, member: MemberRow, *, partition: str, account_id: str, arn: str, at: datetime
) -> None:
    """Write down that a member proved to act in an account."""
    known = session.get(MemberAccount, (member.id, partition, account_id))
    values = {"member_id": member.id, "partition": partition, "account_id": account_id, "arn": arn, "proven_at": at}
    statement = insert_or(session, MemberAccount).values(**values)
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["member_id", "partition", "account_id"], set_={"arn": arn, "proven_at": at}
        )
    )
    if known is None:
        detail = f"{partition} {account_id}"
        record_event(session, member.id, Action.ACCOUNT_PROVEN, actor=actor_of(member), at=at, detail=detail)


def accounts_of(session: Session, member_id: int) -> list[ProvenAccount]:
    """The accounts that a member proved."""
    columns = [getattr(MemberAccount, name) for name in ProvenAccount._fields]
    statement = (
        select(*columns)
        .where(MemberAccount.member_id == member_id)
        .order_by(MemberAccount.partition, MemberAccount.account_id)
    )
    return [ProvenAccount(*row) for row in session.exec(statement)]


def actor_of(member: MemberRow) -> str:
    """How a member is named in what is never edited: his name may change."""
    return f"member {member.id}"


def _existing(session: Session, member_id: int) -> MemberRow:
    member = member_by_id(session, member_id)
    if member is None:
        raise UnknownMemberError(str(member_id))
    return member


def _first(session: Session, condition: object) -> MemberRow | None:
    found = session.exec(select(*_FIELDS).where(condition)).first()
    return None if found is None else _row(found)


def _row(found: Sequence[object]) -> MemberRow:
    row = MemberRow(*found)  # type: ignore[arg-type]  # the columns have these types
    return row._replace(role=Role(row.role))
