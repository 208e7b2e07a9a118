"""Every page, light and dark, on a phone and on a wide screen."""

import pytest
from starlette.routing import compile_path

from tests.api.pages.paths import GET_PATHS
from tests.pages.addresses import ERRORS
from tests.pages.browsing import NARROW, WIDE, visiting

pytestmark = pytest.mark.pages

MOST_BYTES = 60_000


def test_every_page_there_is_has_an_address_here(places):
    elsewhere = ("/assets", "/sign-in/openid")  # no pages, and a provider's
    pages = {path for path in GET_PATHS if "." not in path and not path.startswith(elsewhere)}
    visited = {address.partition("?")[0] for address in places.values()}

    assert [page for page in pages if not any(compile_path(page)[0].match(address) for address in visited)] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_and_nothing_goes_wrong(browser, demo, places, scheme):
    """axe finds nothing, the console stays silent, nobody else is asked, and nothing has to be scrolled sideways."""
    found = {}
    # axe is injected, which the policy of pages forbids; what the policy forbids is told by the other tests.
    with visiting(browser, demo.url, scheme=scheme, bypass_csp=True) as visit:
        for name, address in places.items():
            visit.go(address)
            found[name] = visit.axe() + ([f"{visit.overflow()} px too wide"] if visit.overflow() else [])
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert visit.wrong == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_page_is_light_and_asks_nobody_else(browser, demo, places, width):
    found = {}
    for name, address in places.items():
        with visiting(browser, demo.url, width=width) as visit:
            status = visit.go(address).status
            visit.page.wait_for_load_state("networkidle")
            size = sum(response.request.sizes()["responseBodySize"] for response in visit.responses)
            problems = list(visit.wrong)
            if visit.overflow():
                problems.append(f"{visit.overflow()} px too wide")
            if size > MOST_BYTES:
                problems.append(f"{size} bytes")
            if (status >= 400) != (name in ERRORS):
                problems.append(f"status {status}")
            found[name] = problems
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
