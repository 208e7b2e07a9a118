"""What a crawl makes of what EC2 shows, on both databases."""

import pytest
from sqlmodel import select

from catalog.crawls import CrawlStatus, list_crawls
from catalog.document import unpack
from catalog.errors import DatabaseError
from catalog.history import history_of
from catalog.images import images_by_id
from catalog.outbox import settle, take
from catalog.owners import list_owners
from catalog.scopes import Scope
from catalog.tables import Crawl, Image, ImageEvent, Owner
from catalog.utc_time import now
from crawler.batch import Batch, Place
from crawler.errors import EndpointError
from crawler.region_crawl import crawl_region
from tests.crawler.conftest import image, write_every


@pytest.fixture
def crawl(database, directory, source, watcher):
    place = Place(database, directory, "aws", "eu-west-1")

    def crawl(scope=Scope.ALL, **options):
        return crawl_region(place, source, scope, watcher=watcher, **options)

    return crawl


def stored(database, number=1):
    with database.read() as session:
        found = images_by_id(session, f"ami-{number:017x}", with_private=True)
        session.expunge_all()
    assert len(found) == 1
    return found[0]


def history(database, number=1, *, with_private=True):
    with database.read() as session:
        found = images_by_id(session, f"ami-{number:017x}", with_private=True)[0]
        return [
            (str(entry.kind), dict(entry.changes))
            for entry in history_of(session, found, now=now(), with_private=with_private)
        ]


def empty_outbox(database):
    with database.write() as session:
        keys = take(session, 1000).release_ids
        settle(session, keys)
    return set(keys)


def test_new_images_are_stored_whole_unknown_fields_included(database, crawl, source):
    document = image(1, FieldOfTomorrow={"Deep": ["value"]})
    source.show(document, image(2), image(3))
    outcome = crawl()
    assert outcome.status is CrawlStatus.COMPLETED
    assert (outcome.counts.seen, outcome.counts.added) == (3, 3)
    kept = stored(database)
    assert unpack(kept.document) == document
    assert (kept.name, kept.owner_id, kept.architecture) == ("image-1", "123456789012", "x86_64")
    assert kept.created_at.isoformat() == "2026-01-02T03:04:05+00:00"


def test_a_name_that_is_too_long_for_ec2_and_for_an_index_stays_in_the_document(database, crawl, source):
    name = "".join(chr(0x4E00 + number % 20_000) for number in range(5_000))
    source.show(image(1, Name=name))
    assert crawl().status is CrawlStatus.COMPLETED
    kept = stored(database)
    assert kept.name is None
    assert unpack(kept.document)["Name"] == name


def test_an_unchanged_image_is_not_touched(database, crawl, source):
    source.show(image(1), image(2))
    crawl()
    empty_outbox(database)
    before = stored(database).changed_at
    outcome = crawl()
    assert (outcome.counts.added, outcome.counts.changed, outcome.counts.gone) == (0, 0, 0)
    assert stored(database).changed_at == before
    assert empty_outbox(database) == set()


def test_a_change_is_kept_with_what_it_was_before(database, crawl, source):
    source.show(image(1, Description="old"))
    crawl()
    empty_outbox(database)
    source.show(image(1, Description="new", DeprecationTime="2020-01-01T00:00:00.000Z"))
    assert crawl().counts.changed == 1
    assert stored(database).description == "new"
    changes = {"Description": ["old", "new"], "DeprecationTime": [None, "2020-01-01T00:00:00.000Z"]}
    assert ("changed", changes) in history(database)
    assert "deprecated" in [kind for kind, _ in history(database)]
    assert empty_outbox(database) == {stored(database).release_id}


def test_a_field_that_changes_by_itself_is_updated_without_an_event(database, crawl, source):
    source.show(image(1, LastLaunchedTime="2026-01-01T00:00:00Z"))
    crawl()
    source.show(image(1, LastLaunchedTime="2026-02-01T00:00:00Z"))
    assert crawl().counts.changed == 0
    assert unpack(stored(database).document)["LastLaunchedTime"] == "2026-02-01T00:00:00Z"
    assert [kind for kind, _ in history(database)] == ["appeared"]


