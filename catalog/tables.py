"""The tables of the catalog, the truth that everything else is derived from.

They are never sent anywhere as they are: api/ shapes its own answers, and `catalog/visibility.py` says which column may
leave the service. Columns that hold one of few words are checked in code: a new word of EC2's needs no migration.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData
from sqlalchemy import Table as CoreTable
from sqlmodel import Field, SQLModel

from catalog.utc_time import UtcTime

# SQLite gives out row ids only for a primary key declared INTEGER; PostgreSQL needs 64 bits.
RowId = BigInteger().with_variant(Integer, "sqlite")
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(SQLModel):
    """The common root of all tables: their metadata, with names for every constraint."""

    metadata = metadata


def time_field(*, nullable: bool = False) -> Any:
    """A column of type `UtcTime`."""
    return Field(sa_type=UtcTime, nullable=nullable)


class Image(Table, table=True):
    """One AMI in one region, as EC2 last described it, with what the crawls found out beside."""

    __tablename__ = "image"
    __table_args__ = (
        # Regions first: a crawl writes one, and each new id would change another page of a large index
        # (catalog/regions.py). PostgreSQL would have to be told how to find a release so.
        Index(None, "region", "image_id", unique=True),
        Index(None, "region", "release_id", info={"of": "sqlite"}).ddl_if(dialect="sqlite"),
        Index(None, "release_id", info={"of": "postgresql"}).ddl_if(dialect="postgresql"),
        # For DescribeImages (catalog/ec2_images.py): finds a name in a region without reading any image.
        Index(None, "region", "owner_id", "id", "name"),
    )

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    partition: str
    region: str
    image_id: str
    release_id: str
    owner_id: str
    owner_alias: str | None  # once seen it stays: EC2 leaves it out of some answers
    name: str | None
    image_location: str | None
    description: str | None
    architecture: str | None
    platform: str  # "windows" or "linux": EC2 only ever says "windows"
    platform_details: str | None
    image_type: str | None
    root_device_type: str | None
    virtualization_type: str | None
    boot_mode: str | None
    imds_support: str | None
    ena_support: bool | None
    state: str | None
    public: bool | None
    created_at: datetime | None = time_field(nullable=True)
    deprecated_at: datetime | None = time_field(nullable=True)
    scopes: int  # catalog.scopes.Scope
    private: bool  # catalog.scopes.is_private, kept when the image goes
    first_seen_at: datetime = time_field()
    changed_at: datetime = time_field()
    gone_at: datetime | None = time_field(nullable=True)
    digest: bytes = Field(sa_type=LargeBinary)  # of the image as received: equal means unchanged
    document: bytes = Field(sa_type=LargeBinary)  # catalog.document


class ImageEvent(Table, table=True):
    """One thing that happened to an image after it appeared.

    Appearing and the moment of deprecation are not stored: the image's own times tell them (catalog/history.py).
    """

    __tablename__ = "image_event"
    __table_args__ = (Index(None, "image_row", "id"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    image_row: int = Field(sa_column=Column(RowId, ForeignKey("image.id"), nullable=False))
    crawl_id: int = Field(sa_column=Column(RowId, ForeignKey("crawl.id"), nullable=False))
    at: datetime = time_field()
    kind: str  # catalog.history.EventKind
    changes: str | None  # JSON: {field: [before, after]}, for a change


class Owner(Table, table=True):
    """One AWS account that owns images."""

    __tablename__ = "owner"
    __table_args__ = (Index(None, "partition", "owner_alias"),)

    partition: str = Field(primary_key=True)
    owner_id: str = Field(primary_key=True)
    owner_alias: str | None
    first_seen_at: datetime = time_field()


class OwnerRegion(Table, table=True):
    """What one owner has in one region, public and private apart: a request must not count millions of images."""

    __tablename__ = "owner_region"
    __table_args__ = (Index(None, "partition", "region"),)

    partition: str = Field(primary_key=True)
    owner_id: str = Field(primary_key=True)
    region: str = Field(primary_key=True)
    private: bool = Field(primary_key=True)
    images: int  # alive
    gone_images: int
    oldest_created_at: datetime | None = time_field(nullable=True)
    newest_created_at: datetime | None = time_field(nullable=True)


class Crawl(Table, table=True):
    """One pass over one region and scope, complete or not."""

    __tablename__ = "crawl"
    __table_args__ = (Index(None, "partition", "region", "scope", "id"), Index(None, "status", "id"))

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    partition: str
    region: str
    scope: str  # catalog.scopes.Scope.label
    source: str  # the EC2 endpoint, or the dump's file name
    status: str  # catalog.crawls.CrawlStatus
    started_at: datetime = time_field()
    finished_at: datetime | None = time_field(nullable=True)
    seen: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0
    held: int = 0  # images it would have taken the scope from, had that not been implausibly many
    held_of: int = 0  # how many the scope showed before it
    error: str | None = None
    warning: str | None = None  # why what it saw may not be everything


class HeldRemoval(Table, table=True):
    """An image that a held crawl did not see: whether its scope is taken from it is for a person to say."""

    __tablename__ = "held_removal"

    crawl_id: int = Field(sa_column=Column(RowId, ForeignKey("crawl.id"), primary_key=True))
    image_row: int = Field(sa_column=Column(RowId, ForeignKey("image.id"), primary_key=True))


class CrawlRequest(Table, table=True):
    """A crawl that somebody asked for; the worker starts it."""

    __tablename__ = "crawl_request"

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    regions: str  # names with commas between them; none: all
    scopes: str  # labels with commas between them; none: all
    status: str  # catalog.crawl_requests.RequestStatus
    requested_at: datetime = time_field()
    started_at: datetime | None = time_field(nullable=True)
    finished_at: datetime | None = time_field(nullable=True)
    error: str | None = None


class Outbox(Table, table=True):
    """Releases whose search documents are out of date, in the order they were touched first."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "urgent", "position"), {"sqlite_autoincrement": True})

    position: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))  # never given twice
    release_id: str = Field(unique=True)
    name: str | None = None  # of the release, where it was known: to look it up takes far longer
    taken: bool = False  # the index is being told of it: a touch from then on counts as a new one
    touched_at: datetime = time_field()  # first, of the touches that wait
    urgent: bool = False  # a person waits for it


