"""Moderation: what members flag, what moderators do about it, and the log of that."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field, TypeAdapter

from api.answers.comment import (
    ActsAnswer,
    FlaggedListingAnswer,
    OneCommentAnswer,
    QueueAnswer,
    act_answer,
    comment_answer,
    flagged_answer,
)
from api.answers.member import ModeratedMemberAnswer, moderated_member_answer
from api.audience import sees_private
from api.caller import Caller, Calling, Moderator, SignedIn
from api.conditional import answer, unkept
from api.cursors import Listing
from api.errors import CursorError, ForbiddenError, ParameterError, UnknownError
from api.listed import abouts_of
from api.operation_docs import BY_CATALOG, BY_CHANGE, BY_MEMBER, BY_ROLE, BY_TOKEN, documented
from api.parameters import Cursor, Parameters, query
from api.rate_limits import rate_limited
from api.request_body import body, described
from api.routes.comments import NO_COMMENT, NONE, WRONG_ID, CommentId, visible_comment
from api.services import Served, Services
from catalog.comments import comments_by_id
from catalog.errors import MalformedError
from catalog.member_events import LONGEST_REASON_CHARACTERS
from catalog.members import member_by_id
from catalog.moderation import (
    LONGEST_NOTE_CHARACTERS,
    FlagReason,
    ModerationAction,
    acts,
    flag_comment,
    flagged_comments,
    flagged_listings,
    flags_on,
    moderate_comment,
    moderate_member,
)
from catalog.roles import Role

router = APIRouter(tags=["moderation"])

MAX_AGE_SECONDS = 30
MOST_ACTS, MOST_FLAGGED = 100, 100
FLAGGING = rate_limited("flags", member="30/hour", newcomer="5/hour", address="60/hour")
REASON_FORM = f"a sentence that says why, of at most {LONGEST_REASON_CHARACTERS:,} characters"
NO_REASON = MalformedError("reason", "", REASON_FORM)
NO_PARAMETER = ParameterError("there is no parameter 'limit': this path takes none", parameter="limit", value="5")
Reason = Annotated[str, Field(max_length=LONGEST_REASON_CHARACTERS, description="Why, in a sentence. It is told.")]
MemberId = Annotated[int, Path(ge=1, lt=2**63, description="A member's id.")]


class FlagWanted(Parameters):
    """Why moderators should look."""

    reason: FlagReason
    note: Annotated[
        str | None, Field(max_length=LONGEST_NOTE_CHARACTERS, description="More of it, for moderators alone.")
    ] = None


class CommentAct(Parameters):
    """What to do with a comment or a listing, and why."""

    action: Annotated[
        ModerationAction,
        Field(description="`hide`, `restore`, or `dismiss` its flags."),
    ]
    reason: Reason


class SuspensionWanted(Parameters):
    """Whether a member is suspended, and why."""

    suspended: bool
    reason: Reason


class PageParameters(Parameters):
    """Which page."""

    limit: Annotated[int, Field(ge=1, le=MOST_ACTS, description="How many.")] = 50
    cursor: Cursor = None


@router.post(
    "/v1/comments/{comment_id}/flags",
    operation_id="flagComment",
    summary="Have moderators look at a comment",
    status_code=204,
    response_class=Response,
    responses=documented(*BY_MEMBER, *BY_CHANGE, NO_COMMENT, WRONG_ID, cacheable=False),
    openapi_extra=described(FlagWanted, FlagWanted(reason=FlagReason.SECRET, note="the second line is a password")),
    dependencies=[FLAGGING],
)
def flag(
    caller: SignedIn,
    services: Served,
    comment_id: CommentId,
    wanted: Annotated[FlagWanted, body(FlagWanted)],
    _parameters: NONE,
) -> Response:
    """Once for each member and comment. Who flagged stays between him and the moderators."""
    with services.database.write() as session:
        comment = visible_comment(session, caller, comment_id)
        flag_comment(session, caller.me, comment, reason=wanted.reason, note=wanted.note, at=services.clock())
    return Response(status_code=204)


@router.get(
    "/v1/moderation/queue",
    operation_id="getModerationQueue",
    summary="List what waits for moderators",
    response_model=QueueAnswer,
    responses=documented(*BY_ROLE, NO_PARAMETER, cacheable=False),
)
def queue(caller: Moderator, services: Served, _parameters: NONE) -> Response:
    """Comments and listings with flags that nobody has dealt with, the most flagged first."""
    return unkept(queue_told(services, caller))


def queue_told(services: Services, caller: Caller) -> QueueAnswer:
    """What waits. Moderators who may not see what is private do not moderate it."""
    with services.database.read() as session:
        waiting = [entry.id for entry in flagged_comments(session, limit=MOST_FLAGGED)]
        flags = flags_on(session, waiting)
        found = comments_by_id(session, waiting, with_private=sees_private(caller.audience))
        listed = flagged_listings(session, limit=MOST_FLAGGED)
        about = abouts_of(session, [entry.id for entry in listed], with_private=sees_private(caller.audience))
    shown = [flagged_answer(found[number], flags[number], caller) for number in waiting if number in found]
    listings = [
        FlaggedListingAnswer(
            listing_id=entry.id,
            about=about[entry.id],
            flags=entry.flags,
            first_at=entry.first_at,
            link=f"/v1/listings/{about[entry.id]}",
        )
        for entry in listed
        if entry.id in about
    ]
    return QueueAnswer(demo=services.demo, flagged=shown, listings=listings)


@router.post(
    "/v1/comments/{comment_id}/acts",
    operation_id="moderateComment",
    summary="Hide or restore a comment, or dismiss its flags",
    response_model=OneCommentAnswer,
    responses=documented(*BY_ROLE[:-1], *BY_CHANGE[:1], NO_COMMENT, NO_REASON, *BY_CATALOG, cacheable=False),
    openapi_extra=described(CommentAct, CommentAct(action=ModerationAction.HIDE, reason="It tells a password.")),
)
def moderate(
    caller: Moderator,
    services: Served,
    comment_id: CommentId,
    wanted: Annotated[CommentAct, body(CommentAct)],
    _parameters: NONE,
) -> Response:
    """Every act is kept with its reason for ever, shown in the public log, and told to the comment's author."""
    check_action(wanted.action)
    with services.database.write() as session:
        comment = visible_comment(session, caller, comment_id)
        moderate_comment(session, comment, wanted.action, reason=wanted.reason, actor=caller.actor, at=services.clock())
        comment = visible_comment(session, caller, comment_id)
    return unkept(OneCommentAnswer(demo=services.demo, comment=comment_answer(comment, caller)))


