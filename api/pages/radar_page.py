"""`/radar`: who wins a common look-up by name, and should not."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.audience import Asking
from api.pages.parameters import PageParameters
from api.pages.regions import PLACES
from api.pages.rendering import page
from api.parameters import Region, query
from api.routes.radar import RadarParameters, radar_told
from api.services import Served

router = APIRouter(include_in_schema=False)

WINNERS_SHOWN = 50


class RadarPageParameters(PageParameters):
    """Where."""

    region: Region | None = None


@router.get("/radar")
def radar_page(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[RadarPageParameters, query(RadarPageParameters)],
) -> Response:
    """The radar, newest first."""
    regions = [parameters.region] if parameters.region else []
    radar = radar_told(services, RadarParameters(region=regions, limit=WINNERS_SHOWN))
    return page(
        request,
        "radar.html",
        audience,
        radar=radar,
        region=parameters.region or "",
        regions=sorted({*PLACES, *regions, *(winner.region for winner in radar.winners)}),
    )
