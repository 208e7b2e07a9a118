"""Pages from templates: escaped always, with the headers that pages have, and a tag so that browsers ask again cheaply.

A page is never kept by shared caches: it minds the region that a visitor chose, which a cookie holds.
"""

import gzip
from functools import cache
from typing import Any

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.caller import Caller
from api.conditional import has_already, tag_of
from api.pages import formats, icons, regions
from api.pages.assets import assets, takes_gzip
from api.pages.negotiation import PAGE_MEDIA_TYPE
from api.pages.visitor import visitor_of
from api.security_headers import PAGE_HEADERS
from api.version import DESCRIPTION, NAME
from search.document import Audience

# A page of 40 kB takes a millisecond.
COMPRESSION = 4


@cache
def environment() -> Environment:
    """The templates, with the filters of `formats`."""
    made = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= formats.FILTERS
    made.globals |= {
        "asset": assets().address,
        "icon": icons.icon,
        "level": formats.level,
        "sprite": icons.sprite(),
        "region_place": regions.place,
        "service_name": NAME,
        "service_description": DESCRIPTION,
    }
    return made


def rendered(request: Request, template: str, **values: Any) -> bytes:
    """The template's text, in UTF-8. A name can hold half a character once a broken dump was crawled."""
    services = request.app.state.services
    text = (
        environment()
        .get_template(template)
        .render(request=request, demo=services.demo, service_url=services.public_url, **values)
    )
    return text.encode(errors="replace")


def page(
    request: Request,
    template: str,
    audience: Audience = Audience.PUBLIC,
    *,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **values: Any,
) -> Response:
    """A whole page, or 304 when who asks has it already."""
    visitor = _member(request)
    body = rendered(request, template, visitor=visitor, **values)
    kept = "private, no-cache" if audience is Audience.PUBLIC else "private, no-store"
    vary = "Authorization, Accept, Accept-Encoding, Cookie"
    all_headers = PAGE_HEADERS | {"Cache-Control": kept, "Vary": vary} | (headers or {})
    if status == 200:
        all_headers["ETag"] = tag_of(body)
        if has_already(request, all_headers["ETag"]):
            return Response(status_code=304, headers=all_headers)
    # What nobody but the reader may know is not compressed: its length beside what he typed would tell of it.
    if visitor is None and "no-store" not in all_headers["Cache-Control"] and takes_gzip(request):
        body = gzip.compress(body, COMPRESSION, mtime=0)
        all_headers["Content-Encoding"] = "gzip"
    return Response(body, status_code=status, media_type=PAGE_MEDIA_TYPE, headers=all_headers)


def _member(request: Request) -> Caller | None:
    """Who is signed in and reads; None for anybody."""
    visitor = visitor_of(request)
    return None if visitor is None or visitor.member is None else visitor
