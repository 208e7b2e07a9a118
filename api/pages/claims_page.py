"""`/account/publishers`: what a member claims for publishers: himself, accounts, a domain; and how each is proven.

Owner and publisher pages lead here with what was claimed in mind. The forms act by the same functions as the interface.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator

from api.answers.claim import AccountTokenAnswer
from api.caller import Caller, Calling, SignedIn
from api.pages.forms import REFUSALS, Fields, Refused, back, given, refused
from api.pages.parameters import PageParameters
from api.pages.rendering import page
from api.parameters import AccountId, NoParameters, Slug, query
from api.routes.claims import (
    CLAIMING,
    AccountMeant,
    DomainMeant,
    PartitionMeant,
    PublisherWanted,
    account_token_given,
    bring_a_publisher,
    claim_an_account,
    claim_told,
    prove_a_domain,
    withdraw_an_account,
)
from api.services import Served, Services
from catalog.account_id import check_account_id
from catalog.claims import publishers_spoken_for
from catalog.directory_file import check_slug
from catalog.partition import PARTITIONS

router = APIRouter(include_in_schema=False)

HERE = "/account/publishers"


class ClaimsParameters(PageParameters):
    """Which account or publisher one came from."""

    account: Annotated[str, AfterValidator(check_account_id)] | None = None
    publisher: Annotated[str, AfterValidator(check_slug)] | None = None


@router.get(HERE)
def claims_page(
    request: Request,
    services: Served,
    caller: Calling,
    parameters: Annotated[ClaimsParameters, query(ClaimsParameters)],
) -> Response:
    """The publishers that one speaks for, and how to claim. Who is not signed in is told how to."""
    return back("/account") if caller.member is None else _shown(request, services, caller, parameters)


@router.post("/account/account-tokens", dependencies=[CLAIMING])
def give_token(request: Request, services: Served, caller: SignedIn, fields: Fields) -> Response:
    """A token for the description of an image, which is the same as long as it lasts."""
    try:
        account = AccountMeant.model_validate({"account_id": ""} | given(fields, "account_id", "partition"))
        token = account_token_given(services, caller, account)
    except REFUSALS as error:
        return _shown(request, services, caller, ClaimsParameters(), again=refused("token", error, fields))
    meant = ClaimsParameters(account=account.account_id)
    return _shown(request, services, caller, meant, token=token)


@router.post(HERE, dependencies=[CLAIMING])
def bring_publisher(request: Request, services: Served, caller: SignedIn, fields: Fields) -> Response:
    """List oneself, with a first account."""

    def act() -> Response:
        slug = check_slug(given(fields, "slug").get("slug", ""))
        typed = {"name": "", "url": ""} | given(fields, "name", "url") | _account_in(fields)
        return bring_a_publisher(caller, services, slug, PublisherWanted.model_validate(typed), NoParameters())

    return _done(request, services, caller, "bring", fields, act)


@router.post(HERE + "/{slug}/accounts", dependencies=[CLAIMING])
def claim_account(request: Request, services: Served, caller: SignedIn, slug: Slug, fields: Fields) -> Response:
    """Another account of a publisher's."""

    def act() -> Response:
        account = AccountMeant.model_validate(_account_in(fields))
        return claim_an_account(caller, services, slug, account, NoParameters())

    return _done(request, services, caller, f"account-{slug}", fields, act)


@router.post(HERE + "/{slug}/accounts/{account_id}/withdraw", dependencies=[CLAIMING])
def withdraw_account(
    request: Request, services: Served, caller: SignedIn, slug: Slug, account_id: AccountId, fields: Fields
) -> Response:
    """It is the publisher's no longer."""

    def act() -> Response:
        partition = PartitionMeant.model_validate(given(fields, "partition"))
        return withdraw_an_account(caller, services, slug, account_id, partition)

    return _done(request, services, caller, f"account-{slug}", fields, act)


@router.post(HERE + "/{slug}/domain", dependencies=[CLAIMING])
def prove_domain(request: Request, services: Served, caller: SignedIn, slug: Slug, fields: Fields) -> Response:
    """Have the domain looked at now."""

    def act() -> Response:
        meant = DomainMeant.model_validate({"domain": ""} | given(fields, "domain"))
        return prove_a_domain(caller, services, slug, meant, NoParameters())

    return _done(request, services, caller, f"domain-{slug}", fields, act)


def _account_in(fields: dict[str, list[str]]) -> dict[str, str]:
    """The account that a list of one's own offers, as its partition and its id."""
    partition, _, account_id = given(fields, "account").get("account", "").partition(" ")
    return {"partition": partition, "account_id": account_id}


def _done(
    request: Request,
    services: Services,
    caller: Caller,
    form: str,
    fields: dict[str, list[str]],
    act: Callable[[], Response],
) -> Response:
    try:
        act()
    except REFUSALS as error:
        return _shown(request, services, caller, ClaimsParameters(), again=refused(form, error, fields))
    return back(HERE)


def _shown(
    request: Request,
    services: Services,
    caller: Caller,
    meant: ClaimsParameters,
    *,
    token: AccountTokenAnswer | None = None,
    again: Refused | None = None,
) -> Response:
    with services.database.read() as session:
        slugs = publishers_spoken_for(session, services.directory, caller.me, at=services.clock())
    return page(
        request,
        "claims.html",
        status=422 if again else 200,
        headers={"Cache-Control": "private, no-store"},
        claims=[claim_told(services, slug) for slug in slugs],
        accounts=caller.accounts,
        partitions=PARTITIONS,
        meant=meant,
        token=token,
        refused=again,
    )
