"""`/annotations/{id}`: what one member states, with its evidence, what was done about it, and what can be.

The forms act by the same functions as the interface.
"""

from typing import Annotated

import orjson
from fastapi import APIRouter, Request, Response

from api.caller import Caller, Calling, SignedIn
from api.pages.forms import REFUSALS, Fields, Refused, back, given, refused
from api.pages.owner_page import owner_shown
from api.pages.parameters import NoPageParameters
from api.pages.release_page import ReleasePageParameters, release_shown
from api.pages.rendering import page
from api.parameters import AccountId, ReleaseId, query
from api.routes.annotating import (
    DECIDING,
    STATING,
    AnnotationWanted,
    EventWanted,
    annotation_added,
    annotation_decided,
    owner_annotation_added,
)
from api.routes.annotations import AnnotationId, annotation_told
from api.services import Served, Services
from catalog.annotations import Decision
from catalog.errors import MalformedError
from trust.scan_reports import KNOWN_SHAPES

router = APIRouter(include_in_schema=False)

NONE = Annotated[NoPageParameters, query(NoPageParameters)]


@router.post("/releases/{release_id}/annotations", dependencies=[STATING])
def add_annotation(
    request: Request, services: Served, caller: SignedIn, release_id: ReleaseId, fields: Fields
) -> Response:
    """State something of a release."""
    try:
        row, _ = annotation_added(services, caller, release_id, annotation_in(fields))
    except REFUSALS as error:
        again = refused("annotation", error, fields)
        return release_shown(request, services, caller, release_id, ReleasePageParameters(), again)
    return back(f"/releases/{release_id}#annotation-{row.id}")


@router.post("/owners/{account_id}/annotations", dependencies=[STATING])
def add_owner_annotation(
    request: Request, services: Served, caller: SignedIn, account_id: AccountId, fields: Fields
) -> Response:
    """State something of an owner."""
    try:
        row, _ = owner_annotation_added(services, caller, account_id, annotation_in(fields))
    except REFUSALS as error:
        return owner_shown(request, services, caller, account_id, None, refused("annotation", error, fields))
    return back(f"/owners/{account_id}#annotation-{row.id}")


def annotation_in(fields: dict[str, list[str]]) -> AnnotationWanted:
    """The statement that a form makes. Raises ValidationError, and MalformedError for a report that is no JSON."""
    typed: dict[str, object] = {"text": "", **given(fields, "kind", "text", "url", "days")}
    report = given(fields, "report").get("report")
    if report is not None:
        try:
            typed["report"] = orjson.loads(report)
        except orjson.JSONDecodeError as error:
            raise MalformedError("report", report, f"JSON: {KNOWN_SHAPES}") from error
    return AnnotationWanted.model_validate(typed)


@router.get("/annotations/{annotation_id}")
def annotation_page(
    request: Request, services: Served, caller: Calling, annotation_id: AnnotationId, _parameters: NONE
) -> Response:
    """One statement."""
    return _shown(request, services, caller, annotation_id)


@router.post("/annotations/{annotation_id}/events", dependencies=[DECIDING])
def decide(
    request: Request, services: Served, caller: SignedIn, annotation_id: AnnotationId, fields: Fields
) -> Response:
    """Withdraw, dispute, confirm or dismiss it."""
    try:
        wanted = EventWanted.model_validate({"reason": ""} | given(fields, "kind", "reason"))
        annotation_decided(services, caller, annotation_id, wanted)
    except REFUSALS as error:
        return _shown(request, services, caller, annotation_id, refused("event", error, fields))
    return back(f"/annotations/{annotation_id}")


def _shown(
    request: Request, services: Services, caller: Caller, annotation_id: int, again: Refused | None = None
) -> Response:
    told, is_maker = annotation_told(services, caller, annotation_id)
    is_author = caller.member is not None and caller.member.id == told.author.member_id
    decisions = [
        *([Decision.WITHDRAWN] if is_author else []),
        *([Decision.DISPUTED] if is_maker else []),
        *([Decision.CONFIRMED, Decision.DISMISSED] if caller.moderates else []),
    ]
    return page(
        request,
        "annotation.html",
        caller.audience,
        status=422 if again else 200,
        annotation_shown=told,
        decisions=decisions if caller.member else [],
        refused=again,
    )
