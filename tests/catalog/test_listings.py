"""Listings in the catalog: versions, stones, keys, and who is quicker."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from catalog.directory import Directory
from catalog.errors import ChangedMeanwhileError, ConflictError
from catalog.listing_content import CheckAnswer, ListingContent
from catalog.listings import (
    listing_heard,
    listing_of_release,
    listings_of_member,
    past_of_listing,
    publish_listing,
    withdraw_listing,
)
from catalog.members import Identity, sign_in
from catalog.safe_sharing import Answered
from catalog.scopes import Scope
from catalog.tables import Image
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from tests.crawler.conftest import Remembering, ScriptedSource, image

AT = datetime(2026, 11, 2, tzinfo=UTC)
CHECKED = {"logs": CheckAnswer(answer=Answered.YES)}


@pytest.fixture
def listed(database):
    """A session, an image, and a way to publish about it."""
    source = ScriptedSource()
    source.show(image(1, Name="web"))
    crawl_region(Place(database, Directory([]), "aws", "eu-west-1"), source, Scope.ALL, watcher=Remembering())
    with database.write() as session:
        member = sign_in(session, Identity("test", "ada"), at=AT)
        row, release_id = session.exec(select(Image.id, Image.release_id)).one()

        def publish(*, before=None, key=None, days=0, **content):
            return publish_listing(
                session,
                member,
                ListingContent(**content),
                before=before,
                image_row=row,
                pattern="",
                request_key=key,
                at=AT + timedelta(days=days),
            )

        yield session, member, release_id, publish


def test_every_version_is_kept_and_the_last_one_counts(listed):
    session, member, release_id, publish = listed
    first = publish(os="Debian 12")
    second = publish(before=first, os="Debian 13", days=1)
    withdraw_listing(session, member, second, at=AT + timedelta(days=2))
    stone = listing_of_release(session, release_id, with_private=False)
    assert (first.version, second.content.os, stone.content, stone.version) == (1, "Debian 13", None, 3)
    past = past_of_listing(session, first.id, before=None, limit=9)
    assert [(one.version, one.kept) for one in past] == [(3, None), (2, second.kept), (1, first.kept)]
    again = publish(before=stone, os="Debian 14", days=3)
    assert (again.id, again.version, again.is_shown) == (first.id, 4, True)
    assert [row.id for row in listings_of_member(session, member.id, limit=5)] == [first.id]


def test_the_checklist_is_dated_by_when_its_answers_changed(listed):
    _, _, _, publish = listed
    first = publish(os="Debian 12", checklist=CHECKED)
    second = publish(before=first, os="Debian 13", checklist=CHECKED, days=1)
    third = publish(before=second, os="Debian 13", checklist=CHECKED | {"passwords": CHECKED["logs"]}, days=2)
    none = publish(before=third, os="Debian 13", days=3)
    assert [one.checklist_at for one in (first, second, third, none)] == [AT, AT, AT + timedelta(days=2), None]


def test_a_request_that_comes_twice_publishes_once(listed):
    session, member, _, publish = listed
    first = publish(os="Debian 12", key="one-key-of-mine")
    assert listing_heard(session, member, "one-key-of-mine", first.content, first) == first
    assert listing_heard(session, member, "another-of-mine", first.content, first) is None
    assert publish(before=first, os="Debian 12", days=1) == first
    for content, before in ((ListingContent(os="Debian 13"), first), (first.content, None)):
        with pytest.raises(ConflictError):
            listing_heard(session, member, "one-key-of-mine", content, before)
    with pytest.raises(ConflictError):
        publish(before=first, os="Debian 13", key="one-key-of-mine")


def test_of_two_who_change_it_at_once_one_is_told(listed):
    session, member, _, publish = listed
    first = publish(os="Debian 12")
    publish(before=first, os="Debian 13")
    with pytest.raises(ChangedMeanwhileError):
        publish(before=first, os="Debian 14")
    with pytest.raises(ChangedMeanwhileError):
        withdraw_listing(session, member, first, at=AT)
