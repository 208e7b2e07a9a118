"""Webhooks: what is watched, what is sent, how it is signed, tried again and given up."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import orjson
import pytest
from rich.console import Console
from standardwebhooks import Webhook, WebhookVerificationError

from api.safe_fetch import SafeFetch
from catalog.annotations import DISCLOSURE_TIME
from catalog.roles import Role
from catalog.watches import MOST_WATCHES
from catalog.webhooks import BACKOFF, DISABLED_AFTER, MOST_WEBHOOKS
from cli.webhook_watch import WebhookWatch
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.api.community.talking import release_of, say, send
from tests.api.conftest import CANONICAL, IRELAND, NOBLE_IRELAND, PAYROLL, STRANGER, WEB_BASE, image_id
from tests.api.members import signed_in

HOOKS = "/v1/me/webhooks"


class Clock:
    def __init__(self):
        # Signatures are good for minutes, so that time is the real one here.
        self.now = datetime.now(UTC)

    def __call__(self):
        return self.now

    def forward(self, **time):
        self.now += timedelta(**time)


class Receiver:
    """Takes what it is sent, as long as it says 200."""

    def __init__(self):
        self.status, self.taken = 200, []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                text = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.taken.append((dict(self.headers), text))
                self.send_response(receiver.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"

    def told(self, kind=None):
        messages = [orjson.loads(text) for _, text in self.taken]
        return [one for one in messages if kind in (None, one["type"])]


@contextmanager
def receiving():
    receiver = Receiver()
    Thread(target=receiver.server.serve_forever, daemon=True).start()
    try:
        yield receiver
    finally:
        receiver.server.shutdown()
        receiver.server.server_close()


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def clock(world):
    """Of after the world was crawled."""
    return Clock()


@pytest.fixture
def services(copied_services, clock):
    return replace(copied_services, clock=clock, fetch=SafeFetch(allow_private=True))


@pytest.fixture
def moderator(services, clock):
    return signed_in(services, "moderator", role=Role.MODERATOR, at=clock.now)


@pytest.fixture
def ada(services, clock):
    return signed_in(services, "ada", at=clock.now - timedelta(days=2))


@pytest.fixture
def watch(services):
    return WebhookWatch(lambda: services, Console())


@pytest.fixture
def work(watch, clock):
    """The worker after some minutes."""

    def work(**time):
        clock.forward(**(time or {"minutes": 3}))
        watch.look()
        watch.send()

    return work


def add(client, url, *watches):
    wanted = {"url": url, "watches": [{"kind": kind, "about": about} for kind, about in watches]}
    return send(client, "POST", HOOKS, wanted)


def made(client, receiver, *watches):
    response = add(client, receiver.url, *watches)
    assert response.status_code == 201, response.text
    client.services.clock.forward(seconds=1)
    return response.json()


def hook(client):
    (only,) = client.json(HOOKS)["webhooks"]
    return only


def deliveries(client):
    return client.json(f"{HOOKS}/{hook(client)['webhook_id']}/deliveries")["deliveries"]


def every_watch(client):
    release = release_of(client, NOBLE_IRELAND)
    return [
        ("release", release),
        ("family", client.json(f"/v1/releases/{release}")["family_id"]),
        ("owner", CANONICAL),
        ("publisher", "canonical"),
        ("image", image_id(NOBLE_IRELAND)),
        ("search", f"q=noble&region={IRELAND}&region=eu-central-1&include_deprecated=true"),
    ]


def test_what_happens_is_told_once_whatever_watches_it_and_however_often_one_looks(ada, receiver, work):
    webhook = made(ada, receiver, *every_watch(ada))
    said = say(ada, "Does it boot?")
    work()
    work()

    ((headers, text),) = receiver.taken
    message = Webhook(webhook["secret"]).verify(text, headers)
    assert (message["type"], message["data"]["text"]) == ("comment", "Does it boot?")
    assert message["data"]["link"].endswith(f"/comments/{said['comment_id']}")
    told = deliveries(ada)
    assert [(one["message_id"], one["tries"], one["outcome"]) for one in told] == [
        (headers["webhook-id"], 1, "answered 200")
    ]
    assert "secret" not in hook(ada)


@pytest.mark.parametrize("number", range(6))
def test_each_kind_of_watch_tells(ada, receiver, work, number):
    made(ada, receiver, every_watch(ada)[number])
    say(ada, "Does it boot?")
    say(ada, "of another image", number=WEB_BASE)
    work()
    assert [one["data"]["text"] for one in receiver.told()] == ["Does it boot?"]


def test_nothing_that_happened_before_is_told(ada, receiver, work):
    say(ada, "long ago")
    made(ada, receiver, *every_watch(ada), ("owner", STRANGER))
    work()
    assert receiver.taken == []


def test_a_signature_of_another_secret_is_not_good(ada, receiver, work):
    made(ada, receiver, every_watch(ada)[0])
    say(ada)
    work()
    ((headers, text),) = receiver.taken
    with pytest.raises(WebhookVerificationError):
        Webhook("whsec_b3RoZXI=").verify(text, headers)


def test_a_verdict_that_changes_is_told(services, ada, moderator, receiver, work, clock):
    made(ada, receiver, ("image", image_id(WEB_BASE)))
    path = f"/v1/releases/{release_of(ada, WEB_BASE)}/rulings"
    assert send(moderator, "POST", path, {"malicious": True, "reason": "it mines"}).status_code == 201
    Indexer(services.database, services.directory, MemoryIndex(), clock=clock).drain()
    work()
    (message,) = receiver.told("verdict")
    assert message["data"]["level"] == "malicious"
    assert message["data"]["level_before"] != "malicious"


def test_details_that_are_not_disclosed_are_not_told_until_they_are(ada, receiver, work):
    made(ada, receiver, ("image", image_id(WEB_BASE)))
    path = f"/v1/releases/{release_of(ada, WEB_BASE)}/annotations"
    assert send(ada, "POST", path, {"kind": "secrets-found", "text": "a key in /root"}).status_code == 201
    work()
    assert [(one["data"]["kind"], one["data"]["text"]) for one in receiver.told()] == [("secrets-found", None)]
    work(days=DISCLOSURE_TIME.days, minutes=5)
    assert [one["data"]["text"] for one in receiver.told()] == [None, "a key in /root"]


def test_what_is_private_is_told_to_nobody(services, receiver, work, clock):
    insider = replace(services, organisation_accounts=frozenset({("aws", "210987654321")}))
    member = signed_in(insider, "insider", account="210987654321", at=clock.now - timedelta(days=2))
    made(member, receiver, ("image", image_id(PAYROLL)), ("release", release_of(member, PAYROLL)), ("owner", STRANGER))
    assert say(member, "of payroll", number=PAYROLL)
    work()
    assert receiver.taken == []


def test_who_fails_is_asked_again_later_and_later_and_disabled_after_a_week(services, ada, receiver, work, clock):
    made(ada, receiver, every_watch(ada)[0])
    say(ada)
    receiver.status = 500
    work()
    for tries, pause in enumerate(BACKOFF, start=1):
        assert deliveries(ada)[0]["tries"] == tries
        work(seconds=pause.total_seconds() - 1)
        assert deliveries(ada)[0]["tries"] == tries
        work(seconds=1)
    assert len({headers["webhook-id"] for headers, _ in receiver.taken}) == 1
    assert len(receiver.taken) == len(BACKOFF) + 1
    assert (deliveries(ada)[0]["next_at"], deliveries(ada)[0]["outcome"]) == (None, "answered 500")
    assert hook(ada)["disabled_at"] is None

    clock.forward(seconds=DISABLED_AFTER.total_seconds())
    ada = signed_in(services, "ada", at=clock.now)
    say(ada, "still there?")
    work()
    assert hook(ada)["disabled_at"] is not None
    before = len(receiver.taken)
    say(ada, "and now?")
    work()
    assert len(receiver.taken) == before

    receiver.status = 204
    tested = send(ada, "POST", f"{HOOKS}/{hook(ada)['webhook_id']}/test")
    assert tested.status_code == 202
    work()
    assert hook(ada)["disabled_at"] is None
    assert {one["data"].get("text") for one in receiver.told()[before:]} == {None, "and now?"}
    assert len(receiver.told("test")) == 1


def test_who_says_that_it_is_gone_is_told_nothing_more(ada, receiver, work):
    made(ada, receiver, every_watch(ada)[0])
    say(ada)
    receiver.status = 410
    work()
    assert hook(ada)["disabled_at"] is not None


def test_no_redirect_is_followed(ada, receiver, work):
    made(ada, receiver, every_watch(ada)[0])
    say(ada)
    receiver.status = 307
    work()
    assert len(receiver.taken) == 1
    assert "redirect" in deliveries(ada)[0]["outcome"]


def test_what_waits_goes_out_in_its_order_when_it_works_again(ada, receiver, work):
    made(ada, receiver, every_watch(ada)[0])
    receiver.status = 503
    say(ada, "first")
    work()
    say(ada, "second")
    receiver.status = 200
    work(minutes=6)
    assert [one["data"]["text"] for one in receiver.told()] == ["first", "first", "second"]
    assert hook(ada)["failing_since"] is None


def test_who_is_killed_after_sending_sends_the_same_again(services, ada, receiver, watch, clock, monkeypatch):
    made(ada, receiver, every_watch(ada)[0])
    say(ada)
    clock.forward(minutes=3)
    watch.look()
    with monkeypatch.context() as patch:
        patch.setattr("cli.webhook_watch.note_delivered", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            watch.send()
    WebhookWatch(lambda: services, Console()).send()
    watch.send()
    assert len({headers["webhook-id"] for headers, _ in receiver.taken}) == 1
    assert len(receiver.taken) == 2


def test_a_suspended_member_is_told_nothing(services, ada, moderator, receiver, work):
    made(ada, receiver, every_watch(ada)[0])
    say(ada)
    path = f"/v1/members/{ada.member.id}/suspension"
    assert send(moderator, "PUT", path, {"suspended": True, "reason": "spam"}).status_code == 200
    work()
    assert receiver.taken == []


def test_private_addresses_are_not_asked_unless_the_operator_allows_it(services, ada, receiver, clock):
    made(ada, receiver, every_watch(ada)[0])
    say(ada)
    clock.forward(minutes=3)
    strict = WebhookWatch(lambda: replace(services, fetch=SafeFetch()), Console())
    strict.look()
    strict.send()
    assert receiver.taken == []
    assert "https://" in deliveries(ada)[0]["outcome"]

    other = signed_in(replace(services, fetch=SafeFetch()), "other")
    assert add(other, receiver.url, ("owner", CANONICAL)).json()["type"] == "/problems/fetch-failed"


@pytest.mark.parametrize(
    ("url", "watches"),
    [
        ("https://hooks.example.org/", []),
        ("https://hooks.example.org/", [("owner", CANONICAL)] * (MOST_WATCHES + 1)),
        ("https://hooks.example.org/", [("planet", "mars")]),
        ("https://hooks.example.org/", [("release", "rel-1")]),
        ("https://hooks.example.org/", [("family", CANONICAL)]),
        ("https://hooks.example.org/", [("owner", "12")]),
        ("https://hooks.example.org/", [("publisher", "N!")]),
        ("https://hooks.example.org/", [("image", "ami")]),
        ("https://hooks.example.org/", [("search", "archs=arm64")]),
        ("https://hooks.example.org/", [("search", "sort=newest")]),
        ("https://hooks.example.org/", [("search", 'q="open')]),
        ("https://hooks.example.org/", [("search", "nonsense")]),
        ("ftp://hooks.example.org/", [("owner", CANONICAL)]),
        ("https://user:word@hooks.example.org/", [("owner", CANONICAL)]),
        ("", [("owner", CANONICAL)]),
        ("x" * 3_000, [("owner", CANONICAL)]),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(ada, url, watches):
    response = add(ada, url, *watches)
    assert 400 <= response.status_code < 500, response.text
    assert ada.json(HOOKS)["webhooks"] == []


def test_nobody_reaches_anothers_webhooks_and_nobody_has_too_many(services, ada, receiver):
    one = made(ada, receiver, ("owner", CANONICAL))["webhook"]["webhook_id"]
    other = signed_in(services, "other")
    assert other.json(HOOKS)["webhooks"] == []
    paths = [("GET", "/deliveries"), ("POST", "/test"), ("DELETE", "")]
    assert [send(other, method, f"{HOOKS}/{one}{path}").status_code for method, path in paths] == [404] * 3
    for _ in range(MOST_WEBHOOKS - 1):
        made(ada, receiver, ("owner", CANONICAL))
    assert add(ada, receiver.url, ("owner", CANONICAL)).status_code == 409
    assert send(ada, "DELETE", f"{HOOKS}/{one}").status_code == 204
    assert len(ada.json(HOOKS)["webhooks"]) == MOST_WEBHOOKS - 1
