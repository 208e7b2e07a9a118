"""`/account/webhooks`: what a member watches, the URLs that are told of it, and how telling them went.

Pages of releases, families, owners, publishers and searches lead here with what is to be watched in mind. The forms act
by the same functions as the interface; the secret of a new webhook is shown once, by the answer itself.
"""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers.webhook import DeliveryAnswer, WebhookMadeAnswer
from api.caller import Caller, Calling, SignedIn
from api.pages.forms import REFUSALS, Fields, Refused, back, given, refused
from api.pages.parameters import NoPageParameters
from api.pages.rendering import page
from api.pages.watched import WatchParameters, watches_typed
from api.parameters import NoParameters, query
from api.routes.webhooks import (
    MAKING,
    REMOVING,
    TESTING,
    WebhookId,
    WebhookWanted,
    deliveries_told,
    remove,
    test,
    webhook_made,
    webhooks_told,
)
from api.services import Served, Services
from catalog.watches import MOST_WATCHES
from catalog.webhooks import MOST_WEBHOOKS
from search.errors import BadQueryError

router = APIRouter(include_in_schema=False)

HERE = "/account/webhooks"
DELIVERIES_SHOWN = 20


@router.get(HERE)
def webhooks_page(
    request: Request,
    services: Served,
    caller: Calling,
    parameters: Annotated[WatchParameters, query(WatchParameters)],
) -> Response:
    """One's webhooks, and how to make one. Who is not signed in is told how to."""
    return back("/account") if caller.member is None else _shown(request, services, caller, watch=parameters.watch)


@router.post(HERE, dependencies=[MAKING])
def make_webhook(request: Request, services: Served, caller: SignedIn, fields: Fields) -> Response:
    """Watch, and be told. What is watched stands on lines of its own."""
    try:
        made = webhook_made(
            services, caller, WebhookWanted.model_validate({"watches": watches_typed(fields)} | given(fields, "url"))
        )
    except (*REFUSALS, BadQueryError) as error:
        return _shown(request, services, caller, again=refused("webhook", error, fields))
    return _shown(request, services, caller, made=made)


@router.post(HERE + "/{webhook_id}/test", dependencies=[TESTING])
def test_webhook(services: Served, caller: SignedIn, webhook_id: WebhookId) -> Response:
    """Have a message sent to it; one that was disabled is enabled."""
    test(caller, services, webhook_id, NoParameters())
    return back(f"{HERE}/{webhook_id}")


@router.post(HERE + "/{webhook_id}/remove", dependencies=[REMOVING])
def remove_webhook(services: Served, caller: SignedIn, webhook_id: WebhookId) -> Response:
    """It is told nothing any more."""
    remove(caller, services, webhook_id, NoParameters())
    return back(HERE)


@router.get(HERE + "/{webhook_id}")
def webhook_page(
    request: Request,
    services: Served,
    caller: Calling,
    webhook_id: WebhookId,
    _parameters: Annotated[NoPageParameters, query(NoPageParameters)],
) -> Response:
    """One webhook with its delivery log."""
    if caller.member is None:
        return back("/account")
    told = deliveries_told(services, caller, webhook_id).deliveries[:DELIVERIES_SHOWN]
    return _shown(request, services, caller, meant=webhook_id, deliveries=told)


def _shown(
    request: Request,
    services: Services,
    caller: Caller,
    *,
    watch: str = "",
    meant: int | None = None,
    deliveries: list[DeliveryAnswer] | None = None,
    made: WebhookMadeAnswer | None = None,
    again: Refused | None = None,
) -> Response:
    return page(
        request,
        "webhooks.html",
        status=422 if again else 200,
        headers={"Cache-Control": "private, no-store"},
        webhooks=webhooks_told(services, caller).webhooks,
        watch=watch,
        meant=meant,
        deliveries=deliveries,
        made=made,
        refused=again,
        most_webhooks=MOST_WEBHOOKS,
        most_watches=MOST_WATCHES,
    )
