"""`/owners/{account}`: who is behind an account and how we know, what it publishes, how often, how far to trust it."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers.search import FacetValue, Hit
from api.caller import Caller, Calling
from api.pages.discussion import ANNOTATIONS_SHOWN
from api.pages.forms import Refused
from api.pages.parameters import PageParameters
from api.pages.rendering import page
from api.parameters import AccountId, Cursor, query
from api.routes.annotations import owner_annotations_told
from api.routes.owners import owner_told
from api.routes.search import SearchParameters, search_told
from api.services import Served, Services
from catalog.annotations import AnnotationKind
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


class OwnerPageParameters(PageParameters):
    """Which page of what is stated."""

    annotations: Cursor = None


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
    caller: Calling,
    account_id: AccountId,
    parameters: Annotated[OwnerPageParameters, query(OwnerPageParameters)],
) -> Response:
    """One account, and what members state of it."""
    return owner_shown(request, services, caller, account_id, parameters.annotations)


def owner_shown(
    request: Request,
    services: Services,
    caller: Caller,
    account_id: str,
    cursor: str | None,
    refused: Refused | None = None,
) -> Response:
    """The page of an account; after a form of its that was `refused`, with what was typed."""
    owner = owner_told(services, caller.audience, account_id)
    return page(
        request,
        "owner.html",
        caller.audience,
        status=422 if refused else 200,
        owner=owner,
        published=published(services, caller.audience, SearchParameters(owner=[account_id])),
        # An account that the directory alone knows owns nothing that could be spoken of.
        stated=owner_annotations_told(services, caller, account_id, limit=ANNOTATIONS_SHOWN, cursor=cursor)
        if owner.image_count or owner.gone_image_count
        else None,
        annotation_kinds=tuple(AnnotationKind),
        refused=refused,
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
