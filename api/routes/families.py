"""GET /v1/families/{family_id}."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field, TypeAdapter

from api.answers.family import FamilyAnswer, deprecations_judged, family_answer, place
from api.audience import Asking, sees_private
from api.conditional import answer
from api.cursors import Listing
from api.errors import CursorError, UnknownError
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import Cursor, FamilyId, Parameters, query
from api.services import Served, Services
from catalog.errors import MalformedError
from catalog.families import deprecations, newest_of_family, releases_of_family
from catalog.family import FAMILY_ID_FORM
from search.document import Audience

router = APIRouter(tags=["families"])

MAX_AGE_SECONDS = 30

# Creation in milliseconds and id of the release that was shown last; within what a database's integer holds.
POSITION: TypeAdapter[tuple[int, str]] = TypeAdapter(
    tuple[Annotated[int, Field(gt=-(2**63), lt=2**63)], Annotated[str, Field(max_length=30)]]
)


class FamilyParameters(Parameters):
    """Which page of the family's releases."""

    limit: Annotated[int, Field(ge=1, le=100, description="How many releases a page has.")] = 20
    cursor: Cursor = None


@router.get(
    "/v1/families/{family_id}",
    operation_id="getFamily",
    summary="Get a family",
    response_model=FamilyAnswer,
    responses=documented(
        UnknownError("family", "fam-abcdefghijklmnop2345"),
        MalformedError("family id", "fam-1", FAMILY_ID_FORM),
        CursorError("abc"),
        *BY_TOKEN,
        *BY_CATALOG,
    ),
)
def get_family(
    request: Request,
    services: Served,
    audience: Asking,
    family_id: FamilyId,
    parameters: Annotated[FamilyParameters, query(FamilyParameters)],
) -> Response:
    """Releases of one maker whose names differ only in date, version, build or serial: newest first, with their
    verdicts. All that are older than the newest that is there are superseded.
    """
    found = family_told(services, audience, family_id, parameters)
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


def family_told(
    services: Services, audience: Audience, family_id: str, parameters: FamilyParameters, *, as_judged: bool = False
) -> FamilyAnswer:
    """A page of a family's releases. Raises UnknownError when who asks sees none of it, CursorError.

    `as_judged`: deprecated is what the verdicts call so, and none of the many images is read.
    """
    with_private = sees_private(audience)
    listing = Listing("family", {"family_id": family_id, "audience": audience})
    after = None if parameters.cursor is None else listing.position(parameters.cursor, POSITION)
    with services.database.read() as session:
        rows = releases_of_family(
            session, family_id, after=after, limit=parameters.limit + 1, with_private=with_private
        )
        newest = newest_of_family(session, family_id, with_private=with_private)
        shown = rows[: parameters.limit]
        deprecated = (
            deprecations_judged(shown)
            if as_judged
            else deprecations(session, [row.release_id for row in shown], with_private=with_private)
        )
    if not rows:
        raise UnknownError("family", family_id)
    more = listing.cursor(place(shown[-1].created_at, shown[-1].release_id)) if len(rows) > len(shown) else None
    return family_answer(shown, newest, deprecated, more, directory=services.directory, demo=services.demo)
