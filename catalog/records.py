"""What the rules are told beside a release's own images: its owner's record, what it was copied from, how often it
was hidden. Read for many releases at once.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from catalog.bulk import listed
from catalog.families import Member
from catalog.history import EventKind
from catalog.partition import PARTITIONS
from catalog.regions import everywhere
from catalog.tables import Image, ImageEvent, Owner, OwnerRegion, Release, core
from catalog.verdicts import in_batches

IMAGES = core(Image).c
EVENTS = core(ImageEvent).c
OWNERS = core(Owner).c
OWNED = core(OwnerRegion).c
RELEASES = core(Release).c

OwnerKey = tuple[str, str]  # partition and account id


class OwnerRecord(NamedTuple):
    """What an owner has had, as far as everybody may know."""

    first_seen_at: datetime
    oldest_created_at: datetime | None
    images: int


def owner_records(session: Session, owner_ids: Collection[str]) -> dict[OwnerKey, OwnerRecord]:
    """The records of owners, by (partition, account id), of their public images alone.

    Counted when a crawl of a region ends: an owner whose first images were just found has no record yet.
    """
    found: dict[OwnerKey, OwnerRecord] = {}
    secretive: list[OwnerKey] = []
    for some in in_batches(owner_ids):
        counted = (
            select(
                OWNED.partition,
                OWNED.owner_id,
                func.coalesce(func.sum(OWNED.images).filter(OWNED.private.is_(False)), 0),
                func.min(OWNED.oldest_created_at).filter(OWNED.private.is_(False)),
                func.count().filter(OWNED.private.is_(True)),
                func.count().filter(OWNED.private.is_(False)),
            )
            .where(OWNED.partition.in_(PARTITIONS), OWNED.owner_id.in_(some))
            .group_by(OWNED.partition, OWNED.owner_id)
        )
        first_seen = {
            (partition, owner_id): at
            for partition, owner_id, at in session.connection().execute(
                select(OWNERS.partition, OWNERS.owner_id, OWNERS.first_seen_at).where(
                    OWNERS.partition.in_(PARTITIONS), OWNERS.owner_id.in_(some)
                )
            )
        }
        for partition, owner_id, images, oldest, private_rows, public_rows in session.connection().execute(counted):
            key = (partition, owner_id)
            if public_rows and key in first_seen:
                found[key] = OwnerRecord(first_seen[key], oldest, int(images))
                if private_rows:
                    secretive.append(key)
    for partition, owner_id in secretive:
        # When something of his was first shared in private is nobody's business.
        statement = select(func.min(IMAGES.first_seen_at)).where(
            everywhere(), IMAGES.owner_id == owner_id, IMAGES.partition == partition, IMAGES.private.is_(False)
        )
        seen = session.connection().execute(statement).scalar()
        if seen is not None:
            found[partition, owner_id] = found[partition, owner_id]._replace(first_seen_at=seen)
    return found


def releases_of_images(
    session: Session, image_ids: Collection[str], regions: Collection[str], *, with_private: bool
) -> dict[str, Member]:
    """The judged releases that images belong to, by image id. `regions`: where they are; "" among them is anywhere."""
    found: dict[str, Member] = {}
    somewhere = everywhere() if "" in regions else IMAGES.region.in_(sorted(regions))
    for some in in_batches(image_ids):
        statement = (
            select(IMAGES.image_id, *(RELEASES[name] for name in Member._fields))
            .join(core(Release), RELEASES.release_id == IMAGES.release_id)
            .where(somewhere, IMAGES.image_id.in_(some))
            .order_by(RELEASES.private)
        )
        if not with_private:
            statement = statement.where(IMAGES.private.is_(False), RELEASES.private.is_(False))
        for image_id, *member in session.connection().execute(statement):
            found[image_id] = Member(*member)
    return found


def times_hidden(session: Session, image_rows: Collection[int]) -> dict[int, int]:
    """How often images, by row id, went out of sight and came back; those that never did are left out."""
    if session.connection().execute(select(EVENTS.id).limit(1)).first() is None:
        return {}
    statement = (
        select(EVENTS.image_row, func.count())
        .where(
            EVENTS.image_row.in_(select(listed(session, list(image_rows), int).c.value)),
            EVENTS.kind.in_([EventKind.CAME_BACK, EventKind.BECAME_PUBLIC]),
        )
        .group_by(EVENTS.image_row)
    )
    return {row: times for row, times in session.connection().execute(statement)}  # noqa: C416 - a Row is no pair
