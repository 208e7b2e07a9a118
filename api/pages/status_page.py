"""`/status`: whether the service can answer, and how old its knowledge of each region is.

The operator sees more of each crawl (what failed and why, the scope `self`), and decides on removals that were held.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from api.answers.crawl import CrawlAnswer, crawl_answer
from api.caller import Calling, Operator
from api.pages.parameters import NoPageParameters
from api.pages.rendering import page
from api.pages.world_map import point
from api.parameters import query
from api.routes.health import components_told
from api.services import Served, Services
from catalog.crawls import CrawlStatus, last_completed, latest_crawls
from catalog.errors import LockHeldError, NotHeldError
from catalog.removals import confirm_removals, discard_removals
from catalog.roles import Role
from catalog.scopes import Scope
from search.document import Audience

router = APIRouter(include_in_schema=False)

WIDEST_BAR = 120
# Of a dot on the map; its area grows with the images.
LEAST_RADIUS = 2.5
MORE_RADIUS = 9
CrawlId = Annotated[int, Path(ge=1, lt=2**63)]


class Decision(StrEnum):
    """What may become of removals that were held."""

    CONFIRM = "confirm"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Dot:
    """A region on the map: the larger the more images it has, hollow when a crawl of it is late."""

    region: str
    x: float
    y: float
    radius: float
    images: int
    late: bool


@dataclass(frozen=True, slots=True)
class RegionStatus:
    """How fresh a scope of a region is: its newest crawl, how fast that was, and when one last saw everything.

    `bar` is its share of the region with the most images, in pixels.
    """

    newest: CrawlAnswer
    images_per_second: int | None
    whole_at: datetime | None
    age_seconds: float | None
    late: bool
    bar: int

    @property
    def held(self) -> bool:
        """Whether removals wait for a decision."""
        return self.newest.status is CrawlStatus.HELD


@router.get("/status")
def status_page(
    request: Request,
    services: Served,
    caller: Calling,
    _parameters: Annotated[NoPageParameters, query(NoPageParameters)],
) -> Response:
    """The state of the service, and of each region."""
    return _page(request, services, caller.audience, decides=caller.role is Role.OPERATOR)


@router.post("/status/crawls/{crawl_id}/{decision}")
def decide(request: Request, services: Served, caller: Operator, crawl_id: CrawlId, decision: Decision) -> Response:
    """Let a held crawl remove what it did not see, or refuse that."""
    try:
        if decision is Decision.CONFIRM:
            confirm_removals(services.database, crawl_id, at=services.clock())
        else:
            discard_removals(services.database, crawl_id)
    except (NotHeldError, LockHeldError) as error:
        return _page(request, services, caller.audience, decides=True, refused=str(error))
    return RedirectResponse("/status", 303, headers={"Cache-Control": "no-store"})


def _page(
    request: Request, services: Services, audience: Audience, *, decides: bool, refused: str | None = None
) -> Response:
    components = components_told(services)
    regions = _regions(services, with_private=decides) if components["catalog"].status == "ok" else []
    return page(
        request,
        "status.html",
        audience,
        status=422 if refused else 200,
        components=components,
        regions=regions,
        dots=_dots(regions),
        decides=decides,
        refused=refused,
    )


def _regions(services: Services, *, with_private: bool) -> list[RegionStatus]:
    now = services.clock()
    with services.database.read() as session:
        completed = last_completed(session)
        crawls = [
            crawl_answer(crawl, with_private=with_private)
            for crawl in latest_crawls(session, with_private=with_private)
        ]
    most = max((crawl.seen for crawl in crawls), default=0) or 1
    found = []
    for crawl in crawls:
        scope = Scope.of_label(crawl.scope)
        whole_at = completed.get((crawl.region, scope))
        age = None if whole_at is None else max(0.0, (now - whole_at).total_seconds())
        interval = services.crawl_intervals.get(scope)
        late = age is None or (interval is not None and age > 2 * interval.total_seconds())
        bar = round(crawl.seen / most * WIDEST_BAR)
        found.append(RegionStatus(crawl, _rate(crawl), whole_at, age, late, bar))
    return found


def _dots(regions: list[RegionStatus]) -> list[Dot]:
    """Every region that the map has a place for, the largest first: small ones lie on top."""
    images: dict[str, int] = {}
    for entry in regions:
        images[entry.newest.region] = max(entry.newest.seen, images.get(entry.newest.region, 0))
    late = {entry.newest.region for entry in regions if entry.late}
    most = max(images.values(), default=0) or 1
    return [
        Dot(region, *place, round(LEAST_RADIUS + (seen / most) ** 0.5 * MORE_RADIUS, 1), seen, region in late)
        for region, seen in sorted(images.items(), key=lambda entry: -entry[1])
        if (place := point(region))
    ]


def _rate(crawl: CrawlAnswer) -> int | None:
    if crawl.finished_at is None:
        return None
    seconds = (crawl.finished_at - crawl.started_at).total_seconds()
    return round(crawl.seen / seconds) if seconds > 0 else None
