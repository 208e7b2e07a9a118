"""`/publishers/{slug}`: who a publisher is, by which accounts it owns images and how we know, what it publishes."""

from typing import Annotated

from fastapi import APIRouter, Request, Response

from api.audience import Asking
from api.pages.owner_page import published
from api.pages.parameters import NoPageParameters
from api.pages.rendering import page
from api.parameters import Slug, query
from api.routes.publishers import publisher_told
from api.routes.search import SearchParameters
from api.services import Served

router = APIRouter(include_in_schema=False)


@router.get("/publishers/{slug}")
def publisher_page(
    request: Request,
    services: Served,
    audience: Asking,
    slug: Slug,
    _parameters: Annotated[NoPageParameters, query(NoPageParameters)],
) -> Response:
    """One publisher of the directory."""
    publisher = publisher_told(services, slug)
    return page(
        request,
        "publisher.html",
        audience,
        publisher=publisher,
        published=published(services, audience, SearchParameters(publisher=[slug])),
    )
