"""Requests that change something by a cookie must come from our own pages.

A browser sends the cookie along whoever made it ask. Two things must therefore hold, and the cookie's own
SameSite=Lax is a third:

- the browser says where the request is from (Sec-Fetch-Site, or Origin of those that are older), and that is here;
- what a page of somebody else's could send without asking first, a form that is, carries the token that only our pages
  know, as the field `csrf_token` or in the header X-CSRF-Token.

A tool has no cookie, and is not asked.
"""

from hashlib import sha256
from hmac import compare_digest
from urllib.parse import parse_qs

from fastapi import Request

from api.errors import CrossSiteError
from api.raw_body import LARGEST_FORM_BYTES, raw_body
from api.services import Services

FIELD, HEADER = "csrf_token", "x-csrf-token"


def csrf_token(session_secret: str) -> str:
    """What forms of ours hand back. It follows from the session's secret, which no other site can know."""
    return sha256(f"amidex csrf {session_secret}".encode("utf-8", errors="surrogatepass")).hexdigest()


async def check_own_page(request: Request, services: Services, session_secret: str) -> None:
    """Raise CrossSiteError unless a request that a cookie speaks for comes from our own pages."""
    check_origin(request, services)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == "application/json" or request.method not in {"POST", "PUT", "PATCH"}:
        return  # no form can send it, and a script of another site must ask first, which nobody here answers
    given = request.headers.get(HEADER) or ""
    if not given and media_type == "application/x-www-form-urlencoded":
        sent = await raw_body(request, LARGEST_FORM_BYTES)
        fields = parse_qs(sent.decode("utf-8", errors="replace"))
        given = fields.get(FIELD, [""])[0]
    if not compare_digest(given.encode(errors="replace"), csrf_token(session_secret).encode()):
        raise CrossSiteError(f"the form has not the right {FIELD}: load the page again and send it from there")


def check_origin(request: Request, services: Services) -> None:
    """Raise CrossSiteError unless a browser says that a page of ours makes it ask."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise CrossSiteError("the request comes from another site")
        return
    own = {services.public_url, f"{request.url.scheme}://{request.headers.get('host', '')}"}
    if request.headers.get("origin") not in own:
        raise CrossSiteError("the request does not say that it comes from a page of this service (Origin)")