def test_the_order_of_tags_is_no_change(database, crawl, source):
    one, two = {"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}
    source.show(image(1, Tags=[one, two]))
    crawl()
    source.show(image(1, Tags=[two, one]))
    assert crawl().counts.changed == 0


def test_the_order_of_product_codes_is_no_change_when_ec2_writes_the_image_otherwise(database, crawl, source):
    one, two = {"ProductCodeId": "a"}, {"ProductCodeId": "b"}
    source.show(image(1, ProductCodes=[two, one]))
    crawl()
    source.show(image(1, ProductCodes=[two, one], ImageAllowed=True))
    assert crawl().counts.changed == 0
    assert [kind for kind, _ in history(database)] == ["appeared"]


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"FindingScanDate": "2026-01-01"}, {"FindingScanDate": "2026-01-02"}, 0),
        ({"HighestFindingSeverityLabel": "low"}, {"HighestFindingSeverityLabel": "critical"}, 1),
    ],
)
def test_a_scan_is_an_event_only_when_its_verdict_changes(crawl, source, before, after, changes):
    source.show(image(1, ScanResults=before))
    crawl()
    source.show(image(1, ScanResults=after))
    assert crawl().counts.changed == changes


def test_an_owner_alias_that_ec2_leaves_out_stays(database, crawl, source):
    source.show(image(1, ImageOwnerAlias="amazon"))
    crawl()
    source.show(image(1))
    assert crawl().counts.changed == 0
    assert stored(database).owner_alias == "amazon"
    source.show(image(1, Description="other"))
    crawl()
    assert stored(database).owner_alias == "amazon"
    assert unpack(stored(database).document)["ImageOwnerAlias"] == "amazon"


def test_an_image_that_comes_twice_in_one_crawl_counts_once(database, crawl, source):
    source.show(image(1), image(2), image(1), image(1, Description="the later page says otherwise"))
    assert crawl().counts.seen == 2
    assert stored(database).description is None


def test_a_completed_crawl_marks_what_it_did_not_see_as_gone(database, crawl, source):
    source.show(image(1), image(2))
    crawl()
    empty_outbox(database)
    source.show(image(2))
    assert crawl().counts.gone == 1
    assert stored(database).gone_at is not None
    assert [kind for kind, _ in history(database)] == ["appeared", "gone"]
    assert empty_outbox(database) == {stored(database).release_id}


def test_an_image_that_is_gone_is_not_gone_again(database, crawl, source):
    source.show(image(1), image(2))
    crawl()
    source.show(image(2))
    crawl()
    assert crawl().counts.gone == 0
    assert [kind for kind, _ in history(database)] == ["appeared", "gone"]


def test_an_image_that_comes_back_keeps_its_history(database, crawl, source):
    source.show(image(1), image(2))
    crawl()
    source.show(image(2))
    crawl()
    source.show(image(1), image(2))
    crawl()
    assert stored(database).gone_at is None
    assert [kind for kind, _ in history(database)] == ["appeared", "gone", "came_back"]


def test_an_image_that_comes_back_changed_says_both(database, crawl, source):
    source.show(image(1), image(2))
    crawl()
    source.show(image(2))
    crawl()
    source.show(image(1, Description="new"), image(2))
    crawl()
    assert [kind for kind, _ in history(database)] == ["appeared", "gone", "came_back", "changed"]


