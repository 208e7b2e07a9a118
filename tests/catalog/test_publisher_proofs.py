"""Proofs: recorded once, dated when they lapse, and the accounts concerned marked."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from catalog.directory_changes import changed_accounts, directory_revision
from catalog.errors import MalformedError
from catalog.publisher_proofs import (
    account_proofs,
    domain_proofs,
    lapse_account_proof,
    lapse_domain_proof,
    list_publisher,
    record_account_proof,
    record_domain_proof,
)
from catalog.publisher_tables import ChangedAccount, ListedPublisher

DAY = datetime(2026, 11, 1, tzinfo=UTC)
LATER = DAY + timedelta(days=1)
ACCOUNT = {"publisher": "hooli", "partition": "aws", "account_id": "444455556666"}
DOMAIN = {"publisher": "hooli", "domain": "hooli.example"}


def prove_account(database, at):
    with database.write() as session:
        record_account_proof(session, **ACCOUNT, proved_by="a signed request", at=at)


def test_an_account_is_proven_once_until_it_lapses_and_then_anew(database):
    prove_account(database, DAY)
    prove_account(database, LATER)
    with database.read() as session:
        assert [proof.proved_at for proof in account_proofs(session, "hooli")] == [DAY]
    with database.write() as session:
        lapse_account_proof(session, **ACCOUNT, at=LATER)
    prove_account(database, LATER)
    with database.read() as session:
        assert [(proof.proved_at, proof.lapsed_at) for proof in account_proofs(session)] == [
            (DAY, LATER),
            (LATER, None),
        ]


def test_a_domain_is_checked_again_and_again_until_it_lapses(database):
    for at in (DAY, LATER):
        with database.write() as session:
            record_domain_proof(session, **DOMAIN, at=at)
    with database.write() as session:
        proof, *others = domain_proofs(session, "hooli")
        assert (proof.proved_at, proof.checked_at, others) == (DAY, LATER, [])
        lapse_domain_proof(session, **DOMAIN, at=LATER)
    with database.read() as session:
        assert domain_proofs(session)[0].lapsed_at == LATER


@pytest.mark.parametrize(
    "name", ["Hooli.example", "hooli", "hooli.example.", "https://hooli.example", "-a.example", ""]
)
def test_what_is_no_domain_is_refused(database, name):
    with pytest.raises(MalformedError, match="domain"), database.write() as session:
        record_domain_proof(session, publisher="hooli", domain=name, at=DAY)


def test_every_change_marks_the_account_and_gives_the_directory_another_revision(database):
    revisions = set()
    for change in (
        lambda session: record_account_proof(session, **ACCOUNT, proved_by="a signed request", at=DAY),
        lambda session: record_domain_proof(session, **DOMAIN, at=DAY),
        lambda session: lapse_domain_proof(session, **DOMAIN, at=DAY),
        lambda session: lapse_account_proof(session, **ACCOUNT, at=DAY),
        lambda session: list_publisher(session, slug="hooli", name="Hooli", url="https://hooli.example", at=DAY),
    ):
        with database.write() as session:
            for row in session.exec(select(ChangedAccount)):
                session.delete(row)
            session.flush()
            change(session)
            assert changed_accounts(session) == 1
            revisions.add(directory_revision(session))
    assert len(revisions) == 5


def test_a_member_may_correct_his_publisher_and_take_no_others_slug(database):
    with database.write() as session:
        session.add(
            ListedPublisher(slug="initech", origin="import", name="I", url="https://i.example", recorded_at=DAY)
        )
        for name in ("Hoolli", "Hooli"):
            list_publisher(session, slug="hooli", name=name, url="https://hooli.example", at=DAY)
        assert session.get(ListedPublisher, "hooli").name == "Hooli"
        with pytest.raises(MalformedError, match="one that no other publisher has"):
            list_publisher(session, slug="initech", name="Mine", url="https://evil.example", at=DAY)
        with pytest.raises(MalformedError, match="slug"):
            list_publisher(session, slug="123456789012", name="Mine", url="https://evil.example", at=DAY)
