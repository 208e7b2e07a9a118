"""What happened to some releases, the latest first, as far as everybody may know of it: nothing private, hidden or not
disclosed yet is among it.

It is read from what is recorded anyway: when images were first seen, their history, former verdicts, comments and
annotations. An image is one of dozens of its release, so that what happens to several on one day is one happening.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from catalog.annotations import AnnotationRow, annotations_on
from catalog.comments import latest_comments
from catalog.history import EventKind
from catalog.listings import listings_on
from catalog.records import OwnerKey
from catalog.regions import of_releases
from catalog.tables import FormerVerdict, Image, ImageEvent, Release, core

IMAGES, EVENTS, RELEASES, FORMER = core(Image).c, core(ImageEvent).c, core(Release).c, core(FormerVerdict).c

# Of each kind; nobody reads a feed further back.
MOST_READ = 1000


class HappeningKind(StrEnum):
    """What can happen."""

    RELEASED = "released"
    DEPRECATED = "deprecated"
    GONE = "gone"
    CAME_BACK = "came-back"
    VERDICT = "verdict"
    COMMENT = "comment"
    ANNOTATION = "annotation"
    LISTED = "listed"


class Happening(NamedTuple):
    """One thing that happened. `key` names it for good, and `at` is when it was last added to.

    `regions` are those of the images it happened to. `before` and `after` are levels; `what` is the kind of a comment
    or an annotation, `by` its author and `text` what it says, None as long as that is not disclosed.
    """

    key: str
    kind: HappeningKind
    at: datetime
    release_id: str | None
    name: str
    regions: tuple[str, ...] = ()
    before: str = ""
    after: str = ""
    what: str = ""
    by: str = ""
    text: str | None = None


def happenings(
    session: Session, release_ids: Collection[str], owner: OwnerKey | None, *, now: datetime, limit: int
) -> list[Happening]:
    """The latest `limit` of what happened to these releases, some hundreds at most, and was stated of this owner."""
    ids = list(release_ids)
    names = _names(session, ids)
    found = [
        *_by_images(session, ids, names, now),
        *_by_verdicts(session, ids, names),
        *_by_comments(session, ids, names, limit),
        *_by_listings(session, ids, names, limit),
        *_by_annotations(session, ids, names, owner, now, limit),
    ]
    return sorted(found, key=lambda happening: (happening.at, happening.key), reverse=True)[:limit]


def _names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """By id the names of those that have a public image; nothing is told of another."""
    statement = (
        select(IMAGES.release_id, func.min(func.coalesce(IMAGES.name, IMAGES.image_id)))
        .where(of_releases(IMAGES.release_id.in_(ids)), IMAGES.private.is_(False))
        .group_by(IMAGES.release_id)
    )
    return {release_id: name for release_id, name in session.connection().execute(statement)}  # noqa: C416 - a Row is no pair


class _Moment(NamedTuple):
    release_id: str
    kind: HappeningKind
    at: datetime
    region: str

    @property
    def group(self) -> tuple[str, str, str]:
        """What belongs together: a release is there once, the rest happens anew on another day."""
        return self.release_id, self.kind, "" if self.kind is HappeningKind.RELEASED else self.at.date().isoformat()


def _by_images(session: Session, ids: Sequence[str], names: dict[str, str], now: datetime) -> Iterator[Happening]:
    # In the order of time within a group, as the tuples that they are.
    for (release_id, kind, day), some in groupby(sorted(_moments(session, ids, now)), lambda one: one.group):
        together = list(some)
        regions = tuple(sorted({moment.region for moment in together}))
        # A release is as old as its first image: that it is copied to one more region is no news.
        at = together[0].at if kind == HappeningKind.RELEASED else together[-1].at
        yield Happening(
            f"{kind} {release_id} {day}".strip(), HappeningKind(kind), at, release_id, names[release_id], regions
        )


def _moments(session: Session, ids: Sequence[str], now: datetime) -> Iterator[_Moment]:
    images = select(IMAGES.release_id, IMAGES.region, IMAGES.first_seen_at, IMAGES.deprecated_at).where(
        of_releases(IMAGES.release_id.in_(ids)), IMAGES.private.is_(False)
    )
    for release_id, region, first_seen_at, deprecated_at in session.connection().execute(images):
        yield _Moment(release_id, HappeningKind.RELEASED, first_seen_at, region)
        if deprecated_at is not None and deprecated_at <= now:
            yield _Moment(release_id, HappeningKind.DEPRECATED, deprecated_at, region)
    kinds = {EventKind.GONE: HappeningKind.GONE, EventKind.CAME_BACK: HappeningKind.CAME_BACK}
    events = (
        select(IMAGES.release_id, EVENTS.kind, EVENTS.at, IMAGES.region)
        .join_from(core(Image), core(ImageEvent), EVENTS.image_row == IMAGES.id)
        .where(of_releases(IMAGES.release_id.in_(ids)), IMAGES.private.is_(False), EVENTS.kind.in_(list(kinds)))
        .order_by(EVENTS.id.desc())
        .limit(MOST_READ)
    )
    for release_id, kind, at, region in session.connection().execute(events):
        yield _Moment(release_id, kinds[EventKind(kind)], at, region)


def _by_verdicts(session: Session, ids: Sequence[str], names: dict[str, str]) -> Iterator[Happening]:
    """Changes of the level: which signals led to it can change every day."""
    current = select(RELEASES.release_id, RELEASES.level).where(
        RELEASES.release_id.in_(ids), RELEASES.private.is_(False)
    )
    after = {release_id: level for release_id, level in session.connection().execute(current)}  # noqa: C416
    former = (
        select(FORMER.release_id, FORMER.id, FORMER.level, FORMER.until_at)
        .where(FORMER.release_id.in_(ids), FORMER.private.is_(False))
        .order_by(FORMER.id.desc())
        .limit(MOST_READ)
    )
    for release_id, former_id, level, until_at in session.connection().execute(former):
        if release_id in names and after.get(release_id, level) != level:
            yield Happening(
                f"verdict {former_id}",
                HappeningKind.VERDICT,
                until_at,
                release_id,
                names[release_id],
                before=level,
                after=after[release_id],
            )
        after[release_id] = level


def _by_comments(session: Session, ids: Sequence[str], names: dict[str, str], limit: int) -> Iterable[Happening]:
    return (
        Happening(
            f"comment {comment.id}",
            HappeningKind.COMMENT,
            comment.edited_at or comment.created_at,
            comment.release_id,
            names[comment.release_id],
            what=comment.kind,
            by=comment.member_name,
            text=comment.text,
        )
        for comment in latest_comments(session, ids, limit=limit)
    )


def _by_listings(session: Session, ids: Sequence[str], names: dict[str, str], limit: int) -> Iterable[Happening]:
    return (
        Happening(
            f"listing {listing.id} {listing.version}",
            HappeningKind.LISTED,
            listing.at,
            listing.release_id,
            names[listing.release_id],
            what="family" if listing.pattern else "release",
            by=listing.member_name,
        )
        for listing in listings_on(session, ids, limit=limit)
    )


def _by_annotations(
    session: Session, ids: list[str], names: dict[str, str], owner: OwnerKey | None, now: datetime, limit: int
) -> Iterable[Happening]:
    rows: list[AnnotationRow] = []
    for about in (ids, owner):
        if about:
            rows += annotations_on(session, about, with_private=False, before=None, limit=limit)
    return (
        Happening(
            f"annotation {row.id}",
            HappeningKind.ANNOTATION,
            # When its details are disclosed it is news again.
            row.disclosed_at if row.disclosed_at <= now else row.created_at,
            row.release_id,
            f"account {row.owner_id}" if row.release_id is None else names[row.release_id],
            what=row.kind,
            by=row.member_name,
            text=row.text if row.disclosed_at <= now else None,
        )
        for row in rows
        if row.counts and row.expires_at > now
    )
