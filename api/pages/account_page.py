"""`/account`: what a member is called, the accounts he proved, his access tokens, and the way out.

Forms change things by the same functions as the interface. Each carries the token that only our pages know
(api/cross_site.py); a browser is led to the page again afterwards, so that going back repeats nothing. A token that was
made is the exception: it is shown once, by the answer itself.
"""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from api.answers.comment import ActAnswer
from api.answers.member import TokenMadeAnswer
from api.caller import Caller, Calling, InSession
from api.pages.forms import REFUSALS, Fields, back, first, in_words
from api.pages.listed import listings_by
from api.pages.parameters import NoPageParameters
from api.pages.rendering import page
from api.parameters import NoParameters, query
from api.rate_limits import rate_limited
from api.routes.me import (
    MeChange,
    TokenId,
    TokenWanted,
    end_current_session,
    name_changed,
    revoke_access_token,
    token_made,
    tokens_told,
)
from api.routes.moderation import PageParameters as LogParameters
from api.routes.moderation import acts_told
from api.services import Served, Services
from catalog.credentials import LONGEST_TOKEN_DAYS
from catalog.member_name import NAME_FORM
from catalog.roles import TokenScope

router = APIRouter(include_in_schema=False)

LIMIT = rate_limited("access tokens", member="20/hour", address="60/hour")
NOTICES_SHOWN = 10
NONE = Annotated[NoPageParameters, query(NoPageParameters)]


@router.get("/account")
def account_page(request: Request, services: Served, caller: Calling, _parameters: NONE) -> Response:
    """The account of who is signed in; for others, how to sign in."""
    return _account(request, services, caller)


@router.post("/account/name", dependencies=[rate_limited("renaming", member="10/day", address="60/hour")])
def change_name(request: Request, services: Served, caller: InSession, fields: Fields) -> Response:
    """Be called something else."""
    try:
        name_changed(services, caller, MeChange(name=first(fields, "name")))
    except REFUSALS as error:
        return _account(request, services, caller, refused=in_words(error))
    return back("/account")


@router.post("/account/tokens", dependencies=[LIMIT])
def make_token(request: Request, services: Served, caller: InSession, fields: Fields) -> Response:
    """Make an access token, which is shown this once."""
    try:
        wanted = {
            "name": first(fields, "name"),
            "scopes": fields.get("scope", []),
            "expires_in_days": first(fields, "days"),
        }
        made = token_made(services, caller, TokenWanted.model_validate(wanted))
    except REFUSALS as error:
        return _account(request, services, caller, refused=in_words(error))
    return _account(request, services, caller, made=made)


@router.post("/account/tokens/{token_id}/revoke", dependencies=[LIMIT])
def revoke_token(services: Served, caller: InSession, token_id: TokenId) -> Response:
    """It is worth nothing from now on."""
    revoke_access_token(caller, services, token_id, NoParameters())
    return back("/account")


@router.post("/account/sign-out")
def sign_out(services: Served, caller: Calling) -> Response:
    """The session ends, and the browser forgets it."""
    ended = end_current_session(caller, services, NoParameters())
    response = RedirectResponse("/", 303, headers={"Cache-Control": "no-store"})
    response.headers["Set-Cookie"] = ended.headers["Set-Cookie"]
    return response


def notices_told(services: Services, caller: Caller) -> list[ActAnswer]:
    """What moderators did about a member lately."""
    return acts_told(services, caller, LogParameters(limit=NOTICES_SHOWN), about_member=caller.me.id).acts


def _account(
    request: Request,
    services: Services,
    caller: Caller,
    *,
    made: TokenMadeAnswer | None = None,
    refused: str | None = None,
) -> Response:
    return page(
        request,
        "account.html",
        status=422 if refused else 200,
        headers={"Cache-Control": "private, no-store"},
        caller=caller,
        tokens=[] if caller.member is None else tokens_told(services, caller).tokens,
        notices=[] if caller.member is None else notices_told(services, caller),
        listings=[] if caller.member is None else listings_by(services, caller),
        scopes=list(TokenScope),
        made=made,
        refused=refused,
        name_form=NAME_FORM,
        longest_days=LONGEST_TOKEN_DAYS,
    )
