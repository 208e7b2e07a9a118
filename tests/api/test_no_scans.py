"""No question is answered by looking at every image, owner or annotation there is: as SQLite plans it.

The planner knows no sizes here, as in a catalog that nobody analysed, so a big catalog's plan is the same.
"""

import re

from sqlalchemy import event

from tests.api.test_audience import requests

# What grows with the world, with time, or with what people say.
GROWING = "|".join((
    *("image", "image_event", "owner", "owner_region", "family", "release", "former_verdict", "outbox"),
    *("annotation", "annotation_event", "comment", "comment_version", "crawl", "flag", "listing", "moderation_act"),
))  # fmt: skip
EVERYTHING = re.compile(rf"SCAN (?:{GROWING})\b(?! USING)|SEARCH image .*\(region=\?\)")
# The newest of a log, of which most fits whatever else is asked: it is read no further than the first few.
NEWEST = re.compile(r"FROM (crawl|moderation_act)\b(?!.*crawl\.status).*ORDER BY \1\.id DESC\s+LIMIT", re.DOTALL)


def test_no_question_is_answered_by_looking_at_everything(world, client, operator):
    asked = list(requests(operator))
    statements = {}

    def remember(_connection, _cursor, statement, parameters, _context, _many):
        statements.setdefault(statement, parameters)

    with world.database.read() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", remember)
    try:
        for path, parameters in asked:
            for asker in (client, operator):
                asker.ask(path, **parameters)
                asker.ask(path.removeprefix("/v1"), headers={"Accept": "text/html"}, **parameters)
    finally:
        event.remove(engine, "before_cursor_execute", remember)

    questions = {
        statement: given for statement, given in statements.items() if statement.startswith(("SELECT", "WITH"))
    }
    assert len(questions) > 100
    with world.database.read() as session:
        for statement, given in questions.items():
            if NEWEST.search(statement):
                continue
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).all()
            assert not [step[3] for step in plan if EVERYTHING.search(step[3])], statement
