"""GET /v1/crawls."""

from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field, TypeAdapter

from api.answers.crawl import CrawlsAnswer, crawl_answer
from api.audience import Asking, sees_private
from api.conditional import answer
from api.cursors import Listing
from api.errors import CursorError, ParameterError
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import Cursor, Parameters, Region, query
from api.services import Served
from catalog.crawls import CrawlStatus, list_crawls
from catalog.scopes import Scope

router = APIRouter(tags=["crawls"])

MAX_AGE_SECONDS = 5

# The id of the crawl that was shown last. A database's row id has 63 bits.
POSITION: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=1, lt=2**63)])

SCOPES = {scope.label: scope for scope in Scope}


class CrawlsParameters(Parameters):
    """Which crawls."""

    region: Annotated[Region | None, Field(description="Only crawls of this region.")] = None
    scope: Annotated[
        Literal["all", "self", "amazon"] | None,
        Field(description="Only crawls of this scope. Those of self are the operator's to see."),
    ] = None
    status: Annotated[CrawlStatus | None, Field(description="Only crawls that stand so.")] = None
    limit: Annotated[int, Field(ge=1, le=100, description="How many crawls a page has.")] = 20
    cursor: Cursor = None


@router.get(
    "/v1/crawls",
    operation_id="listCrawls",
    summary="List crawls",
    response_model=CrawlsAnswer,
    responses=documented(
        ParameterError(
            "status is 'done': it should be 'running', 'completed', 'failed' or 'interrupted'",
            parameter="status",
            value="done",
        ),
        CursorError("abc"),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def list_all_crawls(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[CrawlsParameters, query(CrawlsParameters)],
) -> Response:
    """Passes over regions and scopes, newest first: when, how they ended, what they found.

    Crawls of the scope self count images that were shared with the operator in private, so only he sees those crawls.
    """
    with_private = sees_private(audience)
    question = parameters.model_dump(mode="json", exclude={"cursor", "limit"}) | {"audience": audience}
    listing = Listing("crawls", question)
    before_id = None if parameters.cursor is None else listing.position(parameters.cursor, POSITION)
    with services.database.read() as session:
        crawls = list_crawls(
            session,
            region=parameters.region,
            scope=None if parameters.scope is None else SCOPES[parameters.scope],
            status=parameters.status,
            before_id=before_id,
            limit=parameters.limit + 1,
            with_private=with_private,
        )
        shown = crawls[: parameters.limit]
        found = CrawlsAnswer(
            demo=services.demo,
            crawls=[crawl_answer(crawl, with_private=with_private) for crawl in shown],
            next_cursor=listing.cursor(shown[-1].id) if len(crawls) > len(shown) else None,
        )
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)
