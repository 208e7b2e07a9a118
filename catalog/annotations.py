"""Annotations: members' statements about a release or an owner, and what was done about them. All append-only.

That a secret or malware was found is told to everyone at once, and the details to who makes the image and to moderators
first: others read them when he had time to act.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, exists, insert, select, tuple_
from sqlalchemy.sql import Select
from sqlmodel import Session

from catalog.comment_text import check_text
from catalog.community_tables import Annotation, AnnotationEvent
from catalog.directory_changes import mark_changed
from catalog.member_events import check_reason
from catalog.member_tables import Member, MemberAccount
from catalog.members import MemberRow
from catalog.outbox import enqueue
from catalog.records import OwnerKey
from catalog.regions import of_releases
from catalog.roles import Role
from catalog.tables import Image, OwnerRegion, core
from catalog.verdicts import in_batches
from catalog.web_address import check_web_address

NOTES, EVENTS = core(Annotation).c, core(AnnotationEvent).c
OWNERS, OWNED = tuple_(NOTES.owner_partition, NOTES.owner_id), core(OwnerRegion).c
IMAGES, MEMBERS, ACCOUNTS = core(Image).c, core(Member).c, core(MemberAccount).c

DISCLOSURE_TIME = timedelta(days=14)
LONGEST_DAYS = 730


class AnnotationKind(StrEnum):
    """What is stated."""

    VOUCH = "vouch"
    LAUNCHED_OK = "launched-ok"
    CAUTION = "caution"
    OUTDATED = "outdated"
    SECRETS_FOUND = "secrets-found"
    MALICIOUS = "malicious"
    SCAN_REPORT = "scan-report"
    DERIVED_FROM = "derived-from"


# Told to the maker and to moderators before everyone.
DISCLOSED_LATER = frozenset({AnnotationKind.SECRETS_FOUND, AnnotationKind.MALICIOUS})
# A launch that went well says little of a year later.
DAYS = {AnnotationKind.LAUNCHED_OK: 180, AnnotationKind.SCAN_REPORT: 90}
USUAL_DAYS = 365


class Decision(StrEnum):
    """What can be done about an annotation: by its author, by who makes the image, by moderators."""

    WITHDRAWN = "withdrawn"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class AnnotationRow(NamedTuple):
    """An annotation, its author, what it is about, and what was done about it (the last of each kind)."""

    id: int
    kind: str
    text: str
    url: str | None
    report: str | None
    by_maker: bool
    created_at: datetime
    disclosed_at: datetime
    expires_at: datetime
    member_id: int
    member_name: str
    member_role: str
    suspended_at: datetime | None
    image_row: int | None
    owner_partition: str | None
    owner_id: str | None
    image_id: str | None
    release_id: str | None
    events: Mapping[Decision, "EventRow"]

    @property
    def counts(self) -> bool:
        """Whether it still stands."""
        done = self.events.keys() & {Decision.WITHDRAWN, Decision.DISMISSED}
        return not done and self.suspended_at is None


class EventRow(NamedTuple):
    """What somebody did about an annotation."""

    kind: Decision
    actor: str
    reason: str
    at: datetime


class Weighed(NamedTuple):
    """An annotation that counts, with what is proven of its author: trust/annotations.py says how much that weighs."""

    kind: str
    at: datetime
    member_id: int
    reviewer: bool
    account: tuple[str, str] | None
    by_maker: bool
    url: str | None
    disputed: bool
    confirmed: bool
    until: datetime
    of_owner: bool


class Subject(NamedTuple):
    """What an annotation is about: the release of this image, or else this owner (partition and account id)."""

    image_row: int | None = None
    owner: OwnerKey | None = None


def add_annotation(
    session: Session,
    member: MemberRow,
    *,
    about: Subject,
    kind: AnnotationKind,
    text: str,
    url: str | None,
    report: Mapping[str, Any] | None,
    days: int | None,
    by_maker: bool,
    at: datetime,
) -> AnnotationRow:
    """State something about an image or an owner, and have its releases judged anew. Raises MalformedError."""
    if url is not None:
        check_web_address(url)
    partition, owner_id = about.owner or (None, None)
    made = session.connection().execute(
        insert(core(Annotation)).returning(NOTES.id),
        {
            "image_row": about.image_row,
            "owner_partition": partition,
            "owner_id": owner_id,
            "member_id": member.id,
            "kind": kind,
            "text": check_text(text),
            "url": url,
            "report": None if report is None else orjson.dumps(report).decode(),
            "by_maker": by_maker,
            "created_at": at,
            "disclosed_at": at + DISCLOSURE_TIME if kind in DISCLOSED_LATER else at,
            "expires_at": at + timedelta(days=days or DAYS.get(kind, USUAL_DAYS)),
        },
    )
    return _judged_anew(session, made.scalar_one(), at=at)


def add_event(
    session: Session, annotation: AnnotationRow, kind: Decision, *, actor: str, reason: str, at: datetime
) -> AnnotationRow:
    """Write down what was done about an annotation, and have its releases judged anew. Raises MalformedError."""
    row = {"annotation_id": annotation.id, "kind": kind, "actor": actor, "reason": check_reason(reason), "at": at}
    session.connection().execute(insert(core(AnnotationEvent)), row)
    return _judged_anew(session, annotation.id, at=at)


def annotation_by_id(session: Session, annotation_id: int, *, with_private: bool) -> AnnotationRow | None:
    """An annotation, those that count no more included."""
    found = _all(session, _rows(NOTES.id == annotation_id, *_visible(with_private)))
    return found[0] if found else None


def annotations_on(
    session: Session, about: str | list[str] | OwnerKey, *, with_private: bool, before: int | None, limit: int
) -> list[AnnotationRow]:
    """What was stated about a release or several, by id, or of an owner; the latest first, whether it counts or not."""
    releases = [about] if isinstance(about, str) else about
    if isinstance(releases, tuple):
        is_meant = OWNERS.in_([releases])
    else:  # from the images on: from the newest annotation on, SQLite would look at every one
        is_meant = NOTES.image_row.in_(select(IMAGES.id).where(of_releases(IMAGES.release_id.in_(releases))))
    statement = _rows(is_meant, *_visible(with_private))
    if before is not None:
        statement = statement.where(NOTES.id < before)
    return _all(session, statement.order_by(NOTES.id.desc()).limit(limit))


def weighed_annotations(session: Session, image_rows: Iterable[int], *, at: datetime) -> dict[int, list[Weighed]]:
    """The annotations that count at a time, by the image they are about."""
    found: dict[int, list[Weighed]] = {}
    for row, weighed in _counting(session, NOTES.image_row, image_rows, at):
        found.setdefault(row.image_row or 0, []).append(weighed)
    return found


def weighed_annotations_on_owners(
    session: Session, owners: Iterable[OwnerKey], *, at: datetime
) -> dict[OwnerKey, list[Weighed]]:
    """The same by the owner they are about; without those of no weight, for which nobody judges all that he has."""
    found: dict[OwnerKey, list[Weighed]] = {}
    for row, weighed in _counting(session, NOTES.owner_id, (owner_id for _, owner_id in owners), at):
        if _moves_verdicts(row):
            found.setdefault((row.owner_partition or "", row.owner_id or ""), []).append(weighed)
    return found


def _counting(
    session: Session, column: ColumnElement[Any], values: Iterable[Any], at: datetime
) -> Iterator[tuple[AnnotationRow, Weighed]]:
    if session.connection().execute(select(NOTES.id).limit(1)).first() is None:
        return
    for some in in_batches(sorted(set(values))):
        rows = _all(session, _rows(column.in_(some), NOTES.expires_at > at))
        accounts = _accounts(session, {row.member_id for row in rows})
        for row in rows:
            if row.counts:
                yield row, _weighed(row, accounts.get(row.member_id), at)


def _moves_verdicts(row: AnnotationRow) -> bool:
    return Role(row.member_role).includes(Role.REVIEWER) or Decision.CONFIRMED in row.events


def _judged_anew(session: Session, annotation_id: int, *, at: datetime) -> AnnotationRow:
    """Have judged anew what an annotation is about, where it has a say."""
    row = annotation_by_id(session, annotation_id, with_private=True)
    if row is None:
        raise RuntimeError(f"annotation {annotation_id} went within a transaction")
    if row.release_id is not None:
        enqueue(session, [row.release_id], urgent=True)
    elif row.owner_partition is not None and row.owner_id is not None and _moves_verdicts(row):
        mark_changed(session, [(row.owner_partition, row.owner_id)], at=at)
    return row


def _weighed(row: AnnotationRow, account: tuple[str, str] | None, at: datetime) -> Weighed:
    return Weighed(
        row.kind,
        row.created_at,
        row.member_id,
        Role(row.member_role).includes(Role.REVIEWER),
        account,
        row.by_maker,
        row.url if row.disclosed_at <= at else None,
        Decision.DISPUTED in row.events,
        Decision.CONFIRMED in row.events,
        row.expires_at,
        row.image_row is None,
    )


def _accounts(session: Session, member_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """By member the account he proved first, as whose voice he counts."""
    if not member_ids:
        return {}
    statement = select(ACCOUNTS.member_id, ACCOUNTS.partition, ACCOUNTS.account_id).where(
        ACCOUNTS.member_id.in_(member_ids)
    )
    rows = session.connection().execute(statement.order_by(ACCOUNTS.proven_at.desc()))
    return {member_id: (partition, account_id) for member_id, partition, account_id in rows}


def _rows(*conditions: ColumnElement[bool]) -> Select[Any]:
    own = [NOTES[name] for name in AnnotationRow._fields[:10]]
    return (
        select(*own, MEMBERS.name, MEMBERS.role, MEMBERS.suspended_at, NOTES.image_row)
        .add_columns(NOTES.owner_partition, NOTES.owner_id, IMAGES.image_id, IMAGES.release_id)
        .join_from(core(Annotation), core(Member), MEMBERS.id == NOTES.member_id)
        .outerjoin(core(Image), IMAGES.id == NOTES.image_row)
        .where(*conditions)
    )


def _visible(with_private: bool) -> list[ColumnElement[bool]]:
    """What is said of an owner who has nothing in public is as private as what he has."""
    if with_private:
        return []
    seen = (OWNED.partition == NOTES.owner_partition) & (OWNED.owner_id == NOTES.owner_id) & OWNED.private.is_(False)
    return [IMAGES.private.is_(False) | exists().where(seen)]


def _all(session: Session, statement: Select[Any]) -> list[AnnotationRow]:
    rows = [AnnotationRow._make((*row, {})) for row in session.connection().execute(statement)]
    events: dict[int, dict[Decision, EventRow]] = {row.id: {} for row in rows}
    if rows:
        told = select(EVENTS.annotation_id, EVENTS.kind, EVENTS.actor, EVENTS.reason, EVENTS.at).where(
            EVENTS.annotation_id.in_(list(events))
        )
        for annotation_id, kind, *rest in session.connection().execute(told.order_by(EVENTS.id)):
            events[annotation_id][Decision(kind)] = EventRow(Decision(kind), *rest)
    return [row._replace(events=events[row.id]) for row in rows]
