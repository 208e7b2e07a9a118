"""Flagging and moderating listings, as comments are (api/routes/moderation.py)."""

from typing import Annotated

from fastapi import APIRouter, Response

from api.answers.listing import OneListingAnswer
from api.audience import sees_private
from api.caller import Caller, Moderator, SignedIn
from api.conditional import unkept
from api.errors import UnknownError
from api.listed import NOTHING, WRONG_ABOUT, About, listing_shown, own_listing, subject_of
from api.operation_docs import BY_CATALOG, BY_CHANGE, BY_MEMBER, BY_ROLE, documented
from api.request_body import body, described
from api.routes.listings import NO_LISTING, NONE, NOT_LISTED, told_of
from api.routes.moderation import FLAGGING, NO_REASON, CommentAct, FlagWanted, check_action
from api.services import Served, Services
from catalog.listings import ListingRow
from catalog.moderation import FlagReason, ModerationAction, flag_listing, moderate_listing

router = APIRouter(tags=["moderation"])


@router.post(
    "/v1/listings/{about}/flags",
    operation_id="flagListing",
    summary="Have moderators look at a listing",
    status_code=204,
    response_class=Response,
    responses=documented(*BY_MEMBER, *BY_CHANGE, NOTHING, NO_LISTING, WRONG_ABOUT, cacheable=False),
    openapi_extra=described(FlagWanted, FlagWanted(reason=FlagReason.MISLEADING, note="it is no Debian")),
    dependencies=[FLAGGING],
)
def flag(
    caller: SignedIn,
    services: Served,
    about: About,
    wanted: Annotated[FlagWanted, body(FlagWanted)],
    _parameters: NONE,
) -> Response:
    """Once for each member and listing; of a release without one, its family's. Who flagged stays with moderators."""
    with_private = sees_private(caller.audience)
    with services.database.write() as session:
        subject = subject_of(session, about, with_private=with_private)
        listing = listing_shown(session, subject, with_private=with_private)
        if listing is None or not listing.is_shown:
            raise UnknownError("listing", about, because=NOT_LISTED)
        flag_listing(session, caller.me, listing, reason=wanted.reason, note=wanted.note, at=services.clock())
    return Response(status_code=204)


@router.post(
    "/v1/listings/{about}/acts",
    operation_id="moderateListing",
    summary="Hide or restore a listing, or dismiss its flags",
    response_model=OneListingAnswer,
    responses=documented(
        *BY_ROLE[:-1], *BY_CHANGE[:1], NOTHING, NO_LISTING, WRONG_ABOUT, NO_REASON, *BY_CATALOG, cacheable=False
    ),
    openapi_extra=described(CommentAct, CommentAct(action=ModerationAction.HIDE, reason="It tells a password.")),
)
def moderate(
    caller: Moderator,
    services: Served,
    about: About,
    wanted: Annotated[CommentAct, body(CommentAct)],
    _parameters: NONE,
) -> Response:
    """Of this very release or family. Every act is kept with its reason for ever, shown in the public log, and told to
    who published it last.
    """
    check_action(wanted.action)
    return unkept(listing_moderated(services, caller, about, wanted))


def listing_moderated(services: Services, caller: Caller, about: str, wanted: CommentAct) -> OneListingAnswer:
    """Do it. Raises UnknownError when there is no listing that the caller sees."""
    with_private = sees_private(caller.audience)
    with services.database.write() as session:
        subject = subject_of(session, about, with_private=with_private)

        def own() -> ListingRow:
            listing = own_listing(session, subject, with_private=with_private)
            if listing is None:
                raise UnknownError("listing", about, because=NOT_LISTED)
            return listing

        moderate_listing(session, own(), wanted.action, reason=wanted.reason, actor=caller.actor, at=services.clock())
        return told_of(session, services, caller, subject, own())
