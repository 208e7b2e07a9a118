"""Who asks, and what he may do.

How a route uses it. Name the caller first among the parameters, before the body: who may not ask is told so before
what he sent is looked at.

    caller: Calling      anybody. `caller.audience` for what is private, `caller.member` None for who is not signed in
    caller: SignedIn     a member, who is not suspended: `caller.me` is his row, `caller.me.id` his number
    caller: InSession    the same, and himself: not by an access token that he gave to a tool
    caller: Reviewer     a reviewer, moderator or operator
    caller: Moderator    a moderator or operator. `caller.actor` names him in what is never edited
    caller: Operator     an operator: a member of that role, or who has the token, who is no member (`member` None)

The routes that only read what is public or private take `audience: Asking` of api/audience.py, which is made of this.
A route documents what it may answer by `BY_MEMBER` of api/operation_docs.py (`BY_ROLE` for those beside SignedIn), and
has its line in tests/api/test_authorisation.py. `rate_limited` of api/rate_limits.py keeps it from being asked too
often. tests/api/members.py signs members in for tests.

Who shows nothing is anybody. Authorization: Bearer takes the operator's token, a session's secret or an access token,
and a wrong one is refused and never treated as none: a client that means to be somebody must not take a public answer
for the whole. A browser sends its cookie without meaning it, so one that is worth nothing any more counts as none;
what changes something by a cookie must come from our own pages (api/cross_site.py).
"""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256
from hmac import compare_digest
from typing import Annotated, Any

from fastapi import BackgroundTasks, Depends, Request
from starlette.concurrency import run_in_threadpool

from api.cross_site import check_own_page, csrf_token
from api.errors import ForbiddenError, NotSignedInError, SuspendedError, TokenError
from api.services import Served, Services
from catalog.credentials import (
    SESSION_PREFIX,
    TOKEN_PREFIX,
    Credential,
    credential_of,
    is_use_worth_noting,
    note_use,
)
from catalog.errors import CatalogError
from catalog.members import MemberRow, ProvenAccount, accounts_of, actor_of
from catalog.roles import Role, TokenScope
from search.document import Audience

log = logging.getLogger("amidex.api")

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_SECRET_CHARACTERS = 200


class Shown(StrEnum):
    """By what somebody says who he is."""

    NOTHING = "nothing"
    OPERATOR_TOKEN = "operator-token"  # noqa: S105 - the kind, no secret
    SESSION = "session"
    ACCESS_TOKEN = "access-token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. `csrf_token` is what his own pages' forms hand back; None where no cookie speaks for him.

    `accounts` are those he proved, `former_accounts` those whose proof is too old to count; `in_organisation`: one of
    `accounts` is the operator's organisation's.
    """

    address: str
    shown: Shown = Shown.NOTHING
    member: MemberRow | None = None
    accounts: tuple[ProvenAccount, ...] = ()
    former_accounts: tuple[ProvenAccount, ...] = ()
    in_organisation: bool = False
    credential_id: int | None = None
    scopes: frozenset[TokenScope] = field(default_factory=lambda: frozenset(TokenScope))
    csrf_token: str | None = None

    @property
    def me(self) -> MemberRow:
        """The member, in routes that take none but members."""
        if self.member is None:
            raise NotSignedInError
        return self.member

    @property
    def role(self) -> Role | None:
        """What he may do; None for anybody, and for a member as long as he is suspended."""
        if self.shown is Shown.OPERATOR_TOKEN:
            return Role.OPERATOR
        return None if self.member is None or self.member.suspended_at is not None else self.member.role

    @property
    def moderates(self) -> bool:
        """Whether he is a moderator or more."""
        return self.role is not None and self.role.includes(Role.MODERATOR)

    @property
    def audience(self) -> Audience:
        """Whether he sees what is private: the operator does, and so do the members of his organisation."""
        sees = self.role is Role.OPERATOR or (self.role is not None and self.in_organisation)
        return Audience.OPERATOR if sees and TokenScope.READ in self.scopes else Audience.PUBLIC

    @property
    def actor(self) -> str:
        """How he is named in rows that are never edited."""
        return "operator" if self.member is None else actor_of(self.member)


async def caller_of(request: Request, services: Served, background: BackgroundTasks) -> Caller:
    """Who asks. Raises TokenError for an Authorization header that is not good, CrossSiteError for a forged request."""
    anybody = _anybody(request)
    headers = request.headers.getlist("authorization")
    if headers:
        return await by_token(services, _bearer(headers), request, background)
    cookie = request.cookies.get(services.cookie_name, "")
    if not cookie.startswith(SESSION_PREFIX):
        return anybody
    caller = await run_in_threadpool(_known, services, cookie, anybody, background)
    if caller is None:
        return anybody
    if request.method not in SAFE_METHODS:
        await check_own_page(request, services, cookie)
    return replace(caller, csrf_token=csrf_token(cookie))


async def by_token(services: Services, token: str, request: Request, background: BackgroundTasks) -> Caller:
    """Who shows this token, however it came. Raises TokenError for one that is nobody's."""
    anybody = _anybody(request)
    if _is_operators(token, services.operator_token):
        return replace(anybody, shown=Shown.OPERATOR_TOKEN)
    if not token.startswith((SESSION_PREFIX, TOKEN_PREFIX)):
        raise TokenError(_why_not(services))
    caller = await run_in_threadpool(_known, services, token, anybody, background)
    if caller is None:
        raise TokenError("the token in the Authorization header is unknown, has expired or was revoked")
    return caller


