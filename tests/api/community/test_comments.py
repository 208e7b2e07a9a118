"""Discussion over HTTP: written, read, found, edited, deleted, pinned; and everything that is refused."""

from dataclasses import replace

import pytest

from api.routes.comments import MOST_THREADS
from catalog.roles import Role
from tests.api.community.talking import LONG_AGO, etag, path_of, say, send, thread
from tests.api.conftest import NOBLE_FRANKFURT, PAYROLL, WEB_BASE
from tests.api.members import signed_in


def test_what_is_said_of_one_image_shows_on_every_image_of_the_release(ada, anybody):
    said = say(ada, "*Hi*", kind="question")
    assert (said["kind"], said["html"], said["by_maker"]) == ("question", "<p><em>Hi</em></p>\n", False)
    assert [found["text"] for found in thread(anybody, NOBLE_FRANKFURT)] == ["*Hi*"]
    assert thread(anybody, WEB_BASE) == []


def test_replies_are_one_level_deep(ada, maker, anybody):
    question = say(ada)
    reply = say(maker, "It does.", kind="answer", reply_to=question["comment_id"])
    assert [[one["text"] for one in found["replies"]] for found in thread(anybody)] == [["It does."]]
    assert reply["by_maker"]
    refused = send(ada, "POST", path_of(ada), {"text": "x", "reply_to": reply["comment_id"]})
    assert refused.status_code == 422
    assert f"reply to {question['comment_id']} instead" in refused.text


def test_a_reply_to_what_is_not_there_is_refused(ada):
    elsewhere = say(ada, number=WEB_BASE)
    for parent in (4711, elsewhere["comment_id"]):
        assert send(ada, "POST", path_of(ada), {"text": "x", "reply_to": parent}).status_code == 422


def test_sent_twice_it_is_said_once(ada, anybody):
    body = {"text": "once"}
    first = send(ada, "POST", path_of(ada), body, idempotency_key="a-key-of-mine")
    again = send(ada, "POST", path_of(ada), body, idempotency_key="a-key-of-mine")
    other = send(ada, "POST", path_of(ada), {"text": "twice"}, idempotency_key="a-key-of-mine")
    wrong = send(ada, "POST", path_of(ada), body, idempotency_key="?")
    assert [answer.status_code for answer in (first, again, other, wrong)] == [201, 200, 409, 422]
    assert first.json() == again.json()
    assert len(thread(anybody)) == 1


def test_an_edit_says_of_which_text_it_is_one(ada, anybody):
    said = say(ada, "first")
    tag = etag(ada, said)
    missing = send(ada, "PATCH", said["link"], {"text": "second"})
    edited = send(ada, "PATCH", said["link"], {"text": "second"}, if_match=tag)
    late = send(ada, "PATCH", said["link"], {"text": "third"}, if_match=tag)
    assert [answer.status_code for answer in (missing, edited, late)] == [428, 200, 412]
    assert [found["text"] for found in thread(anybody)] == ["second"]
    assert [one["text"] for one in ada.json(f"{said['link']}/versions")["versions"]] == ["first"]


def test_a_comment_is_its_authors_and_its_past_the_moderators_too(services, ada, anybody):
    said = say(ada)
    other, moderator = signed_in(services, "other"), signed_in(services, "mod", role=Role.MODERATOR)
    for client, status in ((other, 403), (anybody, 401)):
        assert send(client, "PATCH", said["link"], {"text": "mine"}, if_match=etag(ada, said)).status_code == status
        assert client.ask(said["link"], method="DELETE").status_code == status
        assert client.ask(f"{said['link']}/versions").status_code == status
    assert moderator.json(f"{said['link']}/versions")["versions"] == []
    assert [found["text"] for found in thread(anybody)] == ["Does it boot?"]


def test_what_is_deleted_is_gone_and_leaves_a_stone_where_it_was_answered(services, ada, maker, anybody):
    question, alone = say(ada, "secretword"), say(ada, "lonely")
    edited = send(ada, "PATCH", question["link"], {"text": "otherword"}, if_match=etag(ada, question))
    say(maker, "answered", reply_to=question["comment_id"])
    for said in (question, alone):
        assert ada.ask(said["link"], method="DELETE").status_code == 204
    assert edited.status_code == 200
    assert [(one["state"], one["text"], one["html"]) for one in thread(anybody)] == [("deleted", None, None)]
    for word in ("secretword", "otherword", "lonely"):
        assert anybody.json("/v1/comments", q=word)["comments"] == []
    assert ada.json(f"{question['link']}/versions")["versions"] == []
    assert send(ada, "PATCH", alone["link"], {"text": "back"}, if_match='"1"').status_code == 404


