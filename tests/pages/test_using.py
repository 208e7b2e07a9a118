"""What people do: search, narrow, go back, copy, check; with a mouse, with keys alone, and without JavaScript."""

import re

import pytest
from playwright.sync_api import Error

from tests.pages.browsing import NARROW, visiting

pytestmark = pytest.mark.pages

# A style sheet that stands in the page: no exception tells that it was refused, an event does.
STYLE = """new Promise((done, failed) => {
  addEventListener("securitypolicyviolation", failed);
  const style = document.createElement("style");
  style.textContent = "b { color: red }";
  document.head.append(style);
})"""


def test_a_search_is_narrowed_ordered_paged_and_gone_back_through(visit):
    with visit() as visitor:
        page = visitor.page
        page.get_by_label("Search images").fill("amazon linux")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"q=amazon"))
        everything = page.get_by_role("heading", level=2).first.inner_text()
        page.get_by_label("Narrow the search").get_by_role("link", name=re.compile("^arm64")).click()
        page.wait_for_url(re.compile("arch=arm64"))
        assert page.get_by_role("heading", level=2).first.inner_text() != everything
        page.get_by_role("link", name="Newest first").click()
        page.wait_for_url(re.compile("sort=newest"))
        page.get_by_role("link", name="Next page").click()
        page.wait_for_url(re.compile("cursor="))
        assert {"arch=arm64", "sort=newest"} <= set(page.url.partition("?")[2].split("&"))
        for _ in range(3):
            page.go_back()
        assert page.get_by_role("heading", level=2).first.inner_text() == everything


def test_the_region_is_remembered_and_its_image_copied(visit):
    with visit("/?q=amazon+linux", permissions=["clipboard-read", "clipboard-write"]) as visitor:
        page = visitor.page
        page.get_by_label("Region").first.select_option("eu-west-1")
        page.wait_for_url(re.compile("region=eu-west-1"))
        page.get_by_role("button", name=re.compile("^Copy the image id")).first.click()
        page.get_by_text(re.compile("^Copied ami-")).wait_for(state="attached")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.locator(".hit code").first.inner_text()
        visitor.go("/")
        assert page.get_by_label("Region").first.input_value() == "eu-west-1"


def test_suggestions_are_chosen_by_keys(visit):
    with visit() as visitor:
        page = visitor.page
        page.keyboard.press("/")
        assert visitor.focused() == "q"
        page.keyboard.type("amazon li")
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("Escape")
        assert page.locator("[role=option]").count() == 0
        assert page.get_by_label("Search images").input_value() == "amazon li"
        page.keyboard.type("n")
        page.locator("[role=option]").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: not url.endswith("/"))
        assert page.title() != "Amidex"


def test_a_slash_that_is_typed_stays_a_slash(visit):
    with visit() as visitor:
        visitor.page.get_by_label("Search images").fill("")
        visitor.page.keyboard.type("ubuntu/images")
        assert visitor.page.get_by_label("Search images").input_value() == "ubuntu/images"


def test_keys_alone_lead_from_the_top_to_a_release(visit):
    with visit("/?q=amazon+linux") as visitor:
        page = visitor.page
        page.keyboard.press("Tab")
        assert visitor.focused() == "Skip to the content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert visitor.focused() == "q"
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('h3')") is not None:
                break
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/releases/rel-"))
        assert page.get_by_role("heading", level=2).first.inner_text() in {"Verified", "Known"}


def test_what_has_the_focus_can_be_seen(visit):
    with visit("/?q=amazon+linux") as visitor:
        for _ in range(25):
            visitor.page.keyboard.press("Tab")
            outline = visitor.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", visitor.focused()


def test_times_are_local_and_utc_is_there_for_who_points(visit, places):
    with visit(places["release"], timezone_id="Pacific/Kiritimati") as visitor:
        time = visitor.page.locator("time[data-time=minute]").first
        assert time.get_attribute("title").endswith("UTC")
        assert "UTC" not in time.inner_text()


def test_a_plan_is_pasted_and_a_file_is_read(visit, places, tmp_path):
    bad = places["image"].rpartition("/")[2]
    plan = tmp_path / "plan.json"
    plan.write_text(f'{{"planned_values": {{"ami": "{bad}"}}}}')
    with visit("/check") as visitor:
        page = visitor.page
        page.get_by_label("or read a file").set_input_files(plan)
        page.wait_for_function("document.getElementById('text').value !== ''")
        page.get_by_role("button", name="Check").click()
        page.wait_for_url(re.compile(f"ids={bad}"))
        assert "Suspicious" in page.get_by_role("heading", level=2).first.inner_text()


def test_the_radar_is_narrowed_to_a_region(visit):
    with visit("/radar") as visitor:
        page = visitor.page
        both = page.locator(".hit").count()
        page.get_by_label("Region").first.select_option("eu-west-1")
        page.wait_for_url(re.compile("region=eu-west-1"))
        assert 0 < page.locator(".hit").count() < both


def test_everything_works_without_javascript(visit, places):
    with visit(scripts=False, width=NARROW) as visitor:
        page = visitor.page
        page.get_by_label("Search images").fill("amazon linux")
        page.get_by_label("Region").first.select_option("eu-west-1")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url(re.compile("region=eu-west-1"))
        assert page.locator(".hit .where").first.inner_text() == "eu-west-1"
        page.get_by_text("What can I type?").click()
        page.get_by_role("link", name="debian OR ubuntu -minimal").click()
        page.wait_for_url(re.compile("OR"))
        visitor.go("/")
        assert page.get_by_label("Region").first.input_value() == "eu-west-1"
        visitor.go(places["release"])
        page.locator("summary", has_text="CloudFormation").click()
        assert page.get_by_text("Mappings:").is_visible()
        visitor.go("/check")
        page.get_by_label("Text with image ids").fill(places["image"])
        page.get_by_role("button", name="Check").click()
        assert "Suspicious" in page.get_by_role("heading", level=2).first.inner_text()
        visitor.go("/radar")
        page.get_by_label("Region").first.select_option("us-east-1")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url(re.compile("region=us-east-1"))


def test_an_error_leads_on(visit, places):
    with visit(places["not-found"]) as visitor:
        page = visitor.page
        page.get_by_label("Search images").fill("amazon linux")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("q=amazon"))
        assert page.locator(".hit").count() > 0


def test_the_policy_of_pages_holds_in_the_browser(browser, demo):
    with visiting(browser, demo.url) as visitor:
        visitor.go("/")
        attempts = (
            "document.body.setAttribute('onclick', 'window.ran = true')",
            "document.body.innerHTML = '<b>x</b>'",
            "fetch('https://example.invalid/')",
            STYLE,
        )
        for attempt in attempts:
            with pytest.raises(Error):
                visitor.page.evaluate(f"() => {attempt}")
