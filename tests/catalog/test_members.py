"""Members on each database: who signs in is found again, and what is done to him is written down."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest

from catalog.account_tokens import give_account_token
from catalog.credentials import begin_session, credential_of, end_session, make_token, revoke_token
from catalog.errors import MalformedError, NameTakenError, UnknownMemberError
from catalog.member_events import Action, events_of
from catalog.members import (
    Identity,
    accounts_of,
    list_members,
    member_by_name,
    members_with_account,
    record_member_account,
    rename,
    set_role,
    set_suspended,
    sign_in,
)
from catalog.roles import Role, TokenScope
from catalog.tickets import Purpose, give_ticket, take_ticket

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADA, BOB = Identity("aws", "123456789012 AIDAADA"), Identity("https://idp.example", "123456789012 AIDAADA")
MINUTE = timedelta(minutes=1)


def member(database, identity=ADA):
    with database.write() as session:
        return sign_in(session, identity, at=NOW)


def actions(database, who):
    with database.read() as session:
        return [event.action for event in events_of(session, who.id, limit=10)]


def test_who_signs_in_again_is_the_same_member(database):
    first, again = member(database), member(database)

    assert first == again
    assert actions(database, first) == [Action.SIGNED_IN, Action.SIGNED_UP]


def test_the_same_subject_of_another_issuer_is_another_member(database):
    assert member(database, ADA).id != member(database, BOB).id


def test_a_name_belongs_to_one_member(database):
    ada, bob = member(database, ADA), member(database, BOB)
    with database.write() as session:
        rename(session, ada, "Ada Lovelace", at=NOW)
    with pytest.raises(NameTakenError), database.write() as session:
        rename(session, bob, "ada-1ovelace", at=NOW)
    with database.write() as session:
        rename(session, ada, "ADA Lovelace", at=NOW)

    with database.read() as session:
        assert member_by_name(session, "ada lovelace").name == "ADA Lovelace"


def test_reserved_names_are_nobodys(database):
    for name in ("Operator", "arnidex", "Debian"):
        with pytest.raises(NameTakenError), database.write() as session:
            rename(session, sign_in(session, ADA, at=NOW), name, reserved=["debian"], at=NOW)


def test_roles_and_suspensions_say_by_whom_and_why(database):
    ada = member(database)
    with database.write() as session:
        set_role(session, ada.id, Role.MODERATOR, reason="helps", actor="operator root", at=NOW)
        set_suspended(session, ada.id, suspended=True, reason="spam", actor="operator root", at=NOW)
        again = set_suspended(session, ada.id, suspended=True, reason="more spam", actor="member 9", at=NOW + MINUTE)

    assert (again.role, again.suspended_at) == (Role.MODERATOR, NOW)
    with database.read() as session:
        last, _, granted, _ = events_of(session, ada.id, limit=10)
        assert (last.detail, last.actor) == ("more spam", "member 9")
        assert granted.detail == "member → moderator: helps"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2_001, "a\0b"])
def test_nothing_is_decided_without_a_reason(database, reason):
    ada = member(database)
    with pytest.raises(MalformedError), database.write() as session:
        set_role(session, ada.id, Role.OPERATOR, reason=reason, actor="operator", at=NOW)

    assert member(database).role is Role.MEMBER


def test_nobody_is_made_an_operator_who_is_not_there(database):
    with pytest.raises(UnknownMemberError), database.write() as session:
        set_role(session, 4711, Role.OPERATOR, reason="helps", actor="operator", at=NOW)


def test_accounts_that_were_proven_are_kept_once_with_the_last_proof(database):
    ada = member(database)
    for arn, at in (("arn:one", NOW), ("arn:two", NOW + MINUTE)):
        with database.write() as session:
            record_member_account(session, ada, partition="aws", account_id="123456789012", arn=arn, at=at)

    with database.read() as session:
        assert [(found.arn, found.proven_at) for found in accounts_of(session, ada.id)] == [("arn:two", NOW + MINUTE)]
        assert members_with_account(session, "123456789012", limit=5) == [ada]
        assert members_with_account(session, "210987654321", limit=5) == []
    assert actions(database, ada).count(Action.ACCOUNT_PROVEN) == 1


def test_members_are_listed_in_pages(database):
    everybody = [member(database, Identity("test", str(number))) for number in range(5)]
    with database.read() as session:
        first = list_members(session, limit=2)
        assert first + list_members(session, after_id=first[-1].id, limit=10) == everybody


def test_a_secret_is_known_by_its_digest_alone(database):
    ada = member(database)
    with database.write() as session:
        secret = begin_session(session, ada.id, at=NOW)
        _, token = make_token(session, ada, name="ci", scopes=[TokenScope.READ], days=1, at=NOW)

    with database.read() as session:
        assert credential_of(session, secret, at=NOW).scopes == set(TokenScope)
        assert credential_of(session, token, at=NOW).scopes == {TokenScope.READ}
        for wrong in (
            "",
            "x",
            f"{secret}x",
            secret[:-1],
            token.replace("token", "session"),
            "amx_session_\0",
            "amx_token_\ud800",
        ):
            assert credential_of(session, wrong, at=NOW) is None


def test_a_session_that_ended_and_a_token_that_was_revoked_are_nobodys(database):
    ada = member(database)
    with database.write() as session:
        secret = begin_session(session, ada.id, at=NOW)
        row, token = make_token(session, ada, name="ci", scopes=[TokenScope.READ], days=1, at=NOW)
    with database.write() as session:
        end_session(session, ada, credential_of(session, secret, at=NOW).id, at=NOW)
        assert revoke_token(session, ada, row.id, at=NOW)
        assert not revoke_token(session, ada._replace(id=ada.id + 1), row.id, at=NOW)

    with database.read() as session:
        assert credential_of(session, secret, at=NOW) is None
        assert credential_of(session, token, at=NOW) is None


def test_a_ticket_is_taken_once_in_time_and_for_its_purpose(database):
    with database.write() as session:
        ticket = give_ticket(session, Purpose.AWS_NONCE, "payload", lasts=MINUTE, at=NOW)
        late = give_ticket(session, Purpose.AWS_NONCE, "payload", lasts=MINUTE, at=NOW)
    with database.write() as session:
        assert take_ticket(session, Purpose.OPENID_STATE, ticket, at=NOW) is None
        assert take_ticket(session, Purpose.AWS_NONCE, "made-up", at=NOW) is None
        assert take_ticket(session, Purpose.AWS_NONCE, ticket, at=NOW) == "payload"
    with database.write() as session:
        assert take_ticket(session, Purpose.AWS_NONCE, ticket, at=NOW) is None
        assert take_ticket(session, Purpose.AWS_NONCE, late, at=NOW + MINUTE) is None


def at_once(*acts):
    """What each gave or raised, all begun at the same moment."""
    together = Barrier(len(acts))

    def begin(act):
        together.wait()
        try:
            return act()
        except NameTakenError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def test_who_signs_in_many_times_at_once_is_one_member(database):
    members = at_once(*[partial(member, database)] * 6)

    assert len({found.id for found in members}) == 1
    with database.read() as session:
        assert len(list_members(session, limit=10)) == 1


def test_one_of_those_who_want_a_name_at_once_has_it(database):
    everybody = [member(database, Identity("test", str(number))) for number in range(4)]

    def take(who):
        with database.write() as session:
            return rename(session, who, "Ada Lovelace", at=NOW)

    results = at_once(*[partial(take, who) for who in everybody])
    assert sum(not isinstance(result, NameTakenError) for result in results) == 1


def test_a_token_for_an_account_that_is_asked_for_many_times_at_once_is_one(database):
    ada = member(database)

    def ask():
        with database.write() as session:
            return give_account_token(session, ada, partition="aws", account_id="123456789012", at=NOW)

    assert len(set(at_once(*[ask] * 6))) == 1
