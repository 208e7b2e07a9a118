"""Reading discussion: what people say of a release, single comments, and searching for them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field, TypeAdapter
from sqlmodel import Session

from api.answers.comment import (
    CommentsAnswer,
    OneCommentAnswer,
    ThreadAnswer,
    ThreadsAnswer,
    VersionAnswer,
    VersionsAnswer,
    comment_answer,
    thread_answer,
    thread_answers,
    version_answer,
)
from api.audience import sees_private
from api.caller import Caller, Calling, SignedIn
from api.conditional import answer, unkept, versioned_tag
from api.cursors import Listing
from api.errors import CursorError, ForbiddenError, ParameterError, UnknownError
from api.makers import makes_release
from api.operation_docs import BY_CATALOG, BY_MEMBER, BY_TOKEN, documented
from api.parameters import Cursor, NoParameters, Parameters, ReleaseId, query
from api.services import Served, Services
from catalog.comment_text import words_asked
from catalog.comments import (
    CommentRow,
    comment_by_id,
    find_comments,
    replies_to,
    threads_of,
    versions_of,
)
from catalog.errors import MalformedError
from catalog.images import has_images
from catalog.release import RELEASE_ID_FORM
from search.document import Audience

router = APIRouter(tags=["discussion"])

MAX_AGE_SECONDS = 10
MOST_THREADS = 50
NONE = Annotated[NoParameters, query(NoParameters)]
NOT_FOR_YOU = ForbiddenError("what a comment said before is for its author and moderators")
NO_COMMENT = UnknownError("comment", "7")
WRONG_ID = ParameterError("comment_id is 'x': it should be a whole number", parameter="comment_id", value="x")

CommentId = Annotated[int, Path(ge=1, lt=2**63, description="A comment's id.")]


class ThreadParameters(Parameters):
    """Which page."""

    limit: Annotated[int, Field(ge=1, le=MOST_THREADS, description="How many threads.")] = 20
    cursor: Cursor = None


class FindParameters(ThreadParameters):
    """What to look for."""

    q: Annotated[
        str, Field(min_length=1, max_length=500, description="Words that are all in it; the last may be a beginning.")
    ]


@router.get(
    "/v1/releases/{release_id}/comments",
    operation_id="listComments",
    summary="List what was said of a release",
    response_model=ThreadsAnswer,
    responses=documented(
        UnknownError("release", "rel-abcdefghijklmnop2345"),
        MalformedError("release id", "rel-1", RELEASE_ID_FORM),
        CursorError("x"),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def list_comments(
    request: Request,
    caller: Calling,
    services: Served,
    release_id: ReleaseId,
    parameters: Annotated[ThreadParameters, query(ThreadParameters)],
) -> Response:
    """The thread of a release, which all its images share: pinned comments first, then as they were written, each with
    the replies to it. A comment that was deleted and replied to stays as a stone without text.
    """
    told = threads_told(services, caller, release_id, limit=parameters.limit, cursor=parameters.cursor)
    return answer(request, told, kept_for(caller), max_age_seconds=MAX_AGE_SECONDS)


def threads_told(
    services: Services, caller: Caller, release_id: str, *, limit: int, cursor: str | None
) -> ThreadsAnswer:
    """A page of a release's thread. Raises UnknownError when who asks sees no image of it."""
    listing = Listing("comments", {"release": release_id})
    after = None if cursor is None else listing.position(cursor, TypeAdapter(tuple[bool, int]))
    with_private = sees_private(caller.audience)
    with services.database.read() as session:
        if not has_images(session, release_id, with_private=with_private):
            raise UnknownError("release", release_id)
        found = threads_of(session, release_id, with_private=with_private, after=after, limit=limit + 1)
        page = found[:limit]
        replies = replies_to(session, [comment.id for comment in page], with_private=with_private)
    more = len(found) > limit
    return ThreadsAnswer(
        demo=services.demo,
        threads=thread_answers(page, replies, caller),
        next_cursor=listing.cursor([page[-1].pinned_at is None, page[-1].id]) if more else None,
    )


