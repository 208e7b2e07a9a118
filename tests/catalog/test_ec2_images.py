"""Reading as DescribeImages asks: by owners and names, place after place, and never by looking at every image."""

from itertools import product

import pytest
from sqlalchemy import event

from catalog.ec2_images import (
    ImagesWanted,
    Position,
    crawled_regions,
    described,
    images_with_ids,
    is_crawled,
    middle,
    owners_in_region,
    positions,
)
from catalog.scopes import Scope
from catalog.utc_time import now
from catalog.wildcard import Wildcard
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from tests.crawler.conftest import Remembering, ScriptedSource, image

IRELAND, MUMBAI = "eu-west-1", "ap-south-1"
FIRST, SECOND, THIRD = "000000000001", "123456789012", "999999999999"


@pytest.fixture
def catalog(database, directory):
    """Seven images of three owners, in mixed order, one of them private."""
    source = ScriptedSource()

    def crawl(*images, region=IRELAND, scope=Scope.ALL):
        source.show(*images, region=region, scope=scope)
        place = Place(database, directory, "aws", region)
        crawl_region(place, source, scope, watcher=Remembering())

    crawl(
        image(1, OwnerId=SECOND, Name="web-1"),
        image(2, OwnerId=THIRD, Name="web-2", ImageOwnerAlias="amazon"),
        image(3, OwnerId=FIRST, Name="db-1"),
        image(4, OwnerId=SECOND, Name="web-3", DeprecationTime="2020-01-01T00:00:00.000Z"),
        image(5, OwnerId=SECOND, Name="", State="disabled"),
        image(6, OwnerId=FIRST, Name="web-4"),
    )
    crawl(image(7, OwnerId=FIRST, Name="web-5", Public=False), scope=Scope.SELF)
    crawl(image(8, OwnerId=FIRST, Public=False), region=MUMBAI, scope=Scope.SELF)
    return database


def wanted(**options):
    return ImagesWanted(IRELAND, at=now(), **options)


def walk(session, question, limit):
    """The numbers of the images in the order of their places, read `limit` at a time."""
    after: Position | None = None
    found: list[int] = []
    while True:
        places = positions(session, question, after, limit)
        images = described(session, question, [place.id for place in places])
        found += [int(images[place.id].image_id[4:], 16) for place in places if place.id in images]
        if len(places) < limit:
            return found
        after = places[-1]


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize(
    ("options", "numbers"),
    [
        ({}, [3, 6, 1, 2]),
        ({"include_deprecated": True, "include_disabled": True}, [3, 6, 1, 4, 5, 2]),
        ({"owners": [THIRD, FIRST]}, [3, 6, 2]),
        ({"owners": []}, []),
        ({"names": [[Wildcard.parse("web-*")]], "include_deprecated": True}, [6, 1, 4, 2]),
        ({"names": [[Wildcard.parse("*-1"), Wildcard.parse("web-4")], [Wildcard.parse("w*")]]}, [6, 1]),
        ({"names": [[Wildcard.parse("*")]], "include_disabled": True}, [3, 6, 1, 5, 2]),
        ({"columns": {"owner_alias": [[Wildcard.parse("a*")]]}}, [2]),
        ({"columns": {"state": [[Wildcard.parse("disabled")]]}, "include_disabled": True}, [5]),
    ],
)
def test_a_walk_meets_every_wanted_image_once_in_the_order_of_owners(catalog, options, numbers, limit):
    with catalog.read() as session:
        assert walk(session, wanted(**options), limit) == numbers


@pytest.mark.parametrize("owners", [None, [THIRD, FIRST], [SECOND]])
def test_a_stretch_of_the_order_is_what_the_whole_has_between_two_places(catalog, owners):
    with catalog.read() as session:
        question = wanted(owners=owners)
        whole = positions(session, question, None, 100)
        ends = [None, *whole, Position(FIRST, 0), Position("000000000000", 5), Position("999999999999", 5)]
        for after, until in product(ends, ends):
            found = positions(session, question, after, 100, until=until)
            assert found == [
                place for place in whole if (after is None or place > after) and (until is None or place <= until)
            ]


def test_the_middle_has_as_many_images_before_as_after_it(catalog):
    with catalog.read() as session:
        assert middle(session, IRELAND, 100) is None
        place = middle(session, IRELAND, 1)
        before, after = (len(positions(session, wanted(), None, 100, until=place)) for place in (place, None))
        assert before - 1 == after // 2


def test_images_are_found_by_id_unless_private_or_elsewhere(catalog):
    ids = [f"ami-{number:017x}" for number in (1, 4, 5, 7, 8)]
    with catalog.read() as session:
        assert set(images_with_ids(session, IRELAND, ids, with_private=False)) == set(ids[:3])
        assert images_with_ids(session, MUMBAI, ids, with_private=False) == {}


def test_owners_are_found_by_account_or_alias_where_they_publish(catalog):
    with catalog.read() as session:
        assert owners_in_region(session, IRELAND, ["amazon", FIRST, "888888888888"], with_private=False) == [
            FIRST,
            THIRD,
        ]
        assert owners_in_region(session, MUMBAI, [FIRST], with_private=False) == []
        assert owners_in_region(session, IRELAND, [], with_private=False) == []


def test_regions_are_those_of_public_crawls(catalog):
    with catalog.read() as session:
        assert crawled_regions(session, "aws") == [IRELAND]
        assert crawled_regions(session, "aws-cn") == []
        assert (is_crawled(session, IRELAND), is_crawled(session, MUMBAI)) == (True, False)


def test_no_statement_looks_at_every_image(copies):
    """As SQLite plans it; the planner knows no sizes here, so a big catalog's plan is the same."""
    with copies("sqlite").copy() as database, database.read() as session:
        statements: list[tuple[str, tuple]] = []

        def remember(_connection, _cursor, statement, parameters, _context, _many):
            statements.append((statement, parameters))

        event.listen(session.get_bind(), "before_cursor_execute", remember)
        names = [[Wildcard.parse("*jammy*")]]
        for question in (wanted(), wanted(names=names), wanted(owners=[FIRST], names=names)):
            positions(session, question, None, 10)
            positions(session, question, Position(FIRST, 7), 10)
        described(session, wanted(), list(range(500)))
        images_with_ids(session, IRELAND, [f"ami-{number}" for number in range(100)], with_private=False)
        owners_in_region(session, IRELAND, ["amazon"], with_private=False)
        is_crawled(session, IRELAND)
        crawled_regions(session, "aws")
        event.remove(session.get_bind(), "before_cursor_execute", remember)

        assert len(statements) > 8
        for statement, parameters in statements:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            steps = [step[3] for step in plan]
            assert not [step for step in steps if step.startswith("SCAN ")], (statement, steps)
            if "image.image_id IN" in statement:
                assert "(region=? AND image_id=?)" in steps[0]
            if "image.id IN" in statement:
                assert steps == ["SEARCH image USING INTEGER PRIMARY KEY (rowid=?)"]
            if "GLOB" in statement:
                assert any("COVERING INDEX ix_image_region_owner_id_id_name" in step for step in steps), steps
                assert not [step for step in steps if "TEMP B-TREE" in step], steps
