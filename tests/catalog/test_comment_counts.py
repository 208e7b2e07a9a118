"""Comments are counted in one question with those that have some words, on each engine."""

import pytest
from sqlalchemy import event
from sqlmodel import select

from catalog.comment_counts import comment_counts, counts_and_found
from catalog.comments import Kind, add_comment
from catalog.members import Identity, sign_in
from catalog.scopes import Scope
from catalog.tables import Image
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from tests.api.conftest import NOW
from tests.crawler.conftest import Remembering, ScriptedSource, image

REGION = "eu-west-1"


@pytest.fixture
def releases(database, directory):
    """The ids of two releases, of which the first was spoken of."""
    source = ScriptedSource()
    source.show(image(1, Name="web-1"), image(2, Name="db-1"), region=REGION, scope=Scope.ALL)
    crawl_region(Place(database, directory, "aws", REGION), source, Scope.ALL, watcher=Remembering())
    with database.write() as session:
        images = session.exec(select(Image).order_by(Image.image_id)).all()
        member = sign_in(session, Identity("test", "ada"), at=NOW)
        for number, text in enumerate(("Does it boot?", "It boots on Graviton.")):
            add_comment(
                session,
                member,
                image_row=images[0].id,
                parent_id=None,
                kind=Kind.OBSERVATION,
                text=text,
                by_maker=False,
                request_key=str(number),
                at=NOW,
            )
        return [one.release_id for one in images]


def test_what_was_said_of_each_and_what_has_the_words_come_together(database, releases):
    first, _ = releases
    with database.read() as session:

        def both(*words, most=10):
            return counts_and_found(session, releases, words, with_private=False, most=most)

        assert both("boot") == ({first: 2}, 2)
        assert both("it", "grav") == ({first: 2}, 1)
        assert both("boot", most=1) == ({first: 2}, 1)
        assert both("nothing") == ({first: 2}, 0)
        assert counts_and_found(session, [], ["boot"], with_private=True, most=10) == ({}, 2)
        assert comment_counts(session, releases, ["it", "grav"], with_private=False) == {first: 1}
        assert comment_counts(session, releases, with_private=False) == {first: 2}


def test_no_image_is_read_of_which_nothing_was_said(copies):
    """As SQLite plans it: a page of hits has five hundred images, which lie all over the catalog."""
    with copies("sqlite").copy() as database, database.read() as session:
        asked = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *given: asked.append(given[2:4]))
        comment_counts(session, ["rel-1", "rel-2"], with_private=False)
        statement, values = asked[-1]
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
    reads = [step for step in plan if step.startswith(("SEARCH", "SCAN")) and "COVERING" not in step]
    assert [step.split()[1] for step in reads if " regions" not in step] == ["comment", "image"]
