"""The answers about comments: threads, single comments, what they said before, and what was done about them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from api.answers.common import Answer, NextCursor, Part
from api.caller import Caller
from api.markdown import rendered
from catalog.comments import MOST_REPLIES, CommentRow, Kind, Version
from catalog.moderation import Act, FlagReason, FlagRow, ModerationAction


class State(StrEnum):
    """Whether a comment can be read."""

    SHOWN = "shown"
    DELETED = "deleted"
    HIDDEN = "hidden"


class AuthorAnswer(Part):
    """Who wrote a comment."""

    member_id: int
    name: str


class CommentAnswer(Part):
    """One comment."""

    comment_id: int
    release_id: str
    image_id: Annotated[str, Field(description="The image it was written about; it shows on all of the release.")]
    reply_to: Annotated[int | None, Field(description="The comment it replies to.")]
    kind: Kind
    author: AuthorAnswer
    by_maker: Annotated[bool, Field(description="Whether its author had proved an account of who makes the image.")]
    state: State
    text: Annotated[str | None, Field(description="Markdown. null: it was deleted, or hidden by a moderator.")]
    html: Annotated[str | None, Field(description="The text as HTML that does nothing: no script, no image, no form.")]
    pinned: Annotated[bool, Field(description="Whether who makes the image pinned it.")]
    created_at: datetime
    edited_at: datetime | None
    version: Annotated[int, Field(description="Counts its texts from 1.")]
    link: str


class ThreadAnswer(CommentAnswer):
    """A comment with the replies to it."""

    replies: Annotated[list[CommentAnswer], Field(description=f"As they were written; the first {MOST_REPLIES}.")]


class ThreadsAnswer(Answer):
    """What was said of a release: pinned first, then as it was written."""

    threads: list[ThreadAnswer]
    next_cursor: NextCursor


class CommentsAnswer(Answer):
    """Comments that were found, the newest first."""

    comments: list[CommentAnswer]
    next_cursor: NextCursor


class OneCommentAnswer(Answer):
    """A comment by itself."""

    comment: CommentAnswer


class VersionAnswer(Part):
    """What a comment said before."""

    version: int
    text: str
    until_at: datetime


class VersionsAnswer(Answer):
    """What a comment said before it was edited, the latest first."""

    versions: list[VersionAnswer]


class FlagAnswer(Part):
    """Why a member asks moderators to look. Who it was stays with the service."""

    reason: FlagReason
    note: str | None
    at: datetime


class FlaggedAnswer(Part):
    """A comment that waits for a moderator."""

    comment: CommentAnswer
    flags: list[FlagAnswer]


class FlaggedListingAnswer(Part):
    """A listing that waits for a moderator."""

    listing_id: int
    about: Annotated[str, Field(description="The release or family that it is about.")]
    flags: int
    first_at: datetime
    link: str


class QueueAnswer(Answer):
    """What waits for moderators, the most flagged first."""

    flagged: list[FlaggedAnswer]
    listings: list[FlaggedListingAnswer]


class ActAnswer(Part):
    """Something a moderator did."""

    act_id: int
    at: datetime
    action: ModerationAction
    reason: str
    comment_id: int | None
    member_id: Annotated[int | None, Field(description="To whom it was done, or who wrote the comment.")]
    release_id: Annotated[str | None, Field(description="The release that was ruled on.")] = None
    listing_id: Annotated[int | None, Field(description="The listing that it was done to.")] = None


class ActsAnswer(Answer):
    """What moderators did, the latest first."""

    acts: list[ActAnswer]
    next_cursor: NextCursor


def comment_answer(comment: CommentRow, caller: Caller) -> CommentAnswer:
    """A comment as this caller may see it: what was hidden is told to its author and to moderators."""
    return CommentAnswer(**_fields(comment, caller))


def thread_answers(
    threads: Iterable[CommentRow], replies: Mapping[int, Sequence[CommentRow]], caller: Caller
) -> list[ThreadAnswer]:
    """Comments with their replies. A stone without any reply is nothing to show."""
    return [
        thread_answer(comment, replies.get(comment.id, ()), caller)
        for comment in threads
        if comment.deleted_at is None or replies.get(comment.id)
    ]


def thread_answer(comment: CommentRow, replies: Iterable[CommentRow], caller: Caller) -> ThreadAnswer:
    """A comment with the replies to it."""
    return ThreadAnswer(**_fields(comment, caller), replies=[comment_answer(reply, caller) for reply in replies])


def version_answer(version: Version) -> VersionAnswer:
    """An earlier text."""
    return VersionAnswer(**version._asdict())


def flagged_answer(comment: CommentRow, flags: Sequence[FlagRow], caller: Caller) -> FlaggedAnswer:
    """A comment with the flags on it."""
    return FlaggedAnswer(
        comment=comment_answer(comment, caller),
        flags=[FlagAnswer(reason=FlagReason(flag.reason), note=flag.note, at=flag.at) for flag in flags],
    )


def act_answer(act: Act) -> ActAnswer:
    """An act, without who did it: moderators decide in the service's name."""
    return ActAnswer(
        act_id=act.id,
        at=act.at,
        action=ModerationAction(act.action),
        reason=act.reason,
        comment_id=act.comment_id,
        member_id=act.member_id,
        release_id=act.release_id,
        listing_id=act.listing_id,
    )


def _fields(comment: CommentRow, caller: Caller) -> dict[str, Any]:
    state = State.DELETED if comment.deleted_at else State.HIDDEN if comment.hidden_at else State.SHOWN
    is_author = caller.member is not None and caller.member.id == comment.member_id
    readable = state is State.SHOWN or (state is State.HIDDEN and (is_author or caller.moderates))
    return {
        "comment_id": comment.id,
        "release_id": comment.release_id,
        "image_id": comment.image_id,
        "reply_to": comment.parent_id,
        "kind": Kind(comment.kind),
        "author": AuthorAnswer(member_id=comment.member_id, name=comment.member_name),
        "by_maker": comment.by_maker,
        "state": state,
        "text": comment.text if readable else None,
        "html": rendered(comment.text) if readable else None,
        "pinned": comment.pinned_at is not None,
        "created_at": comment.created_at,
        "edited_at": comment.edited_at,
        "version": comment.version,
        "link": f"/v1/comments/{comment.id}",
    }