class Release(Table, table=True):
    """One release with the verdict on it. A release with private images has a second row, for the operator alone.

    There is one a release, three million images or not, so it is kept small: what images tell is left to them.
    """

    __tablename__ = "release"
    # Its key is all it is found by, but for families; SQLite would keep the key a second time.
    __table_args__ = (Index(None, "family_id", "created_at"), Index(None, "due_at"), {"sqlite_with_rowid": False})

    release_id: str = Field(primary_key=True)
    private: bool = Field(primary_key=True)  # made of all its images, private ones included
    partition: str
    family_id: str
    name: str
    created_at: datetime | None = time_field(nullable=True)  # of its newest image
    gone_at: datetime | None = time_field(nullable=True)
    publisher: str | None  # a slug of the directory
    level: str  # trust.levels.TrustLevel
    score: int
    rules_version: int
    material: bytes = Field(sa_type=LargeBinary)  # equal: level and kinds of signals are the same
    since_at: datetime = time_field()  # since when they are
    judged_at: datetime = time_field()  # last, and found to be anything new
    due_at: datetime | None = time_field(nullable=True)  # when time alone will have changed it
    signals: bytes = Field(sa_type=LargeBinary)  # catalog.signals


class FormerVerdict(Table, table=True):
    """What the verdict on a release was before its level or kinds of signals changed."""

    __tablename__ = "former_verdict"
    __table_args__ = (Index(None, "release_id", "id"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    release_id: str
    private: bool
    level: str
    score: int
    rules_version: int
    since_at: datetime = time_field()
    until_at: datetime = time_field()
    signals: bytes = Field(sa_type=LargeBinary)


class Ruling(Table, table=True):
    """What a moderator or the operator decided of a release. Never edited; the last one counts."""

    __tablename__ = "ruling"
    __table_args__ = (Index(None, "release_id", "id"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    release_id: str
    malicious: bool  # false: the suspicion is unfounded
    reason: str
    actor: str
    at: datetime = time_field()


class FamilyCount(Table, table=True):
    """How many families a maker has of which something is alive and public."""

    __tablename__ = "family_count"

    partition: str = Field(primary_key=True)
    identity: str = Field(primary_key=True)  # catalog.release.release_identity
    families: int


class GenuineNewest(Table, table=True):
    """The newest genuine image for a name pattern of a publisher's, in each region."""

    __tablename__ = "genuine_newest"

    partition: str = Field(primary_key=True)
    pattern: str = Field(primary_key=True)
    region: str = Field(primary_key=True)
    created_at: datetime = time_field()
    release_id: str


class UnsafeMatch(Table, table=True):
    """An image of nobody we know that a publisher's name pattern finds when it is asked for without an owner."""

    __tablename__ = "unsafe_match"
    __table_args__ = (Index(None, "release_id"),)

    partition: str = Field(primary_key=True)
    pattern: str = Field(primary_key=True)
    region: str = Field(primary_key=True)
    image_id: str = Field(primary_key=True)
    release_id: str
    owner_id: str
    created_at: datetime = time_field()
    deprecated_at: datetime | None = time_field(nullable=True)


class CatalogFact(Table, table=True):
    """What the catalog says of itself: whether it is a demo, which directory attributed its releases."""

    __tablename__ = "catalog_fact"

    name: str = Field(primary_key=True)
    value: str


def core(table: type[Table]) -> CoreTable:
    """The table as SQLAlchemy Core has it, for bulk statements."""
    return metadata.tables[str(table.__tablename__)]
