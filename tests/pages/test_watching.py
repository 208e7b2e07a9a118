"""Watching in a browser: from the page of a release to a webhook with its secret, and to a digest that is asked for."""

import re

import pytest

from tests.pages.browsing import NARROW, WIDE, visiting
from tests.pages.talking import talker

pytestmark = pytest.mark.pages


@pytest.fixture(scope="module")
def ada(demo):
    return talker(demo, "watcher")


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", NARROW)])
@pytest.mark.parametrize("page", ["webhooks", "digest"])
def test_the_forms_shut_nobody_out(browser, demo, places, ada, scheme, width, page):
    # axe is injected, which the policy of pages forbids.
    with visiting(browser, demo.url, scheme=scheme, width=width, secret=ada.secret, bypass_csp=True) as visit:
        visit.go(places[page])
        assert visit.page.get_by_role("button", name="Watch").is_visible()
        assert (visit.axe(), visit.overflow(), visit.wrong) == ([], 0, [])


def test_a_release_is_watched_tested_and_no_more(visit, places, ada):
    with visit(places["release"], secret=ada.secret, scripts=False) as visitor:
        page = visitor.page
        page.get_by_role("link", name="Watch it").click()
        assert re.fullmatch("rel-[a-z2-7]{20}", page.get_by_label("What to watch").input_value().strip())
        page.get_by_label("Your URL").fill("https://hooks.example.org/amidex")
        page.get_by_role("button", name="Watch").click()
        assert page.get_by_text("hooks.example.org will be told").is_visible()
        assert "whsec_" in page.content()
        page.get_by_role("button", name="Send a test").click()
        assert page.get_by_role("row").filter(has_text="test").is_visible()
        assert "whsec_" not in page.content()
        page.get_by_role("button", name="Remove").click()
        assert page.get_by_text("No URL is told of anything yet").is_visible()


def test_a_digest_is_asked_for_changed_and_removed(visit, places, ada):
    with visit(places["webhooks"], secret=ada.secret, scripts=False, width=NARROW) as visitor:
        page = visitor.page
        page.get_by_role("link", name="Be told by e-mail").click()
        page.get_by_label("Your e-mail address").fill("watcher@mail.example")
        page.get_by_label("once a day").check()
        page.get_by_role("button", name="Watch").click()
        assert page.get_by_role("heading", name="watcher@mail.example").is_visible()
        assert page.get_by_text("a mail with a link arrives").is_visible()
        page.get_by_label("What to watch").fill("N!")
        page.get_by_role("button", name="Change").click()
        assert page.get_by_role("alert").is_visible()
        page.get_by_role("button", name="Remove").click()
        assert page.get_by_role("heading", name="Watch something").is_visible()
