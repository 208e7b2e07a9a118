"""`/owners/{account}`: who is behind an account and how we know, what it publishes, how often, how far to trust it."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers.search import FacetValue, Hit
from api.audience import Asking
from api.pages.parameters import NoPageParameters
from api.pages.rendering import page
from api.parameters import AccountId, query
from api.routes.owners import owner_told
from api.routes.search import SearchParameters, search_told
from api.services import Served, Services
from search.document import Audience
from search.errors import SearchError
from search.fields import Facet
from search.index import LARGEST_LIMIT, Sort

router = APIRouter(include_in_schema=False)
log = logging.getLogger("amidex.api")

FAMILIES_SHOWN = 12
BAR_WIDTH = 36
BAR_GAP = 8
CHART_HEIGHT = 96
MOST_YEARS = 15


@dataclass(frozen=True, slots=True)
class Bar:
    """A year in a chart: how many releases, and where it is drawn."""

    year: str
    count: int
    x: int
    height: float


@dataclass(frozen=True, slots=True)
class Cadence:
    """Releases by the year of their newest image, as a picture of bars."""

    bars: list[Bar]
    width: int
    height: int = CHART_HEIGHT
    bar_width: int = BAR_WIDTH


@dataclass(frozen=True, slots=True)
class Published:
    """What somebody publishes, as searches tell it."""

    total: int
    levels: dict[str, int]
    cadence: Cadence | None
    newest: list[Hit]


@router.get("/owners/{account_id}")
def owner_page(
    request: Request,
    services: Served,
    audience: Asking,
    account_id: AccountId,
    _parameters: Annotated[NoPageParameters, query(NoPageParameters)],
) -> Response:
    """One account."""
    owner = owner_told(services, audience, account_id)
    return page(
        request,
        "owner.html",
        audience,
        owner=owner,
        published=published(services, audience, SearchParameters(owner=[account_id])),
    )


def published(services: Services, audience: Audience, who: SearchParameters) -> Published | None:
    """What those whom the parameters name publish, deprecated and gone included; None while no search is possible.

    Families are told from the newest hundred releases: of each the newest, which nothing superseded.
    """
    wide = who.model_copy(
        update={"include_deprecated": True, "include_gone": True, "sort": Sort.NEWEST, "limit": LARGEST_LIMIT}
    )
    try:
        found = search_told(services, audience, wide, now=services.clock())
    except SearchError:
        log.warning("no search for what an owner publishes")
        return None
    newest = [hit for hit in found.hits if hit.superseded_by is None and not hit.gone]
    return Published(
        total=found.total,
        levels={entry.value: entry.count for entry in found.facets.get(Facet.TRUST, [])},
        cadence=cadence(found.facets.get(Facet.YEAR, []), services.clock()),
        newest=newest[:FAMILIES_SHOWN],
    )


def cadence(years: list[FacetValue], now: datetime) -> Cadence | None:
    """The bars of the last years, those without a release too; None for a single year."""
    counts = Counter({int(entry.value): entry.count for entry in years})
    if len(counts) < 2:
        return None
    first = max(min(counts), now.year - MOST_YEARS + 1)
    shown = range(first, max(now.year, *counts) + 1)
    most = max(counts[year] for year in shown) or 1
    step = BAR_WIDTH + BAR_GAP
    bars = [
        Bar(str(year), counts[year], index * step, round(counts[year] / most * CHART_HEIGHT, 1))
        for index, year in enumerate(shown)
    ]
    return Cadence(bars, len(bars) * step - BAR_GAP)
