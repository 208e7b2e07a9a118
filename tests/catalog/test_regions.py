"""Images are found in whichever region they are, by indexes that begin with the region, on SQLite as it plans it."""

import re

import pytest
from sqlalchemy import event, select

from catalog.images import images_of_release, images_to_index, release_names
from catalog.regions import IMAGES, everywhere, of_releases, release_ids
from catalog.scopes import Scope
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from tests.crawler.conftest import Remembering, ScriptedSource, image

REGIONS = ("ap-south-1", "eu-west-1", "us-east-1")


@pytest.fixture
def copied(database, directory):
    """Five releases in three regions, and one for each region alone."""
    for number, region in enumerate(REGIONS):
        source = ScriptedSource()
        images = [image(10 * number + build, Name=f"web-{build}") for build in range(5)]
        source.show(*images, image(10 * number + 9, Name=f"only-{region}"), scope=Scope.ALL, region=region)
        crawl_region(Place(database, directory, "aws", region), source, Scope.ALL, watcher=Remembering())
    return database


@pytest.mark.parametrize("batch_size", [1, 3, 100])
def test_every_release_is_met_once_and_in_order_however_many_at_a_time(copied, batch_size):
    with copied.read() as session:
        batches = list(release_ids(session, batch_size=batch_size))
        every = sorted(set(session.execute(select(IMAGES.release_id)).scalars()))

        assert len(every) == 8
        assert [release_id for batch in batches for release_id in batch] == every
        assert list(release_ids(session, batch_size=100, after=every[3])) == [every[4:]]


def test_a_catalog_without_images_has_no_releases(database):
    with database.read() as session:
        assert list(release_ids(session, batch_size=10)) == []
        assert session.execute(select(IMAGES.id).where(everywhere())).all() == []


def test_the_images_of_a_release_are_found_in_all_of_its_regions(copied):
    with copied.read() as session:
        names = release_names(session, next(release_ids(session, batch_size=100)))
        found = images_to_index(session, list(names))
        for release_id, name in names.items():
            regions = [one.region for one in found[release_id]]
            assert regions == ([name.removeprefix("only-")] if name.startswith("only-") else list(REGIONS))
            images = images_of_release(session, release_id, with_private=False)
            assert [one.id for one in images] == [one.id for one in found[release_id]]
            first = found[release_id][0]
            assert all(one.name is first.name and one.owner_id is first.owner_id for one in found[release_id])


def test_a_release_is_looked_for_by_the_index_alone(copies):
    asked = []
    with copies("sqlite").copy() as database, database.read() as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        images_to_index(session, ["rel-1", "rel-2"])
        session.execute(select(IMAGES.id).where(of_releases(IMAGES.release_id == "rel-1")))
        release_names(session, ["rel-1"])
        questions = [one for one in asked if one[0].startswith(("SELECT", "WITH"))]
        assert len(questions) > 3
        for statement, values in questions:
            plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert not [step for step in plan if re.match(r"SCAN image\b|SEARCH image .*\(region=\?\)", step)], plan
