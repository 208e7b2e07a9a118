"""Writing listings: published, changed and withdrawn by members who proved an account of who makes the images."""

from typing import Annotated

from fastapi import APIRouter, Response
from sqlmodel import Session

from api.answers.listing import OneListingAnswer
from api.audience import sees_private
from api.caller import Caller, SignedIn
from api.conditional import IfMatch, unkept, version_in, versioned_tag
from api.errors import ForbiddenError, IfMatchError, UnknownError
from api.listed import NOTHING, WRONG_ABOUT, About, Subject, own_listing, subject_of
from api.makers import makes_one_of
from api.operation_docs import BY_CATALOG, BY_CHANGE, BY_MEMBER, documented
from api.parameters import Parameters
from api.rate_limits import rate_limited
from api.request_body import body, described
from api.routes.commenting import IdempotencyKey
from api.routes.listings import NO_LISTING, NONE, NOT_LISTED, told_of
from api.services import Served, Services
from catalog.claims import speaks_for
from catalog.errors import ChangedMeanwhileError, ConflictError, MalformedError, quoted
from catalog.images import spoken_of
from catalog.listing_content import LARGEST_BYTES, CheckAnswer, ListingContent, check_whole
from catalog.listings import KEY_USED, MEANWHILE, ListingRow, listing_heard, publish_listing, withdraw_listing
from catalog.safe_sharing import Answered, check_points

router = APIRouter(tags=["listings"])

NOT_YOURS = (
    "a listing is for who proved the account that owns the images: `amidex login` with its credentials, or claim it by "
    "a token in the description of one of its public images"
)
PUBLISHING = rate_limited("listings", member="60/hour", newcomer="20/hour", address="120/hour")
FORBIDDEN = ForbiddenError(NOT_YOURS)
# JSON may write each character with six.
LARGEST_BODY_BYTES = 6 * LARGEST_BYTES


class ListingWanted(ListingContent, Parameters):
    """What a publisher has to say."""


@router.put(
    "/v1/listings/{about}",
    operation_id="publishListing",
    summary="Publish or change a listing",
    response_model=OneListingAnswer,
    status_code=200,
    responses={
        201: {"model": OneListingAnswer, "description": "It was published."},
        **documented(
            *BY_MEMBER[:-2],
            FORBIDDEN,
            *BY_CHANGE,
            NOTHING,
            WRONG_ABOUT,
            MalformedError("checklist point", "sysprep", "one of shell-history, credentials, for linux"),
            IfMatchError(),
            ChangedMeanwhileError(MEANWHILE),
            ConflictError(KEY_USED),
            *BY_CATALOG,
            cacheable=False,
        ),
    },
    openapi_extra=described(
        ListingWanted,
        ListingWanted(
            os="Debian 13",
            features=("nginx 1.28, hardened",),
            description="Serves *static files*.",
            services=("nginx on 80 and 443",),
            support="help@acme.example",
            checklist={"logs": CheckAnswer(answer=Answered.YES)},
        ),
    ),
    dependencies=[PUBLISHING],
)
def publish(
    caller: SignedIn,
    services: Served,
    about: About,
    wanted: Annotated[ListingWanted, body(ListingWanted, LARGEST_BODY_BYTES)],
    _parameters: NONE,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """The whole listing of a release or a family, in place of what was there: for members who proved the account that
    owns it. What was there must be named by If-Match; every version is kept.
    """
    told, is_new = listing_published(
        services, caller, about, wanted, version=version_in(if_match), request_key=idempotency_key
    )
    response = unkept(told, status=201 if is_new else 200)
    response.headers["ETag"] = versioned_tag(told.listing.version, told)
    return response


@router.delete(
    "/v1/listings/{about}",
    operation_id="withdrawListing",
    summary="Withdraw a listing",
    status_code=204,
    response_class=Response,
    responses=documented(
        *BY_MEMBER[:-2], FORBIDDEN, BY_CHANGE[0], NOTHING, NO_LISTING, WRONG_ABOUT, *BY_CATALOG, cacheable=False
    ),
)
def withdraw(caller: SignedIn, services: Served, about: About, _parameters: NONE) -> Response:
    """It is shown no more: a stone says that it was there, and until when. It may be published again."""
    listing_withdrawn(services, caller, about)
    return Response(status_code=204)


def listing_published(
    services: Services,
    caller: Caller,
    about: str,
    wanted: ListingContent,
    *,
    version: str | None,
    request_key: str | None,
) -> tuple[OneListingAnswer, bool]:
    """Publish a listing; True beside it when there was none. `version`: that of the listing which is changed, as text.

    Raises UnknownError, ForbiddenError, MalformedError, ConflictError, IfMatchError and ChangedMeanwhileError.
    """
    content = check_whole(ListingContent.model_validate(wanted.model_dump()))
    at = services.clock()
    with services.database.write() as session:
        subject = _own_subject(session, services, caller, about)
        check_points(content.checklist, subject.platform)
        if content.publisher is not None and not speaks_for(
            session, services.directory, caller.me, content.publisher, at=at
        ):
            raise ForbiddenError(f"you proved no account that is known to be {quoted(content.publisher)}'s")
        before = own_listing(session, subject, with_private=sees_private(caller.audience))
        heard = None if request_key is None else listing_heard(session, caller.me, request_key, content, before)
        if heard is not None:
            return told_of(session, services, caller, subject, heard), False
        _check_version(before, version)
        row = publish_listing(
            session,
            caller.me,
            content,
            before=before,
            image_row=spoken_of(subject.images).id or 0,
            pattern=subject.pattern,
            request_key=request_key,
            at=at,
        )
        return told_of(session, services, caller, subject, row), before is None or before.kept is None


def listing_withdrawn(services: Services, caller: Caller, about: str) -> None:
    """Withdraw a listing. Raises UnknownError when there is none, ForbiddenError and ChangedMeanwhileError."""
    with services.database.write() as session:
        subject = _own_subject(session, services, caller, about)
        before = own_listing(session, subject, with_private=sees_private(caller.audience))
        if before is None or before.kept is None:
            raise UnknownError("listing", about, because=NOT_LISTED)
        withdraw_listing(session, caller.me, before, at=services.clock())


def _own_subject(session: Session, services: Services, caller: Caller, about: str) -> Subject:
    subject = subject_of(session, about, with_private=sees_private(caller.audience))
    if not makes_one_of(services.directory, caller.accounts, subject.images):
        raise FORBIDDEN
    return subject


def _check_version(before: ListingRow | None, version: str | None) -> None:
    """That who changes a listing has read it. Over a stone, or nothing, nobody writes over anything."""
    if before is None or before.kept is None:
        if version is not None and (before is None or version != str(before.version)):
            raise ChangedMeanwhileError(
                "there is no listing of this very release or family to change: leave If-Match out"
            )
        return
    if version is None:
        raise IfMatchError
    if version != str(before.version):
        raise ChangedMeanwhileError(f"the listing is at version {before.version} by now; read it again")
