"""Ruling over HTTP: confirmed, cleared, kept for ever, told in the log."""

from dataclasses import replace

import pytest

from catalog.roles import Role
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.api.community.talking import LONG_AGO, release_of, send
from tests.api.conftest import NOW, PAYROLL, WEB_BASE
from tests.api.members import signed_in


@pytest.fixture
def moderator(services):
    return signed_in(services, "moderator", role=Role.MODERATOR, at=LONG_AGO)


def rule(client, release_id, *, malicious, reason="It mines Monero."):
    return send(client, "POST", f"/v1/releases/{release_id}/rulings", {"malicious": malicious, "reason": reason})


def level(services, client, release_id):
    Indexer(services.database, services.directory, MemoryIndex(), clock=lambda: NOW).drain()
    return client.json(f"/v1/releases/{release_id}/verdict")["level"]


def test_what_is_confirmed_is_malicious_and_what_is_cleared_is_no_longer(services, moderator, anybody):
    release = release_of(anybody, WEB_BASE)
    before = level(services, anybody, release)
    assert rule(moderator, release, malicious=True).status_code == 201
    assert level(services, anybody, release) == "malicious"
    cleared = rule(moderator, release, malicious=False, reason="It was another image.")
    assert level(services, anybody, release) == before
    assert [(one["malicious"], one["reason"]) for one in cleared.json()["rulings"]] == [
        (False, "It was another image."),
        (True, "It mines Monero."),
    ]
    assert anybody.json(f"/v1/releases/{release}/verdict/history")["rulings"] == cleared.json()["rulings"]
    assert [(act["action"], act["release_id"]) for act in anybody.json("/v1/moderation/log")["acts"]] == [
        ("clear", release),
        ("confirm-malicious", release),
    ]


def test_who_is_no_moderator_or_says_not_why_changes_nothing(services, ada, anybody, moderator):
    release = release_of(anybody, WEB_BASE)
    assert [rule(client, release, malicious=True).status_code for client in (anybody, ada)] == [401, 403]
    for wrong in ("", "  ", "x" * 3_000):
        assert rule(moderator, release, malicious=True, reason=wrong).status_code == 422
    assert rule(moderator, "rel-abcdefghijklmnop2345", malicious=True).status_code == 404
    assert anybody.json("/v1/moderation/log")["acts"] == []


def test_a_ruling_on_what_is_private_is_in_nobody_elses_log(services, moderator, anybody):
    insider = replace(services, organisation_accounts=frozenset({("aws", "210987654321")}))
    member = signed_in(insider, "insider", role=Role.MODERATOR, account="210987654321", at=LONG_AGO)
    release = release_of(member, PAYROLL)
    assert rule(moderator, release, malicious=True).status_code == 404
    assert rule(member, release, malicious=True).status_code == 201
    assert anybody.json("/v1/moderation/log")["acts"] == []
    assert [act["release_id"] for act in member.json("/v1/moderation/log")["acts"]] == [release]
