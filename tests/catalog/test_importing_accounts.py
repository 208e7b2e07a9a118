"""An import adds, changes and takes out exactly what differs; the same file again changes nothing."""

import pytest
from sqlmodel import select

from catalog.directory_changes import directory_revision
from catalog.importing_accounts import Imported, import_accounts
from catalog.known_accounts_file import KnownEntry, parse_known_accounts
from catalog.publisher_proofs import list_publisher
from catalog.publisher_tables import ChangedAccount, ListedPublisher
from catalog.utc_time import now
from catalog.whole_directory import read_directory
from tests.catalog.test_known_accounts_file import SAMPLE

LIST = "https://lists.example/accounts.yaml"
DATADOG = KnownEntry("Datadog", ("464622532012", "865078226113"), ("https://docs.datadoghq.com",))
OTHER = KnownEntry("Hooli", ("444455556666",), ("https://hooli.example",))


@pytest.fixture
def bring(database, directory):
    def bring(*entries, of_list=LIST):
        with database.write() as session:
            return import_accounts(session, entries, directory, of_list=of_list, at=now())

    return bring


def whole(database, directory):
    with database.read() as session:
        return read_directory(session, directory)


def marked(database):
    with database.write() as session:
        rows = session.exec(select(ChangedAccount)).all()
        for row in rows:
            session.delete(row)
        return {row.account_id for row in rows}


def test_the_same_again_changes_nothing(bring, database):
    assert bring(DATADOG, OTHER) == Imported(added=3, changed=0, removed=0, same=0)
    assert marked(database) == {*DATADOG.accounts, *OTHER.accounts}
    with database.read() as session:
        before = directory_revision(session)
    assert bring(DATADOG, OTHER) == Imported(added=0, changed=0, removed=0, same=3)
    assert marked(database) == set()
    with database.read() as session:
        assert directory_revision(session) == before


def test_a_newer_file_changes_what_differs_and_takes_out_what_went(bring, database, directory):
    bring(DATADOG, OTHER)
    marked(database)
    newer = DATADOG._replace(accounts=DATADOG.accounts[:1], sources=("https://docs.datadoghq.com/new",))
    assert bring(newer) == Imported(added=0, changed=1, removed=2, same=0)
    assert marked(database) == {*DATADOG.accounts, *OTHER.accounts}
    found = whole(database, directory)
    assert found.publisher("hooli") is None
    assert [account.id for account in found.accounts_of("datadog")] == ["464622532012"]


def test_nothing_is_left_of_a_list_that_is_forgotten(bring, database, directory):
    bring(DATADOG)
    bring(DATADOG, OTHER, of_list="https://other.example")
    bring()
    assert whole(database, directory).publisher("datadog") is not None
    bring(of_list="https://other.example")
    assert whole(database, directory) is directory
    with database.read() as session:
        assert session.exec(select(ListedPublisher)).all() == []


def test_an_entry_joins_the_publisher_of_the_directory_that_it_names(bring, database, directory):
    bring(KnownEntry("Canonical", ("444455556666",), ("https://canonical.example",)))
    assert whole(database, directory).attribute("aws", None, "444455556666").publisher.slug == "canonical"


def test_an_entry_does_not_join_what_a_member_named_himself(bring, database, directory):
    with database.write() as session:
        list_publisher(session, slug="hooli", name="Hooli", url="https://evil.example", at=now())
    bring(OTHER)
    assert whole(database, directory).attribute("aws", None, "444455556666").publisher.slug == "hooli-listed"


def test_the_communitys_list_agrees_with_the_directory_but_for_two_conflicts(bring, database, directory):
    bring(*parse_known_accounts(SAMPLE, "accounts.yaml"))
    found = whole(database, directory)
    conflicts = {
        publisher.slug for publisher in found.publishers() if publisher.conflicts and LIST in str(publisher.conflicts)
    }
    assert conflicts == {"amazon-eks", "oracle-linux"}
    for publisher in directory.publishers():
        for account in publisher.accounts:
            before = directory.holders(account.partition, account.id)
            after = found.holders(account.partition, account.id)
            assert [(entry.publisher.slug, entry.known) for entry in after] == [
                (entry.publisher.slug, entry.known) for entry in before
            ]
    # One voice alone makes nobody known.
    assert not found.attribute("aws", None, "429269239926").known
    assert found.attribute("aws", None, "464622532012").known
