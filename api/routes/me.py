"""/v1/me: who is asking, what he is called, and his access tokens; DELETE /v1/sessions/current signs out."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import AfterValidator, Field

from api.answers.member import MeAnswer, TokenMadeAnswer, TokensAnswer, me_answer, token_answer
from api.audience import sees_private
from api.caller import Caller, Calling, InSession, Shown, SignedIn
from api.conditional import unkept
from api.errors import ForbiddenError, NotSignedInError, ParameterError, UnknownError
from api.operation_docs import BY_CATALOG, BY_CHANGE, BY_MEMBER, BY_TOKEN, documented
from api.parameters import NoParameters, Parameters, query
from api.rate_limits import rate_limited
from api.request_body import body, described
from api.services import Served, Services
from catalog.credentials import (
    LONGEST_TOKEN_DAYS,
    LONGEST_TOKEN_NAME_CHARACTERS,
    MOST_TOKENS,
    end_session,
    make_token,
    revoke_token,
    tokens_of,
)
from catalog.errors import MalformedError, NameTakenError, TooManyTokensError
from catalog.member_name import NAME_FORM, check_name
from catalog.members import rename
from catalog.roles import Role, TokenScope

router = APIRouter(tags=["members"])

# Also those that are worth nothing any more; the living ones are no more than MOST_TOKENS.
TOKENS_SHOWN = 2 * MOST_TOKENS
NONE = Annotated[NoParameters, query(NoParameters)]
TokenId = Annotated[int, Path(ge=1, lt=2**63, description="The token's id, as GET /v1/me/tokens lists it.")]


class MeChange(Parameters):
    """What a member changes of himself."""

    name: Annotated[
        str, AfterValidator(check_name), Field(description=f"What to be called: {NAME_FORM}.", examples=["Ada"])
    ]


class TokenWanted(Parameters):
    """An access token to be made."""

    name: Annotated[
        str, Field(min_length=1, max_length=LONGEST_TOKEN_NAME_CHARACTERS, description="What the token is for.")
    ]
    scopes: Annotated[
        list[TokenScope],
        Field(min_length=1, max_length=len(TokenScope), description="What it may be used for."),
    ] = [TokenScope.READ]  # noqa: RUF012 - pydantic copies it
    expires_in_days: Annotated[
        int, Field(ge=1, le=LONGEST_TOKEN_DAYS, description=f"How long it is good, at most {LONGEST_TOKEN_DAYS}.")
    ] = 90


@router.get(
    "/v1/me",
    operation_id="getMe",
    summary="Who am I?",
    response_model=MeAnswer,
    responses=documented(*BY_TOKEN, NotSignedInError(), *BY_CATALOG, cacheable=False),
)
async def get_me(caller: Calling, services: Served, _parameters: NONE) -> Response:
    """Who is asking, by what, and what he may do. Members who are suspended are told so here."""
    return _me(caller, services)


def _me(caller: Calling, services: Services) -> Response:
    if caller.shown is Shown.NOTHING:
        raise NotSignedInError
    role = Role.OPERATOR if caller.member is None else caller.member.role
    private = sees_private(caller.audience)
    return unkept(me_answer(caller, role, sees_private=private, demo=services.demo))


@router.patch(
    "/v1/me",
    operation_id="changeMe",
    summary="Change what I am called",
    response_model=MeAnswer,
    responses=documented(
        *BY_MEMBER,
        *BY_CHANGE,
        MalformedError("name", "a\N{ZERO WIDTH SPACE}b", NAME_FORM),
        NameTakenError("Canonical"),
        cacheable=False,
    ),
    openapi_extra=described(MeChange, MeChange(name="Ada Lovelace")),
    dependencies=[rate_limited("renaming", member="10/day", address="60/hour")],
)
def change_me(
    caller: InSession, services: Served, change: Annotated[MeChange, body(MeChange)], _parameters: NONE
) -> Response:
    """A name that neither is another member's or a publisher's nor looks like it. It shows on all that one wrote."""
    return _me(name_changed(services, caller, change), services)


def name_changed(services: Services, caller: Caller, change: MeChange) -> Caller:
    """The caller by his new name. Raises NameTakenError."""
    publishers = [name for entry in services.directory.publishers() for name in (entry.slug, entry.name)]
    with services.database.write() as session:
        member = rename(session, caller.me, change.name, reserved=publishers, at=services.clock())
    return replace(caller, member=member)


@router.get(
    "/v1/me/tokens",
    operation_id="listTokens",
    summary="List my access tokens",
    response_model=TokensAnswer,
    responses=documented(*BY_MEMBER, cacheable=False),
)
def list_tokens(caller: SignedIn, services: Served, _parameters: NONE) -> Response:
    """The newest first, those that expired or were revoked included, without their secrets."""
    return unkept(tokens_told(services, caller))


def tokens_told(services: Services, caller: Caller) -> TokensAnswer:
    """The caller's access tokens, the newest first."""
    with services.database.read() as session:
        tokens = tokens_of(session, caller.me.id, limit=TOKENS_SHOWN)
    at = services.clock()
    return TokensAnswer(demo=services.demo, tokens=[token_answer(token, at=at) for token in tokens])


