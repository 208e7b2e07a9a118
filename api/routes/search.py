"""GET /v1/search."""

from datetime import datetime
from time import perf_counter
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers.search import SearchAnswer, search_answer
from api.audience import Asking
from api.comment_hits import with_comments
from api.conditional import answer, has_already, not_modified, tag_of
from api.errors import ParameterError
from api.operation_docs import BY_TOKEN, documented
from api.parameters import AccountIds, Cursor, Day, Parameters, Regions, Several, Values, query
from api.services import Served, Services
from search.document import Audience
from search.errors import BadCursorError, BadQueryError, IndexUnavailableError
from search.fields import Facet
from search.index import LARGEST_LIMIT, SearchRequest, Sort
from search.query_fields import ARCHITECTURE_OF
from trust.levels import TrustLevel

router = APIRouter(tags=["search"])

MAX_AGE_SECONDS = 5

# pydantic gives each request a list of its own.
EMPTY: list[Any] = []


class SearchFilters(Parameters):
    """What can be searched for. Values of one parameter are alternatives; different parameters must all fit."""

    q: Annotated[
        str,
        Field(
            description='Words, which must all fit, the last one as a prefix; "phrases"; -not; OR; field:value; names '
            "with wildcards; an id. docs/SEARCH.md has the whole language.",
            examples=["ubuntu 24.04 arm64", "name:ubuntu/images/*-22.04-* created:>2026-01"],
        ),
    ] = ""
    region: Annotated[Regions, Field(description="Regions, of which a release must have an image in one.")] = EMPTY
    arch: Annotated[Values, Field(description="Architectures: x86_64 (or amd64), arm64 (or aarch64), i386 …")] = EMPTY
    platform: Annotated[Several[Literal["linux", "windows"]], Field(description="linux or windows.")] = EMPTY
    os: Annotated[Values, Field(description="Operating systems, as the facet operating_system names them.")] = EMPTY
    owner: Annotated[AccountIds, Field(description="Account ids of owners.")] = EMPTY
    publisher: Annotated[Values, Field(description="Publishers, by slug.")] = EMPTY
    trust: Annotated[Several[TrustLevel], Field(description="Trust levels.")] = EMPTY
    root_device: Annotated[Values, Field(description="Root device types: ebs, instance-store.")] = EMPTY
    virtualization: Annotated[Values, Field(description="Virtualisation types: hvm, paravirtual.")] = EMPTY
    boot_mode: Annotated[Values, Field(description="Boot modes: legacy-bios, uefi, uefi-preferred.")] = EMPTY
    year: Annotated[Values, Field(description="Years in which the newest image was made.")] = EMPTY
    released_after: Annotated[
        Day | None, Field(description="A day in UTC: only releases whose newest image was made on it or later.")
    ] = None
    include_deprecated: Annotated[bool, Field(description="Also those that are deprecated.")] = False
    include_gone: Annotated[bool, Field(description="Also those that EC2 no longer shows anywhere.")] = False


class SearchParameters(SearchFilters):
    """The same, and how what is found is shown."""

    sort: Annotated[Sort, Field(description="relevance, newest or name.")] = Sort.RELEVANCE
    limit: Annotated[int, Field(ge=1, le=LARGEST_LIMIT, description="How many releases a page has.")] = 20
    cursor: Cursor = None


@router.get(
    "/v1/search",
    operation_id="search",
    summary="Search releases",
    response_model=SearchAnswer,
    responses=documented(
        ParameterError("there is no parameter 'archs': did you mean arch?", parameter="archs", value="arm64"),
        BadQueryError(
            "A quote is opened and never closed", position=7, advice='end the phrase with ", or leave the quote out'
        ),
        BadCursorError("'abc' is no cursor; leave it out to start from the first page."),
        *BY_TOKEN,
        IndexUnavailableError("hidden"),
    ),
)
def search(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[SearchParameters, query(SearchParameters)],
) -> Response:
    """Releases that fit the words and the filters, with counts to narrow them by.

    A release is one build copied to many regions: `images` has its image for each. Deprecated and gone ones are left
    out unless asked for. Every filter takes several values, as repeated parameters or separated by commas.
    """
    now = services.clock()
    # What is deprecated changes with time, so a tag holds for a minute at most; the rest is said by the index's state.
    tag = tag_of(
        services.index.generation(),
        services.directory.fingerprint,
        audience,
        parameters.model_dump_json(),
        now.isoformat(timespec="minutes"),
    )
    if has_already(request, tag):
        return not_modified(audience, max_age_seconds=MAX_AGE_SECONDS, tag=tag)
    found = with_comments(services, audience, parameters.q, search_told(services, audience, parameters, now=now))
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS, tag=tag)


def search_told(services: Services, audience: Audience, parameters: SearchParameters, *, now: datetime) -> SearchAnswer:
    """The answer to a search at this moment, for who asks."""
    started_at = perf_counter()
    result = services.index.search(
        SearchRequest(
            parameters.q,
            now=now,
            audience=audience,
            filters={
                Facet.REGION: parameters.region,
                Facet.ARCHITECTURE: [ARCHITECTURE_OF.get(name.lower(), name) for name in parameters.arch],
                Facet.PLATFORM: parameters.platform,
                Facet.OPERATING_SYSTEM: parameters.os,
                Facet.OWNER: parameters.owner,
                Facet.PUBLISHER: parameters.publisher,
                Facet.TRUST: parameters.trust,
                Facet.ROOT_DEVICE_TYPE: parameters.root_device,
                Facet.VIRTUALIZATION_TYPE: parameters.virtualization,
                Facet.BOOT_MODE: parameters.boot_mode,
                Facet.YEAR: parameters.year,
            },
            released_after=parameters.released_after,
            include_deprecated=parameters.include_deprecated,
            include_gone=parameters.include_gone,
            sort=parameters.sort,
            limit=parameters.limit,
            cursor=parameters.cursor,
        )
    )
    return search_answer(
        result,
        regions=parameters.region,
        directory=services.directory,
        now=now,
        took_ms=(perf_counter() - started_at) * 1000,
        demo=services.demo,
    )
