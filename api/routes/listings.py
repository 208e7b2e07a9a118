"""Reading listings: what a publisher says of a release or a family, the checklist in it, and what to paste elsewhere.

One path for both kinds of id: what is listed of a family shows on each of its releases that has no listing of its own.
"""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field, TypeAdapter
from sqlmodel import Session

from api.answers.listing import (
    ChecklistsAnswer,
    ListingState,
    ListingVersionsAnswer,
    OneListingAnswer,
    checklists_answer,
    listing_answer,
    versions_answer,
)
from api.audience import Asking, sees_private
from api.badge import badge
from api.caller import Caller, Calling, SignedIn
from api.conditional import answer, answer_bytes, unkept, versioned_tag
from api.cursors import Listing
from api.errors import CursorError, ForbiddenError, ParameterError, UnknownError
from api.listed import NOTHING, WRONG_ABOUT, About, Subject, listing_shown, own_listing, subject_of
from api.listing_snippet import html_snippet, markdown_snippet
from api.makers import makes_one_of, publisher_of
from api.operation_docs import BY_CATALOG, BY_MEMBER, BY_TOKEN, documented
from api.parameters import Cursor, NoParameters, Parameters, query
from api.routes.comments import kept_for
from api.services import Served, Services
from catalog.claims import publisher_known
from catalog.listings import ListingRow, past_of_listing
from search.document import Audience

router = APIRouter(tags=["listings"])

MAX_AGE_SECONDS = 30
# Pictures in other people's pages are asked for often.
BADGE_MAX_AGE_SECONDS = 300
CHECKLIST_MAX_AGE_SECONDS = 3600
MOST_VERSIONS = 50
NONE = Annotated[NoParameters, query(NoParameters)]
NOT_LISTED = "nobody who proved to own it has published one"
NO_LISTING = UnknownError("listing", "rel-abcdefghijklmnop2345", because=NOT_LISTED)
PAST_IS_THEIRS = "what a listing said before is for who makes the images, and for moderators"
BY_ABOUT = (NOTHING, NO_LISTING, WRONG_ABOUT, *BY_TOKEN, *BY_CATALOG)


class SnippetFormat(StrEnum):
    """What a snippet is written in."""

    HTML = "html"
    MARKDOWN = "markdown"


MEDIA_TYPES = {SnippetFormat.HTML: "text/html", SnippetFormat.MARKDOWN: "text/markdown"}


class SnippetParameters(Parameters):
    """In what."""

    form: Annotated[SnippetFormat, Field(description="`html` or `markdown`.")] = SnippetFormat.HTML


class VersionParameters(Parameters):
    """Which page."""

    limit: Annotated[int, Field(ge=1, le=MOST_VERSIONS, description="How many.")] = 20
    cursor: Cursor = None


