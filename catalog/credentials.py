"""Sessions and access tokens: random secrets, of which the catalog keeps the digest alone.

A secret has 256 random bits, so that its plain SHA-256 tells nobody anything; it begins with what it is, so that tools
which look for leaked secrets find it.
"""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from catalog.errors import MalformedError, TooManyTokensError
from catalog.member_events import Action, record_event
from catalog.member_tables import AccessToken, MemberSession
from catalog.members import MemberRow, actor_of, member_by_id
from catalog.roles import TokenScope

SESSION_PREFIX, TOKEN_PREFIX = "amx_session_", "amx_token_"
SESSION_TIME = timedelta(days=30)
LONGEST_TOKEN_DAYS = 366
MOST_TOKENS = 50
LONGEST_TOKEN_NAME_CHARACTERS = 80
# When something was used last is told as exactly as this: a write at each request would cost more than it tells.
USE_GRAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Credential:
    """What somebody showed that is good: whose it is, what it may be used for."""

    id: int
    member: MemberRow
    scopes: frozenset[TokenScope]
    is_session: bool
    used_at: datetime | None


class TokenRow(NamedTuple):
    """An access token, without its secret. Its fields are columns of `AccessToken`."""

    id: int
    name: str
    scopes: str
    created_at: datetime
    used_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None


_TOKEN_FIELDS = [getattr(AccessToken, name) for name in TokenRow._fields]


def digest_of(secret: str) -> bytes:
    """What the catalog keeps of a secret."""
    return sha256(secret.encode("utf-8", errors="surrogatepass")).digest()


def begin_session(session: Session, member_id: int, *, at: datetime) -> str:
    """The secret of a new session. Sessions that ended by themselves are forgotten on the way."""
    session.exec(delete(MemberSession).where(col(MemberSession.expires_at) <= at))
    secret = SESSION_PREFIX + secrets.token_urlsafe(32)
    session.add(
        MemberSession(
            member_id=member_id, digest=digest_of(secret), created_at=at, used_at=at, expires_at=at + SESSION_TIME
        )
    )
    return secret


def end_session(session: Session, member: MemberRow, session_id: int, *, at: datetime) -> None:
    """Forget a session: its secret is worth nothing from now on."""
    session.exec(delete(MemberSession).where(col(MemberSession.id) == session_id))
    record_event(session, member.id, Action.SIGNED_OUT, actor=actor_of(member), at=at)


def make_token(
    session: Session, member: MemberRow, *, name: str, scopes: Collection[TokenScope], days: int, at: datetime
) -> tuple[TokenRow, str]:
    """A new access token and its secret, which nobody can be told again.

    Raises MalformedError for a name that cannot be, TooManyTokensError when the member has as many as he may.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_TOKEN_NAME_CHARACTERS or not name.isprintable():
        form = f"1 to {LONGEST_TOKEN_NAME_CHARACTERS} printable characters that say what the token is for"
        raise MalformedError("token name", name, form)
    living = select(func.count()).where(
        AccessToken.member_id == member.id, col(AccessToken.revoked_at).is_(None), col(AccessToken.expires_at) > at
    )
    if session.exec(living).one() >= MOST_TOKENS:
        raise TooManyTokensError(MOST_TOKENS)
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    made = AccessToken(
        member_id=member.id,
        name=name,
        digest=digest_of(secret),
        scopes=",".join(scope for scope in TokenScope if scope in scopes),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    session.add(made)
    session.flush()
    detail = f"{made.id}: {name} ({made.scopes})"
    record_event(session, member.id, Action.TOKEN_MADE, actor=actor_of(member), at=at, detail=detail)
    return TokenRow(*(getattr(made, field) for field in TokenRow._fields)), secret


def tokens_of(session: Session, member_id: int, *, limit: int) -> list[TokenRow]:
    """A member's access tokens, the newest first, those that are worth nothing any more included."""
    statement = (
        select(*_TOKEN_FIELDS)
        .where(AccessToken.member_id == member_id)
        .order_by(col(AccessToken.id).desc())
        .limit(limit)
    )
    return [TokenRow(*row) for row in session.exec(statement)]


def revoke_token(session: Session, member: MemberRow, token_id: int, *, at: datetime) -> bool:
    """Make a token worthless for ever; False when the member has no such token. One that was revoked stays so."""
    token = session.get(AccessToken, token_id)
    if token is None or token.member_id != member.id:
        return False
    if token.revoked_at is None:
        token.revoked_at = at
        detail = f"{token.id}: {token.name}"
        record_event(session, member.id, Action.TOKEN_REVOKED, actor=actor_of(member), at=at, detail=detail)
    return True


def credential_of(session: Session, secret: str, *, at: datetime) -> Credential | None:
    """Whose secret it is, None when it is nobody's: unknown, expired, ended or revoked."""
    if secret.startswith(SESSION_PREFIX):
        kept = session.exec(select(MemberSession).where(MemberSession.digest == digest_of(secret))).first()
        scopes = frozenset(TokenScope)
    elif secret.startswith(TOKEN_PREFIX):
        kept = session.exec(  # type: ignore[assignment]  # the one or the other
            select(AccessToken).where(AccessToken.digest == digest_of(secret), col(AccessToken.revoked_at).is_(None))
        ).first()
        scopes = frozenset(map(TokenScope, kept.scopes.split(","))) if isinstance(kept, AccessToken) else frozenset()
    else:
        return None
    if kept is None or kept.id is None or kept.expires_at <= at:
        return None
    member = member_by_id(session, kept.member_id)
    if member is None:
        return None
    return Credential(kept.id, member, scopes, isinstance(kept, MemberSession), kept.used_at)


def is_use_worth_noting(credential: Credential, *, at: datetime) -> bool:
    """Whether when it was used last should be written anew."""
    return credential.used_at is None or at - credential.used_at >= USE_GRAIN


def note_use(session: Session, credential: Credential, *, at: datetime) -> None:
    """Write down that a credential was used."""
    table = MemberSession if credential.is_session else AccessToken
    session.exec(update(table).where(col(table.id) == credential.id).values(used_at=at))
