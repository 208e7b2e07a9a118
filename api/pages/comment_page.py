"""`/comments/{id}`: one comment in its thread, and what can be done about it: reply, edit, delete, pin, flag, moderate.

Every form acts by the same functions as the interface. What was refused is shown in place, with what was typed.
"""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers.comment import CommentsAnswer, State
from api.caller import Caller, Calling, Moderator, SignedIn
from api.pages.discussion import form_key
from api.pages.forms import REFUSALS, Fields, Refused, back, first, given, refused
from api.pages.parameters import NoPageParameters, PageParameters
from api.pages.release_page import ReleasePageParameters, release_shown
from api.pages.rendering import page
from api.parameters import Cursor, NoParameters, ReleaseId, query
from api.routes.commenting import (
    EDITING,
    SAYING,
    CommentChange,
    CommentWanted,
    check_request_key,
    comment_added,
    delete,
    edit,
    pin,
    unpin,
)
from api.routes.comments import CommentId, FindParameters, comments_found, thread_told, versions_told
from api.routes.moderation import FLAGGING, CommentAct, FlagWanted, flag, moderate
from api.services import Served, Services
from catalog.comments import Kind
from catalog.moderation import FlagReason, ModerationAction

router = APIRouter(include_in_schema=False)

NONE = Annotated[NoPageParameters, query(NoPageParameters)]
COMMENTS_FOUND = 20
REDIRECTED = 303


class CommentSearchParameters(PageParameters):
    """What is looked for."""

    q: str = ""
    cursor: Cursor = None


@router.get("/comments")
def comments_page(
    request: Request,
    services: Served,
    caller: Calling,
    parameters: Annotated[CommentSearchParameters, query(CommentSearchParameters)],
) -> Response:
    """Comments that have all of the words: what others found, before one launches an image."""
    found, wrong = CommentsAnswer(demo=services.demo, comments=[], next_cursor=None), None
    if parameters.q:
        try:
            asked = FindParameters(q=parameters.q, limit=COMMENTS_FOUND, cursor=parameters.cursor)
            found = comments_found(services, caller, asked)
        except REFUSALS as error:
            wrong = refused("search", error, {})
    return page(
        request,
        "comments.html",
        caller.audience,
        status=422 if wrong else 200,
        q=parameters.q,
        found=found,
        refused=wrong,
    )


@router.post("/releases/{release_id}/comments", dependencies=[SAYING])
def add_comment(
    request: Request, services: Served, caller: SignedIn, release_id: ReleaseId, fields: Fields
) -> Response:
    """Say something of a release."""
    try:
        wanted = CommentWanted.model_validate({"text": ""} | given(fields, "text", "kind"))
        said, _ = comment_added(services, caller, release_id, wanted, check_request_key(first(fields, "key") or None))
    except REFUSALS as error:
        again = refused("comment", error, fields)
        return release_shown(request, services, caller, release_id, ReleasePageParameters(), again)
    return back(f"/comments/{said.id}")


@router.get("/comments/{comment_id}")
def comment_page(
    request: Request, services: Served, caller: Calling, comment_id: CommentId, _parameters: NONE
) -> Response:
    """A comment in its thread."""
    return _shown(request, services, caller, comment_id)


@router.post("/comments/{comment_id}/replies", dependencies=[SAYING])
def reply(request: Request, services: Served, caller: SignedIn, comment_id: CommentId, fields: Fields) -> Response:
    """Reply to a comment."""
    thread, _ = thread_told(services, caller, comment_id)
    try:
        typed = given(fields, "text", "kind")
        wanted = CommentWanted.model_validate({"text": "", "kind": Kind.ANSWER, "reply_to": comment_id} | typed)
        key = check_request_key(first(fields, "key") or None)
        said, _ = comment_added(services, caller, thread.release_id, wanted, key)
    except REFUSALS as error:
        return _shown(request, services, caller, comment_id, refused("reply", error, fields))
    return back(f"/comments/{said.id}")


