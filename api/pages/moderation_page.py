"""`/moderation`: what moderators did, for everyone; and for moderators what waits for them."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.caller import Caller, Calling, Moderator
from api.pages.forms import REFUSALS, Fields, Refused, back, given, refused
from api.pages.parameters import PageParameters
from api.pages.rendering import page
from api.parameters import Cursor, NoParameters, query
from api.routes.moderation import (
    MemberId,
    SuspensionWanted,
    acts_told,
    queue_told,
    suspend,
)
from api.routes.moderation import (
    PageParameters as LogParameters,
)
from api.services import Served, Services
from catalog.moderation import ModerationAction

router = APIRouter(include_in_schema=False)

ACTS_SHOWN = 50


class ModerationPageParameters(PageParameters):
    """Which page of the log."""

    cursor: Cursor = None


@router.get("/moderation")
def moderation_page(
    request: Request,
    services: Served,
    caller: Calling,
    parameters: Annotated[ModerationPageParameters, query(ModerationPageParameters)],
) -> Response:
    """The log, and the queue for who works on it."""
    return _shown(request, services, caller, parameters.cursor)


@router.post("/members/{member_id}/suspension")
def suspend_member(
    request: Request, services: Served, caller: Moderator, member_id: MemberId, fields: Fields
) -> Response:
    """Suspend a member, or let him again, without the field `suspended`."""
    try:
        wanted = {"suspended": bool(given(fields, "suspended")), "reason": "", **given(fields, "reason")}
        suspend(caller, services, member_id, SuspensionWanted.model_validate(wanted), NoParameters())
    except REFUSALS as error:
        return _shown(request, services, caller, None, refused(f"suspend-{member_id}", error, fields))
    return back("/moderation")


def _shown(
    request: Request, services: Services, caller: Caller, cursor: str | None, again: Refused | None = None
) -> Response:
    queue = queue_told(services, caller) if caller.moderates else None
    return page(
        request,
        "moderation.html",
        caller.audience,
        status=422 if again else 200,
        headers={"Cache-Control": "private, no-store"} if caller.moderates else None,
        log=acts_told(services, caller, LogParameters(limit=ACTS_SHOWN, cursor=cursor)),
        flagged=queue.flagged if queue else [],
        listings=queue.listings if queue else [],
        moderates=caller.moderates,
        acts=(ModerationAction.HIDE, ModerationAction.DISMISS),
        refused=again,
    )
