"""Every link of every page leads somewhere."""

from urllib.parse import urldefrag

from api.pages.discovery import PAGES
from tests.api.conftest import CANONICAL, STRANGER
from tests.api.pages.conftest import ACCEPTED, Reader

MOST_PAGES = 250


def test_every_link_leads_to_something_that_is_there(visitor):
    waiting = [*PAGES, "/?q=ubuntu", f"/owners/{CANONICAL}", f"/owners/{STRANGER}"]
    seen: set[str] = set()
    broken = []
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        response = visitor.ask(address, headers={"Accept": ACCEPTED})
        if response.status_code not in (200, 302, 303):
            broken.append((address, response.status_code))
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            continue
        page = Reader(response.text)
        for href in page.values("a", "href"):
            target = f"{address.partition('?')[0]}{href}" if href.startswith("?") else urldefrag(href).url
            # Examples in texts name images that no test has; searches of searches have no end.
            if target.startswith("/") and "0abcdef1234567890" not in target and not address.startswith("/?"):
                waiting.append(target)
    assert broken == []
    assert len(seen) > 60


def test_every_anchor_within_a_page_is_there(visitor):
    for path in ("/trust", "/query-language", "/api"):
        page = visitor.page(path)
        there = {attributes["id"] for _, attributes in page.tags if "id" in attributes}
        assert {href[1:] for href in page.values("a", "href") if href.startswith("#")} <= there