def check_action(action: ModerationAction) -> None:
    """Raises MalformedError for what is not done to something that was said."""
    if action not in (ModerationAction.HIDE, ModerationAction.RESTORE, ModerationAction.DISMISS):
        raise MalformedError("action", action, "hide, restore or dismiss, for what was said")


@router.put(
    "/v1/members/{member_id}/suspension",
    operation_id="suspendMember",
    summary="Suspend a member, or let him again",
    response_model=ModeratedMemberAnswer,
    responses=documented(
        *BY_ROLE[:-1],
        *BY_CHANGE[:1],
        UnknownError("member", "7", because="nobody has this id"),
        NO_REASON,
        *BY_CATALOG,
        cacheable=False,
    ),
    openapi_extra=described(SuspensionWanted, SuspensionWanted(suspended=True, reason="A hundred advertisements.")),
)
def suspend(
    caller: Moderator,
    services: Served,
    member_id: MemberId,
    wanted: Annotated[SuspensionWanted, body(SuspensionWanted)],
    _parameters: NONE,
) -> Response:
    """All his sessions and tokens are worth nothing at once. Moderators and operators are suspended on the host."""
    with services.database.write() as session:
        member = member_by_id(session, member_id)
        if member is None:
            raise UnknownError("member", str(member_id), because="nobody has this id")
        if member.role.includes(Role.MODERATOR):
            raise ForbiddenError("moderators and operators are suspended on the host, by `amidex admin suspend`")
        member = moderate_member(
            session,
            member_id,
            suspended=wanted.suspended,
            reason=wanted.reason,
            actor=caller.actor,
            at=services.clock(),
        )
    return unkept(moderated_member_answer(member, demo=services.demo))


@router.get(
    "/v1/moderation/log",
    operation_id="getModerationLog",
    summary="List what moderators did",
    response_model=ActsAnswer,
    responses=documented(CursorError("x"), *BY_TOKEN, *BY_CATALOG),
)
def log(
    request: Request,
    caller: Calling,
    services: Served,
    parameters: Annotated[PageParameters, query(PageParameters)],
) -> Response:
    """Every act with its reason, the latest first, for everyone: who moderates is looked at too."""
    told = acts_told(services, caller, parameters)
    return answer(request, told, caller.audience, max_age_seconds=MAX_AGE_SECONDS)


@router.get(
    "/v1/me/notices",
    operation_id="listNotices",
    summary="List what moderators did about me",
    response_model=ActsAnswer,
    responses=documented(*BY_MEMBER[:-1], CursorError("x"), *BY_CATALOG, cacheable=False),
)
def notices(
    caller: SignedIn, services: Served, parameters: Annotated[PageParameters, query(PageParameters)]
) -> Response:
    """What was done to the member or to what he wrote, and why; the latest first."""
    return unkept(acts_told(services, caller, parameters, about_member=caller.me.id))


def acts_told(
    services: Services, caller: Caller, parameters: PageParameters, *, about_member: int | None = None
) -> ActsAnswer:
    """A page of what moderators did; `about_member`: to him, also about what he said of a private image."""
    listing = Listing("notices" if about_member else "acts", {"member": about_member})
    before = None if parameters.cursor is None else listing.position(parameters.cursor, TypeAdapter(int))
    with services.database.read() as session:
        found = acts(
            session,
            with_private=about_member is not None or sees_private(caller.audience),
            before=before,
            limit=parameters.limit + 1,
            about_member=about_member,
        )
    page, more = found[: parameters.limit], len(found) > parameters.limit
    return ActsAnswer(
        demo=services.demo,
        acts=[act_answer(act) for act in page],
        next_cursor=listing.cursor(page[-1].id) if more else None,
    )
