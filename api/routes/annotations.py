"""Reading annotations: statements about a release or an owner, with evidence, which the rules of trust weigh."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field, TypeAdapter
from sqlmodel import Session

from api.answers.annotation import AnnotationAnswer, AnnotationsAnswer, OneAnnotationAnswer, annotation_answer
from api.audience import sees_private
from api.caller import Caller, Calling
from api.conditional import answer
from api.cursors import Listing
from api.errors import CursorError, ParameterError, UnknownError
from api.makers import acts_for_owner, makes_release
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import AccountId, Cursor, NoParameters, Parameters, ReleaseId, query
from api.routes.comments import kept_for
from api.services import Served, Services
from catalog.account_id import ACCOUNT_ID_FORM
from catalog.annotations import (
    AnnotationRow,
    annotation_by_id,
    annotations_on,
)
from catalog.errors import MalformedError
from catalog.images import has_images
from catalog.owners import owner_key
from catalog.records import OwnerKey
from catalog.release import RELEASE_ID_FORM

router = APIRouter(tags=["annotations"])

MAX_AGE_SECONDS = 10
NONE = Annotated[NoParameters, query(NoParameters)]
AnnotationId = Annotated[int, Path(ge=1, lt=2**63, description="An annotation's id.")]
NO_OWNER = UnknownError("owner", "123456789012")
NO_ANNOTATION = UnknownError("annotation", "7")
WRONG_ID = ParameterError("annotation_id is 'x': it should be a whole number", parameter="annotation_id", value="x")


class AnnotationParameters(Parameters):
    """Which page."""

    limit: Annotated[int, Field(ge=1, le=100, description="How many.")] = 20
    cursor: Cursor = None


@router.get(
    "/v1/releases/{release_id}/annotations",
    operation_id="listAnnotations",
    summary="List what members state of a release",
    response_model=AnnotationsAnswer,
    responses=documented(
        UnknownError("release", "rel-abcdefghijklmnop2345"),
        MalformedError("release id", "rel-1", RELEASE_ID_FORM),
        CursorError("x"),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def list_annotations(
    request: Request,
    caller: Calling,
    services: Served,
    release_id: ReleaseId,
    parameters: Annotated[AnnotationParameters, query(AnnotationParameters)],
) -> Response:
    """Statements with their evidence, the latest first, also those that count no more. Of secrets and malware that were
    found, the details are told to who makes the image and to moderators first, and to everyone after 14 days.
    """
    told = annotations_told(services, caller, release_id, limit=parameters.limit, cursor=parameters.cursor)
    return answer(request, told, kept_for(caller), max_age_seconds=MAX_AGE_SECONDS)


def annotations_told(
    services: Services, caller: Caller, release_id: str, *, limit: int, cursor: str | None
) -> AnnotationsAnswer:
    """A page of what was stated. Raises UnknownError when who asks sees no image of the release."""
    with services.database.read() as session:
        if not has_images(session, release_id, with_private=sees_private(caller.audience)):
            raise UnknownError("release", release_id)
        is_maker = makes_release(session, services, caller, release_id)
        return _page(session, services, caller, release_id, is_maker=is_maker, limit=limit, cursor=cursor)


@router.get(
    "/v1/owners/{account_id}/annotations",
    operation_id="listOwnerAnnotations",
    summary="List what members state of an owner",
    response_model=AnnotationsAnswer,
    responses=documented(
        NO_OWNER, MalformedError("account id", "12", ACCOUNT_ID_FORM), CursorError("x"), *BY_TOKEN, *BY_CATALOG
    ),
)
def list_owner_annotations(
    request: Request,
    caller: Calling,
    services: Served,
    account_id: AccountId,
    parameters: Annotated[AnnotationParameters, query(AnnotationParameters)],
) -> Response:
    """The same of an account, as far as it has images. The verdicts on all of them weigh what reviewers state of it."""
    told = owner_annotations_told(services, caller, account_id, limit=parameters.limit, cursor=parameters.cursor)
    return answer(request, told, kept_for(caller), max_age_seconds=MAX_AGE_SECONDS)


def owner_annotations_told(
    services: Services, caller: Caller, account_id: str, *, limit: int, cursor: str | None
) -> AnnotationsAnswer:
    """A page of what was stated of an account. Raises UnknownError when who asks sees nothing of it."""
    with services.database.read() as session:
        owner = owner_seen(session, caller, account_id)
        is_maker = acts_for_owner(services.directory, caller.accounts, owner)
        return _page(session, services, caller, owner, is_maker=is_maker, limit=limit, cursor=cursor)


def owner_seen(session: Session, caller: Caller, account_id: str) -> OwnerKey:
    """An owner of whom the caller sees something. Raises UnknownError."""
    found = owner_key(session, account_id, with_private=sees_private(caller.audience))
    if found is None:
        raise UnknownError("owner", account_id)
    return found


def _page(
    session: Session,
    services: Services,
    caller: Caller,
    about: str | OwnerKey,
    *,
    is_maker: bool,
    limit: int,
    cursor: str | None,
) -> AnnotationsAnswer:
    listing = Listing("annotations", {"about": about})
    before = None if cursor is None else listing.position(cursor, TypeAdapter(int))
    with_private, at = sees_private(caller.audience), services.clock()
    found = annotations_on(session, about, with_private=with_private, before=before, limit=limit + 1)
    page = found[:limit]
    return AnnotationsAnswer(
        demo=services.demo,
        annotations=[annotation_answer(row, caller, is_maker=is_maker, at=at) for row in page],
        next_cursor=listing.cursor(page[-1].id) if len(found) > limit else None,
    )


@router.get(
    "/v1/annotations/{annotation_id}",
    operation_id="getAnnotation",
    summary="Get an annotation",
    response_model=OneAnnotationAnswer,
    responses=documented(NO_ANNOTATION, WRONG_ID, *BY_TOKEN, *BY_CATALOG),
)
def get(
    request: Request, caller: Calling, services: Served, annotation_id: AnnotationId, _parameters: NONE
) -> Response:
    """One statement, as who asks may read it at this time."""
    told, _ = annotation_told(services, caller, annotation_id)
    return answer(
        request,
        OneAnnotationAnswer(demo=services.demo, annotation=told),
        kept_for(caller),
        max_age_seconds=MAX_AGE_SECONDS,
    )


def annotation_told(services: Services, caller: Caller, annotation_id: int) -> tuple[AnnotationAnswer, bool]:
    """A statement, and whether who asks proved to make what it is about. Raises UnknownError."""
    with services.database.read() as session:
        row, is_maker = annotation_seen(session, services, caller, annotation_id)
    return annotation_answer(row, caller, is_maker=is_maker, at=services.clock()), is_maker


def annotation_seen(
    session: Session, services: Services, caller: Caller, annotation_id: int
) -> tuple[AnnotationRow, bool]:
    """A statement that the caller may know of, and whether he makes what it is about. Raises UnknownError."""
    row = annotation_by_id(session, annotation_id, with_private=sees_private(caller.audience))
    if row is None:
        raise UnknownError("annotation", str(annotation_id))
    if row.release_id is not None:
        return row, makes_release(session, services, caller, row.release_id)
    owner = (row.owner_partition or "", row.owner_id or "")
    return row, acts_for_owner(services.directory, caller.accounts, owner)
