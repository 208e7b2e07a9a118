"""Snapshots of releases that are suspicious or malicious: another release on one of them has the same disk.

Of all other releases nothing is kept here: three million images have four million snapshots, and a row for each would
take 70 MB and a random write an image. Who else is on a snapshot the search index knows (search/shared_snapshots.py).
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, insert, select, tuple_, update
from sqlmodel import Session

from catalog.lineage_tables import BadSnapshot
from catalog.tables import Release, core
from catalog.verdicts import in_batches

BAD, RELEASES = core(BadSnapshot).c, core(Release).c

# So many are read, and compared with thousands of snapshots, sooner than each of those is looked up.
FEW_BAD = 5_000


class BadImage(NamedTuple):
    """A public image of a bad release, on a snapshot. `begins`: nobody else's older image is on it; None: not looked.

    Fields are the columns of `BadSnapshot`.
    """

    snapshot_id: str
    release_id: str
    image_id: str
    owner_id: str
    created_at: datetime
    begins: bool | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.snapshot_id, self.release_id


class BadParent(NamedTuple):
    """A bad image with the release it belongs to."""

    image: BadImage
    name: str
    level: str
    release_created_at: datetime | None


def replace_bad_images(session: Session, release_ids: Collection[str], images: Iterable[BadImage]) -> None:
    """Write down the images of those of these releases that are bad now, and forget the others'."""
    wanted = {image.key: image for image in images}
    written: set[tuple[str, str]] = set()
    for some in in_batches(release_ids):
        statement = select(BAD.snapshot_id, BAD.release_id).where(BAD.release_id.in_(some))
        written |= {(snapshot_id, release_id) for snapshot_id, release_id in session.connection().execute(statement)}
    for gone in in_batches(sorted(written - wanted.keys())):
        session.connection().execute(delete(core(BadSnapshot)).where(tuple_(BAD.snapshot_id, BAD.release_id).in_(gone)))
    new = [wanted[key]._asdict() for key in sorted(wanted.keys() - written)]
    if new:
        session.connection().execute(insert(core(BadSnapshot)), new)


def bad_images_to_look_at(session: Session, *, limit: int) -> list[BadImage]:
    """Those of which nobody looked yet who else is on their snapshot."""
    columns = [BAD[name] for name in BadImage._fields]
    statement = select(*columns).where(BAD.begins.is_(None)).order_by(BAD.snapshot_id, BAD.created_at).limit(limit)
    return [BadImage._make(row) for row in session.connection().execute(statement)]


def bad_parents(session: Session, snapshot_ids: Iterable[str]) -> dict[str, list[BadParent]]:
    """The bad images on some snapshots, by snapshot; in most batches none."""
    bad = session.connection().execute(select(BAD.snapshot_id).limit(FEW_BAD + 1)).scalars().all()
    asked = set(snapshot_ids) if len(bad) > FEW_BAD else set(bad).intersection(snapshot_ids)
    found: dict[str, list[BadParent]] = {}
    for some in in_batches(sorted(asked)):
        statement = (
            select(*(BAD[name] for name in BadImage._fields), RELEASES.name, RELEASES.level, RELEASES.created_at)
            .join(core(Release), RELEASES.release_id == BAD.release_id)
            .where(BAD.snapshot_id.in_(some), RELEASES.private.is_(False))
            .order_by(BAD.snapshot_id, BAD.created_at)
        )
        for *image, name, level, created_at in session.connection().execute(statement):
            parent = BadParent(BadImage(*image), name, level, created_at)
            found.setdefault(parent.image.snapshot_id, []).append(parent)
    return found


def set_begins(session: Session, begins: Mapping[tuple[str, str], bool | None]) -> None:
    """Say of bad images, by snapshot and release, whether they began their snapshot; None: to be looked at again."""
    for value in (True, False, None):
        keys = [key for key, said in begins.items() if said is value]
        for some in in_batches(sorted(keys)):
            session.connection().execute(
                update(core(BadSnapshot)).where(tuple_(BAD.snapshot_id, BAD.release_id).in_(some)).values(begins=value)
            )
