"""/v1/me/webhooks: what a member watches, and the URLs that are told what happens to it."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field
from sqlmodel import Session

from api.answers.webhook import (
    DeliveriesAnswer,
    WebhookMadeAnswer,
    WebhooksAnswer,
    delivery_answer,
    webhook_answer,
)
from api.caller import Caller, SignedIn
from api.conditional import unkept
from api.errors import FetchRefusedError, ParameterError, UnknownError
from api.operation_docs import BY_CHANGE, BY_MEMBER, documented
from api.parameters import NoParameters, Parameters, query
from api.rate_limits import rate_limited
from api.request_body import body, described
from api.safe_fetch import LONGEST_URL_CHARACTERS, check_url
from api.services import Served, Services
from api.watching import WatchWanted, watches_wanted
from api.webhook_messages import test_message
from catalog.errors import ConflictError, MalformedError
from catalog.release import RELEASE_ID_FORM
from catalog.watches import MOST_WATCHES, WatchKind
from catalog.webhooks import (
    MOST_WEBHOOKS,
    WebhookRow,
    add_messages,
    add_webhook,
    deliveries_of,
    enable,
    remove_webhook,
    webhook_of,
    webhooks_of,
)
from search.errors import BadQueryError, IndexUnavailableError

router = APIRouter(tags=["webhooks"])

DELIVERIES_SHOWN = 100
MAKING = rate_limited("webhooks", member="20/hour", address="60/hour")
REMOVING = rate_limited("webhooks removed", member="60/hour", address="120/hour")
TESTING = rate_limited("webhook tests", member="20/hour", address="60/hour")
NONE = Annotated[NoParameters, query(NoParameters)]
WebhookId = Annotated[int, Path(ge=1, lt=2**63, description="The webhook's id, as GET /v1/me/webhooks lists it.")]
NO_WEBHOOK = UnknownError("webhook", "7", because="you have none of this id")
WRONG_ID = ParameterError("webhook_id is 'x': it should be a whole number", parameter="webhook_id", value="x")


class WebhookWanted(Parameters):
    """A webhook to be made."""

    url: Annotated[str, Field(min_length=1, max_length=LONGEST_URL_CHARACTERS, description="An https URL of yours.")]
    watches: Annotated[
        list[WatchWanted], Field(min_length=1, max_length=MOST_WATCHES, description="What it is to be told of.")
    ]


@router.get(
    "/v1/me/webhooks",
    operation_id="listWebhooks",
    summary="List my webhooks",
    response_model=WebhooksAnswer,
    responses=documented(*BY_MEMBER, cacheable=False),
)
def list_webhooks(caller: SignedIn, services: Served, _parameters: NONE) -> Response:
    """What is watched, and whether it is told; without the secrets."""
    return unkept(webhooks_told(services, caller))


def webhooks_told(services: Services, caller: Caller) -> WebhooksAnswer:
    """The member's webhooks, in the order they were made."""
    with services.database.read() as session:
        found = webhooks_of(session, caller.me.id)
    return WebhooksAnswer(demo=services.demo, webhooks=[webhook_answer(webhook) for webhook in found])


@router.post(
    "/v1/me/webhooks",
    operation_id="addWebhook",
    summary="Watch, and be told by a webhook",
    status_code=201,
    response_model=WebhookMadeAnswer,
    responses=documented(
        *BY_MEMBER,
        *BY_CHANGE,
        MalformedError("release id", "rel-1", RELEASE_ID_FORM),
        BadQueryError(
            "A quote is opened and never closed", position=7, advice='end the phrase with ", or leave the quote out'
        ),
        FetchRefusedError("'http://10.0.0.1/' is not asked: it should be https://, a host name and a path"),
        ConflictError(f"you have {MOST_WEBHOOKS} webhooks, which is the most: remove one first"),
        IndexUnavailableError("hidden"),
        cacheable=False,
    ),
    openapi_extra=described(
        WebhookWanted,
        WebhookWanted(
            url="https://hooks.example.org/amidex",
            watches=[WatchWanted(kind=WatchKind.IMAGE, about="ami-0abcdef1234567890")],
        ),
    ),
    dependencies=[MAKING],
)
def add(
    caller: SignedIn, services: Served, wanted: Annotated[WebhookWanted, body(WebhookWanted)], _parameters: NONE
) -> Response:
    """From now on, what happens to what is watched is sent to the URL: what its feed tells, signed with the secret that
    the answer has.
    """
    return unkept(webhook_made(services, caller, wanted), status=201)


