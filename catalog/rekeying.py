"""Which release an image belongs to, and moving images when the directory changes its mind about their owners."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select, update
from sqlmodel import Session

from catalog.database import Database
from catalog.directory import Directory
from catalog.facts import read_fact, write_fact
from catalog.outbox import enqueue
from catalog.regions import everywhere
from catalog.release import release_id, release_identity, release_name
from catalog.tables import Image, core

FINGERPRINT = "directory_fingerprint"
LOCK = "rekeying"
IMAGES_A_TRANSACTION = 10_000

IMAGES = core(Image).c


def release_of_image(
    directory: Directory,
    *,
    partition: str,
    region: str,
    image_id: str,
    owner_id: str,
    name: str | None,
    image_location: str | None,
    created_at: datetime | None,
) -> str:
    """The id of the release that an image belongs to, as the directory attributes its owner."""
    attribution = directory.attribute(partition, region, owner_id, name=name, created_at=created_at)
    identity = release_identity(attribution, owner_id)
    return release_id(partition, identity, release_name(name, image_location, image_id))


def rekey(
    database: Database, directory: Directory, *, built_in: Directory | None = None, progress: Callable[[int], None]
) -> int:
    """Move images to the releases that this directory puts them in; how many moved.

    Nothing to do, and a single look-up, when the catalog was keyed by the same built-in directory, by default the whole
    one: what was imported or proven changes few accounts, which catalog/directory_changes.py goes through one by one.
    An interruption is taken up from the start by the next call: images that were moved already stay where they are.
    """
    fingerprint = (built_in or directory).fingerprint
    with database.read() as session:
        if read_fact(session, FINGERPRINT) == fingerprint:
            return 0
    moved, after = 0, 0
    with database.lock(LOCK, wait_seconds=600):
        while True:
            with database.write() as session:
                last, count = _rekey_some(session, directory, after)
                if last is None:
                    write_fact(session, FINGERPRINT, fingerprint)
                    return moved
            moved, after = moved + count, last
            progress(moved)


def rekey_account(database: Database, directory: Directory, partition: str, account_id: str) -> None:
    """Move the images of one account to the releases that this directory puts them in, and have all of them judged.

    The caller holds the lock.
    """
    of_account = (everywhere(), IMAGES.owner_id == account_id, IMAGES.partition == partition)
    after: int | None = 0
    while after is not None:
        with database.write() as session:
            after, _ = _rekey_some(session, directory, after, of_account=of_account)


def _rekey_some(
    session: Session, directory: Directory, after: int, *, of_account: tuple[ColumnElement[bool], ...] = ()
) -> tuple[int | None, int]:
    """The next images by id: the last one's id, None when there are no more, and how many moved.

    The releases of moved images go into the outbox, and of an account all of them.
    """
    names = ("partition", "region", "image_id", "owner_id", "name", "image_location", "created_at")
    statement = (
        select(IMAGES.id, IMAGES.release_id, *(IMAGES[name] for name in names))
        .where(IMAGES.id > after, *of_account)
        .order_by(IMAGES.id)
        .limit(IMAGES_A_TRANSACTION)
    )
    last, moves, touched = None, [], set()
    for row_id, before, *values in session.connection().execute(statement):
        last = row_id
        release = release_of_image(directory, **dict(zip(names, values, strict=True)))
        if of_account:
            touched.add(release)
        if release != before:
            moves.append({"of_id": row_id, "new_release_id": release})
            touched |= {before, release}
    if moves:
        session.connection().execute(
            update(core(Image)).where(IMAGES.id == bindparam("of_id")).values(release_id=bindparam("new_release_id")),
            moves,
        )
    enqueue(session, touched)
    return last, len(moves)
