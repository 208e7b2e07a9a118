"""`/sign-in`: where the link of `amidex login --web` leads, and where a browser's session begins.

The link alone signs nobody in: who opens it sees as whom, and says so by a button. A link that somebody else made
could otherwise sign a visitor in as that somebody, unasked; and what looks at links before people do would use it up.
"""

from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Request, Response
from pydantic import Field
from starlette.concurrency import run_in_threadpool

from api.caller import Calling
from api.cross_site import check_origin
from api.errors import SignInRefusedError
from api.pages.rendering import page
from api.parameters import Parameters, query
from api.rate_limits import rate_limited
from api.raw_body import raw_body
from api.services import Served, Services
from catalog.credentials import SESSION_TIME, begin_session
from catalog.members import member_by_id
from catalog.tickets import LONGEST_TICKET_CHARACTERS, Purpose, look_at_ticket, take_ticket

router = APIRouter(include_in_schema=False)

_GONE = "the link was used before, or is older than a minute: make another with `amidex login --web`"


class SignInParameters(Parameters):
    """What the link carries."""

    ticket: Annotated[str, Field(max_length=LONGEST_TICKET_CHARACTERS, description="From the link.")] = ""


@router.get("/sign-in")
def sign_in_page(
    request: Request,
    services: Served,
    caller: Calling,
    parameters: Annotated[SignInParameters, query(SignInParameters)],
) -> Response:
    """As whom the link signs in, and a button. The account's page says how to sign in without a link."""
    if not parameters.ticket:
        return Response(status_code=303, headers={"Location": "/account"})
    with services.database.read() as session:
        payload = look_at_ticket(session, Purpose.BROWSER_LINK, parameters.ticket, at=services.clock())
        member = None if payload is None else member_by_id(session, int(payload))
    if member is None:
        raise SignInRefusedError(_GONE)
    return page(
        request,
        "sign_in.html",
        headers={"Cache-Control": "no-store"},
        member=member,
        ticket=parameters.ticket,
        csrf_token=caller.csrf_token,
    )


@router.post("/sign-in", dependencies=[rate_limited("sign-ins", address="30/minute")])
async def begin_browser_session(request: Request, services: Served) -> Response:
    """The session begins: its secret is in a cookie that no script can read."""
    check_origin(request, services)
    fields = parse_qs((await raw_body(request)).decode("utf-8", errors="replace"))
    ticket = fields.get("ticket", [""])[0]
    secret = await run_in_threadpool(_begin, services, ticket[:LONGEST_TICKET_CHARACTERS])
    response = Response(status_code=303, headers={"Location": "/", "Cache-Control": "no-store"})
    set_session_cookie(response, services, secret)
    return response


def set_session_cookie(response: Response, services: Services, secret: str) -> None:
    """Have the browser show who it is from now on, to this host alone and to no script."""
    response.set_cookie(
        services.cookie_name,
        secret,
        max_age=int(SESSION_TIME.total_seconds()),
        secure=services.is_https,
        httponly=True,
        samesite="lax",
    )


def _begin(services: Services, ticket: str) -> str:
    at = services.clock()
    with services.database.write() as session:
        payload = take_ticket(session, Purpose.BROWSER_LINK, ticket, at=at)
        member = None if payload is None else member_by_id(session, int(payload))
        if member is None:
            raise SignInRefusedError(_GONE)
        return begin_session(session, member.id, at=at)
