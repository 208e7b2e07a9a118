"""What members do on pages: say, reply, edit, state, flag, moderate; with keys alone, and without JavaScript."""

import re

import pytest

from tests.pages.addresses import FOR_MEMBERS
from tests.pages.browsing import NARROW, WIDE, visiting

pytestmark = pytest.mark.pages


@pytest.mark.parametrize(("scheme", "width"), [("light", WIDE), ("dark", NARROW)])
def test_nobody_who_is_signed_in_is_shut_out(browser, demo, places, moderator, scheme, width):
    found = {}
    # axe is injected, which the policy of pages forbids.
    with visiting(browser, demo.url, scheme=scheme, width=width, secret=moderator.secret, bypass_csp=True) as visit:
        for name in FOR_MEMBERS:
            visit.go(places[name])
            # Handles: a locator counts anew among those that are still shut.
            for summary in visit.page.query_selector_all("main details:not([open]) > summary"):
                summary.click()
            found[name] = visit.axe() + ([f"{visit.overflow()} px too wide"] if visit.overflow() else [])
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert visit.wrong == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_member_says_replies_edits_and_deletes(visit, places, ada, scripts):
    words = f"said on a phone, scripts {scripts}"
    with visit(places["release"], secret=ada.secret, scripts=scripts, width=NARROW) as visitor:
        page = visitor.page
        page.get_by_label("Ask, or tell what you saw").fill(words)
        page.get_by_role("button", name="Say it").click()
        page.wait_for_url(re.compile(r"/comments/\d+$"))
        page.get_by_label(re.compile("^To ")).fill("and replied to")
        page.get_by_role("button", name="Reply").click()
        page.wait_for_url(re.compile(r"/comments/\d+$"))
        assert page.locator(".replies").get_by_text("and replied to").is_visible()
        page.get_by_label("It should say").fill("replied to otherwise")
        page.get_by_role("button", name="Save").click()
        page.locator(".replies").get_by_text("replied to otherwise").wait_for()
        page.get_by_role("button", name="Delete").click()
        page.wait_for_url(re.compile("#discussion$"))
        assert page.get_by_text(words).count() == 1
        assert page.locator(".comment").get_by_text("replied to otherwise").count() == 0


def test_what_was_refused_keeps_what_was_typed_and_has_the_focus(visit, places, ada):
    with visit(places["release"], secret=ada.secret) as visitor:
        page = visitor.page
        typed = "see https://a.example " * 21
        page.get_by_label("Ask, or tell what you saw").fill(typed)
        page.get_by_role("button", name="Say it").click()
        page.get_by_role("alert").wait_for()
        assert "20 links at most" in page.get_by_role("alert").inner_text()
        assert page.get_by_label("Ask, or tell what you saw").input_value() == typed
        assert visitor.focused() == "comment-text"


def test_going_back_and_sending_again_says_it_once(visit, places, ada):
    with visit(places["release"], secret=ada.secret) as visitor:
        page = visitor.page
        for _ in range(2):
            page.get_by_label("Ask, or tell what you saw").fill("said once alone")
            page.get_by_role("button", name="Say it").click()
            page.wait_for_url(re.compile(r"/comments/\d+$"))
            page.go_back()
        visitor.go("/comments?q=once+alone")
        assert page.locator(".comment").count() == 1


def test_keys_alone_state_something(visit, places, ada):
    with visit(places["release"], secret=ada.secret) as visitor:
        page = visitor.page
        page.get_by_text("State something").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("v")
        page.keyboard.press("Tab")
        page.keyboard.type("It is what it says.")
        for _ in range(5):
            page.keyboard.press("Tab")
            if visitor.focused() == "State it":
                break
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"#annotation-\d+$"))
        assert page.locator(".annotation").first.get_by_text("It is what it says.").is_visible()


def test_a_moderator_hides_what_a_member_flagged(visit, places, ada, moderator):
    with visit(places["release"], secret=ada.secret, scripts=False) as visitor:
        visitor.page.get_by_label("Ask, or tell what you saw").fill("buy my images")
        visitor.page.get_by_role("button", name="Say it").click()
        visitor.page.wait_for_url(re.compile(r"/comments/\d+$"))
        address = visitor.page.url.removeprefix(visitor.url)
    with visit(address, secret=moderator.secret, scripts=False) as visitor:
        page = visitor.page
        page.get_by_text("Have moderators look at it").click()
        page.get_by_label("Why", exact=True).select_option("spam")
        page.get_by_role("button", name="Flag it").click()
        page.get_by_text("Moderators will look at it.").wait_for()
        page.get_by_label("What to do").select_option("hide")
        page.get_by_label(re.compile("^Why, in a sentence")).fill("It is an advertisement.")
        page.get_by_role("button", name="Do it").click()
        page.get_by_text("Hidden by a moderator.").wait_for()
    with visit(address) as visitor:
        assert visitor.page.get_by_text("buy my images").count() == 0
