"""Writing discussion: comments are added, edited, deleted and pinned."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response
from pydantic import AfterValidator, Field
from sqlmodel import Session

from api.answers.comment import OneCommentAnswer, comment_answer
from api.audience import sees_private
from api.caller import Caller, SignedIn
from api.conditional import IfMatch, unkept, version_in
from api.errors import ForbiddenError, IfMatchError, ParameterError, UnknownError
from api.makers import makes_one_of, makes_release
from api.operation_docs import BY_CATALOG, BY_CHANGE, BY_MEMBER, documented
from api.parameters import Parameters, ReleaseId
from api.rate_limits import is_newcomer, rate_limited
from api.request_body import body, described
from api.routes.comments import NO_COMMENT, NONE, WRONG_ID, CommentId, comment_tag, visible_comment
from api.services import Served, Services
from catalog.comment_text import LONGEST_CHARACTERS, MOST_LINKS, MOST_LINKS_OF_NEWCOMERS, TEXT_FORM, check_text
from catalog.comments import (
    CommentRow,
    Kind,
    add_comment,
    comment_by_id,
    delete_comment,
    edit_comment,
    set_pinned,
)
from catalog.errors import ChangedMeanwhileError, ConflictError, MalformedError
from catalog.images import images_of_release, spoken_of
from catalog.release import RELEASE_ID_FORM

router = APIRouter(tags=["discussion"])

SAYING = rate_limited("comments", member="60/hour", newcomer="5/hour", address="120/hour")
EDITING = rate_limited("comments", member="60/hour", newcomer="10/hour", address="120/hour")
KEY_FORM = "8 to 100 letters, digits, dashes and underscores, like a UUID"
WRONG_TEXT = MalformedError("text", "", TEXT_FORM)
NOT_THE_MAKER = ForbiddenError("pinning is for who proved an account of who makes the image")
# Of both routes that pin.
PINNING: Mapping[str, Any] = {
    "response_model": OneCommentAnswer,
    "responses": documented(
        *BY_MEMBER[:-2], WRONG_ID, NOT_THE_MAKER, BY_CHANGE[0], NO_COMMENT, *BY_CATALOG, cacheable=False
    ),
}


def check_request_key(key: str | None) -> str | None:
    """A client's name for its request. Raises MalformedError."""
    if key is not None and not re.fullmatch(r"[A-Za-z0-9_-]{8,100}", key):
        raise MalformedError("Idempotency-Key", key, KEY_FORM)
    return key


IdempotencyKey = Annotated[
    str | None,
    Header(description=f"Sent again with the same key, it is said once: {KEY_FORM}."),
    AfterValidator(check_request_key),
]


class CommentWanted(Parameters):
    """What somebody has to say."""

    text: Annotated[str, Field(max_length=2 * LONGEST_CHARACTERS, description=f"{TEXT_FORM}.")]
    kind: Annotated[Kind, Field(description="What it is for.")] = Kind.OBSERVATION
    reply_to: Annotated[
        int | None, Field(ge=1, lt=2**63, description="The comment this replies to; not a reply itself.")
    ] = None


class CommentChange(Parameters):
    """What it shall say instead."""

    text: Annotated[str, Field(max_length=2 * LONGEST_CHARACTERS, description=f"{TEXT_FORM}.")]


