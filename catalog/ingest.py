"""Writing what a crawl found, in bulk: named set-based statements, never one ORM object an image.

Every function works on one region, whose lock the caller holds (catalog/locks.py), inside the caller's transaction.
Images are named by their natural key, so that a crawl needs to remember neither row ids nor documents.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, bindparam, delete, func, insert, literal, select, update
from sqlmodel import Session

from catalog.bulk import in_row_order
from catalog.dialects import insert_many, insert_or
from catalog.history import EventKind
from catalog.scopes import Scope
from catalog.tables import Image, ImageEvent, Owner, OwnerRegion, core
from catalog.utc_time import UtcTime, milliseconds

Row = Mapping[str, Any]
# Ids bound to one IN list. SQLite takes 32,766 parameters a statement; planning grows with the list.
IDS_A_STATEMENT = 500

# Every combination of scopes by its number: to ask the enumeration costs as much as all else of a known image.
SCOPES = tuple(map(Scope, range(sum(Scope) + 1)))

IMAGES = core(Image).c
EVENTS = core(ImageEvent).c
OWNERS = core(Owner).c
OWNED = core(OwnerRegion).c

INSERTED = [column.name for column in IMAGES if column.name != "id"]
_TIMES = [place for place, name in enumerate(INSERTED) if isinstance(IMAGES[name].type, UtcTime)]


class KnownImage(NamedTuple):
    """What a crawl must remember of an image it may meet again. Its fields are columns of `Image`."""

    digest: bytes
    scopes: Scope
    public: bool | None  # what EC2 says, which the scopes alone do not tell
    private: bool
    gone_at: datetime | None


@dataclass(frozen=True, slots=True)
class StoredImage:
    """What a changed image is compared with."""

    document: bytes
    release_id: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event to keep."""

    image_id: str
    kind: EventKind
    changes: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Sighting:
    """Which scopes show an image now, and what follows from it."""

    image_id: str
    scopes: Scope
    private: bool
    gone_at: datetime | None


