"""Whether a catalog is whole: what the database itself does not hold it to, asked of every row.

A catalog that was only ever written by Amidex passes. One that does not was damaged by a disk, by hand, or by a mistake
of ours, which its owner wants to know before the backups of when it was whole are gone.
"""

from base64 import b32encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from secrets import token_bytes

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy import Table as CoreTable
from sqlmodel import Session

from catalog.directory import Directory
from catalog.document import unpack
from catalog.regions import of_releases
from catalog.rekeying import release_of_image
from catalog.schema import metadata
from catalog.soundness import file_damage
from catalog.tables import Image, Outbox, OwnerRegion, Release, core

IMAGES_A_READ = 5_000
MOST_EXAMPLES = 5
IMAGES, RELEASES, OUTBOX, COUNTS = core(Image).c, core(Release).c, core(Outbox).c, core(OwnerRegion).c


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found: how many things are wrong, and some of them in words."""

    check: str
    problems: int
    examples: tuple[str, ...] = ()


def verify_catalog(session: Session, directory: Directory, *, progress: Callable[[int], None]) -> Iterator[Finding]:
    """Every check on the catalog, in one session of one moment. `progress` is told the images read."""
    damage = file_damage(session)
    yield Finding("database file", len(damage), tuple(damage[:MOST_EXAMPLES]))
    yield _references(session)
    yield from _images(session, directory, progress)
    yield _releases_without_verdict(session)
    yield _verdicts_without_images(session)
    yield _owner_counts(session)


def _references(session: Session) -> Finding:
    """Foreign keys that lead nowhere: neither engine looks at those that were there before it was told to."""
    problems, examples = 0, []
    for table in metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            missing = _dangling(session, table, constraint.elements[0].parent, constraint.elements[0].column)
            if missing:
                problems += missing
                examples.append(f"{missing:,} of {table.name} name a row of {constraint.referred_table.name} in vain")
    return Finding("references between tables", problems, tuple(examples[:MOST_EXAMPLES]))


def _dangling(session: Session, table: CoreTable, child: ColumnElement[int], parent: ColumnElement[int]) -> int:
    aside = parent.table.alias()
    statement = (
        select(func.count())
        .select_from(table.outerjoin(aside, child == aside.c[parent.key]))
        .where(child.is_not(None), aside.c[parent.key].is_(None))
    )
    found: int = session.execute(statement).scalar_one()
    return found


def _images(session: Session, directory: Directory, progress: Callable[[int], None]) -> Iterator[Finding]:
    unreadable: list[str] = []
    misplaced: list[str] = []
    identity = ("partition", "region", "image_id", "owner_id", "name", "image_location", "created_at")
    statement = select(IMAGES.id, IMAGES.document, IMAGES.release_id, *(IMAGES[name] for name in identity))
    after, read = 0, 0
    while rows := session.execute(statement.where(IMAGES.id > after).order_by(IMAGES.id).limit(IMAGES_A_READ)).all():
        for _, document, release_id, *values in rows:
            told = dict(zip(identity, values, strict=True))
            trouble = _trouble_of_document(document, told["image_id"], told["owner_id"])
            if trouble:
                unreadable.append(f"{told['image_id']} in {told['region']}: {trouble}")
            if release_of_image(directory, **told) != release_id:
                misplaced.append(f"{told['image_id']} in {told['region']}")
        after, read = rows[-1][0], read + len(rows)
        progress(read)
    yield Finding("documents of images", len(unreadable), tuple(islice(unreadable, MOST_EXAMPLES)))
    yield Finding("releases of images", len(misplaced), tuple(islice(misplaced, MOST_EXAMPLES)))


def _trouble_of_document(stored: bytes, image_id: str, owner_id: str) -> str | None:
    try:
        document = unpack(stored)
    except Exception as error:  # noqa: BLE001 - whatever a damaged document makes of its reader
        return f"cannot be read ({error})"
    if document.get("ImageId") != image_id or document.get("OwnerId") != owner_id:
        return f"says that it is {document.get('ImageId')} of {document.get('OwnerId')}"
    return None


def _releases_without_verdict(session: Session) -> Finding:
    known = select(RELEASES.release_id).where(RELEASES.release_id == IMAGES.release_id).exists()
    waits = select(OUTBOX.release_id).where(OUTBOX.release_id == IMAGES.release_id).exists()
    return _counted(session, "verdicts on releases", IMAGES.release_id, or_(known, waits).is_(False))


def _verdicts_without_images(session: Session) -> Finding:
    has_images = select(IMAGES.id).where(of_releases(IMAGES.release_id == RELEASES.release_id)).exists()
    waits = select(OUTBOX.release_id).where(OUTBOX.release_id == RELEASES.release_id).exists()
    return _counted(session, "releases of verdicts", RELEASES.release_id, or_(has_images, waits).is_(False))


def _counted(session: Session, check: str, column: ColumnElement[str], wrong: ColumnElement[bool]) -> Finding:
    problems = session.execute(select(func.count(column.distinct())).where(wrong)).scalar_one()
    some = session.execute(select(column).where(wrong).distinct().limit(MOST_EXAMPLES)).scalars() if problems else ()
    return Finding(check, problems, tuple(some))


def _owner_counts(session: Session) -> Finding:
    """What is told of owners without counting millions of images, against the images counted."""
    key = ("partition", "owner_id", "region", "private")
    alive = func.sum(case((IMAGES.gone_at.is_(None), 1), else_=0))
    counted = (
        select(*(IMAGES[name] for name in key), alive.label("alive"), (func.count() - alive).label("gone"))
        .group_by(*(IMAGES[name] for name in key))
        .subquery()
    )
    told = core(OwnerRegion)
    same_place = [counted.c[name] == COUNTS[name] for name in key]
    joined = counted.outerjoin(told, and_(*same_place))
    wrong = or_(COUNTS.owner_id.is_(None), COUNTS.images != counted.c.alive, COUNTS.gone_images != counted.c.gone)
    statement = select(counted.c.owner_id, counted.c.region).select_from(joined).where(wrong)
    problems = [f"{owner} in {region}" for owner, region in session.execute(statement.limit(1000))]
    return Finding("counts of owners' images", len(problems), tuple(problems[:MOST_EXAMPLES]))


def count_verdicts(session: Session) -> int:
    """How many verdicts there are: one or two a release, as many as the index has documents."""
    found: int = session.execute(select(func.count()).select_from(core(Release))).scalar_one()
    return found


def some_judged(session: Session, limit: int) -> list[str]:
    """Releases with a verdict that do not wait to be indexed again, from anywhere: ids are digests."""
    waits = select(OUTBOX.release_id).where(OUTBOX.release_id == RELEASES.release_id).exists()
    statement = select(RELEASES.release_id).where(~waits).distinct().order_by(RELEASES.release_id).limit(limit)
    start = f"rel-{b32encode(token_bytes(5)).decode().lower()}"
    found = list(session.execute(statement.where(RELEASES.release_id >= start)).scalars())
    return found if len(found) == limit else list(session.execute(statement).scalars())
