"""When what is known of an account changes, its images are keyed anew and its releases judged anew, and no others."""

from datetime import timedelta

import pytest
from sqlmodel import select

from catalog.crawls import CrawlStatus, finish_crawl, start_crawl
from catalog.current_directory import CurrentDirectory
from catalog.directory_changes import key_changed_accounts, mark_changed
from catalog.outbox import settle, take
from catalog.publisher_proofs import lapse_account_proof, list_publisher, record_account_proof, record_domain_proof
from catalog.release import release_id
from catalog.scopes import Scope
from catalog.tables import Image
from catalog.utc_time import now
from catalog.whole_directory import read_directory
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from tests.crawler.conftest import Remembering, ScriptedSource, image

HOOLI = "444455556666"
OWN = release_id("aws", HOOLI, "base")
PROVEN = release_id("aws", "hooli", "base")


@pytest.fixture
def crawled(database, directory):
    source = ScriptedSource()
    source.show(image(1, OwnerId=HOOLI, Name="base"), image(2, Name="other"))
    crawl_region(Place(database, directory, "aws", "eu-west-1"), source, Scope.ALL, watcher=Remembering())
    with database.write() as session:
        settle(session, take(session, 100).release_ids)
    return database


@pytest.fixture
def current(crawled, directory):
    return CurrentDirectory(crawled, directory)


def prove(database):
    at = now()
    with database.write() as session:
        list_publisher(session, slug="hooli", name="Hooli", url="https://hooli.example", at=at)
        record_account_proof(
            session, publisher="hooli", partition="aws", account_id=HOOLI, proved_by="a signed request", at=at
        )
        record_domain_proof(session, publisher="hooli", domain="hooli.example", at=at)


def releases(database):
    with database.read() as session:
        return set(session.exec(select(Image.release_id).where(Image.owner_id == HOOLI)).all())


def waiting(database):
    with database.read() as session:
        return set(take(session, 100).release_ids)


def test_a_proof_moves_the_accounts_images_and_has_its_releases_judged(crawled, current):
    prove(crawled)
    assert key_changed_accounts(crawled, current.read, at=now()) == 1
    assert releases(crawled) == {PROVEN}
    assert waiting(crawled) == {OWN, PROVEN}
    assert key_changed_accounts(crawled, current.read, at=now()) == 0


def test_a_proof_that_lapses_moves_them_back(crawled, current):
    prove(crawled)
    key_changed_accounts(crawled, current.read, at=now())
    with crawled.write() as session:
        lapse_account_proof(session, publisher="hooli", partition="aws", account_id=HOOLI, at=now())
    key_changed_accounts(crawled, current.read, at=now())
    assert releases(crawled) == {OWN}


def test_releases_that_stay_where_they_are_are_judged_all_the_same(crawled, current):
    with crawled.write() as session:
        mark_changed(session, [("aws", HOOLI)], at=now())
    key_changed_accounts(crawled, current.read, at=now())
    assert waiting(crawled) == {OWN}


def test_an_account_is_gone_through_again_when_a_crawl_ends_that_began_before_the_change(crawled, current):
    with crawled.write() as session:
        crawl_id = start_crawl(
            session, partition="aws", region="eu-west-2", scope=Scope.ALL, source="x", started_at=now()
        )
    prove(crawled)
    assert key_changed_accounts(crawled, current.read, at=now()) == 1
    assert key_changed_accounts(crawled, current.read, at=now()) == 0
    with crawled.write() as session:  # the crawl stored an image as it knew the account
        for stored in session.exec(select(Image).where(Image.owner_id == HOOLI)):
            stored.release_id = OWN
        finish_crawl(session, crawl_id, status=CrawlStatus.COMPLETED, finished_at=now() + timedelta(seconds=1))
    assert key_changed_accounts(crawled, current.read, at=now()) == 1
    assert releases(crawled) == {PROVEN}
    assert key_changed_accounts(crawled, current.read, at=now()) == 0


def test_a_directory_is_read_anew_only_when_something_changed(crawled, current, directory):
    assert current.read() is directory
    prove(crawled)
    changed = current.read()
    assert changed.publisher("hooli") is not None
    assert current.read() is changed


def test_a_directory_without_additions_is_the_built_in_one(crawled, directory):
    with crawled.read() as session:
        assert read_directory(session, directory) is directory
