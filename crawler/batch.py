"""What one transaction of a crawl writes: rows made from the images met, and what follows from them.

Everything is made ready before the transaction begins, since it keeps every other writer waiting.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from catalog.crawls import CrawlCounts
from catalog.database import Database
from catalog.directory import Directory
from catalog.document import unpack
from catalog.history import EventKind
from catalog.ingest import Happening, KnownImage, RegionWriter, Sighting, StoredImage, inserted
from catalog.outbox import enqueue
from catalog.release import release_name
from catalog.removals import removal
from catalog.scopes import Scope, is_private
from crawler.described_image import DescribedImage, describe
from crawler.image_row import ImageRow, image_row
from crawler.source import ReceivedImage

# Fields that change by themselves: they are kept up to date, but are no event of the image's.
QUIET_FIELDS = frozenset({"LastLaunchedTime", "ImageAllowed"})
# Amazon Inspector's findings are news when they get worse or better, and not each time it has looked.
SCAN_FIELD, SCAN_VERDICT = "ScanResults", "HighestFindingSeverityLabel"
ALIAS_FIELD = "ImageOwnerAlias"


@dataclass(frozen=True)
class Place:
    """Where a crawl writes: a region of a catalog, with what attributes its images."""

    database: Database
    directory: Directory
    partition: str
    region: str


class Batch:
    """The rows of one transaction, told of images by the kind of news they are.

    `counts` is what the batch adds to the crawl's, and `owners` whom the crawl has to remember, once it is saved.
    `stored_owners` are those that it has stored, with their aliases.
    """

    def __init__(self, place: Place, scope: Scope, at: datetime, stored_owners: Mapping[str, str | None]) -> None:
        self._place = place
        self._scope = scope
        self._at = at
        self.counts = CrawlCounts()
        self._inserts: list[tuple[Any, ...]] = []
        self._updates: list[Mapping[str, Any]] = []
        self._sightings: list[Sighting] = []
        self._digests: dict[str, bytes] = {}
        self._happenings: list[Happening] = []
        self._releases: dict[str, str | None] = {}  # by id what they are called
        self.owners: dict[str, str | None] = {}
        self._stored_owners = stored_owners

    def add(self, images: Iterable[ReceivedImage]) -> None:
        """Images that the catalog has never had."""
        for image in images:
            self._inserts.append(inserted(self._row(image.describe(), self._scope, image.digest)))
            self.counts.added += 1

    def compare(self, image: ReceivedImage, known: KnownImage, stored: StoredImage) -> None:
        """An image that arrived otherwise than before: changed, or only written down otherwise."""
        before, after = unpack(stored.document), orjson.loads(image.describe().json)
        if ALIAS_FIELD in before:
            # EC2 leaves the alias out of some answers; that is no change of the image's.
            after.setdefault(ALIAS_FIELD, before[ALIAS_FIELD])
        changes = {
            name: (before.get(name), after.get(name))
            for name in sorted(before.keys() | after.keys())
            if before.get(name) != after.get(name)
        }
        if not changes:
            self._digests[image.image_id] = image.digest
            self.sight(image.image_id, known)
            return
        scopes = known.scopes | self._scope
        row = self._row(describe(after), scopes, image.digest)
        self._updates.append({name: value for name, value in row._asdict().items() if name != "first_seen_at"})
        self._releases.setdefault(stored.release_id, release_name(row.name, row.image_location, row.image_id))
        happenings = self._turn(image.image_id, known, private=row.private)
        if loud := {name: values for name, values in changes.items() if not _changes_by_itself(name, *values)}:
            # A change names what was before: it is told on the private side of a turn, where strangers do not look.
            changed = Happening(image.image_id, EventKind.CHANGED, loud)
            happenings.insert(0 if known.private else len(happenings), changed)
            self.counts.changed += 1
        self._happenings += happenings

    def sight(self, image_id: str, known: KnownImage) -> None:
        """An unchanged image that this scope shows."""
        scopes = known.scopes | self._scope
        if scopes != known.scopes or known.gone_at is not None:
            private = is_private(scopes, public=known.public)
            self._sightings.append(Sighting(image_id, scopes, private, None))
            self._happenings += self._turn(image_id, known, private=private)

    def unsight(self, image_id: str, known: KnownImage) -> None:
        """An image that this scope no longer shows. Without any scope left it is gone."""
        sighting, happenings = removal(image_id, known, self._scope, at=self._at)
        self._sightings.append(sighting)
        self._happenings += happenings
        self.counts.gone += sighting.gone_at is not None

    def save(self, writer: RegionWriter, crawl_id: int) -> None:
        """Write the rows, in the writer's transaction."""
        writer.insert(self._inserts)
        writer.update(self._updates)
        writer.update_digests(self._digests)
        writer.update_sightings(self._sightings)
        writer.add_events(self._happenings, crawl_id=crawl_id, at=self._at)
        writer.remember_owners(dict(self.owners.items() - self._stored_owners.items()), at=self._at)
        sighted = writer.releases_of({sighting.image_id for sighting in self._sightings})
        enqueue(writer.session, dict.fromkeys(sighted) | self._releases)

    def _row(self, image: DescribedImage, scopes: Scope, digest: bytes) -> ImageRow:
        row = image_row(
            image,
            partition=self._place.partition,
            region=self._place.region,
            scopes=scopes,
            digest=digest,
            directory=self._place.directory,
            seen_at=self._at,
        )
        if row.release_id not in self._releases:
            self._releases[row.release_id] = release_name(row.name, row.image_location, row.image_id)
        self.owners[row.owner_id] = row.owner_alias or self.owners.get(row.owner_id)
        return row

    @staticmethod
    def _turn(image_id: str, known: KnownImage, *, private: bool) -> list[Happening]:
        turns = []
        if known.gone_at is not None:
            turns.append(Happening(image_id, EventKind.CAME_BACK, {}))
        if private != known.private:
            kind = EventKind.BECAME_PRIVATE if private else EventKind.BECAME_PUBLIC
            turns.append(Happening(image_id, kind, {}))
        return turns


def _changes_by_itself(field: str, before: Any, after: Any) -> bool:
    if field == SCAN_FIELD and isinstance(before, dict) and isinstance(after, dict):
        return bool(before.get(SCAN_VERDICT) == after.get(SCAN_VERDICT))
    return field in QUIET_FIELDS
