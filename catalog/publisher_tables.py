"""The tables of publishers: what the catalog knows of them besides the directory that comes with Amidex.

Imported lists, publishers that members brought, and what publishers proved. catalog/whole_directory.py makes one
directory of all of it.
"""

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field

from catalog.tables import RowId, Table, time_field


class ListedPublisher(Table, table=True):
    """A publisher that the built-in directory does not have."""

    __tablename__ = "listed_publisher"

    slug: str = Field(primary_key=True)
    origin: str  # catalog.publisher.Origin: imported, or brought by a member
    name: str
    url: str
    recorded_at: datetime = time_field()


class ImportedAccount(Table, table=True):
    """An account that an imported list gives to a publisher of any origin."""

    __tablename__ = "imported_account"

    list: str = Field(primary_key=True)  # where the list is kept: it is one of the sources
    partition: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    publisher: str = Field(primary_key=True)  # a slug
    name: str  # as the list writes the publisher's
    sources: str  # JSON: what the list cites
    recorded_at: datetime = time_field()


class PublisherAccountProof(Table, table=True):
    """A publisher acted in an account. Never edited but for the day it lapses; proven again it is a new row."""

    __tablename__ = "publisher_account_proof"
    __table_args__ = (Index(None, "publisher"), Index(None, "partition", "account_id"))

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    publisher: str  # a slug
    partition: str
    account_id: str
    proved_by: str  # by what, in words: "a signed sts:GetCallerIdentity request"
    proved_at: datetime = time_field()
    lapsed_at: datetime | None = time_field(nullable=True)


class PublisherDomainProof(Table, table=True):
    """A publisher controls a domain, as last checked. Kept as account proofs are."""

    __tablename__ = "publisher_domain_proof"
    __table_args__ = (Index(None, "publisher"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    publisher: str  # a slug
    domain: str  # lower case, without a dot at its end
    proved_at: datetime = time_field()
    checked_at: datetime = time_field()
    lapsed_at: datetime | None = time_field(nullable=True)


class ChangedAccount(Table, table=True):
    """An account of which the directory says something else: its images are to be keyed and judged anew."""

    __tablename__ = "changed_account"

    partition: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    changed_at: datetime = time_field()
    keyed_at: datetime | None = time_field(nullable=True)  # kept until no crawl runs that began before the change
