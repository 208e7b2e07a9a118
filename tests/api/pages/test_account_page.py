import re
from urllib.parse import urlencode

import pytest

from tests.api.members import signed_in, with_token
from tests.api.pages.conftest import ACCEPTED, FORM, Visitor


@pytest.fixture
def member(own_services):
    return signed_in(own_services, account="123456789012")


@pytest.fixture
def browser(member):
    return Visitor(member.services, member.cookie())


def send(browser, path, **fields):
    token = browser.ask("/v1/me").json()["csrf_token"]
    body = urlencode({"csrf_token": token} | fields, doseq=True)
    return browser.ask(path, method="POST", headers=FORM, body=body)


def test_a_stranger_is_told_how_to_sign_in(visitor):
    page = visitor.page("/account")

    assert "amidex login --web" in page.text
    assert visitor.services.public_url in page.text


def test_a_member_sees_himself_on_every_page_and_his_accounts(browser, member):
    assert member.member.name in browser.page("/radar").text
    page = browser.page("/account")
    assert "123456789012" in page.text
    assert browser.ask("/account", headers={"Accept": ACCEPTED}).headers["Cache-Control"] == "private, no-store"


def test_a_token_is_made_shown_once_used_and_revoked(browser):
    made = send(browser, "/account/tokens", name="nightly", scope=["read"], days="30")
    secret = re.search(r"amidex_\w+|[a-z]+_[A-Za-z0-9_-]{30,}", made.text)

    assert made.status_code == 200
    assert secret is not None
    asked = Visitor(browser.services).ask("/v1/me", headers={"Authorization": f"Bearer {secret[0]}"})
    assert asked.json()["shown"] == "access-token"
    page = browser.page("/account")
    assert secret[0] not in page.text
    (revoke,) = [action for action in page.values("form", "action") if action.endswith("/revoke")]
    assert send(browser, revoke).headers["Location"] == "/account"
    assert Visitor(browser.services).ask("/v1/me", headers={"Authorization": f"Bearer {secret[0]}"}).status_code == 401


def test_a_name_is_changed_and_one_that_cannot_be_is_refused_in_place(browser):
    assert send(browser, "/account/name", name="Ada Lovelace").status_code == 303
    assert "Ada Lovelace" in browser.page("/account").text
    refused = send(browser, "/account/name", name="Canonical")
    assert refused.status_code == 422
    assert "Canonical" in refused.text


@pytest.mark.parametrize("fields", [{"name": "x", "days": "x"}, {"name": "x", "days": "0", "scope": "read"}, {}])
def test_a_token_that_cannot_be_made_is_refused_in_place(browser, fields):
    assert send(browser, "/account/tokens", **fields).status_code == 422


def test_forms_of_other_sites_change_nothing(browser):
    for path in ("/account/tokens", "/account/name", "/account/sign-out", "/account/tokens/1/revoke"):
        elsewhere = browser.ask(path, method="POST", headers=FORM | {"Sec-Fetch-Site": "cross-site"}, body="name=x")
        without = browser.ask(path, method="POST", headers=FORM, body="name=x")
        assert (elsewhere.status_code, without.status_code) == (403, 403)


def test_signing_out_ends_the_session_and_the_cookie(browser):
    out = send(browser, "/account/sign-out")

    assert (out.status_code, out.headers["Location"]) == (303, "/")
    assert "Max-Age=0" in out.headers["Set-Cookie"]
    assert "Sign in" in browser.page("/account").text


def test_an_access_token_manages_no_account(member):
    tool = with_token(member)

    assert tool.ask("/account/tokens", method="POST", headers={"Accept": ACCEPTED}, body="name=x").status_code == 403


def test_a_signed_in_member_checks_what_he_pastes(browser):
    response = send(browser, "/check", text="ami-0123456789abcdef0")

    assert response.status_code == 303
