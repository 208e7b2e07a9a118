"""Writing annotations: they are stated, withdrawn, disputed, confirmed and dismissed."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import Field
from sqlmodel import Session

from api.answers.annotation import OneAnnotationAnswer, annotation_answer
from api.audience import sees_private
from api.caller import Caller, SignedIn
from api.conditional import unkept
from api.errors import ForbiddenError, ParameterError, UnknownError
from api.makers import acts_for_owner, makes_one_of
from api.operation_docs import BY_CATALOG, BY_CHANGE, BY_MEMBER, documented
from api.parameters import AccountId, Parameters, ReleaseId
from api.rate_limits import rate_limited
from api.request_body import body, described
from api.routes.annotations import (
    NO_ANNOTATION,
    NO_OWNER,
    NONE,
    WRONG_ID,
    AnnotationId,
    annotation_seen,
    owner_seen,
)
from api.services import Served, Services
from catalog.account_id import ACCOUNT_ID_FORM
from catalog.annotations import (
    LONGEST_DAYS,
    AnnotationKind,
    AnnotationRow,
    Decision,
    Subject,
    add_annotation,
    add_event,
)
from catalog.comment_text import LONGEST_CHARACTERS, TEXT_FORM
from catalog.errors import MalformedError
from catalog.images import images_of_release, spoken_of
from catalog.member_events import LONGEST_REASON_CHARACTERS
from catalog.release import RELEASE_ID_FORM
from catalog.web_address import LONGEST_URL_CHARACTERS, URL_FORM
from trust.scan_reports import KNOWN_SHAPES, UnknownReportError, summarise

router = APIRouter(tags=["annotations"])

# A scanner's report on a whole image.
LARGEST_REPORT_BYTES = 4_000_000
STATING = rate_limited("annotations", member="30/hour", newcomer="3/hour", address="60/hour")
DECIDING = rate_limited("annotations", member="60/hour", address="120/hour")
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
    dependencies=[STATING],
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
    row, is_maker = annotation_added(services, caller, release_id, wanted)
    return _told(row, caller, services, is_maker=is_maker)


def annotation_added(
    services: Services, caller: Caller, release_id: str, wanted: AnnotationWanted
) -> tuple[AnnotationRow, bool]:
    """State it; beside the row whether who states it proved to make the release."""
    report = _summary(wanted)
    with services.database.write() as session:
        images = images_of_release(session, release_id, with_private=sees_private(caller.audience))
        if not images:
            raise UnknownError("release", release_id)
        is_maker = makes_one_of(services.directory, caller.accounts, images)
        about = Subject(image_row=spoken_of(images).id)
        return _added(session, services, caller, about, wanted, report, by_maker=is_maker), is_maker


@router.post(
    "/v1/owners/{account_id}/annotations",
    operation_id="annotateOwner",
    summary="State something of an owner",
    status_code=201,
    response_model=OneAnnotationAnswer,
    responses=documented(
        *BY_MEMBER,
        *BY_CHANGE,
        NO_OWNER,
        MalformedError("account id", "12", ACCOUNT_ID_FORM),
        MalformedError("url", "http://a", URL_FORM),
        cacheable=False,
    ),
    openapi_extra=described(
        AnnotationWanted, AnnotationWanted(kind=AnnotationKind.VOUCH, text="They answer within a day.")
    ),
    dependencies=[STATING],
)
def annotate_owner(
    caller: SignedIn,
    services: Served,
    account_id: AccountId,
    wanted: Annotated[AnnotationWanted, body(AnnotationWanted, LARGEST_REPORT_BYTES)],
    _parameters: NONE,
) -> Response:
    """A statement about all that an account owns. The verdicts on it follow when a reviewer states it, or a moderator
    confirms it.
    """
    row, is_maker = owner_annotation_added(services, caller, account_id, wanted)
    return _told(row, caller, services, is_maker=is_maker)


def owner_annotation_added(
    services: Services, caller: Caller, account_id: str, wanted: AnnotationWanted
) -> tuple[AnnotationRow, bool]:
    """State it of an account that has images; beside the row whether who states it acts for its publisher."""
    report = _summary(wanted)
    with services.database.write() as session:
        owner = owner_seen(session, caller, account_id)
        is_maker = acts_for_owner(services.directory, caller.accounts, owner)
        return _added(session, services, caller, Subject(owner=owner), wanted, report, by_maker=is_maker), is_maker


def _summary(wanted: AnnotationWanted) -> Mapping[str, Any] | None:
    try:
        return None if wanted.report is None else summarise(wanted.report).as_json()
    except UnknownReportError as error:
        raise ParameterError(str(error), parameter="report", value="a JSON object") from error


def _added(
    session: Session,
    services: Services,
    caller: Caller,
    about: Subject,
    wanted: AnnotationWanted,
    report: Mapping[str, Any] | None,
    *,
    by_maker: bool,
) -> AnnotationRow:
    return add_annotation(
        session,
        caller.me,
        about=about,
        kind=wanted.kind,
        text=wanted.text,
        url=wanted.url,
        report=report,
        days=wanted.days,
        by_maker=by_maker,
        at=services.clock(),
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
    dependencies=[DECIDING],
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
    row, is_maker = annotation_decided(services, caller, annotation_id, wanted)
    return _told(row, caller, services, is_maker=is_maker)


def annotation_decided(
    services: Services, caller: Caller, annotation_id: int, wanted: EventWanted
) -> tuple[AnnotationRow, bool]:
    """Write it down. Raises ForbiddenError for who may not, UnknownError."""
    with services.database.write() as session:
        row, is_maker = annotation_seen(session, services, caller, annotation_id)
        _check_may(caller, row, wanted.kind, is_maker=is_maker)
        row = add_event(session, row, wanted.kind, actor=caller.actor, reason=wanted.reason, at=services.clock())
    return row, is_maker


def _check_may(caller: Caller, row: AnnotationRow, kind: Decision, *, is_maker: bool) -> None:
    if kind is Decision.WITHDRAWN and row.member_id != caller.me.id:
        raise NOT_YOURS
    if kind is Decision.DISPUTED and not is_maker:
        raise ForbiddenError("an annotation is disputed by who proved an account of who makes the image")
    if kind in (Decision.CONFIRMED, Decision.DISMISSED) and not caller.moderates:
        raise ForbiddenError("an annotation is confirmed or dismissed by moderators")


def _told(row: AnnotationRow, caller: Caller, services: Services, *, is_maker: bool) -> Response:
    told = annotation_answer(row, caller, is_maker=is_maker, at=services.clock())
    return unkept(OneAnnotationAnswer(demo=services.demo, annotation=told), status=201)
