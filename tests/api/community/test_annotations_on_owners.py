"""What is stated of an owner: shown, weighed in the verdicts on all that he has, disputed, private."""

from dataclasses import replace
from datetime import timedelta

import pytest

from catalog.current_directory import CurrentDirectory
from catalog.directory_changes import changed_accounts, key_changed_accounts
from catalog.roles import Role
from search.rejudging import hand_over_due
from tests.api.community.talking import LONG_AGO, send
from tests.api.community.test_annotations import community, decide
from tests.api.conftest import NOW, RECLUSE, STRANGER, WEB_BASE
from tests.api.members import signed_in

PATH = f"/v1/owners/{STRANGER}/annotations"


@pytest.fixture
def reviewer(services):
    return signed_in(services, "reviewer", role=Role.REVIEWER, account="210987654321", at=LONG_AGO)


@pytest.fixture
def moderator(services):
    return signed_in(services, "moderator", role=Role.MODERATOR, at=LONG_AGO)


@pytest.fixture
def owner(services):
    return signed_in(services, "owner", account=STRANGER, at=LONG_AGO)


def state(client, kind="caution", path=PATH, **more):
    response = send(client, "POST", path, {"kind": kind, "text": "They sell what is free."} | more)
    assert response.status_code == 201, response.text
    return response.json()["annotation"]


def verdict(services, *, at=NOW):
    """What the community says of one of his releases, once the worker has gone through what changed."""
    current = CurrentDirectory(services.database, services.directory)
    key_changed_accounts(services.database, current.read, at=at)
    return community(services, WEB_BASE, at=at)


def test_what_a_reviewer_states_of_an_owner_is_in_the_verdicts_on_his_releases(services, reviewer, anybody):
    stated = state(reviewer)
    assert (stated["owner_id"], stated["release_id"], stated["image_id"]) == (STRANGER, None, None)
    assert verdict(services) == [("caution", "caution")]
    assert [one["annotation_id"] for one in anybody.json(PATH)["annotations"]] == [stated["annotation_id"]]
    assert anybody.json(stated["link"])["annotation"]["owner_id"] == STRANGER
    assert decide(reviewer, stated, "withdrawn").status_code == 201
    assert verdict(services) == []


def test_what_others_state_is_shown_and_has_nothing_judged_anew(services, ada, moderator):
    stated = state(ada, "malicious")
    with services.database.read() as session:
        assert changed_accounts(session) == 0
    assert verdict(services) == []
    assert decide(moderator, stated, "confirmed").status_code == 201
    assert verdict(services) == [("danger", "malicious")]
    assert decide(moderator, stated, "dismissed").status_code == 201
    assert verdict(services) == []


def test_it_expires(services, reviewer):
    state(reviewer, days=30)
    assert verdict(services) == [("caution", "caution")]
    late = NOW + timedelta(days=31)
    assert hand_over_due(services.database, late) >= 1
    assert verdict(services, at=late) == []


def test_the_owner_disputes_it_and_learns_the_details_first(services, reviewer, owner, ada):
    stated = state(reviewer, "secrets-found")
    assert [one["text"] for one in ada.json(PATH)["annotations"]] == [None]
    assert [one["text"] for one in owner.json(PATH)["annotations"]] == ["They sell what is free."]
    assert decide(ada, stated, "disputed").status_code == 403
    assert decide(owner, stated, "disputed").status_code == 201
    assert verdict(services) == [("note", "secrets-found")]


def test_praise_of_oneself_moves_nothing(services):
    own = signed_in(services, "own", role=Role.REVIEWER, account=STRANGER, at=LONG_AGO)
    assert state(own, "vouch")["by_maker"]
    assert verdict(services) == [("note", "vouch")]


def test_an_owner_of_private_images_alone_is_as_private(services, anybody, ada):
    insider = replace(services, organisation_accounts=frozenset({("aws", "210987654321")}))
    member = signed_in(insider, "insider", role=Role.REVIEWER, account="210987654321", at=LONG_AGO)
    path = f"/v1/owners/{RECLUSE}/annotations"
    stated = state(member, path=path)
    assert [one["annotation_id"] for one in member.json(path)["annotations"]] == [stated["annotation_id"]]
    for client in (anybody, ada):
        assert client.ask(path).status_code == 404
        assert client.ask(stated["link"]).status_code == 404
    for unknown in (RECLUSE, "999988887777"):
        assert send(ada, "POST", f"/v1/owners/{unknown}/annotations", {"kind": "vouch", "text": "x"}).status_code == 404
    assert send(ada, "POST", "/v1/owners/12/annotations", {"kind": "vouch", "text": "x"}).status_code == 422