def test_who_makes_the_image_pins(ada, maker, anybody):
    first, second = say(ada, "first"), say(ada, "second")
    assert ada.ask(f"{second['link']}/pin", method="PUT").status_code == 403
    assert maker.ask(f"{second['link']}/pin", method="PUT").json()["comment"]["pinned"]
    assert [one["text"] for one in thread(anybody)] == ["second", "first"]
    maker.ask(f"{second['link']}/pin", method="DELETE")
    assert [one["text"] for one in thread(anybody)] == ["first", "second"]
    reply = say(ada, "reply", reply_to=first["comment_id"])
    assert maker.ask(f"{reply['link']}/pin", method="PUT").status_code == 422


def test_pages_visit_every_thread_once(ada, maker, anybody):
    said = [say(ada, f"number {number}") for number in range(5)]
    maker.ask(f"{said[3]['link']}/pin", method="PUT")
    maker.ask(f"{said[1]['link']}/pin", method="PUT")
    page = anybody.json(path_of(anybody), limit=2)
    seen = [one["comment_id"] for one in page["threads"]]
    while page["next_cursor"]:
        page = anybody.json(path_of(anybody), limit=2, cursor=page["next_cursor"])
        seen += [one["comment_id"] for one in page["threads"]]
    assert seen == [said[number]["comment_id"] for number in (1, 3, 0, 2, 4)]
    assert anybody.ask(path_of(anybody), limit=MOST_THREADS + 1).status_code == 422
    assert anybody.ask(path_of(anybody), cursor="nonsense").status_code == 422


def test_comments_are_found_by_all_their_words_and_the_beginning_of_the_last(ada, anybody):
    say(ada, "The default Password is printed")
    say(ada, "No password at all", number=WEB_BASE)

    def found(q):
        return [one["text"] for one in anybody.json("/v1/comments", q=q)["comments"]]

    assert found("password") == ["No password at all", "The default Password is printed"]
    assert found("default passw") == ["The default Password is printed"]
    assert found("PASSWORD defaul") == ["The default Password is printed"]
    assert found("passw default") == []
    assert anybody.ask("/v1/comments", q="?!").status_code == 422
    page = anybody.json("/v1/comments", q="password", limit=1)
    assert len(anybody.json("/v1/comments", q="password", limit=1, cursor=page["next_cursor"])["comments"]) == 1


def test_what_is_said_of_a_private_image_is_as_private(services, anybody):
    insider = replace(services, organisation_accounts=frozenset({("aws", "210987654321")}))
    member = signed_in(insider, "insider", account="210987654321", at=LONG_AGO)
    stranger = signed_in(services, "stranger", at=LONG_AGO)
    private, public = say(member, "hush payroll", number=PAYROLL), say(member, "hush both", number=WEB_BASE)
    for client in (anybody, stranger):
        assert client.ask(private["link"]).status_code == 404
        assert client.ask(f"/v1/releases/{private['release_id']}/comments").status_code == 404
        assert [one["text"] for one in client.json("/v1/comments", q="hush")["comments"]] == ["hush both"]
        assert [one["text"] for one in client.json(f"/v1/releases/{public['release_id']}/comments")["threads"]] == [
            "hush both"
        ]
    assert send(stranger, "POST", f"{private['link']}/flags", {"reason": "spam"}).status_code == 404
    assert len(member.json("/v1/comments", q="hush")["comments"]) == 2


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"text": ""}, "text"),
        ({"text": "a\0"}, "text"),
        ({"text": "x" * 30_000}, "text"),
        ({"text": "x", "kind": "rant"}, "kind"),
        ({"text": "x", "release": 1}, "release"),
        ({"text": "x", "reply_to": -1}, "reply_to"),
        ([], "object"),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_changes(ada, anybody, body, says):
    refused = send(ada, "POST", path_of(ada), body)
    assert refused.status_code == 422
    assert says in refused.text
    assert thread(anybody) == []


def test_a_comment_of_a_megabyte_is_refused_before_it_is_read(ada):
    assert send(ada, "POST", path_of(ada), {"text": "x" * 1_000_000}).status_code == 413


def test_newcomers_say_five_things_an_hour_and_link_twice(services):
    newcomer = signed_in(services, "new")
    spam = send(newcomer, "POST", path_of(newcomer), {"text": "https://a.example " * 3})
    assert spam.status_code == 422
    statuses = [send(newcomer, "POST", path_of(newcomer), {"text": f"{number}"}).status_code for number in range(6)]
    assert statuses[:4] == [201] * 4
    assert statuses[-1] == 429


def test_a_comment_is_cached_for_nobody_in_particular(ada, anybody):
    say(ada)
    assert "public" in anybody.ask(path_of(anybody)).headers["cache-control"]
    assert "no-store" in ada.ask(path_of(ada)).headers["cache-control"]
