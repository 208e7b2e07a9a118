"""What search engines and browsers ask for to find their way: robots.txt, sitemaps, the OpenSearch description.

Sitemaps are bounded: the pages of ours, the well-known publishers, and the newest releases that can be trusted. What
strangers name is found by searching here, and not advertised.
"""

from collections.abc import Iterable
from datetime import datetime

from fastapi import APIRouter, Request, Response
from lxml import etree

from api.conditional import answer_bytes
from api.routes.search import SearchParameters, search_told
from api.services import Served, Services
from api.version import DESCRIPTION, NAME
from search.document import Audience
from search.index import LARGEST_LIMIT, Sort
from trust.levels import TrustLevel

router = APIRouter(include_in_schema=False)

DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600
# Pages of a hundred releases.
RELEASE_PAGES = 5
PAGES = ("/", "/trust", "/query-language", "/radar", "/check", "/comments", "/moderation", "/api", "/status")
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPEN_SEARCH = "http://a9.com/-/spec/opensearch/1.1/"

ROBOTS = """User-agent: *
Allow: /$
Allow: /releases/
Allow: /families/
Allow: /owners/
Allow: /publishers/
Disallow: /?
Disallow: /check?
Disallow: /v1/
Disallow: /ec2
"""


@router.get("/robots.txt")
async def robots(request: Request, services: Served) -> Response:
    """What crawlers may read: every page, but not every search that can be thought of."""
    text = f"{ROBOTS}\nSitemap: {services.public_url}/sitemap.xml\n"
    return _kept(request, text.encode(), DAY_SECONDS, "text/plain")


@router.get("/opensearch.xml")
async def open_search(request: Request, services: Served) -> Response:
    """How a browser searches here from its address bar, with suggestions."""
    root = etree.Element(f"{{{_OPEN_SEARCH}}}OpenSearchDescription", nsmap={None: _OPEN_SEARCH})  # type: ignore[dict-item]
    for tag, text in (("ShortName", NAME), ("Description", DESCRIPTION[:1024]), ("InputEncoding", "UTF-8")):
        etree.SubElement(root, f"{{{_OPEN_SEARCH}}}{tag}").text = text
    image = etree.SubElement(root, f"{{{_OPEN_SEARCH}}}Image", type="image/svg+xml", width="16", height="16")
    image.text = f"{services.public_url}/favicon.svg"
    etree.SubElement(
        root, f"{{{_OPEN_SEARCH}}}Url", type="text/html", template=f"{services.public_url}/?q={{searchTerms}}"
    )
    return _kept(request, _xml(root), DAY_SECONDS, "application/opensearchdescription+xml")


@router.get("/sitemap.xml")
async def sitemap_index(request: Request, services: Served) -> Response:
    """The sitemaps there are."""
    root = etree.Element(f"{{{_SITEMAP}}}sitemapindex", nsmap={None: _SITEMAP})  # type: ignore[dict-item]
    for name in ("pages", "publishers", "releases"):
        entry = etree.SubElement(root, f"{{{_SITEMAP}}}sitemap")
        etree.SubElement(entry, f"{{{_SITEMAP}}}loc").text = f"{services.public_url}/sitemap-{name}.xml"
    return _kept(request, _xml(root), DAY_SECONDS, "application/xml")


@router.get("/sitemap-pages.xml")
async def sitemap_pages(request: Request, services: Served) -> Response:
    """The pages that are always there."""
    return _sitemap(request, services, ((path, None) for path in PAGES), DAY_SECONDS)


@router.get("/sitemap-publishers.xml")
async def sitemap_publishers(request: Request, services: Served) -> Response:
    """The publishers of the directory."""
    return _sitemap(
        request,
        services,
        ((f"/publishers/{publisher.slug}", None) for publisher in services.directory.publishers()),
        DAY_SECONDS,
    )


@router.get("/sitemap-releases.xml")
def sitemap_releases(request: Request, services: Served) -> Response:
    """The newest releases that are verified or known."""
    now = services.clock()
    found: list[tuple[str, datetime | None]] = []
    cursor: str | None = None
    for _ in range(RELEASE_PAGES):
        asked = SearchParameters(
            trust=[TrustLevel.VERIFIED, TrustLevel.KNOWN], sort=Sort.NEWEST, limit=LARGEST_LIMIT, cursor=cursor
        )
        answer = search_told(services, Audience.PUBLIC, asked, now=now)
        found += [(f"/releases/{hit.release_id}", hit.created_at) for hit in answer.hits]
        cursor = answer.next_cursor
        if cursor is None:
            break
    return _sitemap(request, services, found, HOUR_SECONDS)


def _sitemap(
    request: Request, services: Services, entries: Iterable[tuple[str, datetime | None]], max_age_seconds: int
) -> Response:
    root = etree.Element(f"{{{_SITEMAP}}}urlset", nsmap={None: _SITEMAP})  # type: ignore[dict-item]
    for path, changed_at in entries:
        entry = etree.SubElement(root, f"{{{_SITEMAP}}}url")
        etree.SubElement(entry, f"{{{_SITEMAP}}}loc").text = services.public_url + path
        if changed_at is not None:
            etree.SubElement(entry, f"{{{_SITEMAP}}}lastmod").text = f"{changed_at:%Y-%m-%d}"
    return _kept(request, _xml(root), max_age_seconds, "application/xml")


def _xml(root: "etree._Element") -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def _kept(request: Request, body: bytes, max_age_seconds: int, media_type: str) -> Response:
    return answer_bytes(request, body, Audience.PUBLIC, max_age_seconds=max_age_seconds, media_type=media_type)
