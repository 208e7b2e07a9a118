"""Signing in at a small real OpenID provider over HTTP; and all that must not sign anybody in."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from api.openid import OpenIdProvider
from tests.api.conftest import NOW, Client
from tests.api.routes.signing import refused
from tests.openid_provider import CLIENT, SECRET, openid_provider


@pytest.fixture
def provider():
    with openid_provider() as running:
        yield running


@pytest.fixture
def here(own_services, provider):
    return replace(own_services, openid=OpenIdProvider(provider.issuer, CLIENT, SECRET))


@pytest.fixture
def browser(here):
    return Client(here)


def begin(browser):
    """Where the browser is sent, and what it keeps."""
    sent = browser.ask("/sign-in/openid")
    assert sent.status_code == 303, sent.text
    return sent.headers["Location"], {"Cookie": sent.headers["Set-Cookie"].partition(";")[0]}


def come_back(browser, url, kept):
    parts = urlsplit(url)
    return browser.ask(f"{parts.path}?{parts.query}", headers=kept)


def complete(browser, provider):
    url, kept = begin(browser)
    return come_back(browser, provider.agree(url), kept)


def member_id(browser, response):
    assert response.status_code == 303, response.text
    cookies = [cookie.partition(";")[0] for cookie in response.headers.get_list("set-cookie")]
    session = next(cookie for cookie in cookies if cookie.startswith("amidex=amx_session_"))
    return Client(browser.services, {"Cookie": session}).json("/v1/me")["member_id"]


def test_who_signs_in_there_is_a_member_here_and_the_same_again(browser, provider):
    first = member_id(browser, complete(browser, provider))

    assert member_id(browser, complete(browser, provider)) == first
    provider.subject = "bob"
    assert member_id(browser, complete(browser, provider)) != first


def test_the_way_is_shown_where_there_is_one(browser, own_services):
    link = 'href="/sign-in/openid"'

    assert link in browser.ask("/account", headers={"Accept": "text/html"}).text
    assert link not in Client(own_services).ask("/account", headers={"Accept": "text/html"}).text


def test_nothing_but_who_it_is_is_asked_for(browser, provider):
    url, _ = begin(browser)
    asked = parse_qs(urlsplit(url).query)

    assert url.startswith(f"{provider.issuer}/authorize?")
    assert (asked["scope"], asked["client_id"]) == (["openid"], [CLIENT])
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/openid/back"]
    assert SECRET not in url


def test_keys_of_other_kinds_and_new_ones_are_taken(browser, provider, here):
    member_id(browser, complete(browser, provider))
    provider.new_key(ECKey)
    provider.algorithm = "ES256"
    here.openid._keys = None  # an hour later

    member_id(browser, complete(browser, provider))


def test_a_state_is_worth_nothing_a_second_time(browser, provider):
    url, kept = begin(browser)
    back = provider.agree(url)
    come_back(browser, back, kept)

    assert "before" in refused(come_back(browser, back, kept))


def test_another_browser_cannot_come_back(browser, provider):
    url, _ = begin(browser)
    _, others = begin(browser)

    for kept in ({}, others, {"Cookie": "amidex-state=made-up"}):
        assert "this browser" in refused(come_back(browser, provider.agree(url), kept))


@pytest.mark.parametrize("query", ["", "state=", "code=x", "state=x&code=x", "state=%00", "state=" + "x" * 5_000])
def test_a_made_up_way_back_signs_nobody_in(browser, query):
    refused(browser.ask(f"/sign-in/openid/back?{query}", headers={"Cookie": "amidex-state=x"}))


def test_who_says_no_there_is_not_signed_in(browser, provider):
    url, kept = begin(browser)
    state = parse_qs(urlsplit(url).query)["state"][0]

    assert "did not sign you in" in refused(
        browser.ask(f"/sign-in/openid/back?error=access_denied&state={state}", headers=kept)
    )


def test_a_code_that_the_provider_does_not_know_is_refused(browser, provider):
    url, kept = begin(browser)
    state = parse_qs(urlsplit(url).query)["state"][0]

    assert "does not accept the code" in refused(
        browser.ask(f"/sign-in/openid/back?code=made-up&state={state}", headers=kept)
    )


def test_a_code_of_another_sign_in_is_refused_by_its_challenge(browser, provider):
    (url, kept), (others, _) = begin(browser), begin(browser)
    stolen = parse_qs(urlsplit(provider.agree(others)).query)["code"][0]
    state = parse_qs(urlsplit(url).query)["state"][0]

    refused(browser.ask(f"/sign-in/openid/back?code={stolen}&state={state}", headers=kept))


def test_a_state_is_old_within_ten_minutes(browser, provider, here):
    url, kept = begin(browser)
    later = Client(replace(here, clock=lambda: NOW + timedelta(minutes=10)))

    assert "too long ago" in refused(come_back(later, provider.agree(url), kept))


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"aud": [CLIENT], "azp": "another-client"},
        {"aud": None},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": int(time.time()) - 300},
        {"exp": None},
        {"iat": int(time.time()) + 3_600},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "a\0b"},
        {"sub": "x" * 256},
        {"nbf": int(time.time()) + 3_600},
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(browser, provider, claims):
    provider.claims = claims

    assert "ID token" in refused(complete(browser, provider))


def unsigned(claims):
    parts = [json.dumps(part).encode() for part in ({"alg": "none"}, claims)]
    return ".".join(urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def by_another_key(claims):
    return jwt.encode({"alg": "RS256"}, claims, RSAKey.generate_key(2048))


@pytest.mark.parametrize("signs", [unsigned, by_another_key, lambda _: "x.y.z", lambda _: "", lambda _: 7])
def test_a_token_that_the_provider_did_not_sign_is_refused(browser, provider, signs):
    provider.signs = signs

    assert "ID token" in refused(complete(browser, provider))


def test_the_public_key_is_no_shared_secret(browser, provider):
    """Made by hand: the library refuses to."""

    def by_public_key(claims):
        header = {"alg": "HS256", "kid": provider.key.kid}
        text = ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims))
        signature = hmac.digest(provider.key.as_pem(private=False), text.encode(), "sha256")
        return f"{text}.{urlsafe_b64encode(signature).decode().rstrip('=')}"

    provider.signs = by_public_key

    assert "ID token" in refused(complete(browser, provider))


def test_bad_tokens_do_not_have_the_keys_fetched_without_end(browser, provider):
    provider.signs = by_another_key
    for _ in range(3):
        refused(complete(browser, provider))

    assert provider.asked.count("/keys") <= 2


@pytest.mark.parametrize(
    "description",
    [
        {"issuer": "https://evil.example"},
        {"authorization_endpoint": None},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": 7},
    ],
)
def test_a_provider_that_describes_another_is_not_used(browser, provider, description):
    provider.description = description

    response = browser.ask("/sign-in/openid")
    assert (response.status_code, response.json()["type"]) == (503, "/problems/openid-unavailable")


def test_a_provider_that_is_away_is_said_to_be(own_services):
    away = Client(replace(own_services, openid=OpenIdProvider("http://127.0.0.1:9", CLIENT)))

    response = away.ask("/sign-in/openid")
    assert (response.status_code, "127.0.0.1" in response.text) == (503, False)


def test_without_a_provider_there_is_no_such_way(own_services):
    assert Client(own_services).ask("/sign-in/openid").status_code == 404
    assert Client(own_services).ask("/sign-in/openid/back?state=x&code=x").status_code == 404