def _anybody(request: Request) -> Caller:
    return Caller(request.client.host if request.client else "unknown")


def _bearer(headers: list[str]) -> str:
    scheme, _, token = headers[0].strip().partition(" ")
    if len(headers) > 1 or scheme.lower() != "bearer" or not token.strip():
        raise TokenError("the Authorization header should be `Bearer` and a token, once")
    return token.strip()


def _is_operators(token: str, operator_token: str | None) -> bool:
    # Hashed first, so that the time tells neither the token's length nor how much of it was right. ASGI gives headers
    # as latin-1 whatever they were.
    given = sha256(token.encode("latin-1")).digest()
    return operator_token is not None and compare_digest(given, sha256(operator_token.encode()).digest())


def _why_not(services: Services) -> str:
    if services.operator_token is None:
        return (
            "the token is no access token, and operator access is not configured here; the operator sets "
            "AMIDEX_OPERATOR_TOKEN, others send no token or one of their own"
        )
    return "the token in the Authorization header is neither the operator's nor an access token"


def _known(services: Services, secret: str, anybody: Caller, background: BackgroundTasks) -> Caller | None:
    if len(secret) > LONGEST_SECRET_CHARACTERS:
        return None
    at = services.clock()
    with services.database.read() as session:
        credential = credential_of(session, secret, at=at)
        if credential is None:
            return None
        proven = accounts_of(session, credential.member.id)
    accounts = tuple(account for account in proven if account.holds(at))
    if is_use_worth_noting(credential, at=at):
        # After the answer: a crawl may keep the database's one writer busy for a while.
        background.add_task(_note_use, services, credential)
    return Caller(
        anybody.address,
        Shown.SESSION if credential.is_session else Shown.ACCESS_TOKEN,
        credential.member,
        accounts,
        tuple(account for account in proven if not account.holds(at)),
        any(
            account.is_by_aws and (account.partition, account.account_id) in services.organisation_accounts
            for account in accounts
        ),
        credential.id,
        credential.scopes,
    )


def _note_use(services: Services, credential: Credential) -> None:
    try:
        with services.database.write() as session:
            note_use(session, credential, at=services.clock())
    except CatalogError as error:
        log.warning("when a credential was used last could not be noted: %s", error)


def _requires(role: Role, scope: TokenScope | None, *, member: bool = False, himself: bool = False) -> Any:
    """A dependency that lets nobody in who has not the role; `scope`: what an access token must be for."""

    async def check(request: Request, caller: Calling) -> Caller:
        needed = scope or (TokenScope.READ if request.method in SAFE_METHODS else TokenScope.WRITE)
        if caller.shown is Shown.NOTHING:
            raise NotSignedInError
        if member and caller.member is None:
            raise ForbiddenError("the operator's token is no member: sign in, as `amidex login` does")
        if caller.role is None:
            raise SuspendedError
        if not caller.role.includes(role):
            raise ForbiddenError(f"this takes the role {role}, and yours is {caller.role}")
        if himself and caller.shown is not Shown.SESSION:
            raise ForbiddenError("an access token cannot be used for this: sign in, as `amidex login` does")
        if needed not in caller.scopes:
            raise ForbiddenError(f"the access token has not the scope {needed}: make one that has")
        return caller

    checker: Callable[..., Coroutine[Any, Any, Caller]] = check
    return Depends(checker)


Calling = Annotated[Caller, Depends(caller_of)]
SignedIn = Annotated[Caller, _requires(Role.MEMBER, None, member=True)]
InSession = Annotated[Caller, _requires(Role.MEMBER, None, member=True, himself=True)]
Reviewer = Annotated[Caller, _requires(Role.REVIEWER, None)]
Moderator = Annotated[Caller, _requires(Role.MODERATOR, TokenScope.MODERATE)]
Operator = Annotated[Caller, _requires(Role.OPERATOR, TokenScope.OPERATE)]
