"""The tables of digests: where members are written to of what they watch, and of what they were or will be."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field

from catalog.tables import RowId, Table, time_field


class Digest(Table, table=True):
    """An e-mail address that a member is told at, now and then, what happened to what he watches.

    The links in his mail are signed by the secret, so that a digest of it would not do.
    """

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("member_id"), Index(None, "next_at"))

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=False))
    address: str
    every: str  # a catalog.digests.Every
    secret: str
    watches: str  # catalog.watches.packed
    created_at: datetime = time_field()
    confirmed_at: datetime | None = time_field(nullable=True)
    next_at: datetime | None = time_field(nullable=True)  # when something is to be sent; None: nothing is
    tries: int  # how often that failed
    sent_at: datetime | None = time_field(nullable=True)
    outcome: str | None  # of the last try
    refused_at: datetime | None = time_field(nullable=True)  # since when the address is not written to any more


class DigestItem(Table, table=True):
    """Something that happened, which a digest tells or has told."""

    __tablename__ = "digest_item"
    __table_args__ = (UniqueConstraint("digest_id", "key"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    digest_id: int = Field(sa_column=Column(RowId, ForeignKey("digest.id"), nullable=False))
    key: str  # made from what happened: the same is told once
    at: datetime = time_field()
    title: str
    summary: str
    link: str  # a path of this service
    told_at: datetime | None = time_field(nullable=True)
