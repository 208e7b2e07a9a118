"""GET /v1/images/{image_id} and its history."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from api.answers.image import HistoryAnswer, ImageAnswer, history_answer, image_answer
from api.audience import Asking, sees_private
from api.conditional import answer
from api.errors import UnknownError
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import ImageId, Parameters, Region, query
from api.services import Served, Services
from catalog.errors import MalformedError
from catalog.history import history_of
from catalog.image_id import IMAGE_ID_FORM
from catalog.images import images_by_id
from catalog.tables import Image
from search.document import Audience

router = APIRouter(tags=["images"])

MAX_AGE_SECONDS = 30

PROBLEMS = (
    UnknownError("image", "ami-0abcdef1234567890"),
    MalformedError("image id", "ami-xyz", IMAGE_ID_FORM),
    *BY_TOKEN,
    *BY_CATALOG,
)


class ImageParameters(Parameters):
    """Which image, should an id be in several regions."""

    region: Annotated[
        Region | None, Field(description="The region whose image is meant, in case several have one of the same id.")
    ] = None


Asked = Annotated[ImageParameters, query(ImageParameters)]


@router.get(
    "/v1/images/{image_id}",
    operation_id="getImage",
    summary="Get an image",
    response_model=ImageAnswer,
    responses=documented(*PROBLEMS),
)
def get_image(request: Request, services: Served, audience: Asking, image_id: ImageId, parameters: Asked) -> Response:
    """One image: what EC2 says of it, whose it is and how we know, its release, and since when it has been seen."""
    found = image_told(services, audience, image_id, parameters)
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


def image_told(services: Services, audience: Audience, image_id: str, parameters: ImageParameters) -> ImageAnswer:
    """The answer about an image. Raises UnknownError."""
    with_private = sees_private(audience)
    with services.database.read() as session:
        images = images_by_id(session, image_id, with_private=with_private)
        image = image_meant(images, image_id, parameters.region)
        return image_answer(
            image,
            other_regions=[other.region for other in images if other is not image],
            directory=services.directory,
            now=services.clock(),
            with_private=with_private,
            demo=services.demo,
        )


@router.get(
    "/v1/images/{image_id}/history",
    operation_id="getImageHistory",
    summary="Get an image's history",
    response_model=HistoryAnswer,
    responses=documented(*PROBLEMS),
)
def get_image_history(
    request: Request, services: Served, audience: Asking, image_id: ImageId, parameters: Asked
) -> Response:
    """What happened to an image since a crawl first saw it, oldest first: changes with their values before and after,
    deprecated, gone, came back, became private or public.
    """
    found = history_told(services, audience, image_id, parameters)
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


def history_told(services: Services, audience: Audience, image_id: str, parameters: ImageParameters) -> HistoryAnswer:
    """What happened to an image. Raises UnknownError."""
    with_private = sees_private(audience)
    with services.database.read() as session:
        image = image_meant(images_by_id(session, image_id, with_private=with_private), image_id, parameters.region)
        entries = history_of(session, image, now=services.clock(), with_private=with_private)
        return history_answer(image, entries, with_private=with_private, demo=services.demo)


def image_meant(images: Sequence[Image], image_id: str, region: str | None) -> Image:
    """The image that is meant: one that is there rather than one that is gone. Raises UnknownError."""
    meant = [image for image in images if region in (None, image.region)]
    if not meant:
        raise UnknownError("image", image_id)
    return min(meant, key=lambda image: image.gone_at is not None)
