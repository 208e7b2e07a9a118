"""The table of lineage: which releases were copied from which images. catalog/lineage.py writes and asks it."""

from sqlalchemy import Index
from sqlmodel import Field

from catalog.tables import Table


class Descent(Table, table=True):
    """A release that has an image copied from another image, as EC2 records it."""

    __tablename__ = "descent"
    __table_args__ = (Index(None, "source_image_id"), {"sqlite_with_rowid": False})

    release_id: str = Field(primary_key=True)
    source_image_id: str = Field(primary_key=True)
