"""Images move to another release when the directory says something else of their owner."""

import pytest
from sqlmodel import select

from catalog.directory import Directory
from catalog.outbox import take
from catalog.rekeying import rekey
from catalog.scopes import Scope
from catalog.tables import Image
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from tests.crawler.conftest import Remembering, ScriptedSource, image

NOBODY = Directory([])
CANONICAL = "099720109477"


@pytest.fixture
def crawled(database):
    source = ScriptedSource()
    source.show(image(1, OwnerId=CANONICAL, Name="ubuntu"), image(2))
    crawl_region(Place(database, NOBODY, "aws", "eu-west-1"), source, Scope.ALL, watcher=Remembering())
    rekey(database, NOBODY, progress=print)
    return database


def releases(database):
    with database.read() as session:
        return dict(session.exec(select(Image.image_id, Image.release_id)).all())


def waiting(database):
    with database.read() as session:
        return set(take(session, 100).release_ids)


def test_images_of_an_owner_who_is_now_known_move_and_are_indexed_again(crawled, directory):
    before = releases(crawled)
    assert rekey(crawled, directory, progress=lambda _: None) == 1
    after = releases(crawled)
    moved, stayed = "ami-00000000000000001", "ami-00000000000000002"
    assert after[moved] != before[moved]
    assert after[stayed] == before[stayed]
    assert {before[moved], after[moved]} <= waiting(crawled)


def test_the_same_directory_moves_nothing(crawled, directory):
    rekey(crawled, directory, progress=lambda _: None)
    assert rekey(crawled, directory, progress=lambda _: None) == 0


def test_a_crawl_and_rekeying_agree_on_the_release(crawled, directory, database):
    rekey(crawled, directory, progress=lambda _: None)
    before = releases(crawled)
    source = ScriptedSource()
    source.show(image(1, OwnerId=CANONICAL, Name="ubuntu", Description="new"), image(2))
    crawl_region(Place(crawled, directory, "aws", "eu-west-1"), source, Scope.ALL, watcher=Remembering())
    assert releases(crawled) == before