@router.post(
    "/v1/me/tokens",
    operation_id="makeToken",
    summary="Make an access token",
    status_code=201,
    response_model=TokenMadeAnswer,
    responses=documented(
        *BY_MEMBER,
        *BY_CHANGE,
        MalformedError("token name", "", f"1 to {LONGEST_TOKEN_NAME_CHARACTERS} printable characters"),
        TooManyTokensError(MOST_TOKENS),
        cacheable=False,
    ),
    openapi_extra=described(TokenWanted, TokenWanted(name="nightly vetting", scopes=[TokenScope.READ])),
    dependencies=[rate_limited("access tokens", member="20/hour", address="60/hour")],
)
def make_access_token(
    caller: InSession, services: Served, wanted: Annotated[TokenWanted, body(TokenWanted)], _parameters: NONE
) -> Response:
    """A token for a tool, which is told once. It does what its scopes say, and no more than its member may.

    A token cannot make tokens: whoever finds one must not be able to outlive its revocation.
    """
    return unkept(token_made(services, caller, wanted), status=201)


def token_made(services: Services, caller: Caller, wanted: TokenWanted) -> TokenMadeAnswer:
    """A new token of the caller's, with its secret. Raises MalformedError, TooManyTokensError."""
    at = services.clock()
    with services.database.write() as session:
        token, secret = make_token(
            session, caller.me, name=wanted.name, scopes=wanted.scopes, days=wanted.expires_in_days, at=at
        )
    return TokenMadeAnswer(demo=services.demo, token=token_answer(token, at=at), secret=secret)


@router.delete(
    "/v1/me/tokens/{token_id}",
    operation_id="revokeToken",
    summary="Revoke an access token",
    status_code=204,
    response_class=Response,
    responses=documented(
        *BY_MEMBER,
        *BY_CHANGE,
        UnknownError("access token", "7", because="you have none of this id"),
        ParameterError("token_id is 'x': it should be a whole number", parameter="token_id", value="x"),
        cacheable=False,
    ),
    dependencies=[rate_limited("access tokens", member="60/hour", address="120/hour")],
)
def revoke_access_token(caller: InSession, services: Served, token_id: TokenId, _parameters: NONE) -> Response:
    """It is worth nothing from now on. Revoking it again changes nothing."""
    with services.database.write() as session:
        if not revoke_token(session, caller.me, token_id, at=services.clock()):
            raise UnknownError("access token", str(token_id), because="you have none of this id")
    return Response(status_code=204)


@router.delete(
    "/v1/sessions/current",
    operation_id="endSession",
    summary="Sign out",
    status_code=204,
    response_class=Response,
    responses=documented(
        *BY_TOKEN,
        NotSignedInError(),
        ForbiddenError("an access token is no session: revoke it instead"),
        BY_CHANGE[0],
        *BY_CATALOG,
        cacheable=False,
    ),
)
def end_current_session(caller: Calling, services: Served, _parameters: NONE) -> Response:
    """The session's secret is worth nothing from now on, and a browser forgets its cookie."""
    if caller.shown is Shown.NOTHING:
        raise NotSignedInError
    if caller.shown is not Shown.SESSION or caller.credential_id is None:
        raise ForbiddenError("an access token is no session: revoke it instead")
    with services.database.write() as session:
        end_session(session, caller.me, caller.credential_id, at=services.clock())
    response = Response(status_code=204)
    response.delete_cookie(services.cookie_name, secure=services.is_https, httponly=True, samesite="lax")
    return response
