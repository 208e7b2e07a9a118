"""Reading families: the newest release of each, and all of one. Rows of `release` tell, so what was judged is seen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, func, or_, select
from sqlmodel import Session

from catalog.dialects import insert_or
from catalog.regions import of_releases
from catalog.tables import FamilyCount, Image, Release, core
from catalog.verdicts import ReleaseRow, in_batches

RELEASES = core(Release).c
COUNTS = core(FamilyCount).c
IMAGES = core(Image).c


class Member(NamedTuple):
    """A release as its family sees it."""

    release_id: str
    name: str
    created_at: datetime | None
    level: str


@dataclass(frozen=True, slots=True)
class FamilyStanding:
    """A family before some releases are judged: `newest` of all that is alive; `others` counts what is alive beside
    those releases, and `newest_other` is the newest of that.
    """

    newest: Member | None = None
    newest_other: Member | None = None
    others: int = 0


def family_standings(
    session: Session, family_ids: Collection[str], *, beside: Collection[str], with_private: bool
) -> dict[str, FamilyStanding]:
    """How some families stand, `beside` the releases that are being judged; a family without releases is left out."""
    found: dict[str, FamilyStanding] = {}
    for some in in_batches(family_ids):
        judged = RELEASES.release_id.in_(list(beside))
        newest_first = (func.coalesce(RELEASES.created_at, 0).desc(), RELEASES.release_id.desc())
        place = func.row_number().over(partition_by=RELEASES.family_id, order_by=newest_first)
        place_beside = func.row_number().over(partition_by=[RELEASES.family_id, judged], order_by=newest_first)
        others = func.sum(1 - cast(judged, Integer)).over(partition_by=RELEASES.family_id)
        ranked = (
            select(
                RELEASES.family_id,
                *(RELEASES[name] for name in Member._fields),
                judged.label("judged"),
                place.label("place"),
                place_beside.label("place_beside"),
                others.label("others"),
            )
            .where(RELEASES.family_id.in_(some), RELEASES.gone_at.is_(None), seen(with_private=with_private))
            .subquery()
        )
        statement = select(ranked).where(
            or_(ranked.c.place == 1, and_(ranked.c.place_beside == 1, ranked.c.judged.is_(False)))
        )
        for family_id, *member, is_judged, at, _, other_count in session.connection().execute(statement):
            before = found.get(family_id, FamilyStanding())
            one = Member(*member)
            found[family_id] = FamilyStanding(
                newest=one if at == 1 else before.newest,
                newest_other=before.newest_other if is_judged else one,
                others=int(other_count),
            )
    return found


def releases_of_family(
    session: Session,
    family_id: str,
    *,
    after: tuple[int, str] | None,
    limit: int,
    with_private: bool,
) -> list[ReleaseRow]:
    """The releases of a family, newest first, gone ones included, at most `limit`.

    `after` is (creation in milliseconds, release id) of the last one shown before.
    """
    created = func.coalesce(RELEASES.created_at, 0, type_=Integer)
    statement = (
        select(*(RELEASES[name] for name in ReleaseRow._fields))
        .where(RELEASES.family_id == family_id, seen(with_private=with_private))
        .order_by(created.desc(), RELEASES.release_id.desc())
        .limit(limit)
    )
    if after is not None:
        milliseconds, release_id = after
        statement = statement.where(
            or_(created < milliseconds, and_(created == milliseconds, RELEASES.release_id < release_id))
        )
    return [ReleaseRow(*row) for row in session.connection().execute(statement)]


def deprecations(session: Session, release_ids: Collection[str], *, with_private: bool) -> dict[str, datetime]:
    """When the last image that is there of each release is deprecated; without those of which one never is."""
    found: dict[str, datetime] = {}
    for some in in_batches(release_ids):
        statement = (
            select(IMAGES.release_id, func.max(IMAGES.deprecated_at))
            .where(of_releases(IMAGES.release_id.in_(some)), IMAGES.gone_at.is_(None))
            .group_by(IMAGES.release_id)
            .having(func.count() == func.count(IMAGES.deprecated_at))
        )
        if not with_private:
            statement = statement.where(IMAGES.private.is_(False))
        found |= {release_id: at for release_id, at in session.connection().execute(statement)}  # noqa: C416 - a Row is no pair
    return found


def newest_of_family(session: Session, family_id: str, *, with_private: bool) -> Member | None:
    """The newest release of a family that is alive."""
    statement = (
        select(*(RELEASES[name] for name in Member._fields))
        .where(RELEASES.family_id == family_id, RELEASES.gone_at.is_(None), seen(with_private=with_private))
        .order_by(func.coalesce(RELEASES.created_at, 0).desc(), RELEASES.release_id.desc())
        .limit(1)
    )
    row = session.connection().execute(statement).first()
    return None if row is None else Member(*row)


def family_counts(session: Session, makers: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many families each maker, (partition, identity), has of which something is alive and public."""
    found: dict[tuple[str, str], int] = {}
    for some in in_batches({identity for _, identity in makers}):
        statement = select(COUNTS.partition, COUNTS.identity, COUNTS.families).where(COUNTS.identity.in_(some))
        for partition, identity, families in session.connection().execute(statement):
            found[partition, identity] = families
    return found


def count_families(session: Session, changes: Mapping[tuple[str, str], int]) -> None:
    """Add to the number of families of makers, (partition, identity)."""
    rows = [
        {"partition": partition, "identity": identity, "families": change}
        for (partition, identity), change in sorted(changes.items())
        if change
    ]
    if rows:
        statement = insert_or(session, FamilyCount)
        summed = {"families": COUNTS.families + statement.excluded.families}
        session.connection().execute(
            statement.on_conflict_do_update(index_elements=["partition", "identity"], set_=summed), rows
        )


def seen(*, with_private: bool) -> ColumnElement[bool]:
    """The row of each release that who asks sees: of two, the operator sees the one of all its images."""
    if not with_private:
        return RELEASES.private.is_(False)
    twin = core(Release).alias()
    return or_(
        RELEASES.private.is_(True),
        ~exists().where(twin.c.release_id == RELEASES.release_id, twin.c.private.is_(True)),
    )