def webhook_made(services: Services, caller: Caller, wanted: WebhookWanted) -> WebhookMadeAnswer:
    """The new webhook with its secret. Raises FetchRefusedError, BadQueryError, ConflictError."""
    at = services.clock()
    check_url(wanted.url, allow_plain=services.fetch.allow_private)
    watches = watches_wanted(services, wanted.watches, now=at)
    with services.database.write() as session:
        made = add_webhook(session, caller.me.id, url=wanted.url, watches=watches, at=at)
    return WebhookMadeAnswer(demo=services.demo, webhook=webhook_answer(made), secret=made.secret)


@router.delete(
    "/v1/me/webhooks/{webhook_id}",
    operation_id="removeWebhook",
    summary="Remove a webhook",
    status_code=204,
    response_class=Response,
    responses=documented(*BY_MEMBER, *BY_CHANGE, NO_WEBHOOK, WRONG_ID, cacheable=False),
    dependencies=[REMOVING],
)
def remove(caller: SignedIn, services: Served, webhook_id: WebhookId, _parameters: NONE) -> Response:
    """It is told nothing any more, and what it was told is forgotten."""
    with services.database.write() as session:
        remove_webhook(session, _mine(session, caller, webhook_id))
    return Response(status_code=204)


@router.post(
    "/v1/me/webhooks/{webhook_id}/test",
    operation_id="testWebhook",
    summary="Test a webhook",
    status_code=202,
    response_model=DeliveriesAnswer,
    responses=documented(*BY_MEMBER, *BY_CHANGE, NO_WEBHOOK, WRONG_ID, cacheable=False),
    dependencies=[TESTING],
)
def test(caller: SignedIn, services: Served, webhook_id: WebhookId, _parameters: NONE) -> Response:
    """The worker sends it a message of the type `test` within seconds. One that was disabled is enabled by that."""
    at = services.clock()
    with services.database.write() as session:
        webhook = _mine(session, caller, webhook_id)
        enable(session, webhook)
        add_messages(session, webhook, test_message(webhook, now=at), at=at)
    return unkept(_deliveries(services, webhook, limit=1), status=202)


@router.get(
    "/v1/me/webhooks/{webhook_id}/deliveries",
    operation_id="listDeliveries",
    summary="List what a webhook was told",
    response_model=DeliveriesAnswer,
    responses=documented(*BY_MEMBER, NO_WEBHOOK, WRONG_ID, cacheable=False),
)
def list_deliveries(caller: SignedIn, services: Served, webhook_id: WebhookId, _parameters: NONE) -> Response:
    """The last hundred messages, and how sending them went."""
    return unkept(deliveries_told(services, caller, webhook_id))


def deliveries_told(services: Services, caller: Caller, webhook_id: int) -> DeliveriesAnswer:
    """What a webhook of the member's was told, the latest first. Raises UnknownError."""
    with services.database.read() as session:
        webhook = _mine(session, caller, webhook_id)
    return _deliveries(services, webhook, limit=DELIVERIES_SHOWN)


def _mine(session: Session, caller: Caller, webhook_id: int) -> WebhookRow:
    found = webhook_of(session, caller.me.id, webhook_id)
    if found is None:
        raise UnknownError("webhook", str(webhook_id), because="you have none of this id")
    return found


def _deliveries(services: Services, webhook: WebhookRow, *, limit: int) -> DeliveriesAnswer:
    with services.database.read() as session:
        found = deliveries_of(session, webhook.id, limit=limit)
    return DeliveriesAnswer(demo=services.demo, deliveries=[delivery_answer(delivery) for delivery in found])
