"""`/sign-in/openid`: to an OpenID provider, and back with a session."""

import json
from datetime import timedelta
from secrets import compare_digest, token_urlsafe
from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.errors import SignInRefusedError, UnknownError
from api.openid import OpenIdProvider
from api.pages.sign_in_page import set_session_cookie
from api.parameters import NoParameters, query
from api.rate_limits import rate_limited
from api.services import Served, Services
from catalog.credentials import begin_session
from catalog.members import sign_in
from catalog.tickets import LONGEST_TICKET_CHARACTERS, Purpose, give_ticket, take_ticket

router = APIRouter(include_in_schema=False)

STATE_TIME = timedelta(minutes=10)
BACK = "/sign-in/openid/back"
LIMIT = rate_limited("sign-ins", address="30/minute")


@router.get("/sign-in/openid", dependencies=[LIMIT])
def go_to_provider(services: Served, _parameters: Annotated[NoParameters, query(NoParameters)]) -> Response:
    """Sends a browser to the provider, with a state that only this browser can bring back."""
    provider = _provider(services)
    nonce, verifier = token_urlsafe(32), token_urlsafe(48)
    payload = json.dumps({"nonce": nonce, "verifier": verifier})
    provider.endpoints()  # before anything is written: it may be away
    with services.database.write() as session:
        state = give_ticket(session, Purpose.OPENID_STATE, payload, lasts=STATE_TIME, at=services.clock())
    url = provider.authorization_url(
        redirect_uri=services.public_url + BACK, state=state, nonce=nonce, verifier=verifier
    )
    response = Response(status_code=303, headers={"Location": url, "Cache-Control": "no-store"})
    response.set_cookie(
        _state_cookie(services),
        state,
        max_age=int(STATE_TIME.total_seconds()),
        secure=services.is_https,
        httponly=True,
        samesite="lax",  # the provider's page sends the browser back here
    )
    return response


@router.get(BACK, dependencies=[LIMIT])
def come_back(request: Request, services: Served) -> Response:
    """The provider sent the browser back: with a code it becomes a session, with an error it says so.

    Providers add parameters of their own, so none is refused.
    """
    provider = _provider(services)
    state, code = (request.query_params.get(name, "") for name in ("state", "code"))
    mine = request.cookies.get(_state_cookie(services), "")
    if not state or len(state) > LONGEST_TICKET_CHARACTERS or not compare_digest(state.encode(), mine.encode()):
        raise SignInRefusedError("this browser did not begin the sign-in, or too long ago: begin again at /account")
    with services.database.write() as session:
        payload = take_ticket(session, Purpose.OPENID_STATE, state, at=services.clock())
    if payload is None:
        raise SignInRefusedError("the sign-in was completed before, or began too long ago: begin again at /account")
    if not 0 < len(code) <= 4_096 or "error" in request.query_params:
        raise SignInRefusedError(f"{provider.name} did not sign you in")
    kept = json.loads(payload)
    identity = provider.identity(
        code=code, redirect_uri=services.public_url + BACK, nonce=kept["nonce"], verifier=kept["verifier"]
    )
    at = services.clock()
    with services.database.write() as session:
        secret = begin_session(session, sign_in(session, identity, at=at).id, at=at)
    response = Response(status_code=303, headers={"Location": "/", "Cache-Control": "no-store"})
    set_session_cookie(response, services, secret)
    response.delete_cookie(_state_cookie(services), secure=services.is_https, httponly=True, samesite="lax")
    return response


def _provider(services: Services) -> OpenIdProvider:
    if services.openid is None:
        raise UnknownError("OpenID provider", "", because="none is configured here; sign in with `amidex login --web`")
    return services.openid


def _state_cookie(services: Services) -> str:
    return f"{services.cookie_name}-state"
