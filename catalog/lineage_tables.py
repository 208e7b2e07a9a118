"""The tables of lineage: which releases were made from which images (catalog/lineage.py), and the snapshots of bad ones
(catalog/bad_snapshots.py).
"""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from catalog.tables import Table, time_field


class Descent(Table, table=True):
    """A release that has an image made from another image: copied, as EC2 records, or on a snapshot of a bad one."""

    __tablename__ = "descent"
    __table_args__ = (Index(None, "source_image_id"), {"sqlite_with_rowid": False})

    release_id: str = Field(primary_key=True)
    source_image_id: str = Field(primary_key=True)


class BadSnapshot(Table, table=True):
    """A snapshot that a public image of a suspicious or malicious release is made from."""

    __tablename__ = "bad_snapshot"
    __table_args__ = (Index(None, "release_id"), Index(None, "begins"), {"sqlite_with_rowid": False})

    snapshot_id: str = Field(primary_key=True)
    release_id: str = Field(primary_key=True)
    image_id: str
    owner_id: str
    created_at: datetime = time_field()  # of the image
    begins: bool | None  # whether no older image of anybody else's is on the snapshot; null: not looked yet
