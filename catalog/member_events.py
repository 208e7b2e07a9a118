"""What was done to members' accounts, by whom and why: rows that are added and never edited."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from catalog.errors import MalformedError
from catalog.member_tables import MemberEvent

LONGEST_REASON_CHARACTERS = 2_000


class Action(StrEnum):
    """What can be done to an account."""

    SIGNED_UP = "signed-up"
    SIGNED_IN = "signed-in"
    SIGNED_OUT = "signed-out"
    RENAMED = "renamed"
    TOKEN_MADE = "token-made"  # noqa: S105 - an action, no secret
    TOKEN_REVOKED = "token-revoked"  # noqa: S105
    ACCOUNT_PROVEN = "account-proven"
    ROLE_SET = "role-set"
    SUSPENDED = "suspended"
    RESTORED = "restored"


def record_event(
    session: Session, member_id: int, action: Action, *, actor: str, at: datetime, detail: str | None = None
) -> None:
    """Write down what was done, in this transaction."""
    session.add(MemberEvent(member_id=member_id, at=at, action=action, actor=actor, detail=detail))


def events_of(session: Session, member_id: int, *, limit: int) -> Sequence[MemberEvent]:
    """What was done to a member's account, the latest first."""
    return session.exec(
        select(MemberEvent).where(MemberEvent.member_id == member_id).order_by(col(MemberEvent.id).desc()).limit(limit)
    ).all()


def check_reason(reason: str) -> str:
    """The reason without spaces around it. Raises MalformedError when there is none, or too much of it."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON_CHARACTERS or "\0" in reason:
        form = f"a sentence that says why, of at most {LONGEST_REASON_CHARACTERS:,} characters"
        raise MalformedError("reason", reason, form)
    return reason
