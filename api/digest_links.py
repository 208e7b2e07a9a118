"""The links in mail: each says by its signature which digest it is of and what it may do, so that nothing is kept.

A link is signed with the digest's secret, for one purpose and one address: it is no good for another.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

from sqlmodel import Session

from api.errors import LinkError
from catalog.digests import CONFIRM_WITHIN, DigestRow, digest_by_id

CONFIRM, UNSUBSCRIBE = "/digest/confirm", "/digest/unsubscribe"
LONGEST_TOKEN_CHARACTERS = 100
# Of a number in a token: more would not fit into a column.
_MOST_DIGITS = 18


def confirm_link(public_url: str, digest: DigestRow) -> str:
    """The page that confirms the digest's address. It is good for two days."""
    until = int((digest.created_at + CONFIRM_WITHIN).timestamp())
    return f"{public_url}{CONFIRM}?token={_token(digest, CONFIRM, until)}"


def unsubscribe_link(public_url: str, digest: DigestRow) -> str:
    """The page that ends the digest, which also takes a mail program's own one click (RFC 8058)."""
    return f"{public_url}{UNSUBSCRIBE}?token={_token(digest, UNSUBSCRIBE, 0)}"


def confirmed_by(session: Session, token: str, *, at: datetime) -> DigestRow:
    """The digest whose address a token confirms. Raises LinkError."""
    digest, until = _of(session, token, CONFIRM)
    if at > datetime.fromtimestamp(until, UTC):
        raise LinkError("it was good for two days, which are over: set the digest again to be sent another")
    return digest


def unsubscribed_by(session: Session, token: str) -> DigestRow:
    """The digest that a token ends. Raises LinkError."""
    return _of(session, token, UNSUBSCRIBE)[0]


def _of(session: Session, token: str, purpose: str) -> tuple[DigestRow, int]:
    number, _, rest = token.partition(".")
    until, _, _ = rest.partition(".")
    if all(text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS for text in (number, until)):
        digest = digest_by_id(session, int(number))
        if digest is not None:
            right = _token(digest, purpose, int(until))
            if hmac.compare_digest(token.encode(errors="replace"), right.encode()):
                return digest, int(until)
    raise LinkError("it is not whole, or of a digest that is there no more")


def _token(digest: DigestRow, purpose: str, until: int) -> str:
    signed = f"amidex {purpose} {until} {digest.address}"
    mac = hmac.digest(digest.secret.encode(), signed.encode(), "sha256")
    return f"{digest.id}.{until}.{urlsafe_b64encode(mac).decode().rstrip('=')}"
