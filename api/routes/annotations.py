"""Annotations: statements about a release, with evidence, which the rules of trust weigh."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import Field, TypeAdapter
from sqlmodel import Session

from api.answers.annotation import AnnotationsAnswer, OneAnnotationAnswer, annotation_answer
from api.audience import sees_private
from api.caller import Caller, Calling, SignedIn
from api.conditional import answer, unkept
from api.cursors import Listing
from api.errors import CursorError, ForbiddenError, ParameterError, UnknownError
from api.makers import makes_one_of
from api.operation_docs import BY_CATALOG, BY_CHANGE, BY_MEMBER, BY_TOKEN, documented
from api.parameters import Cursor, NoParameters, Parameters, ReleaseId, query
from api.rate_limits import rate_limited
from api.request_body import body, described
from api.routes.comments import kept_for
from api.services import Served, Services
from catalog.annotations import (
    LONGEST_DAYS,
    LONGEST_URL_CHARACTERS,
    URL_FORM,
    AnnotationKind,
    AnnotationRow,
    Decision,
    add_annotation,
    add_event,
    annotation_by_id,
    annotations_on,
)
from catalog.comment_text import LONGEST_CHARACTERS, TEXT_FORM
from catalog.errors import MalformedError
from catalog.images import images_of_release
from catalog.member_events import LONGEST_REASON_CHARACTERS
from catalog.release import RELEASE_ID_FORM
from catalog.roles import Role
from trust.scan_reports import KNOWN_SHAPES, UnknownReportError, summarise

router = APIRouter(tags=["annotations"])

MAX_AGE_SECONDS = 10
# A scanner's report on a whole image.
LARGEST_REPORT_BYTES = 4_000_000
NONE = Annotated[NoParameters, query(NoParameters)]
AnnotationId = Annotated[int, Path(ge=1, lt=2**63, description="An annotation's id.")]
NO_ANNOTATION = UnknownError("annotation", "7")
WRONG_ID = ParameterError("annotation_id is 'x': it should be a whole number", parameter="annotation_id", value="x")
NOT_YOURS = ForbiddenError("an annotation is withdrawn by its author alone")


class AnnotationWanted(Parameters):
    """A statement."""

    kind: Annotated[AnnotationKind, Field(description="What is stated.")]
    text: Annotated[str, Field(max_length=2 * LONGEST_CHARACTERS, description=f"What was seen: {TEXT_FORM}.")]
    url: Annotated[
        str | None, Field(max_length=LONGEST_URL_CHARACTERS, description=f"Evidence elsewhere: {URL_FORM}.")
    ] = None
    report: Annotated[
        dict[str, Any] | None, Field(description=f"A scanner's report, of which a summary is kept: {KNOWN_SHAPES}.")
    ] = None
    days: Annotated[
        int | None, Field(ge=1, le=LONGEST_DAYS, description="How long it counts. By default 90 to 365, by kind.")
    ] = None


class EventWanted(Parameters):
    """What to do about an annotation."""

    kind: Annotated[
        Decision,
        Field(description="`withdrawn` by its author, `disputed` by who makes the image, else by moderators."),
    ]
    reason: Annotated[str, Field(max_length=LONGEST_REASON_CHARACTERS, description="Why, in a sentence. It is told.")]


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
    listing = Listing("annotations", {"release": release_id})
    before = None if cursor is None else listing.position(cursor, TypeAdapter(int))
    with_private, at = sees_private(caller.audience), services.clock()
    with services.database.read() as session:
        images = images_of_release(session, release_id, with_private=with_private)
        if not images:
            raise UnknownError("release", release_id)
        found = annotations_on(session, release_id, with_private=with_private, before=before, limit=limit + 1)
    page, is_maker = found[:limit], makes_one_of(services.directory, caller.accounts, images)
    return AnnotationsAnswer(
        demo=services.demo,
        annotations=[annotation_answer(row, caller, is_maker=is_maker, at=at) for row in page],
        next_cursor=listing.cursor(page[-1].id) if len(found) > limit else None,
    )


@router.post(
    "/v1/releases/{release_id}/annotations",
    operation_id="annotate",
    summary="State something of a release",
    status_code=201,
    response_model=OneAnnotationAnswer,
    responses=documented(
        *BY_MEMBER,
        *BY_CHANGE,
        UnknownError("release", "rel-abcdefghijklmnop2345"),
        MalformedError("release id", "rel-1", RELEASE_ID_FORM),
        MalformedError("url", "http://a", URL_FORM),
        cacheable=False,
    ),
    openapi_extra=described(
        AnnotationWanted, AnnotationWanted(kind=AnnotationKind.CAUTION, text="`sshd` lets root in by password.")
    ),
    dependencies=[rate_limited("annotations", member="30/hour", newcomer="3/hour", address="60/hour")],
)
def annotate(
    caller: SignedIn,
    services: Served,
    release_id: ReleaseId,
    wanted: Annotated[AnnotationWanted, body(AnnotationWanted, LARGEST_REPORT_BYTES)],
    _parameters: NONE,
) -> Response:
    """A statement that stays on record: it can be withdrawn, disputed, confirmed and dismissed, and is never edited.

    The verdict follows within moments. What a reviewer states who proved an AWS account weighs most; what anybody else
    states is shown, and moves nothing.
    """
    try:
        report = None if wanted.report is None else summarise(wanted.report).as_json()
    except UnknownReportError as error:
        raise ParameterError(str(error), parameter="report", value="a JSON object") from error
    with_private = sees_private(caller.audience)
    with services.database.write() as session:
        images = images_of_release(session, release_id, with_private=with_private)
        if not images:
            raise UnknownError("release", release_id)
        about = min(images, key=lambda image: (image.private, image.gone_at is not None, image.id or 0))
        is_maker = makes_one_of(services.directory, caller.accounts, images)
        row = add_annotation(
            session,
            caller.me,
            image_row=about.id or 0,
            kind=wanted.kind,
            text=wanted.text,
            url=wanted.url,
            report=report,
            days=wanted.days,
            by_maker=is_maker,
            at=services.clock(),
        )
    return _told(row, caller, services, is_maker=is_maker, status=201)


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
    with services.database.read() as session:
        row, is_maker = _found(session, services, caller, annotation_id)
    told = annotation_answer(row, caller, is_maker=is_maker, at=services.clock())
    return answer(
        request,
        OneAnnotationAnswer(demo=services.demo, annotation=told),
        kept_for(caller),
        max_age_seconds=MAX_AGE_SECONDS,
    )


@router.post(
    "/v1/annotations/{annotation_id}/events",
    operation_id="decideAnnotation",
    summary="Withdraw, dispute, confirm or dismiss an annotation",
    status_code=201,
    response_model=OneAnnotationAnswer,
    responses=documented(
        *BY_MEMBER[:-2],
        NOT_YOURS,
        *BY_CHANGE,
        NO_ANNOTATION,
        WRONG_ID,
        MalformedError("reason", "", f"a sentence that says why, of at most {LONGEST_REASON_CHARACTERS:,} characters"),
        *BY_CATALOG,
        cacheable=False,
    ),
    openapi_extra=described(EventWanted, EventWanted(kind=Decision.DISPUTED, reason="It is off since build 20261001.")),
    dependencies=[rate_limited("annotations", member="60/hour", address="120/hour")],
)
def decide(
    caller: SignedIn,
    services: Served,
    annotation_id: AnnotationId,
    wanted: Annotated[EventWanted, body(EventWanted)],
    _parameters: NONE,
) -> Response:
    """Its author withdraws it, who proved an account of who makes the image disputes it, and moderators confirm or
    dismiss it. Each is kept with its reason beside the statement.
    """
    with services.database.write() as session:
        row, is_maker = _found(session, services, caller, annotation_id)
        _check_may(caller, row, wanted.kind, is_maker=is_maker)
        row = add_event(session, row, wanted.kind, actor=caller.actor, reason=wanted.reason, at=services.clock())
    return _told(row, caller, services, is_maker=is_maker, status=201)


def _check_may(caller: Caller, row: AnnotationRow, kind: Decision, *, is_maker: bool) -> None:
    if kind is Decision.WITHDRAWN and row.member_id != caller.me.id:
        raise NOT_YOURS
    if kind is Decision.DISPUTED and not is_maker:
        raise ForbiddenError("an annotation is disputed by who proved an account of who makes the image")
    decides = kind in (Decision.CONFIRMED, Decision.DISMISSED)
    if decides and not (caller.role is not None and caller.role.includes(Role.MODERATOR)):
        raise ForbiddenError("an annotation is confirmed or dismissed by moderators")


def _found(session: Session, services: Services, caller: Caller, annotation_id: int) -> tuple[AnnotationRow, bool]:
    with_private = sees_private(caller.audience)
    row = annotation_by_id(session, annotation_id, with_private=with_private)
    if row is None:
        raise UnknownError("annotation", str(annotation_id))
    images = images_of_release(session, row.release_id, with_private=with_private)
    return row, makes_one_of(services.directory, caller.accounts, images)


def _told(row: AnnotationRow, caller: Caller, services: Services, *, is_maker: bool, status: int) -> Response:
    told = annotation_answer(row, caller, is_maker=is_maker, at=services.clock())
    return unkept(OneAnnotationAnswer(demo=services.demo, annotation=told), status=status)