@router.get(
    "/v1/safe-sharing",
    operation_id="getSafeSharing",
    summary="Get the safe-sharing checklist",
    response_model=ChecklistsAnswer,
    responses=documented(
        ParameterError("there is no parameter 'os': this path takes none", parameter="os", value="x"),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def get_safe_sharing(request: Request, services: Served, _audience: Asking, _parameters: NONE) -> Response:
    """What whoever lets others launch an image should have done to it, each point with why, for Linux and Windows."""
    told = checklists_answer(demo=services.demo)
    return answer(request, told, Audience.PUBLIC, max_age_seconds=CHECKLIST_MAX_AGE_SECONDS)


@router.get(
    "/v1/listings/{about}",
    operation_id="getListing",
    summary="Get a listing",
    response_model=OneListingAnswer,
    responses=documented(*BY_ABOUT),
)
def get_listing(request: Request, caller: Calling, services: Served, about: About, _parameters: NONE) -> Response:
    """What the publisher says of a release or a family: all of it is his own statement, and dated.

    A release without a listing of its own shows that of its family: `covers` says so, and `about` is what a change must
    be asked of. Its ETag is what If-Match takes then. A listing that was withdrawn is a stone without words.
    """
    told = listing_told(services, caller, about)
    return answer(
        request, told, kept_for(caller), max_age_seconds=MAX_AGE_SECONDS, tag=versioned_tag(told.listing.version, told)
    )


@router.get(
    "/v1/listings/{about}/snippet",
    operation_id="getListingSnippet",
    summary="Get a listing to paste elsewhere",
    response_class=Response,
    responses={
        200: {
            "description": "A fragment of HTML, or Markdown.",
            "content": {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES.values()},
        },
        **documented(*BY_ABOUT),
    },
)
def get_snippet(
    request: Request,
    caller: Calling,
    services: Served,
    about: About,
    parameters: Annotated[SnippetParameters, query(SnippetParameters)],
) -> Response:
    """The listing with the ids of its images and a badge, for a web page, a README or another catalogue."""
    listing = listing_told(services, caller, about).listing
    if listing.state is not ListingState.SHOWN:
        raise UnknownError("listing", about, because="it cannot be read any more")
    write = html_snippet if parameters.form is SnippetFormat.HTML else markdown_snippet
    return answer_bytes(
        request,
        write(listing, services.public_url).encode(errors="replace"),
        kept_for(caller),
        max_age_seconds=MAX_AGE_SECONDS,
        media_type=MEDIA_TYPES[parameters.form],
    )


@router.get(
    "/v1/badges/{about}.svg",
    operation_id="getBadge",
    summary="Get a badge with the verdict",
    response_class=Response,
    responses={
        200: {"description": "A picture.", "content": {"image/svg+xml": {"schema": {"type": "string"}}}},
        **documented(NOTHING, WRONG_ABOUT, *BY_TOKEN, *BY_CATALOG),
    },
)
def get_badge(request: Request, services: Served, _audience: Asking, about: About, _parameters: NONE) -> Response:
    """The verdict on a release, or on the newest one of a family, as a small picture for other pages: a word and a
    colour. Whoever asks, it tells of public images alone.
    """
    with services.database.read() as session:
        subject = subject_of(session, about, with_private=False)
    picture = answer_bytes(
        request,
        badge(subject.level).encode(),
        Audience.PUBLIC,
        max_age_seconds=BADGE_MAX_AGE_SECONDS,
        media_type="image/svg+xml",
    )
    # Others' pages are what it is for.
    picture.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return picture


@router.get(
    "/v1/listings/{about}/versions",
    operation_id="listListingVersions",
    summary="List what a listing said before",
    response_model=ListingVersionsAnswer,
    responses=documented(
        *BY_MEMBER[:-2],
        ForbiddenError(PAST_IS_THEIRS),
        NOTHING,
        NO_LISTING,
        WRONG_ABOUT,
        CursorError("x"),
        *BY_CATALOG,
        cacheable=False,
    ),
)
def list_versions(
    caller: SignedIn,
    services: Served,
    about: About,
    parameters: Annotated[VersionParameters, query(VersionParameters)],
) -> Response:
    """Everything that was published of this very release or family, withdrawals too, the latest first: for who makes
    the images, and for moderators, as what was edited away may have been a secret.
    """
    listing = Listing("listing versions", {"about": about})
    before = None if parameters.cursor is None else listing.position(parameters.cursor, TypeAdapter(int))
    with_private = sees_private(caller.audience)
    with services.database.read() as session:
        subject = subject_of(session, about, with_private=with_private)
        if not (caller.moderates or makes_one_of(services.directory, caller.accounts, subject.images)):
            raise ForbiddenError(PAST_IS_THEIRS)
        row = own_listing(session, subject, with_private=with_private)
        if row is None:
            raise UnknownError("listing", about, because=NOT_LISTED)
        found = past_of_listing(session, row.id, before=before, limit=parameters.limit + 1)
    page = found[: parameters.limit]
    return unkept(
        ListingVersionsAnswer(
            demo=services.demo,
            versions=versions_answer(page),
            next_cursor=listing.cursor(page[-1].version) if len(found) > len(page) else None,
        )
    )


def listing_told(services: Services, caller: Caller, about: str) -> OneListingAnswer:
    """What is listed of a release or a family. Raises UnknownError when nothing is, or nothing that the caller sees."""
    with_private = sees_private(caller.audience)
    with services.database.read() as session:
        subject = subject_of(session, about, with_private=with_private)
        row = listing_shown(session, subject, with_private=with_private)
        if row is None:
            raise UnknownError("listing", about, because=NOT_LISTED)
        return told_of(session, services, caller, subject, row)


def told_of(
    session: Session, services: Services, caller: Caller, subject: Subject, row: ListingRow
) -> OneListingAnswer:
    """The answer about a listing that was found, as this caller may see it."""
    content = row.content
    slug = (content.publisher if content else None) or publisher_of(services.directory, subject.images[0])
    listing = listing_answer(
        row,
        subject,
        None if slug is None else publisher_known(session, services.directory, slug),
        reads_hidden=caller.moderates or makes_one_of(services.directory, caller.accounts, subject.images),
    )
    return OneListingAnswer(demo=services.demo, listing=listing)
