"""Which releases descend from which: kept while releases are judged, so that a parent gone bad finds its copies.

A parent may have hundreds of thousands of copies: they are handed to the outbox by the database, and read by nobody.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, insert, null, select, tuple_
from sqlmodel import Session

from catalog.lineage_tables import Descent
from catalog.outbox import enqueue_selected
from catalog.regions import of_releases
from catalog.tables import Image, core
from catalog.verdicts import in_batches

DESCENTS = core(Descent).c
IMAGES = core(Image).c


def replace_sources(session: Session, sources: Mapping[str, Collection[str]]) -> None:
    """Write down what releases were copied from: the source images of each, none for most."""
    wanted = {(release_id, source) for release_id, of_release in sources.items() for source in of_release}
    written: set[tuple[str, str]] = set()
    for some in in_batches(sources):
        statement = select(DESCENTS.release_id, DESCENTS.source_image_id).where(DESCENTS.release_id.in_(some))
        written |= {(release_id, source) for release_id, source in session.connection().execute(statement)}
    for gone in in_batches(sorted(written - wanted)):
        session.connection().execute(
            delete(core(Descent)).where(tuple_(DESCENTS.release_id, DESCENTS.source_image_id).in_(gone))
        )
    new = [{"release_id": release_id, "source_image_id": source} for release_id, source in sorted(wanted - written)]
    if new:
        session.connection().execute(insert(core(Descent)), new)


def enqueue_descendants(session: Session, release_ids: Collection[str]) -> None:
    """Have everything that was copied from images of these releases judged anew, in this transaction."""
    for some in in_batches(sorted(release_ids)):
        copies = (
            select(DESCENTS.release_id, null())
            .join(core(Image), IMAGES.image_id == DESCENTS.source_image_id)
            .where(of_releases(IMAGES.release_id.in_(some)))
            .distinct()
            .order_by(DESCENTS.release_id)  # as every writer of the outbox, or two could wait for each other
        )
        enqueue_selected(session, copies)
