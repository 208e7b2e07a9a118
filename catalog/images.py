"""Reading images: one by its id, all of a release, and the bulk reading that feeds the search index.

Whoever reads says whether private images may be seen; there is no default to forget.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, type_coerce
from sqlalchemy import select as core_select
from sqlalchemy.types import NULLTYPE
from sqlmodel import Session, col, select

from catalog.bulk import in_row_order, listed
from catalog.document import PackedDocument
from catalog.regions import everywhere, of_releases
from catalog.release import release_name
from catalog.tables import Image, Release, core
from catalog.utc_time import moment

IMAGES = core(Image).c
RELEASES = core(Release).c

# As the driver makes them, before what they say alike is kept once.
_ROWS_AT_A_TIME = 200


def images_by_id(session: Session, image_id: str, *, with_private: bool) -> Sequence[Image]:
    """The images with this id: one, but for the same id in two partitions or regions, which EC2 does not rule out."""
    return _visible(session, everywhere(), Image.image_id == image_id, with_private=with_private)


def images_of_release(session: Session, release_id: str, *, with_private: bool) -> Sequence[Image]:
    """Every image of a release, by region, gone ones included."""
    return _visible(session, of_releases(IMAGES.release_id == release_id), with_private=with_private)


def has_images(session: Session, release_id: str, *, with_private: bool) -> bool:
    """Whether a release has any image, gone ones included."""
    statement = core_select(IMAGES.id).where(of_releases(IMAGES.release_id == release_id)).limit(1)
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
    """What the search index is told of an image: columns of `Image`. Images of a release sort by region, as the tuples
    that they are. The first are those of trust.facts.ImageFacts, so that the rules take them for such.
    """

    region: str
    image_id: str
    owner_id: str
    owner_alias: str | None
    name: str | None
    image_location: str | None
    description: str | None
    architecture: str | None
    platform: str
    image_type: str | None
    root_device_type: str | None
    virtualization_type: str | None
    boot_mode: str | None
    imds_support: str | None
    ena_support: bool | None
    created_at: datetime | None
    deprecated_at: datetime | None
    first_seen_at: datetime
    gone_at: datetime | None
    state: str | None
    document: PackedDocument
    release_id: str
    id: int
    partition: str
    platform_details: str | None
    private: bool


# As the driver gives them: SQLAlchemy's conversions would take as long as all else that reading an image does.
_STORED = [type_coerce(IMAGES[name], NULLTYPE).label(name) for name in IndexedImage._fields]
_TRUTH = {None: None, 0: False, 1: True}


def images_to_index(session: Session, release_ids: Sequence[str]) -> dict[str, list[IndexedImage]]:
    """The images of some releases by region, private ones included, by release. One without images is left out."""
    wanted = of_releases(IMAGES.release_id.in_(release_ids))
    statement = core_select(*_STORED).where(in_row_order(session, IMAGES.id, wanted))
    found: dict[str, list[IndexedImage]] = {}
    # What images say alike is kept once: three kilobytes of each would not fit into the processor's caches.
    once = dict[Any, Any]().setdefault
    for rows in session.connection().execute(statement).partitions(_ROWS_AT_A_TIME):
        for row in rows:
            image = _indexed(row, once)
            found.setdefault(image.release_id, []).append(image)
    for images in found.values():
        images.sort()
    return found


def _indexed(row: Iterable[Any], once: Callable[[Any, Any], Any]) -> IndexedImage:
    (
        region,
        image_id,
        *texts,
        ena,
        created,
        deprecated,
        first_seen,
        gone,
        state,
        document,
        release_id,
        id_,
        partition,
        details,
        private,
    ) = row
    return IndexedImage._make(
        (
            once(region, region),
            image_id,
            *map(once, texts, texts),
            _TRUTH[ena],
            moment(created),
            moment(deprecated),
            moment(first_seen),
            moment(gone),
            once(state, state),
            PackedDocument(document),
            once(release_id, release_id),
            id_,
            once(partition, partition),
            once(details, details),
            _TRUTH[private],
        )
    )


def release_names(session: Session, release_ids: Sequence[str]) -> dict[str, str]:
    """What tens of thousands of releases are called, by release: "" where nothing is known of one.

    Those that were judged say so themselves; of the others images are looked for.
    """
    wanted = RELEASES.release_id.in_(core_select(listed(session, release_ids).c.value))
    judged = core_select(RELEASES.release_id, RELEASES.name).where(wanted)
    names = {release_id: name for release_id, name in session.connection().execute(judged)}  # noqa: C416 - a Row is no pair
    if left := [release_id for release_id in release_ids if release_id not in names]:
        names |= dict.fromkeys(left, "")
        of_left = of_releases(IMAGES.release_id.in_(core_select(listed(session, left).c.value)))
        firsts = core_select(func.min(IMAGES.id)).where(of_left).group_by(IMAGES.release_id)
        columns = (IMAGES.release_id, IMAGES.name, IMAGES.image_location, IMAGES.image_id)
        for release_id, *called in session.connection().execute(core_select(*columns).where(IMAGES.id.in_(firsts))):
            names[release_id] = release_name(*called)
    return names
