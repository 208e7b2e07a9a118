"""Reading images: one by its id, all of a release, and the bulk reading that feeds the search index.

Whoever reads says whether private images may be seen; there is no default to forget.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, type_coerce
from sqlalchemy import select as core_select
from sqlalchemy.types import NULLTYPE
from sqlmodel import Session, col, select

from catalog.dialects import in_row_order, listed
from catalog.document import PackedDocument
from catalog.release import release_name
from catalog.tables import Image, Release, core
from catalog.utc_time import moment

IMAGES = core(Image).c
RELEASES = core(Release).c


@cache  # to put it together takes longer than to look in each region
def everywhere() -> ColumnElement[bool]:
    """The condition, true of every image, that it is in some region of the catalog's. With it an index that begins with
    the region finds what comes next in it alone; the regions themselves are found by stepping from one to the next.
    """
    regions = select(func.min(IMAGES.region).label("region")).cte("regions", recursive=True)
    beyond = core(Image).alias()
    following = core_select(func.min(beyond.c.region)).where(beyond.c.region > regions.c.region).scalar_subquery()
    regions = regions.union_all(core_select(following).where(regions.c.region.is_not(None)))
    return IMAGES.region.in_(core_select(regions.c.region).where(regions.c.region.is_not(None)))


def images_by_id(session: Session, image_id: str, *, with_private: bool) -> Sequence[Image]:
    """The images with this id: one, but for the same id in two partitions or regions, which EC2 does not rule out."""
    return _visible(session, everywhere(), Image.image_id == image_id, with_private=with_private)


def images_of_release(session: Session, release_id: str, *, with_private: bool) -> Sequence[Image]:
    """Every image of a release, by region, gone ones included."""
    return _visible(session, Image.release_id == release_id, with_private=with_private)


def has_images(session: Session, release_id: str, *, with_private: bool) -> bool:
    """Whether a release has any image, gone ones included."""
    statement = core_select(IMAGES.id).where(IMAGES.release_id == release_id).limit(1)
    if not with_private:
        statement = statement.where(IMAGES.private.is_(False))
    return session.connection().scalar(statement) is not None


def spoken_of(images: Iterable[Image]) -> Image:
    """The image of a release that a comment or an annotation is about: a public one where there is one, as what is said
    of that is for everyone; rather one that is there; the oldest.
    """
    return min(images, key=lambda image: (image.private, image.gone_at is not None, image.id or 0))


def _visible(session: Session, *conditions: ColumnElement[bool] | bool, with_private: bool) -> Sequence[Image]:
    statement = select(Image).where(*conditions).order_by(Image.partition, Image.region, col(Image.id))
    if not with_private:
        statement = statement.where(col(Image.private).is_(False))
    return session.exec(statement).all()


class IndexedImage(NamedTuple):
    """What the search index is told of an image. Its fields are columns of `Image`, of which the last ones are stored
    otherwise than they are told. Images of a release sort by region, as the tuples that they are.
    """

    release_id: str
    region: str
    id: int
    partition: str
    image_id: str
    owner_id: str
    owner_alias: str | None
    name: str | None
    image_location: str | None
    description: str | None
    architecture: str | None
    platform: str
    platform_details: str | None
    image_type: str | None
    root_device_type: str | None
    virtualization_type: str | None
    boot_mode: str | None
    imds_support: str | None
    state: str | None
    ena_support: bool | None
    private: bool
    first_seen_at: datetime
    created_at: datetime | None
    deprecated_at: datetime | None
    gone_at: datetime | None
    document: PackedDocument


# As the driver gives them: SQLAlchemy's conversions would take as long as all else that reading an image does.
_STORED = [type_coerce(IMAGES[name], NULLTYPE).label(name) for name in IndexedImage._fields]
_TRUTH = {None: None, 0: False, 1: True}


def images_to_index(session: Session, release_ids: Sequence[str]) -> dict[str, list[IndexedImage]]:
    """The images of some releases by region, private ones included, by release. One without images is left out."""
    wanted = IMAGES.release_id.in_(release_ids)
    statement = core_select(*_STORED).where(in_row_order(session, IMAGES.id, wanted))
    found: dict[str, list[IndexedImage]] = {}
    for row in session.connection().execute(statement).all():
        image = _indexed(row)
        found.setdefault(image.release_id, []).append(image)
    for images in found.values():
        images.sort()
    return found


def _indexed(row: Iterable[Any]) -> IndexedImage:
    *texts, ena, private, first_seen, created, deprecated, gone, document = row
    return IndexedImage._make(
        (
            *texts,
            _TRUTH[ena],
            _TRUTH[private],
            moment(first_seen),
            moment(created),
            moment(deprecated),
            moment(gone),
            PackedDocument(document),
        )
    )


def release_names(session: Session, release_ids: Sequence[str]) -> dict[str, str]:
    """What tens of thousands of releases are called, by release: those without images, what they were when judged."""
    wanted = core_select(listed(session, release_ids).c.value)
    firsts = core_select(func.min(IMAGES.id)).where(IMAGES.release_id.in_(wanted)).group_by(IMAGES.release_id)
    columns = (IMAGES.release_id, IMAGES.name, IMAGES.image_location, IMAGES.image_id)
    rows = session.connection().execute(core_select(*columns).where(IMAGES.id.in_(firsts)))
    names = {release_id: release_name(*called) for release_id, *called in rows}
    if left := [release_id for release_id in release_ids if release_id not in names]:
        former = core_select(RELEASES.release_id, RELEASES.name).where(
            RELEASES.release_id.in_(core_select(listed(session, left).c.value))
        )
        names |= dict.fromkeys(left, "")
        names |= {release_id: name for release_id, name in session.connection().execute(former)}  # noqa: C416 - a Row is no pair
    return names


def release_ids(session: Session, *, batch_size: int, after: str = "") -> Iterator[list[str]]:
    """Every release id of the catalog behind `after`, in order, in batches. Each batch is a query of its own: the index
    of the column makes it cheap, and no cursor is held open while the batch is worked on.
    """
    while True:
        statement = (
            core_select(IMAGES.release_id)
            .where(IMAGES.release_id > after)
            .distinct()
            .order_by(IMAGES.release_id)
            .limit(batch_size)
        )
        batch = [row[0] for row in session.connection().execute(statement)]
        if not batch:
            return
        yield batch
        after = batch[-1]