def test_a_failed_crawl_marks_nothing_gone_and_keeps_what_it_saw(database, crawl, source):
    source.show(image(1), image(2), image(3))
    crawl()
    source.show(image(4), image(5), image(1))
    source.breaks_after, source.error = 1, EndpointError("EC2 went away")
    outcome = crawl()
    assert (outcome.status, outcome.error) == (CrawlStatus.FAILED, "EC2 went away")
    assert stored(database, 4).gone_at is None
    assert stored(database, 2).gone_at is None
    with database.read() as session:
        row = list_crawls(session, with_private=True, limit=1)[0]
    assert (row.status, row.error, row.added, row.gone) == ("failed", "EC2 went away", 2, 0)


def test_a_crawl_that_breaks_off_at_its_last_page_marks_nothing_gone(database, crawl, source):
    source.show(image(1), image(2))
    crawl()
    source.show()
    source.breaks_after, source.error = 0, EndpointError("EC2 went away")
    crawl()
    assert stored(database).gone_at is None


def test_an_interrupted_crawl_says_so_and_the_next_goes_on(database, crawl, source):
    source.show(image(1), image(2), image(3))
    source.breaks_after, source.error = 1, KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        crawl()
    with database.read() as session:
        assert list_crawls(session, with_private=True, limit=1)[0].status == "interrupted"
    source.breaks_after = None
    outcome = crawl()
    assert (outcome.counts.seen, outcome.counts.added) == (3, 1)


def test_a_crawl_whose_process_died_is_marked_by_the_next(database, crawl, source):
    with database.write() as session:
        session.add(
            Crawl(
                partition="aws",
                region="eu-west-1",
                scope="all",
                source="scripted",
                status=CrawlStatus.RUNNING,
                started_at=now(),
            )
        )
    source.show(image(1))
    crawl()
    with database.read() as session:
        statuses = [row.status for row in list_crawls(session, with_private=True, limit=10)]
    assert statuses == ["completed", "interrupted"]


def test_a_malformed_image_fails_the_crawl_with_its_reason(database, crawl, source):
    source.show(image(1), image(2) | {"OwnerId": "somebody"})
    outcome = crawl()
    assert outcome.status is CrawlStatus.FAILED
    assert "ami-00000000000000002" in outcome.error
    assert "somebody" in outcome.error
    assert stored(database).image_id == image(1)["ImageId"]


def test_a_write_that_fails_is_tried_once_more_and_tells_nothing_twice(database, crawl, source, monkeypatch):
    source.show(image(1), image(2))
    crawl()
    source.show(image(1, Description="changed"), image(2), image(3))
    saving = Batch.save
    failing = iter([DatabaseError("the database is locked")])

    def save(batch, writer, crawl_id):
        saving(batch, writer, crawl_id)
        for error in failing:
            raise error

    monkeypatch.setattr(Batch, "save", save)
    outcome = crawl()
    assert (outcome.status, outcome.counts.added, outcome.counts.changed) == (CrawlStatus.FAILED, 1, 1)
    assert [kind for kind, _ in history(database)].count("changed") == 1
    assert stored(database, 3).name == "image-3"


def test_the_scopes_that_show_an_image_are_kept(database, crawl, source):
    source.show(image(1))
    source.show(image(1), scope=Scope.AMAZON)
    crawl()
    crawl(Scope.AMAZON)
    assert Scope(stored(database).scopes) == Scope.ALL | Scope.AMAZON
    source.show(scope=Scope.AMAZON)
    crawl(Scope.AMAZON)
    assert Scope(stored(database).scopes) == Scope.ALL
    assert stored(database).gone_at is None


@pytest.mark.parametrize("public", [False, True, None])
def test_an_image_seen_under_self_alone_is_private(database, crawl, source, public):
    source.show(image(1, Public=public), scope=Scope.SELF)
    crawl(Scope.SELF)
    assert stored(database).private


def test_an_image_that_is_not_public_stays_private_whatever_shows_it(database, crawl, source):
    for scope in (Scope.SELF, Scope.AMAZON):
        source.show(image(1, Public=False), scope=scope)
        crawl(scope)
        assert stored(database).private


