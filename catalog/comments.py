"""Comments: a thread for each release, replies one level deep, edits whose past is kept, stones for what was deleted.

Whoever reads says whether private images may be seen: what is said of one is as private as it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.sql import Select
from sqlmodel import Session

from catalog.comment_counts import bound, visible, with_words
from catalog.comment_text import check_text, words_of
from catalog.community_tables import Comment, CommentVersion, CommentWord
from catalog.errors import ChangedMeanwhileError, ConflictError
from catalog.member_tables import Member
from catalog.members import MemberRow
from catalog.outbox import enqueue
from catalog.regions import of_releases
from catalog.tables import Image, core

COMMENTS, IMAGES, MEMBERS, WORDS = core(Comment).c, core(Image).c, core(Member).c, core(CommentWord).c
VERSIONS = core(CommentVersion).c
# A thread shows so many replies; nobody reads further, and each can be asked for by itself.
MOST_REPLIES = 100


class Kind(StrEnum):
    """What somebody says something for."""

    QUESTION = "question"
    ANSWER = "answer"
    OBSERVATION = "observation"


class CommentRow(NamedTuple):
    """A comment, who wrote it, and the image it was written about."""

    id: int
    parent_id: int | None
    kind: str
    text: str
    by_maker: bool
    created_at: datetime
    version: int
    edited_at: datetime | None
    pinned_at: datetime | None
    deleted_at: datetime | None
    hidden_at: datetime | None
    member_id: int
    member_name: str
    image_row: int
    image_id: str
    release_id: str
    private: bool


class Version(NamedTuple):
    """What a comment said, until it was edited."""

    version: int
    text: str
    until_at: datetime


def add_comment(
    session: Session,
    member: MemberRow,
    *,
    image_row: int,
    parent_id: int | None,
    kind: Kind,
    text: str,
    by_maker: bool,
    request_key: str | None,
    at: datetime,
) -> tuple[CommentRow, bool]:
    """Write a comment about an image; False beside it when the member's request of this key had been heard already.

    `parent_id` is a comment that is no reply itself. Raises MalformedError for what is no text, ConflictError for a
    key that was used to say something else.
    """
    if request_key is not None:
        before = _first(session, COMMENTS.member_id == member.id, COMMENTS.request_key == request_key)
        if before is not None:
            if (before.parent_id, before.kind, before.text) != (parent_id, kind, check_text(text)):
                raise ConflictError("this Idempotency-Key was used to say something else; use a new one for this")
            return before, False
    kept = check_text(text)
    made = session.connection().execute(
        insert(core(Comment)).returning(COMMENTS.id),
        {
            "image_row": image_row,
            "parent_id": parent_id,
            "member_id": member.id,
            "kind": kind,
            "text": kept,
            "by_maker": by_maker,
            "created_at": at,
            "version": 1,
            "request_key": request_key,
        },
    )
    comment_id = made.scalar_one()
    _index_words(session, comment_id, kept)
    comment = _existing(session, comment_id)
    enqueue(session, [comment.release_id], urgent=True)
    return comment, True


def edit_comment(session: Session, comment: CommentRow, text: str, *, at: datetime) -> CommentRow:
    """Say it anew; what it said is kept. Raises ChangedMeanwhileError when it was edited since `comment` was read."""
    kept = check_text(text)
    if kept == comment.text:
        return comment
    changed = session.connection().execute(
        update(core(Comment))
        .where(COMMENTS.id == comment.id, COMMENTS.version == comment.version, COMMENTS.deleted_at.is_(None))
        .values(text=kept, version=comment.version + 1, edited_at=at)
    )
    if changed.rowcount != 1:
        raise ChangedMeanwhileError("somebody changed it meanwhile; read it again")
    earlier = {"comment_id": comment.id, "version": comment.version, "text": comment.text, "until_at": at}
    session.connection().execute(insert(core(CommentVersion)), earlier)
    _index_words(session, comment.id, kept if comment.hidden_at is None else "")
    return _existing(session, comment.id)


def delete_comment(session: Session, comment: CommentRow, *, at: datetime) -> None:
    """Take it back: who wrote when stays, what it said and ever said goes."""
    session.connection().execute(
        update(core(Comment)).where(COMMENTS.id == comment.id).values(text="", deleted_at=at, pinned_at=None)
    )
    session.connection().execute(delete(core(CommentVersion)).where(VERSIONS.comment_id == comment.id))
    _index_words(session, comment.id, "")
    enqueue(session, [comment.release_id], urgent=True)


def set_pinned(session: Session, comment: CommentRow, *, at: datetime | None) -> CommentRow:
    """Show it first, or no longer."""
    session.connection().execute(update(core(Comment)).where(COMMENTS.id == comment.id).values(pinned_at=at))
    return _existing(session, comment.id)


def set_hidden(session: Session, comment: CommentRow, *, at: datetime | None) -> CommentRow:
    """Keep what it says from everyone but its author and moderators, or show it again."""
    session.connection().execute(
        update(core(Comment)).where(COMMENTS.id == comment.id).values(hidden_at=at, pinned_at=None)
    )
    _index_words(session, comment.id, comment.text if at is None else "")
    enqueue(session, [comment.release_id], urgent=True)
    return _existing(session, comment.id)


def comment_by_id(session: Session, comment_id: int, *, with_private: bool) -> CommentRow | None:
    """A comment, deleted and hidden ones included."""
    return _first(session, COMMENTS.id == comment_id, *visible(with_private))


def comments_by_id(session: Session, comment_ids: Collection[int], *, with_private: bool) -> dict[int, CommentRow]:
    """Some comments by their ids; those that nobody is to know of are left out."""
    rows = _all(session, _rows(COMMENTS.id.in_(comment_ids), *visible(with_private)))
    return {row.id: row for row in rows}


def threads_of(
    session: Session, release_id: str, *, with_private: bool, after: tuple[bool, int] | None, limit: int
) -> list[CommentRow]:
    """What was said of a release by itself: what is pinned first, then as it was said. `after`: where a page ends."""
    unpinned = COMMENTS.pinned_at.is_(None)
    conditions = [of_releases(IMAGES.release_id == release_id), COMMENTS.parent_id.is_(None), *visible(with_private)]
    if after is not None:
        was_unpinned, last = after
        later = COMMENTS.id > last
        conditions.append(unpinned & later if was_unpinned else unpinned | later)
    return _all(session, _rows(*conditions).order_by(unpinned, COMMENTS.id).limit(limit))


def replies_to(session: Session, comment_ids: Collection[int], *, with_private: bool) -> Mapping[int, list[CommentRow]]:
    """The replies to some comments, by comment, as they were said; the first MOST_REPLIES of each."""
    number = func.row_number().over(partition_by=COMMENTS.parent_id, order_by=COMMENTS.id)
    numbered = select(COMMENTS.id, number.label("number")).where(COMMENTS.parent_id.in_(comment_ids)).subquery()
    shown = select(numbered.c.id).where(numbered.c.number <= MOST_REPLIES)
    found: dict[int, list[CommentRow]] = {}
    for row in _all(session, _rows(COMMENTS.id.in_(shown), *visible(with_private)).order_by(COMMENTS.id)):
        found.setdefault(row.parent_id or 0, []).append(row)
    return found


def find_comments(
    session: Session, words: Sequence[str], *, with_private: bool, before: int | None, limit: int
) -> list[CommentRow]:
    """Comments that have all these words, of the last one the beginning; the newest first."""
    statement = _rows(*with_words(len(words)), *visible(with_private)).params(bound(words))
    if before is not None:
        statement = statement.where(COMMENTS.id < before)
    return _all(session, statement.order_by(COMMENTS.id.desc()).limit(limit))


def latest_comments(session: Session, release_ids: Iterable[str], *, limit: int) -> list[CommentRow]:
    """What was said of these releases that everybody can read, the newest first."""
    statement = _rows(
        of_releases(IMAGES.release_id.in_(list(release_ids))),
        COMMENTS.deleted_at.is_(None),
        COMMENTS.hidden_at.is_(None),
        *visible(with_private=False),
    )
    return _all(session, statement.order_by(COMMENTS.id.desc()).limit(limit))


def versions_of(session: Session, comment_id: int) -> list[Version]:
    """What a comment said before, the latest first."""
    statement = select(VERSIONS.version, VERSIONS.text, VERSIONS.until_at).where(VERSIONS.comment_id == comment_id)
    return [Version(*row) for row in session.connection().execute(statement.order_by(VERSIONS.version.desc()))]


def _rows(*conditions: ColumnElement[bool]) -> Select[Any]:
    own = [COMMENTS[name] for name in CommentRow._fields[:12]]
    return (
        select(*own, MEMBERS.name, COMMENTS.image_row, IMAGES.image_id, IMAGES.release_id, IMAGES.private)
        .join_from(core(Comment), core(Member), MEMBERS.id == COMMENTS.member_id)
        .join(core(Image), IMAGES.id == COMMENTS.image_row)
        .where(*conditions)
    )


def _index_words(session: Session, comment_id: int, text: str) -> None:
    session.connection().execute(delete(core(CommentWord)).where(WORDS.comment_id == comment_id))
    words = [{"word": word, "comment_id": comment_id} for word in sorted(words_of(text))]
    if words:
        session.connection().execute(insert(core(CommentWord)), words)


def _all(session: Session, statement: Select[Any]) -> list[CommentRow]:
    return [CommentRow(*row) for row in session.connection().execute(statement)]


def _first(session: Session, *conditions: ColumnElement[bool]) -> CommentRow | None:
    return next(iter(_all(session, _rows(*conditions).limit(1))), None)


def _existing(session: Session, comment_id: int) -> CommentRow:
    found = _first(session, COMMENTS.id == comment_id)
    if found is None:
        raise RuntimeError(f"comment {comment_id} went within a transaction")
    return found
