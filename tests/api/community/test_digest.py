"""Digests by e-mail: asked, confirmed, told once, tried again, refused and ended, by a real SMTP server."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from rich.console import Console

from api.digest_mail import MOST_LISTED
from catalog.annotations import DISCLOSURE_TIME
from catalog.digests import BACKOFF, CONFIRM_WITHIN, UNCONFIRMED_KEPT, Every, Item, add_items, digest_of
from catalog.roles import Role
from catalog.watches import MOST_WATCHES
from cli.digest_watch import DigestWatch
from tests.api.community.talking import release_of, say, send
from tests.api.community.test_webhooks import Clock, every_watch
from tests.api.conftest import CANONICAL, NOBLE_IRELAND, PAYROLL, STRANGER, WEB_BASE, Client, image_id
from tests.api.members import signed_in
from tests.mail import SENDER, free_port, running_mailbox, server_at

DIGEST = "/v1/me/digest"
ADDRESS = "ada@example.org"


@pytest.fixture(scope="module")
def mail_server():
    with running_mailbox() as mailbox_and_port:
        yield mailbox_and_port


@pytest.fixture
def mailbox(mail_server):
    mailbox, _ = mail_server
    mailbox.reply = None
    mailbox.taken.clear()
    return mailbox


@pytest.fixture
def clock(world):
    return Clock()


@pytest.fixture
def services(copied_services, clock, mail_server):
    return replace(copied_services, clock=clock, mail=server_at(mail_server[1]))


@pytest.fixture
def ada(services, clock):
    return signed_in(services, "ada", at=clock.now - timedelta(days=2))


@pytest.fixture
def watch(services):
    return DigestWatch(lambda: services, Console())


@pytest.fixture
def work(watch, clock):
    """The worker after some time."""

    def work(**time):
        clock.forward(**time)
        watch.look()

    return work


@pytest.fixture
def anybody(services):
    return Client(services)


def put(client, *watches, address=ADDRESS, every="day"):
    wanted = {"address": address, "every": every, "watches": [{"kind": kind, "about": it} for kind, it in watches]}
    return send(client, "PUT", DIGEST, wanted)


def mine(client):
    return client.json(DIGEST)["digest"]


def link_in(message, path):
    """The path with its token, as it stands in the text."""
    text = message.get_body(("plain",)).get_content()
    (found,) = set(re.findall(rf"http\S+{path}\?\S+", text))
    assert found in message.get_body(("html",)).get_content()
    return urlsplit(found)._replace(scheme="", netloc="").geturl()


def follow(client, link, **headers):
    """What the button of a link's page does; a mail program sends the same."""
    path, _, token = link.partition("?token=")
    form = {"Content-Type": "application/x-www-form-urlencoded"} | headers
    return client.ask(path, method="POST", headers=form, body=b"List-Unsubscribe=One-Click", token=token)


def confirmed(client, work, mailbox, *watches, **more):
    response = put(client, *watches, **more)
    assert response.status_code == 200, response.text
    work(seconds=1)
    assert follow(client, link_in(mailbox.taken.pop(), "/digest/confirm")).status_code == 200
    client.services.clock.forward(seconds=1)
    return response.json()


def texts(mailbox):
    return [message.get_body(("plain",)).get_content() for message in mailbox.taken]


def test_an_address_is_asked_once_and_told_nothing_until_it_is_confirmed(ada, mailbox, work):
    assert put(ada, *every_watch(ada)).json()["digest"]["state"] == "unconfirmed"
    work(seconds=1)
    work(days=1)
    (asked,) = mailbox.taken
    assert (asked["From"], asked["To"], asked["Auto-Submitted"]) == (SENDER, ADDRESS, "auto-generated")
    assert (mine(ada)["state"], mine(ada)["next_at"], mine(ada)["outcome"]) == ("unconfirmed", None, "sent")
    say(ada, "Does it boot?")
    work(days=1)
    assert len(mailbox.taken) == 1


