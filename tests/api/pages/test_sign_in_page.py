"""The link that hands a session to a browser: after a click on our own page, once, within a minute."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.api.conftest import Client
from tests.api.members import signed_in
from tests.api.routes.signing import refused


@pytest.fixture
def member(own_services):
    return signed_in(own_services)


def ticket_of(client):
    link = client.ask("/v1/sessions/link", method="POST").json()["link"]
    return link.partition("ticket=")[2]


def click(services, ticket, **headers):
    said = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"} | headers
    return Client(services).ask("/sign-in", method="POST", headers=said, body=f"ticket={ticket}")


def test_a_link_signs_a_browser_in_after_a_click_and_once(own_services, member):
    ticket = ticket_of(member)
    page = Client(own_services).ask("/sign-in", headers={"Accept": "text/html"}, ticket=ticket)
    done = click(own_services, ticket)

    assert (page.status_code, member.member.name in page.text) == (200, True)
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert (done.status_code, done.headers["Location"]) == (303, "/")
    cookie = done.headers["Set-Cookie"]
    assert re.search("HttpOnly; Max-Age=2592000; Path=/; SameSite=lax$", cookie)
    browser = Client(own_services, {"Cookie": cookie.partition(";")[0]})
    assert browser.json("/v1/me")["member_id"] == member.member.id
    assert refused(click(own_services, ticket))


def test_another_site_cannot_click(own_services, member):
    ticket = ticket_of(member)

    refused(click(own_services, ticket, **{"Sec-Fetch-Site": "cross-site"}), "cross-site")
    assert click(own_services, ticket).status_code == 303


@pytest.mark.parametrize("ticket", ["", "made-up", "x" * 5_000, "%00"])
def test_a_link_that_was_made_up_signs_nobody_in(own_services, ticket):
    assert click(own_services, ticket).status_code == 403


def test_a_link_is_old_within_a_minute(own_services, member):
    ticket = ticket_of(member)
    later = replace(own_services, clock=lambda: own_services.clock() + timedelta(minutes=1))

    assert click(later, ticket).status_code == 403
    assert Client(later).ask("/sign-in", ticket=ticket).status_code == 403


def test_a_nonce_is_no_link(own_services, member):
    nonce = Client(own_services).ask("/v1/sessions/aws/nonce", method="POST").json()["nonce"]

    assert click(own_services, nonce).status_code == 403
