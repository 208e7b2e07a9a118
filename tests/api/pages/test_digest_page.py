"""The digest in a browser without scripts: set, changed, removed, refused in place, and the pages mail leads to."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest

from api.digest_links import confirm_link, unsubscribe_link
from catalog.digests import digest_of
from tests.api.members import signed_in
from tests.api.pages.conftest import Visitor, browser_of, send
from tests.mail import server_at

HERE = "/account/digest"
ADDRESS = "ada@example.org"


@pytest.fixture
def mailing(here):
    """The service with a mail server, which nothing is sent by here."""
    return replace(here, mail=server_at(9))


@pytest.fixture
def ada(mailing):
    return signed_in(mailing, "ada")


def row(ada):
    with ada.services.database.read() as session:
        return digest_of(session, ada.member.id)


def link(ada, made):
    """The path and the parameters of a link in her mail."""
    parts = urlsplit(made(ada.services.public_url, row(ada)))
    return parts.path, dict(parse_qsl(parts.query))


def test_the_digest_is_set_shown_changed_and_removed(ada):
    browser = browser_of(ada)
    assert "rel-x" in browser.page(HERE, watch="rel-x").text
    sent = send(ada, HERE, address=ADDRESS, every="day", watches="canonical\r\n q=ubuntu&arch=arm64\n\n")
    assert (sent.status_code, sent.headers["Location"]) == (303, HERE)

    page = browser.page(HERE, watch="amazon")
    assert {"/publishers/canonical", "/?q=ubuntu&arch=arm64"} <= set(page.values("a", "href"))
    assert "canonical\nq=ubuntu&arch=arm64\namazon" in page.text
    assert "a mail with a link arrives within a minute" in page.text

    send(ada, HERE, address=ADDRESS, every="week", watches="amazon")
    assert (row(ada).every, len(row(ada).watches)) == ("week", 1)
    assert send(ada, f"{HERE}/remove").headers["Location"] == HERE
    assert row(ada) is None


def test_what_is_refused_is_said_in_place_and_what_was_typed_kept(ada):
    answer = send(ada, HERE, address="ada", every="day", watches="canonical")
    assert answer.status_code == 422
    assert ("an e-mail address like" in answer.text, 'value="ada"' in answer.text) == (True, True)
    assert send(ada, HERE, address=ADDRESS, every="day", watches="").status_code == 422
    assert send(ada, HERE, address=ADDRESS, every="hour", watches="canonical").status_code == 422
    assert row(ada) is None


def test_the_pages_that_mail_leads_to_ask_nobody_to_sign_in(ada, mailing):
    send(ada, HERE, address=ADDRESS, every="day", watches="canonical")
    stranger = Visitor(mailing)
    for made, ask, done in (
        (confirm_link, "Confirm this address", "Confirmed"),
        (unsubscribe_link, "End it", "No more mail"),
    ):
        path, parameters = link(ada, made)
        assert ask in stranger.page(path, **parameters).text
        answer = stranger.ask(path, method="POST", body=b"List-Unsubscribe=One-Click", **parameters)
        assert (answer.status_code, done in answer.text) == (200, True)
    assert row(ada) is None
    assert "the link is not good" in stranger.page(path, status=404, **parameters).text


def test_a_page_of_another_site_does_not_press_the_button_with_her_cookie(ada):
    send(ada, HERE, address=ADDRESS, every="day", watches="canonical")
    path, parameters = link(ada, unsubscribe_link)
    forged = browser_of(ada).ask(path, method="POST", headers={"Sec-Fetch-Site": "cross-site"}, body=b"", **parameters)
    assert forged.status_code == 403
    assert row(ada) is not None


def test_without_a_mail_server_the_page_says_so_and_leads_elsewhere(here):
    member = signed_in(here, "ada")
    page = browser_of(member).page(HERE, watch="canonical")
    assert "sends no e-mail" in page.text
    assert "/account/webhooks?watch=canonical" in page.values("a", "href")
    assert send(member, HERE, address=ADDRESS, every="day", watches="canonical").status_code == 422


def test_who_is_not_signed_in_is_told_how_to(mailing):
    assert Visitor(mailing).ask(HERE).headers["Location"] == "/account"