def test_what_happens_is_told_a_day_at_a_time_and_once(ada, mailbox, work):
    say(ada, "long ago")
    confirmed(ada, work, mailbox, *every_watch(ada))
    assert mine(ada)["state"] == "active"
    said = say(ada, "Does it boot?")
    work(hours=23)
    assert mailbox.taken == []
    work(hours=1)
    (message,) = mailbox.taken
    assert message["Subject"] == "Amidex: 1 thing happened to what you watch"
    (text,) = texts(mailbox)
    assert f"/comments/{said['comment_id']}" in text
    assert ("Observation by" in text or "Question by" in text, "Does it boot?" in text) == (True, False)
    work(days=1)
    work(days=1)
    assert len(mailbox.taken) == 1
    say(ada, "And now?")
    say(ada, "And now?!")
    work(days=1)
    assert mailbox.taken[1]["Subject"] == "Amidex: 2 things happened to what you watch"
    assert mailbox.taken[0]["Message-ID"] != mailbox.taken[1]["Message-ID"]


def test_a_week_is_seven_days(ada, mailbox, work):
    confirmed(ada, work, mailbox, *every_watch(ada), every="week")
    say(ada)
    work(days=6, hours=23)
    assert mailbox.taken == []
    work(hours=1)
    assert len(mailbox.taken) == 1


def test_days_that_nobody_worked_are_made_up_for_by_one_mail(ada, mailbox, work):
    confirmed(ada, work, mailbox, *every_watch(ada))
    say(ada, "first")
    work(days=5, hours=3)
    work(hours=20)
    assert len(mailbox.taken) == 1
    say(ada, "second")
    work(hours=1)
    assert len(mailbox.taken) == 2


def test_a_link_is_good_for_two_days_and_opening_it_changes_nothing(ada, anybody, mailbox, work, clock):
    put(ada, *every_watch(ada))
    work(seconds=1)
    link = link_in(mailbox.taken.pop(), "/digest/confirm")
    assert "Confirm this address" in anybody.ask(link).text
    assert mine(ada)["state"] == "unconfirmed"
    clock.forward(seconds=CONFIRM_WITHIN.total_seconds())
    assert follow(anybody, link).status_code == 404
    assert "two days" in follow(anybody, link, Accept="text/html").text
    assert mine(ada)["state"] == "unconfirmed"

    put(ada, *every_watch(ada))
    work(seconds=1)
    again = link_in(mailbox.taken.pop(), "/digest/confirm")
    assert follow(anybody, link).status_code == 404
    assert [follow(anybody, again).status_code for _ in range(2)] == [200, 200]
    assert mine(ada)["state"] == "active"


@pytest.mark.parametrize("change", ["1.0.x", "", "x", "9" * 90, "½.1.x", "1..", "\ud800"])
def test_a_link_that_is_not_ours_does_nothing(ada, anybody, mailbox, work, change):
    confirmed(ada, work, mailbox, *every_watch(ada))
    for path in ("/digest/confirm", "/digest/unsubscribe"):
        token = change.encode(errors="replace").decode()
        assert anybody.ask(path, token=token).status_code in {404, 422}
        assert follow(anybody, f"{path}?token={token}").status_code in {404, 422}
    assert mine(ada)["state"] == "active"


def test_a_link_is_good_for_what_it_is_for_and_for_its_address(ada, anybody, mailbox, work):
    put(ada, *every_watch(ada))
    work(seconds=1)
    asked = mailbox.taken.pop()
    token = link_in(asked, "/digest/confirm").partition("=")[2]
    assert follow(anybody, f"/digest/unsubscribe?token={token}").status_code == 404
    put(ada, *every_watch(ada), address="eve@example.org")
    assert follow(anybody, f"/digest/confirm?token={token}").status_code == 404
    assert mine(ada)["state"] == "unconfirmed"


def test_one_click_of_a_mail_program_ends_it(ada, anybody, mailbox, work):
    confirmed(ada, work, mailbox, *every_watch(ada))
    say(ada)
    work(days=1)
    (message,) = mailbox.taken
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = urlsplit(message["List-Unsubscribe"].strip("<>"))._replace(scheme="", netloc="").geturl()
    assert link == link_in(message, "/digest/unsubscribe")
    assert "End it" in anybody.ask(link).text
    assert mine(ada) is not None
    assert "forgotten" in follow(anybody, link).text
    assert mine(ada) is None
    assert follow(anybody, link).status_code == 404


