"""The newest image of a family or a release in one region that passes what is asked of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlmodel import Session

from catalog.families import seen
from catalog.tables import Image, Release, core

IMAGES = core(Image).c
RELEASES = core(Release).c


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an image must be. `architecture` None: any."""

    region: str
    architecture: str | None
    levels: Collection[str]
    now: datetime


class Resolved(NamedTuple):
    """An image with the verdict on its release."""

    image_id: str
    partition: str
    region: str
    architecture: str | None
    owner_id: str
    created_at: datetime | None
    deprecated_at: datetime | None
    gone_at: datetime | None
    release_id: str
    family_id: str
    name: str
    publisher: str | None
    level: str
    score: int


_OF_IMAGE = ("image_id", "partition", "region", "architecture", "owner_id", "created_at", "deprecated_at", "gone_at")
_OF_RELEASE = ("release_id", "family_id", "name", "publisher", "level", "score")


def passing_of_family(session: Session, family_id: str, wanted: Wanted, *, with_private: bool) -> Resolved | None:
    """The newest image of a family that is there, not deprecated, and passes."""
    return _newest(session, [RELEASES.family_id == family_id, *_passes(wanted)], wanted, with_private=with_private)


def passing_of_release(session: Session, release_id: str, wanted: Wanted, *, with_private: bool) -> Resolved | None:
    """The newest image of a release that is there, not deprecated, and passes."""
    return _newest(session, [RELEASES.release_id == release_id, *_passes(wanted)], wanted, with_private=with_private)


def nearest_of_family(session: Session, family_id: str, wanted: Wanted, *, with_private: bool) -> Resolved | None:
    """The image of a family in the region, of the architecture, that comes nearest to passing: one that is there
    rather than a gone one, one that is not deprecated, the newest.
    """
    return _newest(session, [RELEASES.family_id == family_id], wanted, with_private=with_private)


def nearest_of_release(session: Session, release_id: str, wanted: Wanted, *, with_private: bool) -> Resolved | None:
    """The same of a release."""
    return _newest(session, [RELEASES.release_id == release_id], wanted, with_private=with_private)


def _current(wanted: Wanted) -> ColumnElement[bool]:
    return or_(
        IMAGES.deprecated_at.is_(None), IMAGES.deprecated_at > literal(wanted.now, type_=IMAGES.deprecated_at.type)
    )


def _passes(wanted: Wanted) -> list[ColumnElement[bool]]:
    return [IMAGES.gone_at.is_(None), _current(wanted), RELEASES.level.in_(list(wanted.levels))]


def _newest(
    session: Session, conditions: Collection[ColumnElement[bool]], wanted: Wanted, *, with_private: bool
) -> Resolved | None:
    statement = (
        select(*(IMAGES[name] for name in _OF_IMAGE), *(RELEASES[name] for name in _OF_RELEASE))
        .join(core(Release), RELEASES.release_id == IMAGES.release_id)
        # Not as an index has it: SQLite would rather walk through all images of the region than through the release's.
        .where(IMAGES.region.concat("") == wanted.region, seen(with_private=with_private), *conditions)
        .order_by(
            IMAGES.gone_at.is_(None).desc(),
            _current(wanted).desc(),
            func.coalesce(IMAGES.created_at, 0).desc(),
            IMAGES.image_id.desc(),
        )
        .limit(1)
    )
    if wanted.architecture is not None:
        statement = statement.where(IMAGES.architecture == wanted.architecture)
    if not with_private:
        statement = statement.where(IMAGES.private.is_(False))
    row = session.connection().execute(statement).first()
    return None if row is None else Resolved(*row)
