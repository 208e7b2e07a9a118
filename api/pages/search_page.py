"""`/`: the home page, and what a search finds. Programs that ask at `/` are told about the service instead."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers.search import Hit, HitImage, SearchAnswer
from api.audience import Asking
from api.comment_hits import with_comments
from api.pages.negotiation import PageOrJsonRoute
from api.pages.regions import PLACES, chosen_region, remember_region
from api.pages.rendering import page
from api.pages.search_state import SearchPageParameters, SearchState
from api.parameters import query
from api.routes.radar import RadarParameters, radar_told
from api.routes.search import search_told
from api.services import Served, Services
from search.document import Audience
from search.errors import BadQueryError
from search.fields import Facet
from search.index import Sort

router = APIRouter(include_in_schema=False, route_class=PageOrJsonRoute)

# Where a visitor who chose no region is shown an image first.
COMMON_REGIONS = ("us-east-1", "eu-west-1", "eu-central-1")
HOME_WINNERS = 3


@dataclass(frozen=True, slots=True)
class ShownHit:
    """A release that was found, with the image for the visitor's region, or else for a common one."""

    hit: Hit
    region: str
    image: HitImage


@router.get("/")
def search_page(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[SearchPageParameters, query(SearchPageParameters)],
) -> Response:
    """The home page, or a page of releases that fit. A query that cannot be read is shown with where it is wrong."""
    state = SearchState(parameters)
    now = services.clock()
    remembered = chosen_region(request)
    try:
        found = with_comments(services, audience, parameters.q, search_told(services, audience, parameters, now=now))
    except BadQueryError as error:
        response = page(
            request,
            "search_error.html",
            audience,
            status=422,
            state=state,
            error=error,
            regions=_offered(None, parameters.region),
            region=_picked(parameters.region),
        )
    else:
        response = _found(request, services, audience, state, found, remembered, now)
    if "region" in request.query_params and len(parameters.region) < 2:
        remember_region(request, response, parameters.region[0] if parameters.region else None)
    return response


def _found(
    request: Request,
    services: Services,
    audience: Audience,
    state: SearchState,
    found: SearchAnswer,
    remembered: str | None,
    now: datetime,
) -> Response:
    parameters = state.parameters
    if not state.asked:
        return page(
            request,
            "home.html",
            audience,
            state=state,
            found=found,
            levels={entry.value: entry.count for entry in found.facets.get(Facet.TRUST, [])},
            radar=services.home_radar.told(now, lambda: radar_told(services, RadarParameters(limit=HOME_WINNERS))),
            regions=_offered(found, [remembered] if remembered else []),
            region=remembered or "",
        )
    return page(
        request,
        "search.html",
        audience,
        state=state,
        found=found,
        shown=[_shown(hit, parameters.region, remembered) for hit in found.hits],
        beyond=0 if found.total else _beyond(services, audience, state, now),
        sorts=list(Sort),
        regions=_offered(found, parameters.region),
        region=_picked(parameters.region),
    )


def _shown(hit: Hit, asked: list[str], remembered: str | None) -> ShownHit:
    wanted = (*asked, *([remembered] if remembered else []), *COMMON_REGIONS)
    region = next((region for region in wanted if region in hit.images), next(iter(hit.images)))
    return ShownHit(hit, region, hit.images[region])


def _beyond(services: Services, audience: Audience, state: SearchState, now: datetime) -> int:
    """How many releases would fit if deprecated and gone ones were shown: the reason why most searches find nothing."""
    wider = state.parameters.model_copy(
        update={"include_deprecated": True, "include_gone": True, "limit": 1, "cursor": None}
    )
    return search_told(services, audience, wider, now=now).total


def _offered(found: SearchAnswer | None, chosen: list[str]) -> list[str]:
    """The regions to choose from: those of what was found, or all that we know by name."""
    counted = [entry.value for entry in found.facets.get(Facet.REGION, [])] if found else []
    return sorted({*(counted or PLACES), *chosen})


def _picked(chosen: list[str]) -> str:
    """What the one field for the region holds: several are kept as the list that the address may have."""
    return ",".join(chosen)
