"""`/check`: paste what you are about to launch, read the verdicts.

Any text will do: every image id in it is asked about. A form that was sent leads to an address with the ids, which can
be shared and gone back to; what an address does not hold (more ids, a plan's images that are not known yet) is answered
at once.
"""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Request, Response

from api.answers.verdict import ImageVerdict, SignalAnswer
from api.audience import Asking
from api.pages.forms import Fields, back
from api.pages.parameters import PageParameters
from api.pages.release_page import OUTCOMES
from api.pages.rendering import page
from api.parameters import query
from api.routes.verdicts import MOST_IMAGES, VerdictsQuestion, verdicts_told
from api.services import Served, Services
from catalog.image_id import image_ids_in
from search.document import Audience
from trust.launches import of_terraform_plan

router = APIRouter(include_in_schema=False)

# Of 22 characters and a comma each: well within what an address may have.
MOST_IN_ADDRESS = 250
FIELD = "text"


class CheckPageParameters(PageParameters):
    """The images, as text that holds their ids."""

    ids: str = ""


@router.get("/check")
def check_page(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[CheckPageParameters, query(CheckPageParameters)],
) -> Response:
    """The form, and the verdicts on the images that the address names."""
    return _page(request, services, audience, image_ids_in(parameters.ids), asked=bool(parameters.ids))


@router.post("/check")
def check_form(request: Request, services: Served, audience: Asking, fields: Fields) -> Response:
    """What the form sends. It asks and changes nothing."""
    ids, unresolved = _launched(" ".join(fields.get(FIELD, [])))
    if 0 < len(ids) <= MOST_IN_ADDRESS and not unresolved:
        return back(f"/check?{urlencode({'ids': ','.join(ids)}, safe=',')}")
    return _page(request, services, audience, ids, unresolved=unresolved, asked=True)


def _launched(text: str) -> tuple[list[str], Mapping[str, str]]:
    """The ids in the text and, of a Terraform plan, the places whose image is not known yet with what they say."""
    try:
        plan = of_terraform_plan(orjson.loads(text))
    except orjson.JSONDecodeError:
        plan = None
    return image_ids_in(text), plan.unresolved if plan else {}


def _page(
    request: Request,
    services: Services,
    audience: Audience,
    ids: list[str],
    *,
    asked: bool,
    unresolved: Mapping[str, str] = MappingProxyType({}),
) -> Response:
    if not 0 < len(ids) <= MOST_IMAGES:
        return page(
            request,
            "check.html",
            audience,
            status=200 if not asked or (unresolved and not ids) else 422,
            found=None,
            unresolved=unresolved,
            ids=ids,
            most=MOST_IMAGES,
            asked=asked,
        )
    found = verdicts_told(services, audience, VerdictsQuestion(image_ids=ids))
    return page(
        request,
        "check.html",
        audience,
        found=found,
        unresolved=unresolved,
        verdicts=[(verdict, worst(verdict)) for verdict in sorted(found.verdicts, key=_place)],
        levels=Counter(verdict.level.value for verdict in found.verdicts),
        regions=[region for region, _ in Counter(verdict.region for verdict in found.verdicts).most_common(5)],
        ids=ids,
        most=MOST_IMAGES,
        asked=asked,
    )


def _place(verdict: ImageVerdict) -> tuple[int, int, str]:
    """Worst first."""
    return -verdict.level.rank, verdict.score, verdict.image_id


def worst(verdict: ImageVerdict) -> SignalAnswer | None:
    """The finding that matters most; None where there is none at all."""
    return min(verdict.signals, key=lambda signal: OUTCOMES.index(signal.outcome), default=None)