@dataclass(frozen=True)
class RegionWriter:
    """The bulk statements of one region's crawl, in the caller's session."""

    session: Session
    partition: str
    region: str

    @property
    def _here(self) -> ColumnElement[bool]:
        return IMAGES.region == self.region

    def known_images(self) -> dict[str, KnownImage]:
        """Every image the catalog has of the region, gone ones included, by image id."""
        columns = [IMAGES[name] for name in ("image_id", *KnownImage._fields)]
        statement = select(*columns).where(self._here)
        rows = self.session.connection().execution_options(yield_per=10_000).execute(statement)
        return {
            image_id: KnownImage(digest, SCOPES[scopes], public, private, gone_at)
            for image_id, digest, scopes, public, private, gone_at in rows
        }

    def stored_images(self, image_ids: Collection[str]) -> dict[str, StoredImage]:
        """The documents and releases of some images, by image id."""
        return {
            image_id: StoredImage(document, release_id)
            for image_id, document, release_id in self._select(
                image_ids, Image.image_id, Image.document, Image.release_id
            )
        }

    def releases_of(self, image_ids: Collection[str]) -> set[str]:
        """The releases some images belong to."""
        return {release_id for (release_id,) in self._select(image_ids, IMAGES.release_id)}

    def insert(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """Add images the catalog has never had, by `inserted`."""
        insert_many(self.session, core(Image), INSERTED, rows)

    def update(self, rows: Sequence[Row]) -> None:
        """Describe images anew. Each row holds every column but `id` and `first_seen_at`.

        An owner alias stays: EC2 leaves it out of some answers, and nobody but AWS can have set it.
        """
        if not rows:
            return
        written = [name for name in rows[0] if name not in ("partition", "region", "image_id")]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in written}
        values["owner_alias"] = func.coalesce(values["owner_alias"], IMAGES.owner_alias)
        self._update(values, [{f"new_{name}": row[name] for name in written} | _key(row["image_id"]) for row in rows])

    def update_sightings(self, sightings: Iterable[Sighting]) -> None:
        """Say which scopes show images that are otherwise unchanged."""
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("scopes", "private", "gone_at")}
        parameters = [
            {"new_scopes": int(sighting.scopes), "new_private": sighting.private, "new_gone_at": sighting.gone_at}
            | _key(sighting.image_id)
            for sighting in sightings
        ]
        self._update(values, parameters)

    def update_digests(self, digests: Mapping[str, bytes]) -> None:
        """Keep the digest of images that EC2 wrote down otherwise but that did not change."""
        parameters = [{"new_digest": digest} | _key(image_id) for image_id, digest in digests.items()]
        self._update({"digest": bindparam("new_digest")}, parameters)

    def add_events(self, happenings: Sequence[Happening], *, crawl_id: int, at: datetime) -> None:
        """Keep what happened to images that the catalog has."""
        if not happenings:
            return
        source = select(
            IMAGES.id,
            literal(crawl_id),
            literal(at, type_=EVENTS.at.type),
            bindparam("kind", type_=EVENTS.kind.type),
            bindparam("changes", type_=EVENTS.changes.type),
        ).where(self._here, IMAGES.image_id == bindparam("of_image_id"))
        columns = ["image_row", "crawl_id", "at", "kind", "changes"]
        parameters = [
            {
                "kind": happening.kind,
                "changes": orjson.dumps(happening.changes).decode() if happening.changes else None,
                "of_image_id": happening.image_id,
            }
            for happening in happenings
        ]
        self.session.connection().execute(insert(core(ImageEvent)).from_select(columns, source), parameters)

    def remember_owners(self, aliases: Mapping[str, str | None], *, at: datetime) -> None:
        """Keep the owners met, by account id with their alias. An alias once seen stays."""
        if not aliases:
            return
        statement = insert_or(self.session, Owner)
        statement = statement.on_conflict_do_update(
            index_elements=["partition", "owner_id"],
            set_={"owner_alias": func.coalesce(statement.excluded.owner_alias, OWNERS.owner_alias)},
        )
        rows = [
            {"partition": self.partition, "owner_id": owner_id, "owner_alias": alias, "first_seen_at": at}
            for owner_id, alias in sorted(aliases.items())
        ]
        self.session.connection().execute(statement, rows)

    def recount_owners(self) -> None:
        """Count anew what each owner has in the region."""
        here = (OWNED.partition == self.partition, OWNED.region == self.region)
        self.session.connection().execute(delete(core(OwnerRegion)).where(*here))
        counted = (
            select(
                literal(self.partition),
                IMAGES.owner_id,
                literal(self.region),
                IMAGES.private,
                func.count().filter(IMAGES.gone_at.is_(None)),
                func.count().filter(IMAGES.gone_at.is_not(None)),
                func.min(IMAGES.created_at),
                func.max(IMAGES.created_at),
            )
            .where(in_row_order(self.session, IMAGES.id, self._here))
            .group_by(IMAGES.owner_id, IMAGES.private)
        )
        columns = [column.name for column in core(OwnerRegion).columns]
        self.session.connection().execute(insert(core(OwnerRegion)).from_select(columns, counted))

    def _select(self, image_ids: Collection[str], *columns: Any) -> Iterable[tuple[Any, ...]]:
        ids = list(image_ids)
        for start in range(0, len(ids), IDS_A_STATEMENT):
            some = ids[start : start + IDS_A_STATEMENT]
            statement = select(*columns).where(self._here, IMAGES.image_id.in_(some))
            yield from self.session.connection().execute(statement)

    def _update(self, values: Mapping[str, Any], parameters: Sequence[Mapping[str, Any]]) -> None:
        if not parameters:
            return
        statement = update(core(Image)).where(self._here, IMAGES.image_id == bindparam("of_image_id")).values(**values)
        self.session.connection().execute(statement, [dict(row) for row in parameters])


def inserted(row: Iterable[Any]) -> tuple[Any, ...]:
    """A row's values of INSERTED as the driver takes them: ready before the transaction, which others wait for."""
    values = list(row)
    for place in _TIMES:
        moment = values[place]
        if moment is not None:
            values[place] = milliseconds(moment)
    return tuple(values)


def _key(image_id: str) -> dict[str, Any]:
    return {"of_image_id": image_id}
