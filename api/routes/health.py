"""GET /healthz and /readyz: for load balancers, container platforms and people in trouble.

Neither looks at the Authorization header, and neither is cached.
"""

import logging
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Response

from api.answers.health import AliveAnswer, Component, ComponentState, ReadyAnswer
from api.errors import ParameterError
from api.operation_docs import documented
from api.parameters import NoParameters, query
from api.problems import RETRY_AFTER_SECONDS
from api.services import Served, Services
from catalog.errors import CatalogError, DatabaseLockedError, DatabaseMissingError, SchemaVersionError
from catalog.index_building import index_building
from catalog.migration import check_schema
from search.errors import SearchError

router = APIRouter(tags=["health"])
log = logging.getLogger("amidex.api")

NoQuery = Annotated[NoParameters, query(NoParameters)]
REFUSAL = ParameterError("there is no parameter 'verbose': this path takes none", parameter="verbose", value="1")
NOT_KEPT = {"Cache-Control": "no-store"}

# The messages of errors name files and hosts: they are for the log. These are for anybody.
WHAT_TO_DO: dict[type[Exception], str] = {
    DatabaseMissingError: "the catalog is missing or has no tables yet; run `amidex db upgrade`",
    SchemaVersionError: "the catalog is of another version than this Amidex; run `amidex db upgrade` or upgrade Amidex",
    DatabaseLockedError: "another process keeps the catalog locked",
    CatalogError: "the catalog cannot be read; the log says why",
    SearchError: "the search index cannot be read, the log says why; a worker builds it anew, or `amidex reindex`",
}


@router.get(
    "/healthz",
    operation_id="getLiveness",
    summary="Is the process alive?",
    response_model=AliveAnswer,
    responses=documented(REFUSAL, cacheable=False),
)
async def get_liveness(services: Served, _parameters: NoQuery) -> Response:
    """Answers as long as the process does. It looks at nothing: restarting the process would mend nothing else."""
    alive = AliveAnswer(demo=services.demo, status="ok")
    return Response(alive.model_dump_json(), media_type="application/json", headers=NOT_KEPT)


@router.get(
    "/readyz",
    operation_id="getReadiness",
    summary="Can requests be answered?",
    response_model=ReadyAnswer,
    responses={
        **documented(REFUSAL, cacheable=False),
        503: {
            "model": ReadyAnswer,
            "description": "Something that answers depend on does not work; `components` says what.",
        },
    },
)
def get_readiness(services: Served, _parameters: NoQuery) -> Response:
    """Asks what answers depend on: does the catalog's schema fit this version, and can the index be read?"""
    ready = ReadyAnswer(
        demo=services.demo,
        status="ok",
        components=components_told(services),
    )
    if all(component.status == "ok" for component in ready.components.values()):
        return Response(ready.model_dump_json(), media_type="application/json", headers=NOT_KEPT)
    return Response(
        ready.model_copy(update={"status": "error"}).model_dump_json(),
        status_code=503,
        media_type="application/json",
        headers=NOT_KEPT | {"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def components_told(services: Services) -> dict[Component, ComponentState]:
    """How each part is that answers depend on."""
    return {
        "catalog": _state("catalog", lambda: check_schema(services.database)),
        "index": _with_building(services, _state("index", services.index.document_count)),
    }


def _with_building(services: Services, state: ComponentState) -> ComponentState:
    """The index's state, with how far its building is when that is what is amiss."""
    if state.status == "ok":
        return state
    try:
        with services.database.read() as session:
            building = index_building(session)
    except CatalogError:
        return state
    if building is None:
        return state
    since = f"{building.since:%H:%M:%S} UTC"
    detail = f"the search index is being built anew since {since}: {building.releases:,} releases so far"
    return ComponentState(status="error", detail=detail)


def _state(name: str, ask: Callable[[], object]) -> ComponentState:
    try:
        ask()
    except Exception as error:  # a probe's whole job is to survive whatever is wrong, and to say so
        log.exception("not ready: %s", name)
        words = next((WHAT_TO_DO[line] for line in type(error).__mro__ if line in WHAT_TO_DO), "the log says why")
        return ComponentState(status="error", detail=words)
    return ComponentState(status="ok", detail=None)
