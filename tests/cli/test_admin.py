"""`amidex admin`: on the host, and nowhere else, members are given roles and are suspended."""

import pytest

from catalog.database import Database
from catalog.member_events import events_of
from catalog.members import Identity, record_member_account, sign_in
from catalog.utc_time import now
from tests.cli.running import amidex


@pytest.fixture
def catalog(environment):
    """A catalog with one member, who proved an account."""
    assert amidex("db", "upgrade", environment=environment).exit_code == 0
    database = Database(f"sqlite:///{environment['AMIDEX_DATA_DIR']}/amidex.sqlite3")
    with database.write() as session:
        ada = sign_in(session, Identity("test", "ada"), at=now())
        record_member_account(session, ada, partition="aws", account_id="123456789012", arn="arn", at=now())
    yield database
    database.close()


def members(environment, *arguments):
    return amidex("admin", "members", "--json", *arguments, environment=environment).json


def test_the_first_operator_is_made_on_the_host(catalog, environment):
    done = amidex("admin", "grant", "1", "operator", "--reason", "runs this", environment=environment)

    assert (done.exit_code, "has the role operator" in done.output) == (0, True)
    assert [member["role"] for member in members(environment)] == ["operator"]
    with catalog.read() as session:
        event = events_of(session, 1, limit=1)[0]
    assert event.actor.startswith("operator")
    assert event.detail == "member → operator: runs this"


def test_a_role_is_taken_back(catalog, environment):
    name = members(environment)[0]["name"]
    amidex("admin", "grant", name, "moderator", environment=environment)
    amidex("admin", "revoke", name.upper(), environment=environment)

    assert [member["role"] for member in members(environment)] == ["member"]


def test_a_member_is_suspended_and_restored(catalog, environment):
    assert amidex("admin", "suspend", "1", environment=environment).exit_code == 2
    amidex("admin", "suspend", "1", "--reason", "spam", environment=environment)
    assert members(environment)[0]["suspended_at"] is not None
    assert "suspended" in amidex("admin", "members", environment=environment).output

    amidex("admin", "restore", "1", "--reason", "appealed", environment=environment)
    assert members(environment)[0]["suspended_at"] is None


def test_members_are_found_by_the_account_they_proved(catalog, environment):
    assert len(members(environment, "--account", "123456789012")) == 1
    assert members(environment, "--account", "210987654321") == []
    refused = amidex("admin", "members", "--account", "12", environment=environment)
    assert (refused.exit_code, "12 digits" in refused.said) == (2, True)


@pytest.mark.parametrize("who", ["2", "nobody", "", "1; DROP TABLE member", "9" * 30, "²"])
def test_who_is_not_there_is_given_nothing(catalog, environment, who):
    refused = amidex("admin", "grant", who, "operator", environment=environment)

    assert (refused.exit_code, "there is no member" in refused.said) == (2, True)
    assert members(environment)[0]["role"] == "member"


def test_what_is_no_role_is_refused(catalog, environment):
    assert amidex("admin", "grant", "1", "king", environment=environment).exit_code == 2
