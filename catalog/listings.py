"""Listings: what publishers say of a release or of a whole family, in versions that are all kept.

A listing is by an image, as a comment is: when the directory learns whose an account is, it goes where the image goes.
Whoever reads says whether private images may be seen: what is said of one is as private as it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql import Select
from sqlmodel import Session

from catalog.community_tables import Listing, ListingVersion
from catalog.errors import ChangedMeanwhileError, ConflictError
from catalog.listing_content import ListingContent, from_kept, kept_form
from catalog.member_tables import Member
from catalog.members import MemberRow
from catalog.regions import of_releases
from catalog.tables import Image, Release, core

LISTINGS, VERSIONS, IMAGES = core(Listing).c, core(ListingVersion).c, core(Image).c
MEMBERS, RELEASES = core(Member).c, core(Release).c
MEANWHILE = "somebody changed the listing meanwhile; read it again"
KEY_USED = "this Idempotency-Key was used to say something else; use a new one for this"


class ListingRow(NamedTuple):
    """A listing as its last version has it, and the image it is by. `kept` None: it was withdrawn."""

    id: int
    pattern: str
    version: int
    created_at: datetime
    hidden_at: datetime | None
    at: datetime
    kept: str | None
    checklist_at: datetime | None
    member_id: int
    member_name: str
    image_row: int
    image_id: str
    release_id: str
    private: bool

    @property
    def content(self) -> ListingContent | None:
        """What it says; None: it was withdrawn."""
        return None if self.kept is None else from_kept(self.kept)

    @property
    def is_shown(self) -> bool:
        """Whether everybody who sees the image may read it."""
        return self.kept is not None and self.hidden_at is None


class ListingPast(NamedTuple):
    """A version of a listing, and who published it; `kept` None: it was withdrawn then."""

    version: int
    at: datetime
    kept: str | None
    member_id: int
    member_name: str

    @property
    def content(self) -> ListingContent | None:
        """What it said; None: it was withdrawn."""
        return None if self.kept is None else from_kept(self.kept)


class Family(NamedTuple):
    """Which family: its id, and the pattern that names it."""

    family_id: str
    pattern: str


def listing_of_release(session: Session, release_id: str, *, with_private: bool) -> ListingRow | None:
    """What is said of this very release; also a stone, when there is nothing else."""
    return _best(session, LISTINGS.pattern == "", of_releases(IMAGES.release_id == release_id), *_visible(with_private))


def listing_of_family(session: Session, family: Family, *, with_private: bool) -> ListingRow | None:
    """What is said of a whole family; also a stone, when there is nothing else."""
    of_family = select(RELEASES.release_id).where(RELEASES.family_id == family.family_id)
    # By the pattern first: many makers may have one of a name, but a family may have thousands of images.
    return _best(session, LISTINGS.pattern == family.pattern, IMAGES.release_id.in_(of_family), *_visible(with_private))


def listing_by_id(session: Session, listing_id: int, *, with_private: bool) -> ListingRow | None:
    """A listing, withdrawn and hidden ones included."""
    return _best(session, LISTINGS.id == listing_id, *_visible(with_private))


def listings_by_id(session: Session, listing_ids: Collection[int], *, with_private: bool) -> list[ListingRow]:
    """Some listings, withdrawn and hidden ones included."""
    statement = _rows(LISTINGS.id.in_(listing_ids), *_visible(with_private))
    return [ListingRow(*row) for row in session.connection().execute(statement)]


def listings_of_member(session: Session, member_id: int, *, limit: int) -> list[ListingRow]:
    """The listings that a member published or changed, the last one he touched first."""
    touched = select(VERSIONS.listing_id).where(VERSIONS.member_id == member_id)
    statement = _rows(LISTINGS.id.in_(touched)).order_by(VERSIONS.id.desc()).limit(limit)
    return [ListingRow(*row) for row in session.connection().execute(statement)]


def listings_on(session: Session, release_ids: Collection[str], *, limit: int) -> list[ListingRow]:
    """What everybody may read as listed by images of these releases, of whole families too; the latest first."""
    shown = (LISTINGS.hidden_at.is_(None), VERSIONS.content.is_not(None), *_visible(with_private=False))
    # From the images on, as the other way round every listing there is would be looked at.
    by = LISTINGS.image_row.in_(select(IMAGES.id).where(of_releases(IMAGES.release_id.in_(release_ids))))
    statement = _rows(by, *shown).order_by(VERSIONS.id.desc()).limit(limit)
    return [ListingRow(*row) for row in session.connection().execute(statement)]


def listing_heard(
    session: Session, member: MemberRow, request_key: str, content: ListingContent, before: ListingRow | None
) -> ListingRow | None:
    """The listing as it is by now, when the member's request of this key was heard already.

    Raises ConflictError for a key that was used to say something else, or of another listing than `before`.
    """
    statement = select(VERSIONS.listing_id, VERSIONS.content).where(
        VERSIONS.member_id == member.id, VERSIONS.request_key == request_key
    )
    heard = session.connection().execute(statement).first()
    if heard is None:
        return None
    if heard.content != kept_form(content) or before is None or before.id != heard.listing_id:
        raise ConflictError(KEY_USED)
    return before


def publish_listing(
    session: Session,
    member: MemberRow,
    content: ListingContent,
    *,
    before: ListingRow | None,
    image_row: int,
    pattern: str,
    request_key: str | None,
    at: datetime,
) -> ListingRow:
    """Publish a listing, or a new version of the one that was there `before`.

    Raises ChangedMeanwhileError when somebody else was quicker.
    """
    kept = kept_form(content)
    if before is not None and before.kept == kept:
        return before
    answered_before = None if before is None or before.content is None else before.content.checklist
    if not content.checklist:
        checklist_at = None
    elif before is not None and answered_before == content.checklist:
        checklist_at = before.checklist_at
    else:
        checklist_at = at
    if before is None:
        row = {"image_row": image_row, "pattern": pattern, "version": 1, "created_at": at, "hidden_at": None}
        try:
            listing_id = session.connection().execute(insert(core(Listing)).returning(LISTINGS.id), row).scalar_one()
        except IntegrityError as error:
            raise ChangedMeanwhileError(MEANWHILE) from error
        version = 1
    else:
        listing_id, version = before.id, _next_version(session, before)
    _add_version(
        session,
        listing_id,
        version,
        member,
        content=kept,
        checklist_at=checklist_at,
        request_key=request_key,
        at=at,
    )
    return _existing(session, listing_id)


def withdraw_listing(session: Session, member: MemberRow, listing: ListingRow, *, at: datetime) -> None:
    """Take it back: that it was there, and until when, stays. Raises ChangedMeanwhileError."""
    version = _next_version(session, listing)
    _add_version(session, listing.id, version, member, content=None, checklist_at=None, request_key=None, at=at)


def set_listing_hidden(session: Session, listing: ListingRow, *, at: datetime | None) -> None:
    """Keep what it says from everyone but who makes the image and moderators, or show it again."""
    session.connection().execute(update(core(Listing)).where(LISTINGS.id == listing.id).values(hidden_at=at))


def past_of_listing(session: Session, listing_id: int, *, before: int | None, limit: int) -> Sequence[ListingPast]:
    """All versions of a listing, the last one first; those below the version `before`."""
    statement = (
        select(VERSIONS.version, VERSIONS.at, VERSIONS.content, VERSIONS.member_id, MEMBERS.name)
        .join_from(core(ListingVersion), core(Member), MEMBERS.id == VERSIONS.member_id)
        .where(VERSIONS.listing_id == listing_id)
    )
    if before is not None:
        statement = statement.where(VERSIONS.version < before)
    rows = session.connection().execute(statement.order_by(VERSIONS.version.desc()).limit(limit))
    return [ListingPast(*row) for row in rows]


def _next_version(session: Session, listing: ListingRow) -> int:
    changed = session.connection().execute(
        update(core(Listing))
        .where(LISTINGS.id == listing.id, LISTINGS.version == listing.version)
        .values(version=listing.version + 1)
    )
    if changed.rowcount != 1:
        raise ChangedMeanwhileError(MEANWHILE)
    return listing.version + 1


def _add_version(session: Session, listing_id: int, version: int, member: MemberRow, **values: Any) -> None:
    row = {"listing_id": listing_id, "version": version, "member_id": member.id} | values
    try:
        session.connection().execute(insert(core(ListingVersion)), row)
    except IntegrityError as error:
        # The version is ours alone by now: the key came twice, for two listings at once.
        raise ConflictError(KEY_USED) from error


def _rows(*conditions: ColumnElement[bool]) -> Select[Any]:
    return (
        select(
            *(LISTINGS[name] for name in ListingRow._fields[:5]),
            *(VERSIONS.at, VERSIONS.content, VERSIONS.checklist_at, VERSIONS.member_id, MEMBERS.name),
            *(LISTINGS.image_row, IMAGES.image_id, IMAGES.release_id, IMAGES.private),
        )
        .join_from(
            core(Listing),
            core(ListingVersion),
            (VERSIONS.listing_id == LISTINGS.id) & (VERSIONS.version == LISTINGS.version),
        )
        .join(core(Member), MEMBERS.id == VERSIONS.member_id)
        .join(core(Image), IMAGES.id == LISTINGS.image_row)
        .where(*conditions)
    )


def _visible(with_private: bool) -> list[ColumnElement[bool]]:
    return [] if with_private else [IMAGES.private.is_(False)]


def _best(session: Session, *conditions: ColumnElement[bool]) -> ListingRow | None:
    """Of several, which there are once releases became one: what can be read, then the latest."""
    shown = VERSIONS.content.is_not(None) & LISTINGS.hidden_at.is_(None)
    statement = _rows(*conditions).order_by(shown.desc(), VERSIONS.at.desc(), LISTINGS.id.desc()).limit(1)
    row = session.connection().execute(statement).first()
    return None if row is None else ListingRow(*row)


def _existing(session: Session, listing_id: int) -> ListingRow:
    found = listing_by_id(session, listing_id, with_private=True)
    if found is None:
        raise RuntimeError(f"listing {listing_id} went within a transaction")
    return found
