"""GET /v1/releases/{release_id}."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.answers.release import ReleaseAnswer, release_answer
from api.audience import Asking, sees_private
from api.conditional import answer
from api.errors import UnknownError
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import NoParameters, ReleaseId, query
from api.services import Served, Services
from catalog.errors import MalformedError
from catalog.families import newest_of_family
from catalog.images import images_of_release
from catalog.release import RELEASE_ID_FORM
from catalog.verdicts import verdicts_of_releases
from search.document import Audience

router = APIRouter(tags=["releases"])

MAX_AGE_SECONDS = 30


@router.get(
    "/v1/releases/{release_id}",
    operation_id="getRelease",
    summary="Get a release",
    response_model=ReleaseAnswer,
    responses=documented(
        UnknownError("release", "rel-abcdefghijklmnop2345"),
        MalformedError("release id", "rel-1", RELEASE_ID_FORM),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def get_release(
    request: Request,
    services: Served,
    audience: Asking,
    release_id: ReleaseId,
    _parameters: Annotated[NoParameters, query(NoParameters)],
) -> Response:
    """One build copied to many regions: its name, who made it and how we know, how far it can be trusted, what replaced
    it, and its image in every region.

    Answered from the catalog, so it is there while the search index is being rebuilt.
    """
    found = release_told(services, audience, release_id)
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


def release_told(services: Services, audience: Audience, release_id: str) -> ReleaseAnswer:
    """The answer about a release. Raises UnknownError when who asks sees no image of it."""
    with_private = sees_private(audience)
    with services.database.read() as session:
        images = images_of_release(session, release_id, with_private=with_private)
        if not images:
            raise UnknownError("release", release_id)
        verdict = verdicts_of_releases(session, [release_id], with_private=with_private).get(release_id)
        newest = None if verdict is None else newest_of_family(session, verdict.family_id, with_private=with_private)
        return release_answer(
            images,
            verdict=verdict,
            family_newest=newest,
            directory=services.directory,
            now=services.clock(),
            demo=services.demo,
        )
