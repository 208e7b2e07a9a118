"""Annotations over HTTP: stated, disclosed, disputed, decided, weighed in the verdict, expired."""

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog.annotations import DISCLOSURE_TIME
from catalog.roles import Role
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from search.rejudging import hand_over_due
from tests.api.community.talking import LONG_AGO, release_of, send
from tests.api.conftest import NOW, PAYROLL, STRANGER, WEB_BASE, WEB_BASE_PRIVATE, Client
from tests.api.members import signed_in
from tests.trust.test_scan_reports import TRIVY


@pytest.fixture
def reviewer(services):
    return signed_in(services, "reviewer", role=Role.REVIEWER, account="210987654321", at=LONG_AGO)


@pytest.fixture
def owner(services):
    """Who proved the account of the image that is talked about."""
    return signed_in(services, "owner", account=STRANGER, at=LONG_AGO)


@pytest.fixture
def moderator(services):
    return signed_in(services, "moderator", role=Role.MODERATOR, at=LONG_AGO)


def path_of(client, number=WEB_BASE):
    return f"/v1/releases/{release_of(client, number)}/annotations"


def state(client, kind="caution", number=WEB_BASE, **more):
    response = send(client, "POST", path_of(client, number), {"kind": kind, "text": "root may sign in"} | more)
    assert response.status_code == 201, response.text
    return response.json()["annotation"]


def decide(client, annotation, kind, reason="a reason"):
    return send(client, "POST", f"{annotation['link']}/events", {"kind": kind, "reason": reason})


def stated(client, number=WEB_BASE):
    return client.json(path_of(client, number))["annotations"]


def community(services, number=WEB_BASE, *, at=NOW):
    """What the judging of today says of it: (outcome, evidence) of each signal of the community."""
    indexer = Indexer(services.database, services.directory, MemoryIndex(), clock=lambda: at)
    indexer.drain()
    client = Client(replace(services, clock=lambda: at))
    verdict = client.json(f"/v1/releases/{release_of(client, number)}/verdict")
    return [(one["outcome"], one["evidence"]["kind"]) for one in verdict["signals"] if one["rule"] == "community"]


def test_what_a_proven_reviewer_states_moves_the_verdict_and_what_others_state_is_shown(services, ada, reviewer):
    state(ada)
    assert community(services) == [("note", "caution")]
    state(reviewer)
    assert community(services) == [("caution", "caution")]
    assert [(one["kind"], one["counts"]) for one in stated(ada)] == [("caution", True)] * 2


def test_a_hundred_fresh_accounts_move_nothing(services):
    for number in range(20):
        state(signed_in(services, f"fresh-{number}", account=f"{number:012}", at=LONG_AGO), "malicious")
    assert community(services) == [("note", "malicious")]


def test_what_is_withdrawn_or_dismissed_or_expired_or_of_a_suspended_member_counts_no_more(
    services, reviewer, moderator
):
    first, second = state(reviewer), state(reviewer)
    assert decide(reviewer, first, "withdrawn").status_code == 201
    assert community(services) == [("caution", "caution")]
    assert decide(moderator, second, "dismissed").status_code == 201
    assert community(services) == []
    state(reviewer, days=30)
    assert community(services) == [("caution", "caution")]
    assert [one["counts"] for one in stated(reviewer)] == [True, False, False]
    send(moderator, "PUT", f"/v1/members/{reviewer.member.id}/suspension", {"suspended": True, "reason": "x"})
    state(moderator, "outdated")  # judged anew
    assert ("caution", "caution") not in community(services)


def test_an_annotation_expires_and_the_verdict_follows_by_itself(services, reviewer):
    state(reviewer, days=30)
    assert community(services) == [("caution", "caution")]
    late = NOW + timedelta(days=31)
    assert [one["counts"] for one in stated(Client(replace(services, clock=lambda: late)))] == [False]
    assert hand_over_due(services.database, late) >= 1
    assert community(services, at=late) == []


def test_found_secrets_warn_at_once_and_are_told_to_the_maker_and_moderators_first(
    services, reviewer, owner, moderator, ada, anybody
):
    state(reviewer, "secrets-found", text="a key in /root/.aws", url="https://a.example/proof")
    assert community(services) == [("caution", "secrets-found")]
    for client in (anybody, ada):
        assert [(one["kind"], one["text"], one["html"], one["url"]) for one in stated(client)] == [
            ("secrets-found", None, None, None)
        ]
    for client in (reviewer, owner, moderator):
        assert [one["text"] for one in stated(client)] == ["a key in /root/.aws"]
    later = Client(replace(services, clock=lambda: NOW + DISCLOSURE_TIME))
    assert [one["url"] for one in stated(later)] == ["https://a.example/proof"]


def test_the_maker_disputes_moderators_confirm_and_nobody_else_does(services, reviewer, owner, moderator, ada):
    found = state(reviewer, "malicious")
    for client, kind in ((ada, "withdrawn"), (ada, "disputed"), (owner, "confirmed"), (reviewer, "dismissed")):
        assert decide(client, found, kind).status_code == 403
    assert decide(owner, found, "disputed", "It is a test virus.").status_code == 201
    assert community(services) == [("note", "malicious")]
    assert decide(moderator, found, "confirmed", "It is none.").status_code == 201
    assert community(services) == [("danger", "malicious")]
    assert [(one["kind"], one["reason"]) for one in stated(moderator)[0]["events"]] == [
        ("disputed", "It is a test virus."),
        ("confirmed", "It is none."),
    ]


def test_of_a_report_the_summary_is_kept(ada, anybody):
    state(ada, "scan-report", report=TRIVY)
    assert stated(anybody)[0]["report"] == {
        "tool": "Trivy", "critical": 1, "high": 1, "medium": 0, "low": 1, "unknown": 0
    }  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "rumour"},
        {"text": " "},
        {"url": "http://a.example"},
        {"url": "https://a.example/a b"},
        {"url": "javascript:alert(1)"},
        {"report": {"what": "ever"}},
        {"report": []},
        {"days": 731},
    ],
)
def test_what_cannot_be_stated_is_refused_and_nothing_changes(ada, wrong):
    refused = send(ada, "POST", path_of(ada), {"kind": "caution", "text": "x"} | wrong)
    assert refused.status_code == 422
    assert next(iter(wrong)) in refused.text
    assert stated(ada) == []


def test_what_is_stated_of_a_private_image_is_as_private(services, anybody):
    insider = replace(services, organisation_accounts=frozenset({("aws", "210987654321")}))
    member = signed_in(insider, "insider", role=Role.REVIEWER, account="210987654321", at=LONG_AGO)
    found = state(member, number=PAYROLL)
    assert anybody.ask(found["link"]).status_code == 404
    assert anybody.ask(f"/v1/releases/{found['release_id']}/annotations").status_code == 404
    # Of a release with a public image too, it is about that one.
    assert state(member, number=WEB_BASE_PRIVATE)["annotation_id"] == stated(anybody)[0]["annotation_id"]


def test_pages_visit_every_annotation_once(ada, anybody):
    made = [state(ada, kind)["annotation_id"] for kind in ("vouch", "caution", "outdated")]
    page = anybody.json(path_of(anybody), limit=2)
    rest = anybody.json(path_of(anybody), limit=2, cursor=page["next_cursor"])
    assert [one["annotation_id"] for one in page["annotations"] + rest["annotations"]] == made[::-1]
    assert rest["next_cursor"] is None
