"""How many comments there are, of some releases and with some words: each search counts them."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, func, null, select, union_all
from sqlalchemy.sql import Select
from sqlmodel import Session

from catalog.community_tables import Comment, CommentWord
from catalog.regions import of_releases
from catalog.tables import Image, core

COMMENTS, WORDS, IMAGES = core(Comment).c, core(CommentWord).c, core(Image).c


def has_comments(session: Session) -> bool:
    """Whether anything was ever said: if not, there is no need to look for the images of a page of hits."""
    return session.connection().scalar(_ANY) is not None


def comment_counts(
    session: Session, release_ids: Iterable[str], words: Sequence[str] = (), *, with_private: bool
) -> dict[str, int]:
    """How much was said of each of these releases that can be read, and has all the words, if there are any; those of
    which nothing was are left out.
    """
    rows = session.connection().execute(
        _counting_each(len(words), with_private), bound(words) | {"release_ids": list(release_ids)}
    )
    return {release_id: count for release_id, count in rows}  # noqa: C416 - a Row is no pair


def counts_and_found(
    session: Session, release_ids: Iterable[str], words: Sequence[str], *, with_private: bool, most: int
) -> tuple[dict[str, int], int]:
    """How much was said of each of these releases, and how many comments on whatever have these words; the counting of
    those stops at `most`. In one question, as each search asks both.
    """
    values = bound(words) | {"release_ids": list(release_ids), "most": most}
    rows = session.connection().execute(_counting_both(len(words), with_private), values)
    counts: dict[str | None, int] = {release_id: count for release_id, count in rows}  # noqa: C416 - a Row is no pair
    found = counts.pop(None)
    return {release_id: count for release_id, count in counts.items() if release_id is not None}, found


_ANY = select(COMMENTS.id).limit(1)


# Each search counts. To put the statements together takes as long as the database takes to answer them.
@cache
def _counting_both(words: int, with_private: bool) -> CompoundSelect[Any]:
    some = select(COMMENTS.id).join(core(Image), IMAGES.id == COMMENTS.image_row)
    some = some.where(*with_words(words), *visible(with_private)).limit(bindparam("most"))
    found = select(null(), func.count()).select_from(some.subquery())
    return union_all(_counting_each(0, with_private), found)


@cache
def _counting_each(words: int, with_private: bool) -> Select[Any]:
    # Ids of images stand in the index, the images themselves do not: they are read where there are comments alone.
    said_of = select(IMAGES.id).where(of_releases(IMAGES.release_id.in_(bindparam("release_ids", expanding=True))))
    return (
        select(IMAGES.release_id, func.count())
        # By the sum, or SQLite would conclude that the images of the list may be read first.
        .join_from(core(Comment), core(Image), COMMENTS.image_row + 0 == IMAGES.id)
        .where(COMMENTS.image_row.in_(said_of), COMMENTS.deleted_at.is_(None), COMMENTS.hidden_at.is_(None))
        .where(*visible(with_private), *with_words(words))
        .group_by(IMAGES.release_id)
    )


def visible(with_private: bool) -> list[ColumnElement[bool]]:
    """That a comment is of an image that may be seen."""
    return [] if with_private else [IMAGES.private.is_(False)]


def with_words(count: int) -> list[ColumnElement[bool]]:
    """That a comment has so many words, which `bound` gives: the last of them begins one of the comment's."""
    if not count:
        return []
    conditions = [WORDS.word == bindparam(f"word_{number}") for number in range(count - 1)]
    # A range of the key, which an index answers: no text begins with more than all of what is there.
    conditions.append((WORDS.word >= bindparam("beginning")) & (WORDS.word < bindparam("beyond")))
    return [COMMENTS.id.in_(select(WORDS.comment_id).where(condition)) for condition in conditions]


def bound(words: Sequence[str]) -> dict[str, Any]:
    """The values that `with_words` asks for."""
    if not words:
        return {}
    *whole, last = words
    bound = {f"word_{number}": word for number, word in enumerate(whole)}
    return bound | {"beginning": last, "beyond": last + "\U0010ffff"}
