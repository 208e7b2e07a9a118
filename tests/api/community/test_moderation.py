"""Flags, the queue, what moderators do, and who is told."""

import pytest

from catalog.roles import Role
from tests.api.community.talking import LONG_AGO, etag, say, send, thread
from tests.api.members import signed_in


@pytest.fixture
def moderator(services):
    return signed_in(services, "moderator", role=Role.MODERATOR, at=LONG_AGO)


def act(client, comment, action, reason="a reason"):
    return send(client, "POST", f"{comment['link']}/acts", {"action": action, "reason": reason})


def queue(client):
    return [
        (entry["comment"]["comment_id"], [flag["reason"] for flag in entry["flags"]])
        for entry in client.json("/v1/moderation/queue")["flagged"]
    ]


def test_what_is_flagged_most_waits_first_and_once_for_each_member(services, ada, moderator):
    first, second = say(ada, "first"), say(ada, "second")
    members = [signed_in(services, name, at=LONG_AGO) for name in ("b", "c")]
    for member in members:
        for _ in range(2):
            assert send(member, "POST", f"{second['link']}/flags", {"reason": "spam"}).status_code == 204
    send(members[0], "POST", f"{first['link']}/flags", {"reason": "secret", "note": "line 2"})
    assert queue(moderator) == [(second["comment_id"], ["spam", "spam"]), (first["comment_id"], ["secret"])]
    assert act(moderator, second, "dismiss").status_code == 200
    assert queue(moderator) == [(first["comment_id"], ["secret"])]


def test_what_is_hidden_is_read_by_its_author_and_moderators_alone_and_comes_back(ada, moderator, anybody):
    said = say(ada, "password hunter2")
    assert act(moderator, said, "hide", "It tells a password.").status_code == 200
    assert [(one["state"], one["text"]) for one in thread(anybody)] == [("hidden", None)]
    assert anybody.json("/v1/comments", q="hunter2")["comments"] == []
    assert [client.json(said["link"])["comment"]["text"] for client in (ada, moderator)] == ["password hunter2"] * 2
    assert send(ada, "PATCH", said["link"], {"text": "hunter3 then"}, if_match=etag(ada, said)).status_code == 200
    assert anybody.json("/v1/comments", q="hunter3")["comments"] == []
    assert act(moderator, said, "restore").status_code == 200
    assert [one["text"] for one in anybody.json("/v1/comments", q="hunter3")["comments"]] == ["hunter3 then"]


def test_every_act_is_in_the_log_and_told_to_the_author(ada, moderator, anybody):
    said = say(ada)
    act(moderator, said, "hide", "It tells a password.")
    act(moderator, said, "restore", "It was a joke.")
    log = anybody.json("/v1/moderation/log")["acts"]
    assert [(entry["action"], entry["reason"]) for entry in log] == [
        ("restore", "It was a joke."),
        ("hide", "It tells a password."),
    ]
    assert ada.json("/v1/me/notices")["acts"] == log
    assert moderator.json("/v1/me/notices")["acts"] == []
    page = anybody.json("/v1/moderation/log", limit=1)
    assert anybody.json("/v1/moderation/log", limit=1, cursor=page["next_cursor"])["acts"] == log[1:]


@pytest.mark.parametrize(("action", "reason"), [("hide", " "), ("suspend", "why"), ("burn", "why"), ("hide", "a\0b")])
def test_an_act_without_a_reason_or_for_something_else_is_refused(ada, moderator, anybody, action, reason):
    said = say(ada)
    assert act(moderator, said, action, reason).status_code == 422
    assert thread(anybody)[0]["state"] == "shown"
    assert anybody.json("/v1/moderation/log")["acts"] == []


def test_a_suspended_member_can_do_nothing_until_he_is_let_again(services, ada, moderator):
    path = f"/v1/members/{ada.member.id}/suspension"
    assert send(moderator, "PUT", path, {"suspended": True, "reason": "spam"}).json()["suspended_at"]
    assert send(ada, "POST", "/v1/comments/1/flags", {"reason": "spam"}).status_code == 403
    assert send(moderator, "PUT", path, {"suspended": False, "reason": "an error"}).json()["suspended_at"] is None
    assert [entry["action"] for entry in ada.json("/v1/me/notices")["acts"]] == ["unsuspend", "suspend"]


def test_moderators_do_not_suspend_each_other(services, moderator):
    other = signed_in(services, "other", role=Role.OPERATOR)
    body = {"suspended": True, "reason": "a quarrel"}
    assert send(moderator, "PUT", f"/v1/members/{other.member.id}/suspension", body).status_code == 403
    assert send(moderator, "PUT", "/v1/members/4711/suspension", body).status_code == 404
