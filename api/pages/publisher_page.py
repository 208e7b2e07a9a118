"""`/publishers/{slug}`: who a publisher is, by which accounts it owns images and how we know, what it publishes."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.audience import Asking
from api.errors import UnknownError
from api.pages.owner_page import NoPageParameters, published
from api.pages.rendering import page
from api.parameters import query
from api.routes.search import SearchParameters
from api.services import Served

router = APIRouter(include_in_schema=False)


@router.get("/publishers/{slug}")
def publisher_page(
    request: Request,
    services: Served,
    audience: Asking,
    slug: Annotated[str, Path(max_length=100)],
    _parameters: Annotated[NoPageParameters, query(NoPageParameters)],
) -> Response:
    """One publisher of the directory."""
    publisher = services.directory.publisher(slug)
    if publisher is None:
        raise UnknownError("publisher", slug, because="the directory has none of this name")
    return page(
        request,
        "publisher.html",
        audience,
        publisher=publisher,
        published=published(services, audience, SearchParameters(publisher=[slug])),
    )
