"""POST /v1/verdicts, and the verdict of one image or one release."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field
from sqlmodel import Session

from api.answers.verdict import (
    ImageVerdictAnswer,
    ReleaseVerdictAnswer,
    VerdictHistoryAnswer,
    VerdictsAnswer,
    image_verdict_answer,
    release_verdict_answer,
    verdict_history_answer,
    verdicts_answer,
)
from api.audience import Asking, sees_private
from api.conditional import answer, unkept
from api.errors import NotJudgedError, UnknownError
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import ImageId, NoParameters, Parameters, ReleaseId, query
from api.request_body import body, described
from api.routes.images import PROBLEMS as IMAGE_PROBLEMS
from api.routes.images import Asked, image_meant
from api.services import Served, Services
from catalog.errors import MalformedError
from catalog.image_id import IMAGE_ID_FORM, check_image_id
from catalog.images import has_images, images_by_id
from catalog.release import RELEASE_ID_FORM
from catalog.rulings import rulings_on
from catalog.verdicts import ReleaseRow, former_verdicts, images_to_check, verdicts_of_releases
from search.document import Audience

router = APIRouter(tags=["verdicts"])

MAX_AGE_SECONDS = 30
MOST_IMAGES = 1_000
MOST_FORMER = 100

NOT_JUDGED = NotJudgedError("rel-abcdefghijklmnop2345")
RELEASE_PROBLEMS = (
    UnknownError("release", "rel-abcdefghijklmnop2345"),
    NOT_JUDGED,
    MalformedError("release id", "rel-1", RELEASE_ID_FORM),
    *BY_TOKEN,
    *BY_CATALOG,
)
NONE = Annotated[NoParameters, query(NoParameters)]


class VerdictsQuestion(Parameters):
    """Which images."""

    image_ids: Annotated[
        list[Annotated[str, AfterValidator(check_image_id)]],
        Field(min_length=1, max_length=MOST_IMAGES, description=f"Image ids, 1 to {MOST_IMAGES:,}."),
    ]


@router.post(
    "/v1/verdicts",
    operation_id="getVerdicts",
    summary="Get the verdicts on many images",
    response_model=VerdictsAnswer,
    responses=documented(MalformedError("image id", "ami-xyz", IMAGE_ID_FORM), *BY_TOKEN, *BY_CATALOG, cacheable=False),
    openapi_extra=described(VerdictsQuestion, VerdictsQuestion(image_ids=["ami-0a1b2c3d4e5f60718", "ami-0abcdef1"])),
)
def get_verdicts(
    services: Served,
    audience: Asking,
    question: Annotated[VerdictsQuestion, body(VerdictsQuestion)],
    _parameters: NONE,
) -> Response:
    """The verdict on each of up to 1,000 images, with its reasons: a fleet, or what a plan is about to launch.

    It asks and changes nothing. Ids that nobody knows are listed as unknown; images whose release was not judged yet
    as such, and nothing is made up for them.
    """
    return unkept(verdicts_told(services, audience, question))


def verdicts_told(services: Services, audience: Audience, question: VerdictsQuestion) -> VerdictsAnswer:
    """The verdicts on the images that are asked for."""
    with_private = sees_private(audience)
    with services.database.read() as session:
        images = images_to_check(session, set(question.image_ids), with_private=with_private)
        release_ids = {image.release_id for image in images.values()}
        rows = verdicts_of_releases(session, release_ids, with_private=with_private)
    return verdicts_answer(question.image_ids, images, rows, directory=services.directory, demo=services.demo)


@router.get(
    "/v1/images/{image_id}/verdict",
    operation_id="getImageVerdict",
    summary="Get the verdict on an image",
    response_model=ImageVerdictAnswer,
    responses=documented(*IMAGE_PROBLEMS, NOT_JUDGED),
)
def get_image_verdict(
    request: Request, services: Served, audience: Asking, image_id: ImageId, parameters: Asked
) -> Response:
    """How far one image can be trusted, and why: the verdict on its release, each signal with a reason and evidence."""
    with_private = sees_private(audience)
    with services.database.read() as session:
        images = images_by_id(session, image_id, with_private=with_private)
        image = image_meant(images, image_id, parameters.region)
        row = _verdict(session, image.release_id, with_private=with_private)
        found = image_verdict_answer(image, row, directory=services.directory, demo=services.demo)
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


@router.get(
    "/v1/releases/{release_id}/verdict",
    operation_id="getReleaseVerdict",
    summary="Get the verdict on a release",
    response_model=ReleaseVerdictAnswer,
    responses=documented(*RELEASE_PROBLEMS),
)
def get_release_verdict(
    request: Request, services: Served, audience: Asking, release_id: ReleaseId, _parameters: NONE
) -> Response:
    """How far a release can be trusted, and why: level, score, and each signal with its reason, evidence and source."""
    found = verdict_told(services, audience, release_id)
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


def verdict_told(services: Services, audience: Audience, release_id: str) -> ReleaseVerdictAnswer:
    """The verdict on a release. Raises UnknownError, NotJudgedError."""
    with services.database.read() as session:
        row = _verdict(session, release_id, with_private=sees_private(audience))
    return release_verdict_answer(row, directory=services.directory, demo=services.demo)


@router.get(
    "/v1/releases/{release_id}/verdict/history",
    operation_id="getReleaseVerdictHistory",
    summary="Get the history of a verdict",
    response_model=VerdictHistoryAnswer,
    responses=documented(*RELEASE_PROBLEMS),
)
def get_release_verdict_history(
    request: Request, services: Served, audience: Asking, release_id: ReleaseId, _parameters: NONE
) -> Response:
    """What was thought of a release before, the latest first, and what is now. A new line begins when the level or the
    kinds of signals change, not with every point of the score. What moderators ruled stands beside it.
    """
    found = verdict_history_told(services, audience, release_id)
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


def verdict_history_told(services: Services, audience: Audience, release_id: str) -> VerdictHistoryAnswer:
    """The verdicts on a release, the latest first. Raises UnknownError, NotJudgedError."""
    with services.database.read() as session:
        row = _verdict(session, release_id, with_private=sees_private(audience))
        # The operator's verdict on a release with private images has a history of its own.
        former = former_verdicts(session, release_id, private=row.private, limit=MOST_FORMER)
        rulings = rulings_on(session, release_id)
    return verdict_history_answer(row, former, rulings, demo=services.demo)


def _verdict(session: Session, release_id: str, *, with_private: bool) -> ReleaseRow:
    """The verdict on a release. Raises UnknownError, or NotJudgedError when there are images and no verdict yet."""
    row = verdicts_of_releases(session, [release_id], with_private=with_private).get(release_id)
    # Asked of the images and not of the verdict alone: a release that was re-keyed leaves its verdict for a moment.
    if not has_images(session, release_id, with_private=with_private):
        raise UnknownError("release", release_id)
    if row is None:
        raise NotJudgedError(release_id)
    return row
