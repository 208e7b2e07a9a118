"""Who is asking, what he is called, his tokens, and how he signs out."""

from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from catalog.credentials import MOST_TOKENS, SESSION_TIME
from catalog.member_events import events_of
from catalog.members import PROOF_TIME
from catalog.roles import Role, TokenScope
from tests.api.conftest import NOW, TOKEN, Client
from tests.api.members import signed_in, with_token


@pytest.fixture
def ada(own_services):
    return signed_in(own_services, account="123456789012")


def made(client, **wanted):
    return client.ask("/v1/me/tokens", method="POST", body=orjson.dumps({"name": "ci"} | wanted))


def problem(response):
    return response.status_code, response.json()["type"].removeprefix("/problems/")


def test_a_member_is_told_who_he_is(ada):
    me = ada.json("/v1/me")

    assert (me["member_id"], me["role"], me["shown"]) == (ada.member.id, "member", "session")
    assert [account["account_id"] for account in me["accounts"]] == ["123456789012"]
    assert me["csrf_token"] is None
    assert ada.ask("/v1/me").headers["Cache-Control"] == "no-store"


def test_an_account_that_was_proven_long_ago_counts_no_more(own_services):
    """By an access token: a session that is as old has ended."""
    old = with_token(signed_in(own_services, account="123456789012", at=NOW - PROOF_TIME))

    assert [account["holds"] for account in old.json("/v1/me")["accounts"]] == [False]


def test_the_operators_token_is_no_member(own_services):
    me = Client(own_services, {"Authorization": f"Bearer {TOKEN}"}).json("/v1/me")

    assert (me["member_id"], me["name"], me["role"], me["sees_private"]) == (None, None, "operator", True)


def test_a_member_who_is_suspended_is_told_so_and_may_do_nothing(own_services):
    client = signed_in(own_services, role=Role.OPERATOR, suspended=True)

    assert client.json("/v1/me")["suspended_at"] is not None
    assert client.json("/v1/me")["sees_private"] is False
    assert problem(made(client)) == (403, "suspended")


def test_a_token_is_told_once_and_works_until_it_is_revoked(ada):
    answer = made(ada, scopes=["read", "write"], expires_in_days=1)
    secret, token = answer.json()["secret"], answer.json()["token"]
    tool = replace(ada, headers={"Authorization": f"Bearer {secret}"})

    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert tool.json("/v1/me")["scopes"] == ["read", "write"]
    listed = ada.ask("/v1/me/tokens")
    assert secret not in listed.text
    assert listed.json()["tokens"][0]["live"] is True
    assert ada.ask(f"/v1/me/tokens/{token['token_id']}", method="DELETE").status_code == 204
    assert problem(tool.ask("/v1/me")) == (401, "bad-token")
    assert ada.json("/v1/me/tokens")["tokens"][0]["live"] is False
    assert ada.ask(f"/v1/me/tokens/{token['token_id']}", method="DELETE").status_code == 204


def test_when_a_token_was_used_last_is_shown(ada):
    tool = with_token(ada)
    assert ada.json("/v1/me/tokens")["tokens"][0]["used_at"] is None

    tool.ask("/v1/search")

    assert ada.json("/v1/me/tokens")["tokens"][0]["used_at"] == "2026-11-23T12:00:00Z"


def test_a_token_and_a_session_end(ada):
    tool = with_token(ada, days=1)
    tool.services = replace(tool.services, clock=lambda: NOW + timedelta(days=1))
    later = replace(ada, services=replace(ada.services, clock=lambda: NOW + SESSION_TIME))

    assert problem(tool.ask("/v1/me")) == (401, "bad-token")
    assert problem(later.ask("/v1/me")) == (401, "bad-token")


def test_a_token_of_somebody_else_is_unknown(own_services, ada):
    token_id = made(ada).json()["token"]["token_id"]
    mallory = signed_in(own_services, "mallory")

    assert problem(mallory.ask(f"/v1/me/tokens/{token_id}", method="DELETE")) == (404, "unknown-id")
    assert mallory.json("/v1/me/tokens")["tokens"] == []
    assert ada.json("/v1/me/tokens")["tokens"][0]["live"] is True


@pytest.mark.parametrize(
    "wanted",
    [
        {"name": ""},
        {"name": " "},
        {"name": "a\0b"},
        {"name": "x" * 81},
        {"scopes": []},
        {"scopes": ["all"]},
        {"expires_in_days": 0},
        {"expires_in_days": 367},
        {"expires_in_days": None},
        {"role": "operator"},
    ],
)
def test_what_no_token_can_be_is_refused(ada, wanted):
    assert problem(made(ada, **wanted)) == (422, "invalid-parameter")
    assert ada.json("/v1/me/tokens")["tokens"] == []


def test_nobody_has_more_tokens_than_he_may(ada):
    for _ in range(MOST_TOKENS):
        with_token(ada)

    assert problem(made(ada)) == (409, "too-many-tokens")


def test_tokens_are_not_made_by_the_hundred(ada):
    answers = [made(ada, name="x" * 81).status_code for _ in range(20)]
    refused = made(ada)

    assert set(answers) == {422}
    assert problem(refused) == (429, "too-many-requests")
    assert 0 < int(refused.headers["Retry-After"]) <= 3_600


def test_a_name_is_changed_and_the_change_is_kept(ada):
    answer = ada.ask("/v1/me", method="PATCH", body=orjson.dumps({"name": "Ada Lovelace"}))

    assert answer.json()["name"] == ada.json("/v1/me")["name"] == "Ada Lovelace"
    with ada.services.database.read() as session:
        assert events_of(session, ada.member.id, limit=1)[0].detail.endswith("→ Ada Lovelace")


@pytest.mark.parametrize("name", ["Canonical", "can0nical", "\uff24ebian", "\N{CYRILLIC SMALL LETTER A}da", "operator"])
def test_a_name_that_is_or_looks_like_anothers_is_refused(ada, own_services, name):
    answer = ada.ask("/v1/me", method="PATCH", body=orjson.dumps({"name": name}))

    assert answer.status_code in (409, 422)
    assert ada.json("/v1/me")["name"] == ada.member.name


def test_signing_out_ends_the_session(ada):
    assert ada.ask("/v1/sessions/current", method="DELETE").status_code == 204
    assert problem(ada.ask("/v1/me")) == (401, "bad-token")


def test_a_tool_cannot_sign_its_member_out(ada):
    assert problem(with_token(ada).ask("/v1/sessions/current", method="DELETE")) == (403, "not-allowed")


@pytest.mark.parametrize("header", ["Bearer amx_session_x", "Bearer amx_token_" + "x" * 10_000, "Bearer amx_other_x"])
def test_a_made_up_token_is_refused(own_services, header):
    assert problem(Client(own_services).ask("/v1/search", headers={"Authorization": header})) == (401, "bad-token")


def test_scopes_of_a_token_hold_what_it_may(own_services):
    operator = signed_in(own_services, role=Role.OPERATOR)

    assert operator.json("/v1/me")["sees_private"] is True
    assert with_token(operator, TokenScope.READ).json("/v1/me")["sees_private"] is True
    assert with_token(operator, TokenScope.WRITE).json("/v1/me")["sees_private"] is False
