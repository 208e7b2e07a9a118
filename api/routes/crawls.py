"""GET and POST /v1/crawls, and what became of a request."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request, Response
from pydantic import AfterValidator, Field, TypeAdapter
from sqlmodel import Session

from api.answers.crawl import (
    CrawlRequestAnswer,
    CrawlsAnswer,
    crawl_answer,
    crawl_request_answer,
    crawl_request_part,
)
from api.audience import Asking, sees_private
from api.caller import Operator
from api.conditional import answer, unkept
from api.cursors import Listing
from api.errors import CursorError, ParameterError, UnknownError
from api.operation_docs import BY_CATALOG, BY_CHANGE, BY_ROLE, BY_TOKEN, documented
from api.parameters import MOST_VALUES, Cursor, NoParameters, Parameters, Region, query
from api.request_body import body, described
from api.services import Served
from catalog.crawl_requests import crawl_request_by_id, enabled_regions, list_crawl_requests, request_crawl
from catalog.crawls import CrawlStatus, list_crawls
from catalog.errors import MalformedError
from catalog.partition import check_region
from catalog.scopes import Scope
from catalog.tables import CrawlRequest

router = APIRouter(tags=["crawls"])

MAX_AGE_SECONDS = 5

# The id of the crawl that was shown last. A database's row id has 63 bits.
POSITION: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=1, lt=2**63)])

SCOPES = {scope.label: scope for scope in Scope}
MOST_REQUESTS = 20

NONE = Annotated[NoParameters, query(NoParameters)]
RequestId = Annotated[int, Path(ge=1, lt=2**63, description="The number of a request.")]


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
            requests=[crawl_request_part(one) for one in _open_requests(session, with_private=with_private)],
            next_cursor=listing.cursor(shown[-1].id) if len(crawls) > len(shown) else None,
        )
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


def _open_requests(session: Session, *, with_private: bool) -> Sequence[CrawlRequest]:
    """Regions and errors of a request tell of the operator's account."""
    return list_crawl_requests(session, only_open=True, limit=MOST_REQUESTS) if with_private else ()


class CrawlWanted(Parameters):
    """What to crawl."""

    regions: Annotated[
        list[Annotated[str, AfterValidator(check_region)]],
        Field(max_length=MOST_VALUES, description="Which regions. Without them: all that the account has enabled."),
    ] = []  # noqa: RUF012 - pydantic copies it
    scopes: Annotated[
        list[Literal["all", "self", "amazon"]],
        Field(max_length=len(SCOPES), description="Which scopes. Without them: all."),
    ] = []  # noqa: RUF012 - pydantic copies it


@router.post(
    "/v1/crawls",
    operation_id="requestCrawl",
    summary="Ask for a crawl",
    status_code=202,
    response_model=CrawlRequestAnswer,
    responses=documented(
        *BY_ROLE,
        *BY_CHANGE,
        MalformedError("region", "mars", "the name of an AWS region, like eu-west-1, us-gov-west-1 or cn-north-1"),
        cacheable=False,
    ),
    openapi_extra=described(CrawlWanted, CrawlWanted(regions=["eu-central-1"], scopes=["all"])),
)
def ask_for_crawl(
    caller: Operator, services: Served, wanted: Annotated[CrawlWanted, body(CrawlWanted)], _parameters: NONE
) -> Response:
    """Have regions crawled now, beside the schedule. A worker takes the request up within seconds.

    `Location` and `link` lead to how it goes. Who asks the same again while it waits is given the same request.
    """
    del caller
    with services.database.write() as session:
        _refuse_unknown(wanted.regions, enabled_regions(session))
        request = request_crawl(
            session,
            regions=wanted.regions,
            scopes=[SCOPES[label] for label in wanted.scopes],
            requested_at=services.clock(),
        )
        found = crawl_request_answer(request, demo=services.demo)
    response = unkept(found, status=202)
    response.headers["Location"] = found.link
    return response


def _refuse_unknown(regions: Sequence[str], enabled: Sequence[str] | None) -> None:
    """Before anything was ever crawled nobody knows the right ones: then the crawl says so."""
    for region in regions:
        if enabled is not None and region not in enabled:
            raise ParameterError(
                f"the crawling account has no region {region!r}; it has enabled {', '.join(enabled)}",
                parameter="regions",
                value=region,
            )


@router.get(
    "/v1/crawls/requests/{request_id}",
    operation_id="getCrawlRequest",
    summary="See how a requested crawl goes",
    response_model=CrawlRequestAnswer,
    responses=documented(
        UnknownError("request", "4711", because="nobody made it"),
        ParameterError("request_id is 'x': it should be a whole number", parameter="request_id", value="x"),
        *BY_ROLE,
        cacheable=False,
    ),
)
def get_crawl_request(caller: Operator, services: Served, request_id: RequestId, _parameters: NONE) -> Response:
    """Whether a crawl that was asked for waits, runs, has finished or failed, and why."""
    del caller
    with services.database.read() as session:
        request = crawl_request_by_id(session, request_id)
        if request is None:
            raise UnknownError("request", str(request_id), because="nobody made it")
        found = crawl_request_answer(request, demo=services.demo)
    return unkept(found)