@router.post("/comments/{comment_id}/edit", dependencies=[EDITING])
def edit_comment(
    request: Request, services: Served, caller: SignedIn, comment_id: CommentId, fields: Fields
) -> Response:
    """Say it otherwise; `version` is that of the text which the form showed."""

    def act() -> Response:
        change = CommentChange(text=first(fields, "text"))
        return edit(caller, services, comment_id, change, NoParameters(), first(fields, "version"))

    return _done(request, services, caller, comment_id, "edit", fields, act)


@router.post("/comments/{comment_id}/delete")
def delete_comment(services: Served, caller: SignedIn, comment_id: CommentId) -> Response:
    """Take it back, and return to what is left of the discussion."""
    thread, _ = thread_told(services, caller, comment_id)
    delete(caller, services, comment_id, NoParameters())
    return back(f"/releases/{thread.release_id}#discussion")


@router.post("/comments/{comment_id}/pin")
def pin_comment(
    request: Request, services: Served, caller: SignedIn, comment_id: CommentId, fields: Fields
) -> Response:
    """Show it first; or no longer, without the field `pinned`."""
    put = pin if first(fields, "pinned") else unpin
    return _done(
        request, services, caller, comment_id, "pin", fields, lambda: put(caller, services, comment_id, NoParameters())
    )


@router.post("/comments/{comment_id}/flags", dependencies=[FLAGGING])
def flag_comment(
    request: Request, services: Served, caller: SignedIn, comment_id: CommentId, fields: Fields
) -> Response:
    """Have moderators look at it."""

    def act() -> Response:
        wanted = FlagWanted.model_validate(given(fields, "reason", "note"))
        return flag(caller, services, comment_id, wanted, NoParameters())

    return _done(request, services, caller, comment_id, "flag", fields, act, "?flagged=yes")


@router.post("/comments/{comment_id}/acts")
def moderate_comment(
    request: Request, services: Served, caller: Moderator, comment_id: CommentId, fields: Fields
) -> Response:
    """Hide it, show it again, or dismiss its flags."""

    def act() -> Response:
        wanted = CommentAct.model_validate({"reason": ""} | given(fields, "action", "reason"))
        return moderate(caller, services, comment_id, wanted, NoParameters())

    done = _done(request, services, caller, comment_id, "act", fields, act)
    return back("/moderation") if done.status_code == REDIRECTED and first(fields, "queue") else done


def _done(
    request: Request,
    services: Services,
    caller: Caller,
    comment_id: int,
    form: str,
    fields: dict[str, list[str]],
    act: Callable[[], Response],
    then: str = "",
) -> Response:
    try:
        act()
    except REFUSALS as error:
        return _shown(request, services, caller, comment_id, refused(form, error, fields))
    return back(f"/comments/{comment_id}{then}")


def _shown(
    request: Request, services: Services, caller: Caller, comment_id: int, again: Refused | None = None
) -> Response:
    thread, is_maker = thread_told(services, caller, comment_id)
    meant = next(comment for comment in (thread, *thread.replies) if comment.comment_id == comment_id)
    is_author = caller.member is not None and caller.member.id == meant.author.member_id
    past = versions_told(services, caller, comment_id) if is_author or caller.moderates else []
    return page(
        request,
        "comment.html",
        caller.audience,
        status=422 if again else 200,
        thread=thread,
        meant=meant,
        is_author=is_author and meant.state is not State.DELETED,
        pins=is_maker and meant.reply_to is None and meant.state is State.SHOWN,
        replies=thread.state is State.SHOWN,
        moderates=caller.moderates,
        past=past,
        flagged="flagged" in request.query_params,
        flag_reasons=tuple(FlagReason),
        acts=(ModerationAction.HIDE, ModerationAction.RESTORE, ModerationAction.DISMISS),
        kinds=tuple(Kind),
        key=form_key() if caller.member else "",
        refused=again,
    )
