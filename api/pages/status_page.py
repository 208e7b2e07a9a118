"""`/status`: whether the service can answer, and how old its knowledge of each region is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers.crawl import CrawlAnswer, crawl_answer
from api.audience import Asking, sees_private
from api.pages.owner_page import NoPageParameters
from api.pages.rendering import page
from api.parameters import query
from api.routes.health import components_told
from api.services import Served
from catalog.crawls import last_completed, latest_crawls
from catalog.scopes import Scope

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class RegionStatus:
    """How fresh a scope of a region is: its newest crawl, and when one last saw everything."""

    newest: CrawlAnswer
    whole_at: datetime | None
    age_seconds: float | None
    late: bool


@router.get("/status")
def status_page(
    request: Request,
    services: Served,
    audience: Asking,
    _parameters: Annotated[NoPageParameters, query(NoPageParameters)],
) -> Response:
    """The state of the service, and of each region."""
    with_private = sees_private(audience)
    now = services.clock()
    regions: list[RegionStatus] = []
    components = components_told(services)
    if components["catalog"].status == "ok":
        with services.database.read() as session:
            completed = last_completed(session)
            crawls = [
                crawl_answer(crawl, with_private=with_private)
                for crawl in latest_crawls(session, with_private=with_private)
            ]
        for crawl in crawls:
            scope = Scope.of_label(crawl.scope)
            whole_at = completed.get((crawl.region, scope))
            age = None if whole_at is None else max(0.0, (now - whole_at).total_seconds())
            interval = services.crawl_intervals.get(scope)
            late = age is None or (interval is not None and age > 2 * interval.total_seconds())
            regions.append(RegionStatus(crawl, whole_at, age, late))
    return page(request, "status.html", audience, components=components, regions=regions)
