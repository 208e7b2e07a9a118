"""Taking a scope from images it no longer shows, and holding that back where it is implausibly much.

EC2 has answered "complete" with nothing, or with half of it. A crawl that would take its scope from more than a set
share of the images which the scope showed in the region is held: what it saw is stored, and what it did not see waits
here, image by image, for a person to confirm or discard, or for the next crawl that sees everything.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, literal, select, update
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from catalog.crawls import CrawlStatus, crawl_by_id, region_lock
from catalog.database import Database
from catalog.errors import NotHeldError
from catalog.history import EventKind
from catalog.ingest import Happening, KnownImage, RegionWriter, Sighting
from catalog.outbox import enqueue
from catalog.scopes import Scope, is_private
from catalog.tables import Crawl, HeldRemoval, Image, core

HOLD_SHARE = 0.2
# A few images may well all go at once, where an account shares a handful of them: so few are never held.
ALWAYS_PLAUSIBLE = 20

IMAGES = core(Image).c
HELD = core(HeldRemoval).c


def is_implausible(removals: int, *, shown_before: int, share: float = HOLD_SHARE) -> bool:
    """Whether so many removals, of the images that the scope showed before, are for a person to confirm."""
    return removals >= ALWAYS_PLAUSIBLE and removals > share * shown_before


def removal(image_id: str, known: KnownImage, scope: Scope, *, at: datetime) -> tuple[Sighting, list[Happening]]:
    """What becomes of an image that a scope shows no more, and what its history says of it.

    Without any scope left it is gone. Whether it was private then stays as it was: nobody may learn of a private image
    by its end.
    """
    scopes = known.scopes & ~scope
    if not scopes:
        return Sighting(image_id, scopes, known.private, at), [Happening(image_id, EventKind.GONE, {})]
    private = is_private(scopes, public=known.public)
    turned = private and not known.private
    happenings = [Happening(image_id, EventKind.BECAME_PRIVATE, {})] if turned else []
    return Sighting(image_id, scopes, private, None), happenings


def hold_removals(session: Session, writer: RegionWriter, crawl_id: int, image_ids: Collection[str], *, of: int) -> str:
    """Keep the images a crawl would take its scope from, of so many; the sentence that says so."""
    session.exec(update(Crawl).where(col(Crawl.id) == crawl_id).values(held=len(image_ids), held_of=of))
    rows = select(literal(crawl_id), IMAGES.id).where(
        IMAGES.region == writer.region, IMAGES.image_id == bindparam("of_id")
    )
    session.connection().execute(
        insert(core(HeldRemoval)).from_select(["crawl_id", "image_row"], rows),
        [{"of_id": image_id} for image_id in image_ids],
    )
    return (
        f"it did not see {len(image_ids):,} of the {of:,} images the scope showed before; none was removed: "
        f"`amidex crawls confirm {crawl_id}` removes them, `amidex crawls discard {crawl_id}` does not"
    )


def supersede_held(session: Session, crawl_id: int) -> None:
    """Let a crawl that saw everything take the place of those of its region and scope that are held."""
    newer = crawl_by_id(session, crawl_id)
    if newer is None:
        raise ValueError(f"there is no crawl {crawl_id}")
    held = session.exec(
        select_rows(Crawl.id).where(
            Crawl.partition == newer.partition,
            Crawl.region == newer.region,
            Crawl.scope == newer.scope,
            Crawl.status == CrawlStatus.HELD,
            col(Crawl.id) < crawl_id,
        )
    )
    for older in held.all():
        _settle(session, older, CrawlStatus.SUPERSEDED, f"crawl {crawl_id} took its place")


def confirm_removals(database: Database, crawl_id: int, *, at: datetime) -> None:
    """Take the scope of a held crawl from exactly the images it did not see. For a person to call.

    Raises NotHeldError unless the crawl is held and nothing newer knows better, and LockHeldError while a crawl of the
    region runs.
    """
    partition, region = _place(database, crawl_id)
    with database.lock(region_lock(partition, region)), database.write() as session:
        crawl = _held(session, crawl_id)
        _refuse_if_newer(session, crawl)
        writer, scope = RegionWriter(session, partition, region), Scope.of_label(crawl.scope)
        sightings: list[Sighting] = []
        happenings: list[Happening] = []
        for image_id, known in _held_images(session, crawl_id):
            sighting, happened = removal(image_id, known, scope, at=at)
            sightings.append(sighting)
            happenings += happened
        writer.update_sightings(sightings)
        writer.add_events(happenings, crawl_id=crawl_id, at=at)
        writer.recount_owners()
        enqueue(session, writer.releases_of([sighting.image_id for sighting in sightings]))
        _settle(session, crawl_id, CrawlStatus.COMPLETED, None)
        gone = sum(sighting.gone_at is not None for sighting in sightings)
        session.exec(update(Crawl).where(col(Crawl.id) == crawl_id).values(gone=col(Crawl.gone) + gone))


def discard_removals(database: Database, crawl_id: int) -> None:
    """Refuse what a held crawl would remove. For a person to call. Raises NotHeldError when it is not held."""
    with database.write() as session:
        _held(session, crawl_id)
        _settle(session, crawl_id, CrawlStatus.DISCARDED, "its removals were refused")


def _place(database: Database, crawl_id: int) -> tuple[str, str]:
    with database.read() as session:
        crawl = _held(session, crawl_id)
        return crawl.partition, crawl.region


def _held(session: Session, crawl_id: int) -> Crawl:
    crawl = crawl_by_id(session, crawl_id)
    if crawl is None:
        raise NotHeldError(f"there is no crawl {crawl_id}; `amidex crawls list --held` shows those that are held")
    if crawl.status != CrawlStatus.HELD:
        why = f" ({crawl.error})" if crawl.status == CrawlStatus.SUPERSEDED else ""
        raise NotHeldError(f"crawl {crawl_id} is not held, it is {crawl.status}{why}: there is nothing to decide")
    return crawl


def _refuse_if_newer(session: Session, crawl: Crawl) -> None:
    """A newer crawl of the region and scope may have seen what the held one did not, unless it saw nothing at all."""
    newer = session.exec(
        select_rows(Crawl)
        .where(
            Crawl.partition == crawl.partition,
            Crawl.region == crawl.region,
            Crawl.scope == crawl.scope,
            col(Crawl.id) > crawl.id,
            (col(Crawl.status) != CrawlStatus.FAILED) | (col(Crawl.seen) > 0),
        )
        .order_by(col(Crawl.id).desc())
    ).first()
    if newer is not None:
        raise NotHeldError(
            f"crawl {newer.id} of {crawl.region} {crawl.scope} is newer than crawl {crawl.id}, and may have seen "
            "images that it did not; crawl again, and confirm that crawl should it be held too"
        )


def _held_images(session: Session, crawl_id: int) -> list[tuple[str, KnownImage]]:
    columns = [IMAGES[name] for name in ("image_id", *KnownImage._fields)]
    statement = select(*columns).join(core(HeldRemoval), HELD.image_row == IMAGES.id).where(HELD.crawl_id == crawl_id)
    return [
        (image_id, KnownImage(digest, Scope(scopes), public, private, gone_at))
        for image_id, digest, scopes, public, private, gone_at in session.connection().execute(statement)
    ]


def _settle(session: Session, crawl_id: int | None, status: CrawlStatus, error: str | None) -> None:
    session.connection().execute(delete(core(HeldRemoval)).where(HELD.crawl_id == crawl_id))
    session.exec(update(Crawl).where(col(Crawl.id) == crawl_id).values(status=status, error=error))
