"""The form of a listing, by who makes the image: nobody is shut out, the preview follows typing, it is published."""

import re

import pytest

from tests.pages.browsing import NARROW, WIDE, visiting
from tests.pages.talking import talker

pytestmark = pytest.mark.pages


@pytest.fixture(scope="module")
def maker(demo, places):
    release_id = places["release"].rpartition("/")[2]
    return talker(demo, "maker", account=demo.json(f"/v1/releases/{release_id}")["owner_ids"][0])


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", NARROW)])
def test_the_form_shuts_nobody_out(browser, demo, places, maker, scheme, width):
    # axe is injected, which the policy of pages forbids.
    with visiting(browser, demo.url, scheme=scheme, width=width, secret=maker.secret, bypass_csp=True) as visit:
        visit.go(places["listing"])
        assert visit.page.get_by_role("button", name="Publish").is_visible()
        assert (visit.axe(), visit.overflow(), visit.wrong) == ([], 0, [])


def test_the_preview_follows_ones_typing(visit, places, maker):
    with visit(places["listing"], secret=maker.secret) as visitor:
        visitor.page.get_by_label("Description").fill("Typed *just now*")
        visitor.page.locator("#preview").get_by_text("just now").wait_for()
        assert visitor.page.locator("#preview em").inner_text() == "just now"


def test_it_is_previewed_and_published_without_scripts(visit, places, maker):
    with visit(places["listing"], secret=maker.secret, scripts=False, width=NARROW) as visitor:
        page = visitor.page
        page.get_by_label("Operating system and distribution").fill("Amazon Linux, said anew")
        page.get_by_role("button", name="Preview").click()
        page.locator("#preview").get_by_text("said anew").wait_for()
        page.get_by_role("button", name="Publish").click()
        page.wait_for_url(re.compile("#listing$"))
        assert page.get_by_text("Amazon Linux, said anew").is_visible()