def test_a_change_keeps_the_confirmation_of_the_address_alone(ada, mailbox, work):
    confirmed(ada, work, mailbox, *every_watch(ada))
    changed = put(ada, ("owner", CANONICAL), every="week").json()["digest"]
    assert (changed["state"], changed["every"], len(changed["watches"])) == ("active", "week", 1)
    work(seconds=1)
    assert mailbox.taken == []
    assert put(ada, ("owner", CANONICAL), address="ada@example.com").json()["digest"]["state"] == "unconfirmed"
    work(seconds=1)
    assert mailbox.taken[0]["To"] == "ada@example.com"


def test_a_server_that_is_away_is_asked_later_and_later_and_nothing_is_lost(services, ada, mailbox, work, clock):
    confirmed(ada, work, mailbox, *every_watch(ada))
    say(ada, "first")
    away = DigestWatch(lambda: replace(services, mail=server_at(free_port())), Console(quiet=True))
    clock.forward(days=1)
    for pause in BACKOFF:
        away.look()
        told = mine(ada)
        assert (told["outcome"], told["state"]) == ("the mail server took nothing; it is tried again", "active")
        assert "127.0.0.1" not in told["outcome"]
        clock.forward(seconds=pause.total_seconds())
    away.look()
    say(ada, "second")
    work(days=1)
    assert mailbox.taken[0]["Subject"].startswith("Amidex: 2 things")
    assert mine(ada)["outcome"] == "sent"


def test_an_address_that_is_none_is_written_to_no_more_and_says_so(ada, mailbox, work):
    confirmed(ada, work, mailbox, *every_watch(ada))
    say(ada)
    mailbox.reply = "550 no such user here"
    work(days=1)
    assert (mine(ada)["state"], mine(ada)["outcome"]) == ("refused", "refused: 550 no such user here")
    mailbox.reply = None
    work(days=8)
    assert mailbox.taken == []
    assert put(ada, *every_watch(ada)).json()["digest"]["state"] == "unconfirmed"
    work(seconds=1)
    follow(ada, link_in(mailbox.taken.pop(), "/digest/confirm"))
    assert mine(ada)["state"] == "active"


