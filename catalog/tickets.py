"""Tickets: something random that is given out, comes back once within minutes, and is worth nothing after.

A nonce to be signed, the state of a sign-in at an OpenID provider, a link that hands a session to a browser.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Session, col, select

from catalog.credentials import digest_of
from catalog.member_tables import SignInTicket

LONGEST_TICKET_CHARACTERS = 100


class Purpose(StrEnum):
    """What a ticket is for: one is never taken for another."""

    AWS_NONCE = "aws-nonce"
    OPENID_STATE = "openid-state"
    BROWSER_LINK = "browser-link"


def give_ticket(session: Session, purpose: Purpose, payload: str = "", *, lasts: timedelta, at: datetime) -> str:
    """A new ticket; `payload` comes back with it. Tickets that nobody brought back in time are forgotten."""
    session.exec(delete(SignInTicket).where(col(SignInTicket.expires_at) <= at))
    ticket = secrets.token_urlsafe(32)
    session.add(SignInTicket(digest=digest_of(ticket), purpose=purpose, payload=payload, expires_at=at + lasts))
    return ticket


def take_ticket(session: Session, purpose: Purpose, ticket: str, *, at: datetime) -> str | None:
    """The payload of a ticket, which is worth nothing from now on; None when it is none, was taken, or is too old."""
    taken = session.execute(
        delete(SignInTicket)
        .where(col(SignInTicket.digest) == digest_of(ticket), col(SignInTicket.purpose) == purpose)
        .returning(col(SignInTicket.payload), col(SignInTicket.expires_at))
    ).first()
    return taken[0] if taken is not None and taken[1] > at else None


def look_at_ticket(session: Session, purpose: Purpose, ticket: str, *, at: datetime) -> str | None:
    """The payload of a ticket, which stays good; None when it is none any more."""
    return session.exec(
        select(SignInTicket.payload).where(
            SignInTicket.digest == digest_of(ticket), SignInTicket.purpose == purpose, col(SignInTicket.expires_at) > at
        )
    ).first()
