"""The queue and the log in a browser without scripts."""

from dataclasses import replace

import pytest

from catalog.roles import Role
from tests.api.community.talking import LONG_AGO, say
from tests.api.community.talking import send as ask
from tests.api.conftest import PAYROLL
from tests.api.members import signed_in
from tests.api.pages.conftest import Visitor, browser_of, send


@pytest.fixture
def moderator(copied_services):
    return signed_in(copied_services, "moderator", role=Role.MODERATOR, at=LONG_AGO)


@pytest.fixture
def ada(copied_services):
    return signed_in(copied_services, "ada", at=LONG_AGO)


def test_what_was_flagged_waits_and_is_dealt_with_and_everyone_reads_what_was_done(copied_services, moderator, ada):
    said = say(ada, "buy my images")
    ask(signed_in(copied_services, "bob", at=LONG_AGO), "POST", f"{said['link']}/flags", {"reason": "spam"})
    page = browser_of(moderator).page("/moderation")
    assert "buy my images" in page.text
    assert "buy my images" not in browser_of(ada).page("/moderation").text
    path = f"/comments/{said['comment_id']}/acts"
    done = send(moderator, path, action="hide", reason="It is an advertisement.", queue="yes")
    assert done.headers["Location"] == "/moderation"
    assert "Nothing waits." in browser_of(moderator).page("/moderation").text
    for page in (Visitor(copied_services).page("/moderation"), browser_of(ada).page("/account")):
        assert "It is an advertisement." in page.text


def test_a_member_is_suspended_with_a_reason_and_let_again(moderator, ada):
    path = f"/members/{ada.member.id}/suspension"
    assert send(moderator, path, suspended="yes").status_code == 422
    assert send(ada, path, suspended="yes", reason="x").status_code == 403
    assert send(moderator, path, suspended="yes", reason="A hundred advertisements.").status_code == 303
    assert ada.ask("/v1/me/notices").status_code == 403
    assert send(moderator, path, reason="He is sorry.").status_code == 303
    assert ada.ask("/v1/me/notices").status_code == 200


def test_what_was_done_about_a_private_image_is_in_nobody_elses_log(copied_services, moderator):
    insider = replace(copied_services, organisation_accounts=frozenset({("aws", "210987654321")}))
    member = signed_in(insider, "insider", account="210987654321", role=Role.MODERATOR, at=LONG_AGO)
    private = say(member, "hush payroll", number=PAYROLL)
    ask(member, "POST", f"{private['link']}/acts", {"action": "hide", "reason": "It is about payroll."})

    for client in (Visitor(copied_services), moderator):
        assert client.json("/v1/moderation/log")["acts"] == []
    assert [act["reason"] for act in member.json("/v1/moderation/log")["acts"]] == ["It is about payroll."]
    assert "payroll" not in Visitor(copied_services).page("/moderation").text
    assert [act["reason"] for act in member.json("/v1/me/notices")["acts"]] == ["It is about payroll."]
