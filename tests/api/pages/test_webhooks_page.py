"""Watching in a browser without scripts: what leads to it, the secret once, a test, the log, and what is refused."""

import re

import pytest

from catalog.webhooks import MOST_WEBHOOKS
from tests.api.conftest import CANONICAL
from tests.api.members import signed_in
from tests.api.pages.conftest import browser_of, send

HERE = "/account/webhooks"
URL = "https://hooks.example.org/amidex"


@pytest.fixture
def ada(here):
    return signed_in(here, "ada")


def made(ada, watches="canonical", url=URL):
    return send(ada, HERE, url=url, watches=watches)


def test_what_can_be_watched_leads_here(visitor):
    release = visitor.ask("/v1/search", q="ubuntu", limit=1).json()["hits"][0]["release_id"]
    family = visitor.ask(f"/v1/releases/{release}").json()["family_id"]
    for path, watched in (
        (f"/releases/{release}", release),
        (f"/families/{family}", family),
        (f"/owners/{CANONICAL}", CANONICAL),
        ("/publishers/canonical", "canonical"),
        ("/?q=ubuntu&arch=arm64&include_deprecated=true", "q%3Dubuntu%26arch%3Darm64%26include_deprecated%3Dtrue"),
    ):
        assert f"{HERE}?watch={watched}" in visitor.page(path).values("a", "href"), path
    assert visitor.ask(HERE).headers["Location"] == "/account"
    assert visitor.ask(f"{HERE}/1").headers["Location"] == "/account"


def test_the_secret_is_shown_once_and_what_is_watched_is_linked(ada):
    assert "q=ubuntu&arch=arm64" in browser_of(ada).page(HERE, watch="q=ubuntu&arch=arm64").text
    answer = made(ada, f"canonical\n{CANONICAL}\r\n q=ubuntu&arch=arm64\n\n")

    assert answer.status_code == 200, answer.text
    (secret,) = set(re.findall(r"whsec_[\w+/=]+", answer.text))
    page = browser_of(ada).page(HERE)
    assert secret not in page.text
    assert {"/publishers/canonical", f"/owners/{CANONICAL}", "/?q=ubuntu&arch=arm64"} <= set(page.values("a", "href"))


def test_a_test_is_sent_its_log_shown_and_the_webhook_removed(ada):
    made(ada)
    (webhook,) = ada.json("/v1/me/webhooks")["webhooks"]
    mine = f"{HERE}/{webhook['webhook_id']}"
    assert "Nothing yet" in browser_of(ada).page(mine).text
    assert send(ada, f"{mine}/test").headers["Location"] == mine
    log = browser_of(ada).page(mine)
    assert ("test" in log.text, "Messages" in log.values("div", "aria-label")) == (True, True)
    assert send(ada, f"{mine}/remove").headers["Location"] == HERE
    assert ada.json("/v1/me/webhooks")["webhooks"] == []


@pytest.mark.parametrize(
    ("url", "watches", "says"),
    [
        ("ftp://hooks.example.org", "canonical", "https://"),
        ("", "canonical", "url"),
        (URL, "", "watches"),
        (URL, "Canonical!", "slug"),
        (URL, "q=%22ubuntu", "quote"),
        (URL, "colour=<script>", "search"),
        (URL, "\n".join(f"acme{number}" for number in range(51)), "50"),
    ],
)
def test_what_cannot_be_watched_is_refused_in_place_and_keeps_what_was_typed(ada, url, watches, says):
    refused = made(ada, watches, url)

    assert refused.status_code == 422
    assert says in refused.text
    assert "<script>" not in refused.text
    assert watches.split("\n")[0].replace("<", "&lt;").replace(">", "&gt;") in refused.text
    assert ada.json("/v1/me/webhooks")["webhooks"] == []


def test_one_more_than_the_most_is_refused_and_the_form_is_gone(ada):
    for number in range(MOST_WEBHOOKS):
        assert made(ada, f"acme{number}").status_code == 200
    assert made(ada).status_code == 422
    assert "is the most one has" in browser_of(ada).page(HERE).text


def test_nobody_elses_webhook_is_shown_tested_or_removed(here, ada):
    made(ada)
    (webhook,) = ada.json("/v1/me/webhooks")["webhooks"]
    eve, mine = signed_in(here, "eve"), f"{HERE}/{webhook['webhook_id']}"

    browser_of(eve).page(mine, status=404)
    assert [send(eve, f"{mine}/{act}").status_code for act in ("test", "remove")] == [404, 404]
    assert len(ada.json("/v1/me/webhooks")["webhooks"]) == 1
