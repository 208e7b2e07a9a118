"""`/account/digest`: what a member is told by e-mail; and the two pages that links in that mail lead to.

Those pages ask nobody to sign in: the link says by its signature what it may do. To open one changes nothing, since
mail programs look at links before people do; its button does, and so does a mail program's own (RFC 8058).
"""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.caller import Caller, Calling, SignedIn
from api.digest_links import CONFIRM, LONGEST_TOKEN_CHARACTERS, UNSUBSCRIBE, confirmed_by, unsubscribed_by
from api.digest_mail import ACCOUNT_PAGE
from api.errors import NoMailError
from api.pages.forms import REFUSALS, Fields, Refused, back, given, refused
from api.pages.parameters import PageParameters
from api.pages.rendering import page
from api.pages.watched import WatchParameters, watches_typed
from api.parameters import NoParameters, query
from api.rate_limits import rate_limited
from api.routes.digest import REMOVING, SETTING, DigestWanted, delete_digest, digest_set, digest_told
from api.services import Served, Services
from catalog.digests import Every, confirm, remove_digest
from catalog.watches import MOST_WATCHES
from search.errors import BadQueryError

router = APIRouter(include_in_schema=False)

LIMIT = rate_limited("links of digests", address="60/hour")


class LinkParameters(PageParameters):
    """What a link in a mail has."""

    token: Annotated[str, Field(max_length=LONGEST_TOKEN_CHARACTERS)]


Link = Annotated[LinkParameters, query(LinkParameters)]


@router.get(ACCOUNT_PAGE)
def digest_page(
    request: Request,
    services: Served,
    caller: Calling,
    parameters: Annotated[WatchParameters, query(WatchParameters)],
) -> Response:
    """One's digest, and how to have one. Who is not signed in is told how to."""
    return back("/account") if caller.member is None else _shown(request, services, caller, watch=parameters.watch)


@router.post(ACCOUNT_PAGE, dependencies=[SETTING])
def set_digest(request: Request, services: Served, caller: SignedIn, fields: Fields) -> Response:
    """Be told by e-mail. What is watched stands on lines of its own."""
    try:
        digest_set(
            services,
            caller,
            DigestWanted.model_validate({"watches": watches_typed(fields)} | given(fields, "address", "every")),
        )
    except (*REFUSALS, BadQueryError, NoMailError) as error:
        return _shown(request, services, caller, again=refused("digest", error, fields))
    return back(ACCOUNT_PAGE)


@router.post(ACCOUNT_PAGE + "/remove", dependencies=[REMOVING])
def remove(services: Served, caller: SignedIn) -> Response:
    """The address is forgotten."""
    delete_digest(caller, services, NoParameters())
    return back(ACCOUNT_PAGE)


@router.get(CONFIRM, dependencies=[LIMIT])
def ask_to_confirm(request: Request, services: Served, link: Link) -> Response:
    """What the link would confirm, with the button that does."""
    with services.database.read() as session:
        found = confirmed_by(session, link.token, at=services.clock())
    return _link_page(request, CONFIRM, link, address=found.address, done=found.confirmed_at is not None)


@router.post(CONFIRM, dependencies=[LIMIT])
def confirm_address(request: Request, services: Served, link: Link) -> Response:
    """The address wants the digest."""
    at = services.clock()
    with services.database.write() as session:
        found = confirmed_by(session, link.token, at=at)
        confirm(session, found, at=at)
    return _link_page(request, CONFIRM, link, address=found.address, done=True)


@router.get(UNSUBSCRIBE, dependencies=[LIMIT])
def ask_to_unsubscribe(request: Request, services: Served, link: Link) -> Response:
    """What the link would end, with the button that does."""
    with services.database.read() as session:
        found = unsubscribed_by(session, link.token)
    return _link_page(request, UNSUBSCRIBE, link, address=found.address, done=False)


@router.post(UNSUBSCRIBE, dependencies=[LIMIT])
def unsubscribe(request: Request, services: Served, link: Link) -> Response:
    """The digest ends, and its address is forgotten."""
    with services.database.write() as session:
        found = unsubscribed_by(session, link.token)
        remove_digest(session, found)
    return _link_page(request, UNSUBSCRIBE, link, address=found.address, done=True)


def _link_page(request: Request, action: str, link: LinkParameters, *, address: str, done: bool) -> Response:
    headers = {"Cache-Control": "private, no-store"}
    return page(
        request,
        "digest_link.html",
        headers=headers,
        confirms=action == CONFIRM,
        action=f"{action}?token={link.token}",
        address=address,
        done=done,
    )


def _shown(
    request: Request, services: Services, caller: Caller, *, watch: str = "", again: Refused | None = None
) -> Response:
    told = digest_told(services, caller)
    return page(
        request,
        "digest.html",
        status=422 if again else 200,
        headers={"Cache-Control": "private, no-store"},
        digest=told.digest,
        sends_mail=told.sends_mail,
        watch=watch,
        refused=again,
        most_watches=MOST_WATCHES,
        times=list(Every),
    )
