"""Listings in a browser without scripts: previewed, published, changed, refused in place, withdrawn, shown."""

import pytest

from catalog.roles import Role
from tests.api.community.talking import LONG_AGO, release_of
from tests.api.conftest import CANONICAL, NOBLE_IRELAND, WEB_BASE, Client
from tests.api.members import signed_in
from tests.api.pages.conftest import Visitor, browser_of, send

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def services(copied_services):
    return copied_services


@pytest.fixture
def maker(services):
    return signed_in(services, "maker", account=CANONICAL, at=LONG_AGO)


@pytest.fixture
def release(services):
    return release_of(Client(services), NOBLE_IRELAND)


def words(page):
    return " ".join(page.text.split())


def said(**more):
    return {
        "os": "Ubuntu 24.04",
        "features": "small\n\nquick",
        "description": f"Of *ours* {SCRIPT}",
        "note-0-date": "2026-11-01",
        "note-0-text": "the first",
        "check-logs": "yes",
        "note-check-logs": "cleaned",
        "check-passwords": "",
        "support": "help@canonical.example",
    } | more


def test_it_is_previewed_published_shown_and_changed(services, maker, release):
    form = f"/listings/{release}"
    previewed = send(maker, f"{form}/preview", **said())
    assert previewed.status_code == 200
    assert "nothing is published yet" in previewed.text
    assert 'value="Ubuntu 24.04"' in previewed.text
    assert Client(services).ask(f"/v1/listings/{release}").status_code == 404

    published = send(maker, form, **said())
    assert (published.status_code, published.headers["location"]) == (303, f"/releases/{release}#listing")
    page = Visitor(services).page(f"/releases/{release}")
    for told in ("The publisher's own statement", "Ubuntu 24.04", "cleaned", "not answered", "the first", SCRIPT):
        assert told in words(page), told
    assert not [attributes for tag, attributes in page.tags if tag == "script" and "src" not in attributes]

    again = browser_of(maker).page(form)
    (version,) = [tag["value"] for name, tag in again.tags if name == "input" and tag.get("name") == "version"]
    changed = send(maker, form, **said(os="Ubuntu 24.04.1", version=version))
    late = send(maker, form, **said(os="mine", version=version))
    unread = send(maker, form, **said(os="mine"))
    assert [one.status_code for one in (changed, late, unread)] == [303, 422, 422]
    assert "version 2 by now" in late.text
    assert 'value="mine"' in late.text
    assert Client(services).json(f"/v1/listings/{release}")["listing"]["features"] == ["small", "quick"]


def test_a_form_sent_twice_publishes_once(services, maker, release):
    for _ in range(2):
        assert send(maker, f"/listings/{release}", **said(key="a-key-of-the-form")).status_code == 303
    assert Client(services).json(f"/v1/listings/{release}")["listing"]["version"] == 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"support": "call me"}, "e-mail address"),
        ({"source_url": "javascript:alert(1)"}, "https://"),
        ({"check-sysprep": "yes"}, "sysprep"),
        ({"check-logs": "maybe"}, "checklist"),
        ({"note-0-date": ""}, "date"),
        ({"publisher": "debian"}, "debian"),
        ({"os": "a\0"}, "os"),
    ],
)
def test_what_is_refused_stands_in_place_with_what_was_typed(services, maker, release, more, told):
    refused = send(maker, f"/listings/{release}", **said(**more))
    assert refused.status_code == 422
    assert told in refused.text
    assert "small\n\nquick" in refused.text.replace("\r", "")
    assert Client(services).ask(f"/v1/listings/{release}").status_code == 404


def test_others_read_it_and_get_no_form(services, maker, release):
    ada = signed_in(services, "ada", at=LONG_AGO)
    for path in (f"/listings/{release}", f"/listings/{release}/withdraw"):
        assert send(ada, path, **said()).status_code == 422
    assert send(maker, f"/listings/{release}", **said()).status_code == 303
    for page in (Visitor(services).page(f"/listings/{release}"), browser_of(ada).page(f"/listings/{release}")):
        assert page.values("textarea", "name") == []
        assert "Is it yours?" in page.text
    other = release_of(Client(services), WEB_BASE)
    assert "Is it yours?" in Visitor(services).page(f"/releases/{other}").text


def test_a_familys_listing_shows_on_its_releases_and_among_mine_and_is_withdrawn(services, maker, release):
    family = Client(services).json(f"/v1/releases/{release}")["family_id"]
    assert send(maker, f"/listings/{family}", **said()).headers["location"] == f"/families/{family}#listing"
    for path in (f"/families/{family}", f"/releases/{release}"):
        assert "for the whole family" in words(Visitor(services).page(path))
    assert f"/listings/{family}" in browser_of(maker).page("/account").values("a", "href")
    assert send(maker, f"/listings/{family}/withdraw").status_code == 303
    assert "The listing was withdrawn" in words(Visitor(services).page(f"/families/{family}"))
    assert "has not said what it is" in words(Visitor(services).page(f"/releases/{release}"))


def test_a_listing_is_flagged_stands_in_the_queue_and_is_hidden_and_shown_again(services, maker, release):
    here = f"/listings/{release}"
    send(maker, here, **said())
    bob = signed_in(services, "bob", at=LONG_AGO)
    moderator = signed_in(services, "moderator", role=Role.MODERATOR, at=LONG_AGO)
    assert f"{here}/flags" not in Visitor(services).page(here).values("form", "action")
    assert f"{here}/acts" not in browser_of(bob).page(here).values("form", "action")
    flagged = send(bob, f"{here}/flags", reason="misleading", note="it is no Ubuntu")
    assert flagged.headers["Location"] == f"{here}?flagged=yes"
    assert "Moderators will look at it" in browser_of(bob).page(here, flagged="yes").text

    assert "1 flag" in words(browser_of(moderator).page("/moderation"))
    assert f"{here}#moderate" in browser_of(moderator).page("/moderation").values("a", "href")
    without = send(moderator, f"{here}/acts", action="hide", reason="")
    assert (without.status_code, "reason" in without.text) == (422, True)
    assert send(moderator, f"{here}/acts", action="hide", reason="It is no Ubuntu.").status_code == 303
    assert "A moderator hid this listing" in browser_of(moderator).page(here).text
    assert "cleaned" not in Visitor(services).page(f"/releases/{release}").text
    assert "Nothing waits" in browser_of(moderator).page("/moderation").text
    assert send(moderator, f"{here}/acts", action="restore", reason="It is after all.").status_code == 303
    assert "cleaned" in Visitor(services).page(f"/releases/{release}").text
    assert send(bob, f"{here}/acts", action="hide", reason="mine").status_code == 403
