"""GET /v1/publishers, one of them, and all of them as a file."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, Field, TypeAdapter

from api.answers.publisher import PublisherAnswer, PublishersAnswer, publisher_answer, publisher_listed
from api.audience import Asking
from api.conditional import answer, answer_bytes
from api.cursors import Listing
from api.errors import CursorError, UnknownError
from api.operation_docs import BY_CATALOG, BY_TOKEN, documented
from api.parameters import Cursor, NoParameters, Parameters, Slug, query
from api.publishers_export import WRITERS
from api.services import Served, Services
from catalog.claims import publisher_known
from catalog.directory_file import SLUG_FORM
from catalog.errors import MalformedError
from catalog.publisher import Origin
from catalog.publisher_proofs import account_proofs, domain_proofs
from search.document import Audience

router = APIRouter(tags=["publishers"])

MAX_AGE_SECONDS = 30
FILE_MAX_AGE_SECONDS = 300

# How many were shown.
POSITION: TypeAdapter[int] = TypeAdapter(Annotated[int, Field(ge=1, le=1_000_000)])
LAPSED = "Its proof of an account, or of its domain, has lapsed: no image is attributed to it."
NONE = Annotated[NoParameters, query(NoParameters)]


class PublishersParameters(Parameters):
    """Which publishers."""

    q: Annotated[
        str,
        Field(max_length=200, description="Words of a publisher's name. Without it: everyone.", examples=["canonical"]),
        AfterValidator(str.strip),
    ] = ""
    origin: Annotated[Origin | None, Field(description="Only those whose entry comes from there.")] = None
    limit: Annotated[int, Field(ge=1, le=100, description="How many publishers a page has.")] = 20
    cursor: Cursor = None


@router.get(
    "/v1/publishers",
    operation_id="listPublishers",
    summary="Find publishers",
    response_model=PublishersAnswer,
    responses=documented(
        MalformedError("origin", "x", "one of directory, import, member"), CursorError("abc"), *BY_TOKEN, *BY_CATALOG
    ),
)
def list_all_publishers(
    request: Request,
    services: Served,
    audience: Asking,
    parameters: Annotated[PublishersParameters, query(PublishersParameters)],
) -> Response:
    """Who is known to publish images, with the number of accounts, and whether the sources are good enough.

    The best fitting names come first; without words, the order is the directory's, then that of the slugs.
    """
    directory = services.directory
    question = {"q": parameters.q, "origin": parameters.origin, "in": directory.fingerprint}
    listing = Listing("publishers", question)
    start = 0 if parameters.cursor is None else listing.position(parameters.cursor, POSITION)
    found = [
        publisher
        for publisher in directory.search(parameters.q)
        if parameters.origin is None or publisher.origin is parameters.origin
    ]
    end = start + parameters.limit
    page = PublishersAnswer(
        demo=services.demo,
        publishers=[publisher_listed(publisher, directory) for publisher in found[start:end]],
        next_cursor=listing.cursor(end) if end < len(found) else None,
    )
    return answer(request, page, audience, max_age_seconds=MAX_AGE_SECONDS)


@router.get(
    "/v1/publishers.json",
    operation_id="exportPublishersAsJson",
    summary="Get all publishers as JSON",
    response_class=Response,
    responses=documented(*BY_TOKEN, *BY_CATALOG) | {200: {"content": {"application/json": {}}}},
)
def export_json(request: Request, services: Served, audience: Asking, _parameters: NONE) -> Response:
    """The whole directory as one file for other tools, with the sources of every fact. docs/API.md tells the format."""
    return _file(request, services, audience, "json")


@router.get(
    "/v1/publishers.yaml",
    operation_id="exportPublishersAsYaml",
    summary="Get all publishers as YAML",
    response_class=Response,
    responses=documented(*BY_TOKEN, *BY_CATALOG) | {200: {"content": {"application/yaml": {}}}},
)
def export_yaml(request: Request, services: Served, audience: Asking, _parameters: NONE) -> Response:
    """The same as YAML. Account ids stand in quotes, as some of them begin with a zero."""
    return _file(request, services, audience, "yaml")


def _file(request: Request, services: Services, audience: Audience, kind: str) -> Response:
    write, media_type = WRITERS[kind]
    return answer_bytes(
        request,
        write(services.directory),
        audience,
        max_age_seconds=FILE_MAX_AGE_SECONDS,
        media_type=media_type,
    )


@router.get(
    "/v1/publishers/{slug}",
    operation_id="getPublisher",
    summary="Get a publisher",
    response_model=PublisherAnswer,
    responses=documented(
        UnknownError("publisher", "acme"), MalformedError("slug", "Acme!", SLUG_FORM), *BY_TOKEN, *BY_CATALOG
    ),
)
def get_publisher(request: Request, services: Served, audience: Asking, slug: Slug, _parameters: NONE) -> Response:
    """A publisher's accounts by partition and region with their sources, how its images are named, what it proved, and
    where sources contradict each other.
    """
    found = publisher_told(services, slug)
    return answer(request, found, audience, max_age_seconds=MAX_AGE_SECONDS)


def publisher_told(services: Services, slug: str) -> PublisherAnswer:
    """The answer about a publisher: one of the directory, or one whose proofs lapsed. Raises UnknownError."""
    with services.database.read() as session:
        accounts, domains = account_proofs(session, slug), domain_proofs(session, slug)
        publisher = services.directory.publisher(slug)
        # A name that nobody proved anything of is shown to nobody.
        if publisher is None and domains and (lapsed := publisher_known(session, services.directory, slug)):
            publisher = replace(lapsed, warnings=(LAPSED,))
        if publisher is None:
            raise UnknownError("publisher", slug)
        return publisher_answer(publisher, services.directory, accounts, domains, demo=services.demo)
