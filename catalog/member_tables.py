"""The tables of members: who they are, what they proved, how they are signed in, and what was done with their accounts.

Secrets are kept as digests alone: who reads the database can use none of them.
"""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, LargeBinary
from sqlmodel import Field

from catalog.tables import RowId, Table, time_field


class Member(Table, table=True):
    """Somebody who signed in."""

    __tablename__ = "member"

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    name: str
    name_key: str = Field(unique=True)  # catalog.member_name.name_key
    role: str  # catalog.roles.Role
    created_at: datetime = time_field()
    suspended_at: datetime | None = time_field(nullable=True)


class MemberIdentity(Table, table=True):
    """By what a member signs in: a subject that an issuer vouches for."""

    __tablename__ = "member_identity"
    __table_args__ = (Index(None, "member_id"),)

    issuer: str = Field(primary_key=True)  # "aws" and the partition, or an OpenID provider's issuer
    subject: str = Field(primary_key=True)
    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=False))
    first_at: datetime = time_field()
    last_at: datetime = time_field()


class MemberAccount(Table, table=True):
    """An AWS account that a member proved to be able to act in."""

    __tablename__ = "member_account"
    __table_args__ = (Index(None, "account_id", "partition"),)

    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), primary_key=True))
    partition: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    arn: str  # by which principal, the last time
    proven_at: datetime = time_field()  # the last time


class MemberSession(Table, table=True):
    """One signed-in browser or command line."""

    __tablename__ = "member_session"
    __table_args__ = (Index(None, "member_id"), Index(None, "expires_at"))

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=False))
    digest: bytes = Field(sa_type=LargeBinary, unique=True)
    created_at: datetime = time_field()
    used_at: datetime = time_field()
    expires_at: datetime = time_field()


class AccessToken(Table, table=True):
    """A token that a member made for a tool."""

    __tablename__ = "access_token"
    __table_args__ = (Index(None, "member_id"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=False))
    name: str
    digest: bytes = Field(sa_type=LargeBinary, unique=True)
    scopes: str  # of catalog.roles.TokenScope, with commas between them
    created_at: datetime = time_field()
    used_at: datetime | None = time_field(nullable=True)
    expires_at: datetime = time_field()
    revoked_at: datetime | None = time_field(nullable=True)


class SignInTicket(Table, table=True):
    """Something given out that is taken back once: a nonce, a state, a link."""

    __tablename__ = "sign_in_ticket"
    __table_args__ = (Index(None, "expires_at"),)

    digest: bytes = Field(sa_type=LargeBinary, primary_key=True)
    purpose: str  # catalog.tickets.Purpose
    payload: str
    expires_at: datetime = time_field()


class AccountToken(Table, table=True):
    """A text that proves an account once a crawl sees it in a description there. Public by then: no secret."""

    __tablename__ = "account_token"
    __table_args__ = (Index(None, "expires_at"),)

    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), primary_key=True))
    partition: str = Field(primary_key=True)
    account_id: str = Field(primary_key=True)
    token: str
    given_at: datetime = time_field()
    expires_at: datetime = time_field()


class MemberEvent(Table, table=True):
    """Something that was done to a member's account. Never edited."""

    __tablename__ = "member_event"
    __table_args__ = (Index(None, "member_id", "id"),)

    id: int | None = Field(default=None, sa_column=Column(RowId, primary_key=True))
    member_id: int = Field(sa_column=Column(RowId, ForeignKey("member.id"), nullable=False))
    at: datetime = time_field()
    action: str  # catalog.member_events.Action
    actor: str  # "member" and a number, or the operator on the host
    detail: str | None
