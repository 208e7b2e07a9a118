"""Keeping verdicts: one row a release, and what a verdict was before it changed.

A release with private images has two verdicts, of its public images for everyone and of all its images for the
operator. Whoever reads says which may be seen; there is no default to forget.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, delete, insert, literal, not_, or_, select, tuple_
from sqlmodel import Session

from catalog.dialects import insert_or
from catalog.ingest import IDS_A_STATEMENT
from catalog.regions import everywhere
from catalog.tables import FormerVerdict, Image, Release, core

RELEASES = core(Release).c
FORMER = core(FormerVerdict).c
IMAGES = core(Image).c

Value = TypeVar("Value")
ReleaseKey = tuple[str, bool]  # release id, and whether it is the operator's row


class ReleaseRow(NamedTuple):
    """A release with its verdict. Its fields are the columns of `Release`, and mean what they do there."""

    release_id: str
    private: bool
    partition: str
    family_id: str
    name: str
    created_at: datetime | None
    gone_at: datetime | None
    publisher: str | None
    level: str
    score: int
    rules_version: int
    material: bytes
    since_at: datetime
    judged_at: datetime
    due_at: datetime | None
    signals: bytes

    @property
    def key(self) -> ReleaseKey:
        return self.release_id, self.private


def standings(session: Session, release_ids: Collection[str]) -> dict[ReleaseKey, ReleaseRow]:
    """How some releases stood when they were judged last; those that never were are left out."""
    found: dict[ReleaseKey, ReleaseRow] = {}
    for some in in_batches(release_ids):
        statement = select(*(RELEASES[name] for name in ReleaseRow._fields)).where(RELEASES.release_id.in_(some))
        for values in session.connection().execute(statement):
            row = ReleaseRow(*values)
            found[row.key] = row
    return found


def store_verdicts(session: Session, rows: Sequence[ReleaseRow], *, before: Mapping[ReleaseKey, ReleaseRow]) -> None:
    """Write the verdicts of some releases over, all that they have: a key of theirs in `before` that is not among the
    rows goes, and a row that is the one before is left as it is. A verdict that changed materially is kept as a former
    one, until the moment of the new one.
    """
    _remove(session, before.keys() - {row.key for row in rows})
    rows = [row for row in rows if row is not before.get(row.key)]
    changed = [row for row in rows if row.key in before and before[row.key].material != row.material]
    _keep_former(session, changed)
    if not rows:
        return
    statement = insert_or(session, Release)
    written = [name for name in ReleaseRow._fields if name not in ("release_id", "private")]
    statement = statement.on_conflict_do_update(
        index_elements=["release_id", "private"], set_={name: statement.excluded[name] for name in written}
    )
    # Sorted: two transactions that write the same releases lock them in the same order and cannot deadlock.
    session.connection().execute(statement, [row._asdict() for row in sorted(rows, key=lambda row: row.key)])


def _keep_former(session: Session, changed: Sequence[ReleaseRow]) -> None:
    names = ["release_id", "private", "level", "score", "rules_version", "since_at"]
    for row in changed:
        until_at = literal(row.judged_at, type_=FORMER.until_at.type)
        kept = select(*(RELEASES[name] for name in names), until_at, RELEASES.signals).where(
            RELEASES.release_id == row.release_id, RELEASES.private == row.private
        )
        session.connection().execute(insert(core(FormerVerdict)).from_select([*names, "until_at", "signals"], kept))


def _remove(session: Session, keys: Collection[ReleaseKey]) -> None:
    for some in in_batches(sorted(keys)):
        session.connection().execute(
            delete(core(Release)).where(tuple_(RELEASES.release_id, RELEASES.private).in_(some))
        )


def verdicts_of_releases(
    session: Session, release_ids: Collection[str], *, with_private: bool
) -> dict[str, ReleaseRow]:
    """The verdicts on some releases, by release; those that were not judged yet are left out.

    With private ones, a release that has two gives the one on all its images.
    """
    found: dict[str, ReleaseRow] = {}
    columns = [RELEASES[name] for name in ReleaseRow._fields]
    for some in in_batches(release_ids):
        statement = select(*columns).where(RELEASES.release_id.in_(some)).order_by(RELEASES.private)
        if not with_private:
            statement = statement.where(RELEASES.private.is_(False))
        for row in session.connection().execute(statement):
            found[row[0]] = ReleaseRow(*row)
    return found


class Told(NamedTuple):
    """What the public verdict on a release says, as far as an image is let through or tagged by it."""

    level: str
    publisher: str | None
    signals: bytes


def told_of_releases(session: Session, release_ids: Collection[str], *, with_private: bool = False) -> dict[str, Told]:
    """What the verdicts on some releases say, by release; those that were not judged yet are left out.

    `with_private`: where private images have a verdict of their own, that one.
    """
    found: dict[str, Told] = {}
    columns = (RELEASES.release_id, RELEASES.level, RELEASES.publisher, RELEASES.signals)
    for some in in_batches(release_ids):
        statement = select(*columns).where(RELEASES.release_id.in_(some)).order_by(RELEASES.private)
        if not with_private:
            statement = statement.where(RELEASES.private.is_(False))
        found |= {row[0]: Told(*row[1:]) for row in session.connection().execute(statement)}
    return found


@dataclass(frozen=True, slots=True)
class Former:
    """A verdict as it was over a stretch of time."""

    level: str
    score: int
    rules_version: int
    since_at: datetime
    until_at: datetime
    signals: bytes


def former_verdicts(session: Session, release_id: str, *, private: bool, limit: int) -> list[Former]:
    """What the verdict on a release's public images was, or with `private` on all of them; the latest first."""
    names = ("level", "score", "rules_version", "since_at", "until_at", "signals")
    statement = (
        select(*(FORMER[name] for name in names))
        .where(FORMER.release_id == release_id, FORMER.private == private)
        .order_by(FORMER.id.desc())
        .limit(limit)
    )
    return [Former(*row) for row in session.connection().execute(statement)]


