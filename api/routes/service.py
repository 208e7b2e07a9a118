"""GET /: what this is. GET /problems/{name}: what a kind of problem means."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.answers.health import ProblemKindAnswer, ServiceAnswer
from api.conditional import answer
from api.errors import ParameterError, UnknownError
from api.operation_docs import documented
from api.parameters import NoParameters, query
from api.problems import PROBLEM_KINDS
from api.services import Served
from api.version import DESCRIPTION, NAME, version
from search.document import Audience

router = APIRouter(tags=["service"])

MAX_AGE_SECONDS = 3_600
NoQuery = Annotated[NoParameters, query(NoParameters)]
KINDS = f"there are {', '.join(PROBLEM_KINDS)}"
REFUSAL = ParameterError("there is no parameter 'verbose': this path takes none", parameter="verbose", value="1")

LINKS = {
    "search": "/v1/search",
    "owners": "/v1/owners",
    "crawls": "/v1/crawls",
    "openapi": "/openapi.json",
    "liveness": "/healthz",
    "readiness": "/readyz",
}


@router.get(
    "/",
    operation_id="getService",
    summary="What is this?",
    response_model=ServiceAnswer,
    responses=documented(REFUSAL),
)
async def get_service(request: Request, services: Served, _parameters: NoQuery) -> Response:
    """The name and version of the service, and where to go on."""
    service = ServiceAnswer(demo=services.demo, name=NAME, version=version(), description=DESCRIPTION, links=LINKS)
    return _not_the_page(answer(request, service, Audience.PUBLIC, max_age_seconds=MAX_AGE_SECONDS))


@router.get(
    "/problems/{name}",
    operation_id="getProblemKind",
    summary="What does a problem mean?",
    response_model=ProblemKindAnswer,
    responses=documented(
        UnknownError("kind of problem", "bad-luck", because=KINDS),
        REFUSAL,
    ),
)
async def get_problem_kind(
    request: Request,
    services: Served,
    name: Annotated[str, Path(description="The last part of a problem's `type`.")],
    _parameters: NoQuery,
) -> Response:
    """What the `type` of an error means, and what to do about it."""
    kind = PROBLEM_KINDS.get(name)
    if kind is None:
        raise UnknownError("kind of problem", name, because=KINDS)
    found = ProblemKindAnswer(
        demo=services.demo, type=kind.type, title=kind.title, status=kind.status, advice=kind.advice
    )
    return _not_the_page(answer(request, found, Audience.PUBLIC, max_age_seconds=MAX_AGE_SECONDS))


def _not_the_page(response: Response) -> Response:
    """Browsers find a page at the same path (api/pages): a cache must not give one for the other."""
    response.headers["Vary"] = "Authorization, Accept"
    return response