@router.post(
    "/v1/releases/{release_id}/comments",
    operation_id="addComment",
    summary="Say something of a release",
    status_code=201,
    response_model=OneCommentAnswer,
    responses=documented(
        *BY_MEMBER,
        *BY_CHANGE,
        UnknownError("release", "rel-abcdefghijklmnop2345"),
        MalformedError("release id", "rel-1", RELEASE_ID_FORM),
        WRONG_TEXT,
        ConflictError("this Idempotency-Key was used to say something else; use a new one for this"),
        cacheable=False,
    ),
    openapi_extra=described(CommentWanted, CommentWanted(text="Does it boot on *c8g*?", kind=Kind.QUESTION)),
    dependencies=[SAYING],
)
def add(
    caller: SignedIn,
    services: Served,
    release_id: ReleaseId,
    wanted: Annotated[CommentWanted, body(CommentWanted)],
    _parameters: NONE,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """A question, an answer or an observation, in Markdown; also in reply to another. It shows on every image of the
    release. Who proved an account of who makes it is marked as such.
    """
    comment, is_new = comment_added(services, caller, release_id, wanted, idempotency_key)
    return _told(comment, caller, services, status=201 if is_new else 200)


def comment_added(
    services: Services, caller: Caller, release_id: str, wanted: CommentWanted, request_key: str | None
) -> tuple[CommentRow, bool]:
    """Say it; False beside the comment when this request was heard before."""
    with_private, at = sees_private(caller.audience), services.clock()
    _check_links(caller, wanted.text, at)
    with services.database.write() as session:
        images = images_of_release(session, release_id, with_private=with_private)
        if not images:
            raise UnknownError("release", release_id)
        if wanted.reply_to is not None:
            _check_parent(session, wanted.reply_to, release_id, with_private=with_private)
        return add_comment(
            session,
            caller.me,
            image_row=spoken_of(images).id or 0,
            parent_id=wanted.reply_to,
            kind=wanted.kind,
            text=wanted.text,
            by_maker=makes_one_of(services.directory, caller.accounts, images),
            request_key=request_key,
            at=at,
        )


@router.patch(
    "/v1/comments/{comment_id}",
    operation_id="editComment",
    summary="Edit a comment of mine",
    response_model=OneCommentAnswer,
    responses=documented(
        *BY_MEMBER[:-2],
        WRONG_ID,
        ForbiddenError("a comment is edited by its author alone"),
        *BY_CHANGE,
        NO_COMMENT,
        WRONG_TEXT,
        IfMatchError(),
        ChangedMeanwhileError("somebody changed it meanwhile; read it again"),
        *BY_CATALOG,
        cacheable=False,
    ),
    openapi_extra=described(CommentChange, CommentChange(text="It boots on *c8g*, and `sshd` is off.")),
    dependencies=[EDITING],
)
def edit(
    caller: SignedIn,
    services: Served,
    comment_id: CommentId,
    change: Annotated[CommentChange, body(CommentChange)],
    _parameters: NONE,
    if_match: IfMatch = None,
) -> Response:
    """Say it otherwise. What it said before is kept for moderators. If-Match names the version that is edited."""
    at = services.clock()
    _check_links(caller, change.text, at)
    with services.database.write() as session:
        comment = _own(session, caller, comment_id, "edited")
        if if_match is None:
            raise IfMatchError
        if version_in(if_match) != str(comment.version):
            raise ChangedMeanwhileError(f"the comment is at version {comment.version} by now; read it again")
        comment = edit_comment(session, comment, change.text, at=at)
    return _told(comment, caller, services)


@router.delete(
    "/v1/comments/{comment_id}",
    operation_id="deleteComment",
    summary="Delete a comment of mine",
    status_code=204,
    response_class=Response,
    responses=documented(
        *BY_MEMBER[:-2],
        WRONG_ID,
        ForbiddenError("a comment is deleted by its author alone"),
        BY_CHANGE[0],
        NO_COMMENT,
        *BY_CATALOG,
        cacheable=False,
    ),
)
def delete(caller: SignedIn, services: Served, comment_id: CommentId, _parameters: NONE) -> Response:
    """What it said, and ever said, is gone for good. Where it was replied to, a stone stays in its place."""
    with services.database.write() as session:
        delete_comment(session, _own(session, caller, comment_id, "deleted"), at=services.clock())
    return Response(status_code=204)


@router.put("/v1/comments/{comment_id}/pin", operation_id="pinComment", summary="Pin a comment", **PINNING)
def pin(caller: SignedIn, services: Served, comment_id: CommentId, _parameters: NONE) -> Response:
    """Show it first: for who proved an account of who makes the image."""
    return _pin(caller, services, comment_id, pinned=True)


@router.delete("/v1/comments/{comment_id}/pin", operation_id="unpinComment", summary="Unpin a comment", **PINNING)
def unpin(caller: SignedIn, services: Served, comment_id: CommentId, _parameters: NONE) -> Response:
    """Show it in its place again, where it stood before it was pinned."""
    return _pin(caller, services, comment_id, pinned=False)


def _check_links(caller: Caller, text: str, at: datetime) -> None:
    check_text(text, most_links=MOST_LINKS_OF_NEWCOMERS if is_newcomer(caller, at) else MOST_LINKS)


def _own(session: Session, caller: Caller, comment_id: int, done: str) -> CommentRow:
    comment = visible_comment(session, caller, comment_id)
    if comment.deleted_at is not None:
        raise UnknownError("comment", str(comment_id), because="it was deleted")
    if comment.member_id != caller.me.id:
        raise ForbiddenError(f"a comment is {done} by its author alone")
    return comment


def _check_parent(session: Session, parent_id: int, release_id: str, *, with_private: bool) -> None:
    parent = comment_by_id(session, parent_id, with_private=with_private)
    wrong = None
    if parent is None or parent.release_id != release_id or parent.deleted_at or parent.hidden_at:
        wrong = f"reply_to is {parent_id}: no comment of this id can be read on this release"
    elif parent.parent_id is not None:
        wrong = f"reply_to is {parent_id}, a reply itself: reply to {parent.parent_id} instead"
    if wrong is not None:
        raise ParameterError(wrong, parameter="reply_to", value=parent_id)


def _pin(caller: Caller, services: Services, comment_id: int, *, pinned: bool) -> Response:
    with services.database.write() as session:
        comment = visible_comment(session, caller, comment_id)
        if not makes_release(session, services, caller, comment.release_id):
            raise NOT_THE_MAKER
        if comment.deleted_at or comment.hidden_at or comment.parent_id is not None:
            message = f"comment {comment_id} cannot be pinned: it is a reply, or cannot be read"
            raise ParameterError(message, parameter="comment_id", value=comment_id)
        comment = set_pinned(session, comment, at=services.clock() if pinned else None)
    return _told(comment, caller, services)


def _told(comment: CommentRow, caller: Caller, services: Services, *, status: int = 200) -> Response:
    told = OneCommentAnswer(demo=services.demo, comment=comment_answer(comment, caller))
    response = unkept(told, status=status)
    response.headers["ETag"] = comment_tag(told)
    return response
