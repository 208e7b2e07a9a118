"""The table of findings: what EC2's GetImageFindings told of the images that somebody asked about."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index
from sqlmodel import Field

from catalog.tables import RowId, Table, time_field


class ImageFindings(Table, table=True):
    """What was asked of one image, and what Amazon Inspector's findings come to. Asked again, it is written over."""

    __tablename__ = "image_findings"
    __table_args__ = (Index(None, "status", "requested_at"),)

    image_row: int = Field(sa_column=Column(RowId, ForeignKey("image.id"), primary_key=True, autoincrement=False))
    status: str  # catalog.findings.FindingsStatus
    requested_at: datetime = time_field()
    asked_at: datetime | None = time_field(nullable=True)  # when EC2 answered last
    error: str | None = None  # why it did not, last
    summary: str | None = None  # JSON: trust.findings, of the last answer