def test_an_image_that_only_self_still_shows_became_private(database, crawl, source):
    for scope in (Scope.ALL, Scope.SELF):
        source.show(image(1), scope=scope)
        crawl(scope)
    assert not stored(database).private
    source.show()
    crawl()
    assert stored(database).private
    assert stored(database).gone_at is None
    assert [kind for kind, _ in history(database)] == ["appeared", "became_private"]


def test_what_changed_while_an_image_was_private_is_told_to_nobody_else(database, crawl, source):
    source.show(image(1, Description="secret", Public=False), scope=Scope.SELF)
    crawl(Scope.SELF)
    source.show(image(1, Description="secret 2", Public=False), scope=Scope.SELF)
    crawl(Scope.SELF)
    source.show(image(1, Description="open"))
    crawl()
    assert [kind for kind, _ in history(database)] == ["appeared", "changed", "changed", "became_public"]
    told = history(database, with_private=False)
    assert "secret" not in str(told)
    assert [kind for kind, _ in told] == ["appeared", "became_public"]


def test_a_private_image_that_goes_stays_private(database, crawl, source):
    source.show(image(1), image(2), scope=Scope.SELF)
    crawl(Scope.SELF)
    source.show(image(2), scope=Scope.SELF)
    crawl(Scope.SELF)
    assert stored(database).gone_at is not None
    assert stored(database).private


def test_a_source_that_is_never_complete_marks_nothing_gone(database, crawl, source):
    source.show(image(1), image(2))
    crawl()
    source.show(image(2))
    assert crawl(marks_gone=False).counts.gone == 0
    assert stored(database).gone_at is None


def test_owners_are_counted_by_region_and_private_images_apart(database, crawl, source):
    source.show(image(1), image(2), image(3, OwnerId="210987654321"))
    crawl()
    source.show(image(4, OwnerId="210987654321", Public=False), scope=Scope.SELF)
    crawl(Scope.SELF)
    source.show(image(2), image(3, OwnerId="210987654321"))
    crawl()

    def counts(*, with_private):
        with database.read() as session:
            owners = list_owners(session, limit=10, with_private=with_private)
        return {owner.owner_id: (owner.images, owner.gone_images, owner.regions) for owner in owners}

    assert counts(with_private=False) == {"123456789012": (1, 1, 1), "210987654321": (1, 0, 1)}
    assert counts(with_private=True) == {"123456789012": (1, 1, 1), "210987654321": (2, 0, 1)}


def test_an_owner_with_private_images_alone_is_not_told_of(database, crawl, source):
    source.show(image(1), scope=Scope.SELF)
    crawl(Scope.SELF)
    with database.read() as session:
        assert list_owners(session, limit=10, with_private=False) == []


def test_images_are_added_in_several_transactions_without_loss(database, crawl, source, monkeypatch):
    write_every(3, monkeypatch)
    source.show(*(image(number) for number in range(1, 12)))
    assert crawl().counts.added == 11
    with database.read() as session:
        assert len(session.exec(select(Image.id)).all()) == 11
        assert session.exec(select(ImageEvent.id)).all() == []
        assert list_crawls(session, with_private=True, limit=1)[0].added == 11


def test_an_owner_whose_alias_comes_in_a_later_transaction_has_it(database, crawl, source, monkeypatch):
    write_every(1, monkeypatch)
    source.show(image(1), image(2), image(3, ImageOwnerAlias="amazon"), image(4))
    crawl()
    with database.read() as session:
        assert list(session.exec(select(Owner.owner_id, Owner.owner_alias))) == [("123456789012", "amazon")]


def test_the_watcher_hears_of_start_progress_and_end(crawl, source, watcher):
    source.show(image(1), image(2), image(3))
    outcome = crawl()
    assert watcher.calls == [
        ("started", "eu-west-1", Scope.ALL),
        ("progressed", "eu-west-1", Scope.ALL, 2),
        ("progressed", "eu-west-1", Scope.ALL, 3),
        ("finished", outcome),
    ]
