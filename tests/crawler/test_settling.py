"""After a crawl, PostgreSQL answers look-ups of names from the index alone, and does not wait for autovacuum."""

from sqlalchemy import text

from catalog.scopes import Scope
from crawler.sweep import Sweep
from tests.crawler.conftest import Remembering, ScriptedSource, image

REGION = "eu-west-1"
WALK = """
EXPLAIN (ANALYZE, COSTS OFF)
SELECT owner_id, id FROM image WHERE region = 'eu-west-1' AND name LIKE '%-7%' ORDER BY owner_id, id LIMIT 1000
"""


def crawl(database, directory, *images):
    source = ScriptedSource()
    source.show(*images, region=REGION, scope=Scope.ALL)
    outcomes = Sweep(database, directory, source, demo=False).run([(REGION, Scope.ALL)], watcher=Remembering())
    assert [outcome.status.value for outcome in outcomes] == ["completed"]


def heap_fetches(database):
    with database.read() as session:
        session.execute(text("SET enable_seqscan = off"))
        session.execute(text("SET enable_bitmapscan = off"))
        plan = "\n".join(row[0] for row in session.execute(text(WALK)))
    assert "Index Only Scan" in plan, plan
    return int(plan.partition("Heap Fetches: ")[2].split()[0])


def test_names_are_walked_without_looking_into_the_table(database, directory):
    images = [image(number, Name=f"web-{number}") for number in range(200)]
    crawl(database, directory, *images)
    if database.is_shared:
        assert heap_fetches(database) == 0
    crawl(database, directory, *images, *[image(number, Name=f"db-{number}") for number in range(200, 400)])
    if database.is_shared:
        assert heap_fetches(database) == 0
