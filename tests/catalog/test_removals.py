"""What an implausible crawl would remove is held, exactly, until somebody or a newer crawl decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from catalog.crawls import CrawlStatus, latest_crawls, list_crawls
from catalog.errors import LockHeldError, NotHeldError
from catalog.outbox import settle, take
from catalog.removals import ALWAYS_PLAUSIBLE, confirm_removals, discard_removals, is_implausible
from catalog.scopes import Scope
from catalog.tables import HeldRemoval, Image, ImageEvent, OwnerRegion
from catalog.utc_time import now
from crawler.batch import Place
from crawler.errors import EndpointError
from crawler.precautions import Precautions
from crawler.region_crawl import crawl_region
from tests.crawler.conftest import Remembering, ScriptedSource, image

HUNDRED = [image(number) for number in range(1, 101)]


@pytest.fixture
def source():
    return ScriptedSource()


@pytest.fixture
def crawl(database, directory, source):
    """Crawls what it is given to show."""
    place = Place(database, directory, "aws", "eu-west-1")

    def crawl(*images, scope=Scope.ALL, **options):
        source.show(*images, scope=scope)
        return crawl_region(place, source, scope, watcher=Remembering(), **options)

    return crawl


@pytest.fixture
def held(crawl):
    """A crawl that saw a half of what there was."""
    crawl(*HUNDRED)
    outcome = crawl(*HUNDRED[:50])
    assert outcome.status is CrawlStatus.HELD
    return outcome


def alive(database):
    with database.read() as session:
        return set(session.exec(select(Image.image_id).where(Image.scopes != 0)))


def ids(images):
    return {document["ImageId"] for document in images}


def rows(database, table):
    with database.read() as session:
        return session.exec(select(table)).all()


def statuses(database):
    with database.read() as session:
        return [crawl.status for crawl in reversed(list_crawls(session, limit=50, with_private=True))]


def empty_outbox(database):
    with database.write() as session:
        keys = take(session, 1000).release_ids
        settle(session, keys)
    return set(keys)


@given(shown=st.integers(0, 10_000), removals=st.integers(0, 10_000), share=st.floats(0, 1))
def test_few_removals_and_small_shares_are_plausible_and_nothing_else_is(shown, removals, share):
    expected = removals >= ALWAYS_PLAUSIBLE and removals > share * shown
    assert is_implausible(removals, shown_before=shown, share=share) == expected


def test_a_crawl_that_would_remove_too_much_is_held_and_removes_nothing(database, held):
    assert held.counts.gone == 0
    assert f"amidex crawls confirm {held.crawl_id}" in held.error
    assert alive(database) == ids(HUNDRED)
    assert len(rows(database, HeldRemoval)) == 50
    with database.read() as session:
        (crawl,) = latest_crawls(session, with_private=False)
    assert (crawl.status, crawl.held, crawl.held_of, crawl.error) == ("held", 50, 100, held.error)


def test_an_empty_answer_that_claims_to_be_complete_is_held(database, crawl):
    crawl(*HUNDRED)
    assert crawl().status is CrawlStatus.HELD
    assert alive(database) == ids(HUNDRED)


def test_what_a_held_crawl_saw_is_stored(database, crawl):
    crawl(*HUNDRED)
    outcome = crawl(image(1, Description="new"), image(101))
    assert (outcome.status, outcome.counts.added, outcome.counts.changed) == (CrawlStatus.HELD, 1, 1)
    assert image(101)["ImageId"] in alive(database)


@pytest.mark.parametrize(("removed", "status"), [(20, CrawlStatus.COMPLETED), (21, CrawlStatus.HELD)])
def test_a_fifth_may_go_and_no_more(crawl, removed, status):
    crawl(*HUNDRED)
    assert crawl(*HUNDRED[removed:]).status is status


def test_a_few_images_may_all_go_at_once(crawl):
    few = HUNDRED[: ALWAYS_PLAUSIBLE - 1]
    crawl(*few)
    outcome = crawl()
    assert (outcome.status, outcome.counts.gone) == (CrawlStatus.COMPLETED, len(few))


def test_the_share_can_be_set(crawl):
    crawl(*HUNDRED)
    assert crawl(*HUNDRED[60:], precautions=Precautions(hold_share=0.6)).status is CrawlStatus.COMPLETED


def test_only_images_that_the_scope_showed_count(crawl):
    crawl(*HUNDRED)
    amazons = HUNDRED[:60]
    crawl(*amazons, scope=Scope.AMAZON)
    assert crawl(*amazons[:30], scope=Scope.AMAZON).status is CrawlStatus.HELD


def test_confirming_removes_exactly_what_was_held(database, held):
    empty_outbox(database)
    confirm_removals(database, held.crawl_id, at=now())
    assert alive(database) == ids(HUNDRED[:50])
    with database.read() as session:
        (crawl,) = latest_crawls(session, with_private=False)
        gone = session.exec(select(Image.release_id).where(Image.scopes == 0)).all()
        events = session.exec(select(ImageEvent)).all()
        (counted,) = session.exec(select(OwnerRegion)).all()
    assert (crawl.status, crawl.gone, crawl.held, crawl.error) == ("completed", 50, 50, None)
    assert {(event.kind, event.crawl_id) for event in events} == {("gone", held.crawl_id)}
    assert len(events) == 50
    assert (counted.images, counted.gone_images) == (50, 50)
    assert empty_outbox(database) == set(gone)
    assert rows(database, HeldRemoval) == []


def test_confirming_takes_one_scope_and_leaves_the_others(database, crawl):
    crawl(*HUNDRED)
    crawl(*HUNDRED, scope=Scope.SELF)
    confirm_removals(database, crawl().crawl_id, at=now())
    with database.read() as session:
        found = session.exec(select(Image.scopes, Image.private, Image.gone_at).distinct()).all()
        kinds = session.exec(select(ImageEvent.kind).distinct()).all()
    assert found == [(Scope.SELF, True, None)]
    assert kinds == ["became_private"]


def test_discarding_removes_nothing_and_the_next_crawl_is_held_again(database, crawl, held):
    discard_removals(database, held.crawl_id)
    assert alive(database) == ids(HUNDRED)
    assert rows(database, HeldRemoval) == []
    assert crawl(*HUNDRED[:50]).status is CrawlStatus.HELD
    assert statuses(database) == ["completed", "discarded", "held"]


def test_a_newer_crawl_that_sees_everything_takes_the_place_of_a_held_one(database, crawl, held):
    assert crawl(*HUNDRED).status is CrawlStatus.COMPLETED
    assert statuses(database) == ["completed", "superseded", "completed"]
    assert rows(database, HeldRemoval) == []
    with pytest.raises(NotHeldError, match="superseded"):
        confirm_removals(database, held.crawl_id, at=now())


def test_of_several_held_crawls_the_newest_counts(database, crawl, held):
    newest = crawl(*HUNDRED[:40])
    assert statuses(database) == ["completed", "superseded", "held"]
    confirm_removals(database, newest.crawl_id, at=now())
    assert alive(database) == ids(HUNDRED[:40])


def test_a_crawl_of_another_scope_changes_nothing_for_a_held_one(database, crawl, held):
    crawl(*HUNDRED[:10], scope=Scope.AMAZON)
    confirm_removals(database, held.crawl_id, at=now())
    assert alive(database) == ids(HUNDRED[:50])


def test_what_a_newer_failed_crawl_may_have_seen_is_not_removed(database, crawl, source, held):
    source.breaks_after, source.error = 20, EndpointError("EC2 went away")
    crawl(*HUNDRED[20:])
    with pytest.raises(NotHeldError, match="newer"):
        confirm_removals(database, held.crawl_id, at=now())
    assert alive(database) == ids(HUNDRED)


def test_a_newer_crawl_that_failed_before_it_saw_anything_changes_nothing(database, crawl, source, held):
    source.breaks_after, source.error = 0, EndpointError("EC2 went away")
    crawl()
    confirm_removals(database, held.crawl_id, at=now())
    assert alive(database) == ids(HUNDRED[:50])


def test_while_a_crawl_of_the_region_runs_nothing_is_confirmed(database, held):
    with database.lock("crawl-aws-eu-west-1"), pytest.raises(LockHeldError):
        confirm_removals(database, held.crawl_id, at=now())


@pytest.mark.parametrize(
    "decide", [lambda database, crawl: confirm_removals(database, crawl, at=now()), discard_removals]
)
def test_only_a_held_crawl_can_be_decided_on_and_only_once(database, held, decide):
    with pytest.raises(NotHeldError, match="there is no crawl 4711"):
        decide(database, 4711)
    with pytest.raises(NotHeldError, match="it is completed"):
        decide(database, held.crawl_id - 1)
    decide(database, held.crawl_id)
    with pytest.raises(NotHeldError, match="nothing to decide"):
        decide(database, held.crawl_id)