def test_who_is_killed_after_sending_sends_the_same_message(services, ada, mailbox, work, clock, monkeypatch):
    confirmed(ada, work, mailbox, *every_watch(ada))
    say(ada)
    with monkeypatch.context() as patch:
        patch.setattr("cli.digest_watch.note_sent", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            work(days=1)
    DigestWatch(lambda: services, Console()).look()
    DigestWatch(lambda: services, Console()).look()
    first, second = mailbox.taken
    assert first["Message-ID"] == second["Message-ID"]


def test_details_that_are_not_disclosed_are_not_told(ada, mailbox, work):
    confirmed(ada, work, mailbox, ("image", image_id(WEB_BASE)))
    path = f"/v1/releases/{release_of(ada, WEB_BASE)}/annotations"
    assert send(ada, "POST", path, {"kind": "secrets-found", "text": "a key in /root"}).status_code == 201
    work(days=1)
    work(days=DISCLOSURE_TIME.days)
    assert len(mailbox.taken) == 2
    assert "secrets-found" in texts(mailbox)[0]
    assert all("a key in /root" not in str(message) for message in mailbox.taken)


def test_what_is_private_is_told_to_nobody(services, mailbox, work, clock):
    insider = replace(services, organisation_accounts=frozenset({("aws", "210987654321")}))
    member = signed_in(insider, "insider", account="210987654321", at=clock.now - timedelta(days=2))
    watches = [("image", image_id(PAYROLL)), ("release", release_of(member, PAYROLL)), ("owner", STRANGER)]
    confirmed(member, work, mailbox, *watches)
    assert say(member, "of payroll", number=PAYROLL)
    work(days=1)
    assert mailbox.taken == []


def test_a_suspended_member_is_told_nothing(services, ada, mailbox, work, clock):
    moderator = signed_in(services, "moderator", role=Role.MODERATOR, at=clock.now)
    confirmed(ada, work, mailbox, *every_watch(ada))
    say(ada)
    path = f"/v1/members/{ada.member.id}/suspension"
    assert send(moderator, "PUT", path, {"suspended": True, "reason": "spam"}).status_code == 200
    work(days=1)
    assert mailbox.taken == []


def test_an_address_that_nobody_confirmed_is_forgotten(services, ada, mailbox, work, clock):
    put(ada, *every_watch(ada))
    work(seconds=1)
    other = signed_in(services, "other", at=clock.now)
    clock.forward(hours=1)
    put(other, *every_watch(other), address="other@example.org")
    # Also when nothing is to be sent to anybody.
    work(seconds=UNCONFIRMED_KEPT.total_seconds() - 3_600)
    with services.database.read() as session:
        assert digest_of(session, ada.member.id) is None
        assert digest_of(session, other.member.id) is not None


def test_nobody_fills_anothers_mailbox_by_our_asking(services, clock, mailbox, work):
    members = [signed_in(services, f"bot-{number}", at=clock.now - timedelta(days=2)) for number in range(5)]
    answers = [
        put(bot, ("owner", CANONICAL), address=f"Vic{'T' if odd else 't'}im@example.org")
        for odd, bot in enumerate(members)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    work(seconds=1)
    assert len(mailbox.taken) == 3


def test_a_long_digest_lists_the_latest_and_says_how_many_more(services, ada, mailbox, work, clock):
    confirmed(ada, work, mailbox, *every_watch(ada))
    with services.database.write() as session:
        digest = digest_of(session, ada.member.id)
        assert digest is not None
        at = clock.now
        items = [Item(f"k{n}", at + timedelta(seconds=n), f"New: <b>& {n}", "", "/releases/r") for n in range(130)]
        add_items(session, digest, items)
    work(days=1)
    (message,) = mailbox.taken
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert text.count("* New: <b>& ") == MOST_LISTED
    assert "New: <b>& 129" in text
    assert f"And {130 - MOST_LISTED} earlier things" in text
    assert ("<b>" in html, "&lt;b&gt;&amp; 129" in html) == (False, True)


@pytest.mark.parametrize(
    ("address", "watches"),
    [
        ("", [("owner", CANONICAL)]),
        ("ada", [("owner", CANONICAL)]),
        ("ada@localhost", [("owner", CANONICAL)]),
        ("a@example.org\r\nBcc: eve@example.org", [("owner", CANONICAL)]),
        ("a@example.org,b@example.org", [("owner", CANONICAL)]),
        ("<a@example.org>", [("owner", CANONICAL)]),
        (f"{'a' * 65}@example.org", [("owner", CANONICAL)]),
        (f"a@{'b.' * 130}org", [("owner", CANONICAL)]),
        ("ädä@example.org", [("owner", CANONICAL)]),
        (ADDRESS, []),
        (ADDRESS, [("owner", CANONICAL)] * (MOST_WATCHES + 1)),
        (ADDRESS, [("planet", "mars")]),
        (ADDRESS, [("release", "rel-1")]),
        (ADDRESS, [("search", 'q="open')]),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_set(ada, address, watches):
    response = put(ada, *watches, address=address)
    assert 400 <= response.status_code < 500, response.text
    assert mine(ada) is None
    assert put(ada, ("owner", CANONICAL), every="hour").status_code == 422


def test_without_a_mail_server_nothing_is_set_and_it_is_said_so(services, ada):
    client = signed_in(replace(services, mail=None), "ada")
    assert client.json(DIGEST) | {"demo": None} == {"demo": None, "digest": None, "sends_mail": False}
    assert put(client, ("owner", CANONICAL)).json()["type"] == "/problems/no-mail"
    DigestWatch(lambda: replace(services, mail=None), Console()).look()


def test_it_is_removed_with_its_address_and_nobody_sees_anothers(services, ada, mailbox, work):
    assert send(ada, "DELETE", DIGEST).status_code == 404
    confirmed(ada, work, mailbox, ("image", image_id(NOBLE_IRELAND)))
    assert mine(signed_in(services, "other")) is None
    assert send(ada, "DELETE", DIGEST).status_code == 204
    assert mine(ada) is None


def test_each_time_between_two_is_what_it_says():
    assert [every.time for every in Every] == [timedelta(days=1), timedelta(days=7)]
