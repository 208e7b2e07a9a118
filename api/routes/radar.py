"""GET /v1/radar, and the same as an Atom feed."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers.radar import RadarAnswer, radar_answer
from api.atom import DOCUMENTED, MEDIA_TYPE, written
from api.audience import Asking
from api.conditional import answer, answer_bytes
from api.errors import ParameterError
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import Parameters, Regions, query
from api.radar_feed import RADAR_PATH, radar_feed
from api.routes.search import EMPTY
from api.services import Served, Services
from catalog.errors import MalformedError
from catalog.look_ups import winners
from catalog.partition import REGION_FORM

router = APIRouter(tags=["radar"])

MAX_AGE_SECONDS = 60
MOST_WINNERS = 500
PROBLEMS = (
    MalformedError("region", "mars", REGION_FORM),
    ParameterError("there is no parameter 'regions': did you mean region?", parameter="regions", value="eu-west-1"),
    *BY_TOKEN,
    *BY_CATALOG,
)


class RadarParameters(Parameters):
    """Where, and how many."""

    region: Annotated[Regions, Field(description="Only look-ups in these regions.")] = EMPTY
    limit: Annotated[int, Field(ge=1, le=MOST_WINNERS, description="How many, newest first.")] = 100


Asked = Annotated[RadarParameters, query(RadarParameters)]


@router.get(
    "/v1/radar",
    operation_id="getRadar",
    summary="Get who wins unsafe look-ups",
    response_model=RadarAnswer,
    responses=documented(*PROBLEMS),
)
def get_radar(request: Request, services: Served, audience: Asking, parameters: Asked) -> Response:
    """Images of nobody we know that a common look-up finds today: newer than everything genuine, by a publisher's name
    pattern, for whoever asks for the most recent image and names no owner.

    Made of public images alone, for everyone.
    """
    return answer(request, radar_told(services, parameters), audience, max_age_seconds=MAX_AGE_SECONDS)


@router.get(
    RADAR_PATH,
    operation_id="getRadarFeed",
    summary="Get the radar as a feed",
    response_class=Response,
    responses=DOCUMENTED | documented(*PROBLEMS),
)
def get_radar_feed(request: Request, services: Served, audience: Asking, parameters: Asked) -> Response:
    """The same as /v1/radar as an Atom feed: one entry for each image and look-up that it wins."""
    feed = written(radar_feed(radar_told(services, parameters), parameters.region))
    return answer_bytes(request, feed, audience, max_age_seconds=MAX_AGE_SECONDS, media_type=MEDIA_TYPE)


def radar_told(services: Services, parameters: RadarParameters) -> RadarAnswer:
    """Who wins look-ups and should not, as asked."""
    with services.database.read() as session:
        # One more than is shown, to know whether there are more.
        found = winners(session, now=services.clock(), regions=parameters.region, limit=parameters.limit + 1)
    return radar_answer(found, limit=parameters.limit, directory=services.directory, demo=services.demo)
