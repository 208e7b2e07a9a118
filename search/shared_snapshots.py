"""Releases on the same snapshot have the same disk: one that went bad warns those that were made after it.

A snapshot that many build on, or that somebody else had before the bad one, is a common base, and warns nobody: an
impostor on Canonical's own snapshot says nothing of Canonical's images. Who is on a snapshot the index is asked, once a
bad release was written down and the index has committed: so everything indexed before is found here, and everything
indexed later finds the bad one when it is judged. What private images are on is told to nobody.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from catalog.bad_snapshots import BadImage, BadParent, bad_images_to_look_at, set_begins
from catalog.database import Database
from catalog.images import IndexedImage, images_to_index
from catalog.outbox import enqueue
from catalog.verdicts import verdicts_of_releases
from search.index import LARGEST_LIMIT, SearchIndex, SearchRequest
from search.views import View
from trust.facts import OtherRelease
from trust.levels import TrustLevel
from trust.rules.lineage import how_bad

IMAGES_A_LOOK = 200
# Whoever shares a disk with more releases than that shares it with everybody.
MOST_RELEASES = 2_000
# A snapshot that so many strangers to each other are on is public, whoever is the oldest that we know.
OWNERS_OF_A_BASE = 4


@dataclass(frozen=True, slots=True)
class Holder:
    """An image on a snapshot."""

    release_id: str
    owner_id: str
    created_at: datetime | None
    vouched: bool


def begins(bad: BadImage, holders: Iterable[Holder]) -> bool:
    """Whether a bad image began its snapshot, as far as anybody can tell."""
    others = [holder for holder in holders if holder.owner_id != bad.owner_id]
    return len({holder.owner_id for holder in others}) < OWNERS_OF_A_BASE - 1 and not any(
        holder.vouched or holder.created_at is None or holder.created_at <= bad.created_at for holder in others
    )


def bad_images_of(view: View, level: str) -> list[BadImage]:
    """What is to be written down of a public view of this level: its images by snapshot, the oldest of each."""
    found: dict[str, BadImage] = {}
    if how_bad(level) is None or view.private:
        return []
    for image in view.images:
        if image.created_at is not None:
            for snapshot in set(image.document.texts_of("SnapshotId")):
                one = BadImage(snapshot, view.release_id, image.image_id, image.owner_id, image.created_at)
                if snapshot not in found or one.created_at < found[snapshot].created_at:
                    found[snapshot] = one
    return list(found.values())


def parents_of(view: View, known: Mapping[str, Sequence[BadParent]]) -> Iterator[BadParent]:
    """The bad images that a view's disks are from: others' that are older, and its owner's own that are no younger."""
    for snapshot in view.details.snapshot_ids if known else ():
        for parent in known.get(snapshot, ()):
            bad = parent.image
            if bad.begins and bad.release_id != view.release_id and _came_after(view, bad):
                yield parent


def joined(view: View, known: Mapping[str, Sequence[BadParent]]) -> Iterator[tuple[str, str]]:
    """The keys of others' bad images on whose snapshot a new release is: whether they began it is to be looked at."""
    for snapshot in view.details.snapshot_ids if known else ():
        for parent in known.get(snapshot, ()):
            if parent.image.owner_id != view.newest.owner_id:
                yield parent.image.key


def ancestor(parent: BadParent) -> OtherRelease:
    """A bad image's release, as rules are told of it."""
    level = TrustLevel(parent.level)
    image = parent.image
    return OtherRelease(image.release_id, parent.name, parent.release_created_at, level, image.snapshot_id)


def _came_after(view: View, bad: BadImage) -> bool:
    for image in view.images:
        if image.created_at is not None and bad.snapshot_id in image.document.texts_of("SnapshotId"):
            own = image.owner_id == bad.owner_id
            if image.created_at > bad.created_at or (own and image.created_at == bad.created_at):
                return True
    return False


def look_at_bad_snapshots(database: Database, index: SearchIndex, *, now: datetime) -> int:
    """Find out whether newly bad images began their snapshots, and have who is on them judged anew; how many."""
    with database.read() as session:
        new = bad_images_to_look_at(session, limit=IMAGES_A_LOOK)
    found: dict[tuple[str, str], bool | None] = {}
    touched: set[str] = set()
    for bad in new:
        releases = _releases_on(index, bad.snapshot_id, now=now)
        with database.read() as session:
            holders = _holders(session, bad.snapshot_id, releases) if len(releases) > 1 else []
        found[bad.key] = len(releases) <= MOST_RELEASES and begins(bad, holders)
        touched |= {holder.release_id for holder in holders} - {bad.release_id}
    if new:
        with database.write() as session:
            set_begins(session, found)
            enqueue(session, touched)
    return len(new)


def _holders(session: Session, snapshot_id: str, release_ids: Sequence[str]) -> list[Holder]:
    verdicts = verdicts_of_releases(session, release_ids, with_private=False)
    vouched = {TrustLevel.VERIFIED.value, TrustLevel.KNOWN.value}
    return [
        Holder(image.release_id, image.owner_id, image.created_at, verdicts[image.release_id].level in vouched)
        for images in images_to_index(session, release_ids).values()
        for image in images
        if _is_on(image, snapshot_id) and image.release_id in verdicts
    ]


def _is_on(image: IndexedImage, snapshot_id: str) -> bool:
    return not image.private and snapshot_id in image.document.texts_of("SnapshotId")


def _releases_on(index: SearchIndex, snapshot_id: str, *, now: datetime) -> list[str]:
    """The public releases on a snapshot, a page more than MOST_RELEASES at most."""
    found: list[str] = []
    cursor = None
    while len(found) <= MOST_RELEASES:
        request = SearchRequest(
            f"id:{snapshot_id}",
            now=now,
            include_deprecated=True,
            include_gone=True,
            limit=LARGEST_LIMIT,
            cursor=cursor,
        )
        page = index.search(request)
        found += [hit.document.release_id for hit in page.hits]
        cursor = page.next_cursor
        if cursor is None:
            break
    return found
