"""What members ask moderators to look at, and what moderators do: each act a row with actor, reason and one target.

Rows of acts are added and never edited. The author of what an act is about reads it among his notices.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlmodel import Session

from catalog.comments import CommentRow, set_hidden
from catalog.community_tables import Comment, Flag, Listing, ModerationAct
from catalog.dialects import insert_or
from catalog.errors import MalformedError
from catalog.listings import ListingRow, set_listing_hidden
from catalog.member_events import check_reason
from catalog.members import MemberRow, set_suspended
from catalog.regions import of_releases
from catalog.rulings import RulingRow, add_ruling
from catalog.tables import Image, core

FLAGS, ACTS, COMMENTS, IMAGES = core(Flag).c, core(ModerationAct).c, core(Comment).c, core(Image).c
LISTINGS = core(Listing).c
LONGEST_NOTE_CHARACTERS = 1_000


class FlagReason(StrEnum):
    """Why moderators should look."""

    SPAM = "spam"
    ABUSE = "abuse"
    MISLEADING = "misleading"
    SECRET = "secret"  # noqa: S105 - it tells a secret
    ILLEGAL = "illegal"
    OTHER = "other"


class ModerationAction(StrEnum):
    """What moderators do."""

    HIDE = "hide"
    RESTORE = "restore"
    DISMISS = "dismiss"  # the flags: there is nothing wrong with it
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    CONFIRM = "confirm-malicious"
    CLEAR = "clear"


class Flagged(NamedTuple):
    """A comment or a listing that moderators are asked to look at."""

    id: int
    flags: int
    first_at: datetime


class FlagRow(NamedTuple):
    """Why one member asks."""

    comment_id: int
    reason: str
    note: str | None
    at: datetime


class Act(NamedTuple):
    """Something a moderator did. `member_id`: to whom, or to whose comment."""

    id: int
    at: datetime
    action: str
    actor: str
    reason: str
    comment_id: int | None
    member_id: int | None
    release_id: str | None
    listing_id: int | None


def flag_comment(
    session: Session, member: MemberRow, comment: CommentRow, *, reason: FlagReason, note: str | None, at: datetime
) -> None:
    """Ask moderators to look at a comment. Asked again by the same member, it changes nothing."""
    _flag(session, {"comment_id": comment.id, "member_id": member.id, "reason": reason, "note": note, "at": at})


def flag_listing(
    session: Session, member: MemberRow, listing: ListingRow, *, reason: FlagReason, note: str | None, at: datetime
) -> None:
    """The same of a listing."""
    _flag(session, {"listing_id": listing.id, "member_id": member.id, "reason": reason, "note": note, "at": at})


def _flag(session: Session, values: dict[str, Any]) -> None:
    note = values["note"]
    if note is not None and (len(note) > LONGEST_NOTE_CHARACTERS or not note.replace("\n", " ").isprintable()):
        raise MalformedError("note", note, f"at most {LONGEST_NOTE_CHARACTERS:,} printable characters")
    session.connection().execute(insert_or(session, Flag).values(**values).on_conflict_do_nothing())


def flagged_comments(session: Session, *, limit: int) -> list[Flagged]:
    """The comments that wait to be looked at, the most flagged first."""
    return _flagged(session, FLAGS.comment_id, limit)


def flagged_listings(session: Session, *, limit: int) -> list[Flagged]:
    """The listings that do."""
    return _flagged(session, FLAGS.listing_id, limit)


def _flagged(session: Session, target: ColumnElement[int], limit: int) -> list[Flagged]:
    count = func.count().label("flags")
    statement = (
        select(target, count, func.min(FLAGS.at).label("first_at"))
        .where(FLAGS.settled_at.is_(None), target.is_not(None))
        .group_by(target)
        .order_by(count.desc(), target)
        .limit(limit)
    )
    return [Flagged(*row) for row in session.connection().execute(statement)]


def flags_on(session: Session, comment_ids: Sequence[int]) -> dict[int, list[FlagRow]]:
    """The flags on some comments that wait, by comment, the oldest first."""
    statement = select(*(FLAGS[name] for name in FlagRow._fields)).where(
        FLAGS.comment_id.in_(comment_ids), FLAGS.settled_at.is_(None)
    )
    found: dict[int, list[FlagRow]] = {}
    for row in session.connection().execute(statement.order_by(FLAGS.id)):
        found.setdefault(row[0], []).append(FlagRow(*row))
    return found


def moderate_comment(
    session: Session, comment: CommentRow, action: ModerationAction, *, reason: str, actor: str, at: datetime
) -> None:
    """Hide a comment, show it again, or find nothing wrong with it; its flags are settled by that.

    Raises MalformedError without a reason.
    """
    if action is ModerationAction.HIDE and comment.hidden_at is None:
        set_hidden(session, comment, at=at)
    elif action is ModerationAction.RESTORE and comment.hidden_at is not None:
        set_hidden(session, comment, at=None)
    session.connection().execute(
        update(core(Flag)).where(FLAGS.comment_id == comment.id, FLAGS.settled_at.is_(None)).values(settled_at=at)
    )
    _add_act(session, action, reason, actor, at, comment_id=comment.id, member_id=comment.member_id)


def moderate_listing(
    session: Session, listing: ListingRow, action: ModerationAction, *, reason: str, actor: str, at: datetime
) -> None:
    """The same with a listing; told is who published it last."""
    if action is not ModerationAction.DISMISS:
        set_listing_hidden(session, listing, at=at if action is ModerationAction.HIDE else None)
    session.connection().execute(
        update(core(Flag)).where(FLAGS.listing_id == listing.id, FLAGS.settled_at.is_(None)).values(settled_at=at)
    )
    _add_act(session, action, reason, actor, at, listing_id=listing.id, member_id=listing.member_id)


def moderate_member(
    session: Session, member_id: int, *, suspended: bool, reason: str, actor: str, at: datetime
) -> MemberRow:
    """Suspend a member or let him again. Raises UnknownMemberError, and MalformedError without a reason."""
    member = set_suspended(session, member_id, suspended=suspended, reason=reason, actor=actor, at=at)
    action = ModerationAction.SUSPEND if suspended else ModerationAction.UNSUSPEND
    _add_act(session, action, reason, actor, at, member_id=member_id)
    return member


def rule_on_release(session: Session, ruling: RulingRow) -> None:
    """Confirm that a release is malicious, or clear it of a false alarm; it is judged anew. Raises MalformedError."""
    add_ruling(session, ruling)
    action = ModerationAction.CONFIRM if ruling.malicious else ModerationAction.CLEAR
    _add_act(session, action, ruling.reason, ruling.actor, ruling.at, release_id=ruling.release_id)


def acts(
    session: Session, *, with_private: bool, before: int | None, limit: int, about_member: int | None = None
) -> list[Act]:
    """What moderators did, the latest first; `about_member`: to him, or to what he wrote."""
    statement = select(*(ACTS[name] for name in Act._fields))
    if before is not None:
        statement = statement.where(ACTS.id < before)
    if not with_private:
        said = select(COMMENTS.id).join(core(Image), IMAGES.id == COMMENTS.image_row).where(IMAGES.private)
        statement = statement.where(~said.where(COMMENTS.id == ACTS.comment_id).exists())
        listed = select(LISTINGS.id).join(core(Image), IMAGES.id == LISTINGS.image_row).where(IMAGES.private)
        statement = statement.where(~listed.where(LISTINGS.id == ACTS.listing_id).exists())
        seen = select(IMAGES.id).where(of_releases(IMAGES.release_id == ACTS.release_id), IMAGES.private.is_(False))
        statement = statement.where(ACTS.release_id.is_(None) | seen.exists())
    if about_member is not None:
        statement = statement.where(ACTS.member_id == about_member)
    return [Act(*row) for row in session.connection().execute(statement.order_by(ACTS.id.desc()).limit(limit))]


def _add_act(
    session: Session,
    action: ModerationAction,
    reason: str,
    actor: str,
    at: datetime,
    *,
    comment_id: int | None = None,
    member_id: int | None = None,
    release_id: str | None = None,
    listing_id: int | None = None,
) -> None:
    target = {
        "comment_id": comment_id,
        "member_id": member_id,
        "release_id": release_id,
        "listing_id": listing_id,
    }
    row = {"at": at, "action": action, "actor": actor, "reason": check_reason(reason)}
    session.connection().execute(insert(core(ModerationAct)), row | target)