class JudgedImage(NamedTuple):
    """An image somebody asks the verdict of. Its fields are columns of `Image`."""

    image_id: str
    partition: str
    region: str
    release_id: str
    owner_id: str
    name: str | None
    image_location: str | None
    created_at: datetime | None
    deprecated_at: datetime | None
    gone_at: datetime | None


def images_to_check(session: Session, image_ids: Collection[str], *, with_private: bool) -> dict[str, JudgedImage]:
    """Some images by id, one each: of several regions' images of one id, one that is there rather than a gone one."""
    found: dict[str, JudgedImage] = {}
    for some in in_batches(image_ids):
        columns = [IMAGES[name] for name in JudgedImage._fields]
        statement = select(*columns).where(everywhere(), IMAGES.image_id.in_(some))
        if not with_private:
            statement = statement.where(IMAGES.private.is_(False))
        for row in session.connection().execute(statement.order_by(IMAGES.partition, IMAGES.region, IMAGES.id)):
            image = JudgedImage(*row)
            other = found.get(image.image_id)
            if other is None or (other.gone_at is not None and image.gone_at is None):
                found[image.image_id] = image
    return found


def outdated_releases(session: Session, release_ids: Collection[str], *, rules_version: int, now: datetime) -> set[str]:
    """Which of these releases were never judged, or by other rules, or are due."""
    current = set()
    for some in in_batches(release_ids):
        statement = select(RELEASES.release_id).where(
            RELEASES.release_id.in_(some),
            RELEASES.rules_version == rules_version,
            or_(RELEASES.due_at.is_(None), not_(_is_due(now))),
        )
        current |= set(session.connection().scalars(statement))
    return set(release_ids) - current


def due_releases(session: Session, *, now: datetime, limit: int) -> list[str]:
    """Releases of whose verdicts time alone changed something, at most `limit`, those that wait longest first."""
    statement = select(RELEASES.release_id).where(_is_due(now)).order_by(RELEASES.due_at).limit(limit)
    return list(dict.fromkeys(session.connection().scalars(statement)))


def _is_due(now: datetime) -> ColumnElement[bool]:
    return RELEASES.due_at <= literal(now, type_=RELEASES.due_at.type)


def in_batches(values: Iterable[Value]) -> Iterator[list[Value]]:
    """The values in lists that one statement takes."""
    listed = list(values)
    for start in range(0, len(listed), IDS_A_STATEMENT):
        yield listed[start : start + IDS_A_STATEMENT]
