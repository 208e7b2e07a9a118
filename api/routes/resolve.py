"""GET /v1/resolve."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field
from sqlmodel import Session

from api.answers.resolve import ResolveAnswer, resolve_answer, why_not
from api.audience import Asking, sees_private
from api.conditional import answer
from api.errors import NothingPassesError, ParameterError, UnknownError
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import Parameters, Region, query
from api.services import Served, Services
from catalog.errors import MalformedError, quoted
from catalog.families import releases_of_family
from catalog.family import check_family_id
from catalog.resolving import (
    Resolved,
    Wanted,
    nearest_of_family,
    nearest_of_release,
    passing_of_family,
    passing_of_release,
)
from search.document import Audience
from search.errors import BadQueryError, IndexUnavailableError
from search.fields import Facet
from search.index import SearchRequest
from search.query_fields import ARCHITECTURE_OF, ARCHITECTURES
from trust.levels import TrustLevel

router = APIRouter(tags=["resolve"])

MAX_AGE_SECONDS = 30
# So many releases that fit the words are tried: region and architecture can be of different images of one release.
MOST_TRIED = 20


def _architecture(given: str) -> str:
    architecture = ARCHITECTURE_OF.get(given.lower(), given.lower())
    if architecture not in ARCHITECTURES:
        raise MalformedError("architecture", given, f"one of {', '.join(ARCHITECTURES)}")
    return architecture


class ResolveParameters(Parameters):
    """Which image."""

    family: Annotated[
        Annotated[str, AfterValidator(check_family_id)] | None,
        Field(description="The family whose newest image is meant. Either this or `q`."),
    ] = None
    q: Annotated[
        str | None,
        Field(
            description="What to search for, in the language of /v1/search. The best release of those that pass is "
            "meant; misspelt words are not corrected. Either this or `family`.",
            examples=["ubuntu 24.04 publisher:canonical"],
        ),
    ] = None
    region: Annotated[Region, Field(description="Where it is to be launched.")]
    arch: Annotated[
        Annotated[str, AfterValidator(_architecture)] | None,
        Field(description="x86_64 (or amd64), arm64 (or aarch64), i386 … Without it, any."),
    ] = None
    at_least: Annotated[
        Literal[TrustLevel.VERIFIED, TrustLevel.KNOWN, TrustLevel.UNVERIFIED],
        Field(description="The level it must have at least: verified, known or unverified."),
    ] = TrustLevel.KNOWN


@router.get(
    "/v1/resolve",
    operation_id="resolve",
    summary="Get the newest image that passes",
    response_model=ResolveAnswer,
    responses=documented(
        ParameterError("give either family or q", parameter="q", value=None),
        BadQueryError(
            "A quote is opened and never closed", position=7, advice='end the phrase with ", or leave the quote out'
        ),
        UnknownError("family", "fam-abcdefghijklmnop2345"),
        NothingPassesError(
            "no image passes in eu-west-1; nearest is ami-0abcdef1234567890 ('web-server-20260101'): it is unverified "
            "and has to be known at least"
        ),
        *BY_TOKEN,
        *BY_CATALOG,
        IndexUnavailableError("hidden"),
    ),
)
def resolve(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[ResolveParameters, query(ResolveParameters)],
) -> Response:
    """Exactly one image to launch in a region: the newest that is there, is not deprecated, and is trusted enough.

    Of a family it is the newest by the catalog. Of words it is the newest image of the release that search puts first.
    Where nothing passes, the problem names what came nearest, and why it did not pass.
    """
    question = (parameters.family, parameters.q and parameters.q.strip())
    if bool(question[0]) == bool(question[1]):
        raise ParameterError("give either family or q, and not both: what is to be resolved", parameter="q", value=None)
    with services.database.read() as session:
        found = _resolved(services, session, parameters, audience)
    return answer(
        request,
        resolve_answer(found, directory=services.directory, demo=services.demo),
        audience,
        max_age_seconds=MAX_AGE_SECONDS,
    )


def _resolved(services: Services, session: Session, asked: ResolveParameters, audience: Audience) -> Resolved:
    """Raises UnknownError and NothingPassesError."""
    with_private = sees_private(audience)
    levels = [level for level in TrustLevel if level.at_least(asked.at_least)]
    wanted = Wanted(asked.region, asked.arch, levels, services.clock())
    if asked.family is not None:
        found = passing_of_family(session, asked.family, wanted, with_private=with_private)
        if found is not None:
            return found
        if not releases_of_family(session, asked.family, after=None, limit=1, with_private=with_private):
            raise UnknownError("family", asked.family)
        nearest = nearest_of_family(session, asked.family, wanted, with_private=with_private)
    else:
        for release_id in _found(services, asked, audience, wanted, levels=levels):
            found = passing_of_release(session, release_id, wanted, with_private=with_private)
            if found is not None:
                return found
        others = (
            nearest_of_release(session, release_id, wanted, with_private=with_private)
            for release_id in _found(services, asked, audience, wanted, levels=())
        )
        nearest = next((other for other in others if other is not None), None)
    raise NothingPassesError(_explained(asked, nearest, wanted))


def _found(
    services: Services, asked: ResolveParameters, audience: Audience, wanted: Wanted, *, levels: Sequence[TrustLevel]
) -> list[str]:
    """The releases that fit the words, best first: of these levels, or without any, whatever they are.

    What only fits when a word is read as another is left out: a machine that launches the answer sees no "did you
    mean".
    """
    filters = {Facet.REGION: [asked.region]}
    if asked.arch is not None:
        filters[Facet.ARCHITECTURE] = [asked.arch]
    if levels:
        filters[Facet.TRUST] = list(levels)
    result = services.index.search(
        SearchRequest(
            asked.q or "",
            now=wanted.now,
            audience=audience,
            filters=filters,
            include_deprecated=not levels,
            include_gone=not levels,
            limit=MOST_TRIED,
        )
    )
    return [] if result.corrected else [hit.document.release_id for hit in result.hits]


def _explained(asked: ResolveParameters, nearest: Resolved | None, wanted: Wanted) -> str:
    where = f"{asked.region} for {asked.arch}" if asked.arch else asked.region
    if nearest is None:
        what = f"family {asked.family} has no image" if asked.family else f"nothing that fits {quoted(asked.q)} is"
        return f"{what} in {where}, not even one that does not pass"
    why = why_not(nearest, asked.at_least, wanted.now)
    return f"no image passes in {where}; nearest is {nearest.image_id} ({quoted(nearest.name)}): {why}"