@router.get(
    "/v1/comments",
    operation_id="findComments",
    summary="Search comments",
    response_model=CommentsAnswer,
    responses=documented(
        MalformedError("question", "?!", "1 to 8 words, all of which a comment must have"),
        CursorError("x"),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def find(
    request: Request,
    caller: Calling,
    services: Served,
    parameters: Annotated[FindParameters, query(FindParameters)],
) -> Response:
    """Comments that have all words of `q`, the newest first: what others found before one launches an image."""
    told = comments_found(services, caller, parameters)
    return answer(request, told, kept_for(caller), max_age_seconds=MAX_AGE_SECONDS)


def comments_found(services: Services, caller: Caller, parameters: FindParameters) -> CommentsAnswer:
    """A page of comments. Raises MalformedError for what has no words."""
    words = words_asked(parameters.q)
    listing = Listing("found comments", {"words": words})
    before = None if parameters.cursor is None else listing.position(parameters.cursor, TypeAdapter(int))
    with services.database.read() as session:
        found = find_comments(
            session,
            words,
            with_private=sees_private(caller.audience),
            before=before,
            limit=parameters.limit + 1,
        )
    page, more = found[: parameters.limit], len(found) > parameters.limit
    return CommentsAnswer(
        demo=services.demo,
        comments=[comment_answer(comment, caller) for comment in page],
        next_cursor=listing.cursor(page[-1].id) if more else None,
    )


@router.get(
    "/v1/comments/{comment_id}",
    operation_id="getComment",
    summary="Get a comment",
    response_model=OneCommentAnswer,
    responses=documented(NO_COMMENT, WRONG_ID, *BY_TOKEN, *BY_CATALOG),
)
def get(request: Request, caller: Calling, services: Served, comment_id: CommentId, _parameters: NONE) -> Response:
    """One comment. Its ETag is what If-Match takes when it is edited."""
    with services.database.read() as session:
        comment = visible_comment(session, caller, comment_id)
    told = OneCommentAnswer(demo=services.demo, comment=comment_answer(comment, caller))
    return answer(request, told, kept_for(caller), max_age_seconds=MAX_AGE_SECONDS, tag=comment_tag(told))


@router.get(
    "/v1/comments/{comment_id}/versions",
    operation_id="listCommentVersions",
    summary="List what a comment said before",
    response_model=VersionsAnswer,
    responses=documented(
        *BY_MEMBER[:-2],
        NOT_FOR_YOU,
        NO_COMMENT,
        WRONG_ID,
        *BY_CATALOG,
        cacheable=False,
    ),
)
def list_versions(caller: SignedIn, services: Served, comment_id: CommentId, _parameters: NONE) -> Response:
    """For its author and for moderators: what was edited away may have been a secret."""
    return unkept(VersionsAnswer(demo=services.demo, versions=versions_told(services, caller, comment_id)))


def versions_told(services: Services, caller: Caller, comment_id: int) -> list[VersionAnswer]:
    """What a comment said before. Raises UnknownError, and ForbiddenError for who may not know."""
    with services.database.read() as session:
        comment = visible_comment(session, caller, comment_id)
        if comment.member_id != caller.me.id and not caller.moderates:
            raise NOT_FOR_YOU
        return [version_answer(version) for version in versions_of(session, comment_id)]


def thread_told(services: Services, caller: Caller, comment_id: int) -> tuple[ThreadAnswer, bool]:
    """The thread that a comment is in, and whether who asks proved to make the image. Raises UnknownError."""
    with services.database.read() as session:
        comment = visible_comment(session, caller, comment_id)
        if comment.parent_id is not None:
            comment = visible_comment(session, caller, comment.parent_id)
        replies = replies_to(session, [comment.id], with_private=sees_private(caller.audience))
        is_maker = makes_release(session, services, caller, comment.release_id)
    return thread_answer(comment, replies.get(comment.id, ()), caller), is_maker


def visible_comment(session: Session, caller: Caller, comment_id: int) -> CommentRow:
    """A comment that the caller may know of. Raises UnknownError."""
    comment = comment_by_id(session, comment_id, with_private=sees_private(caller.audience))
    if comment is None:
        raise UnknownError("comment", str(comment_id))
    return comment


def comment_tag(told: OneCommentAnswer) -> str:
    """The version, which an edit is of, and a digest of the rest: pinned, hidden, the author's name."""
    return versioned_tag(told.comment.version, told)


def kept_for(caller: Caller) -> Audience:
    """Members see of hidden comments what others do not: what they are told is kept by no cache."""
    return caller.audience if caller.member is None else Audience.OPERATOR
