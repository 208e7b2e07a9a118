"""The crawl queue's tables, on databases that several machines share: procrastinate's, in a schema of their own.

procrastinate ships its tables as SQL scripts and leaves it to us which of them a database has had; we write that down
beside them. A new version of procrastinate brings new scripts, and the next upgrade of the catalog runs them. Alembic
compares the catalog's own schema alone, so that these tables are no drift.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import MetaData, String, Table, cast, func, insert, inspect, select
from sqlalchemy.schema import Column, CreateSchema, CreateTable
from sqlmodel import Session

from catalog.database import Database

SCHEMA = "crawl_queue"
APPLIED = Table("applied_script", MetaData(schema=SCHEMA), Column("name", String, primary_key=True))


def upgrade_queue(database: Database, scripts: Path | None = None) -> bool:
    """Bring the queue's tables up to date; False, and nothing done, when they are newer than this code.

    `scripts` is the directory with procrastinate's `schema.sql` and `migrations/`, the installed one's by default.
    """
    scripts = scripts or _installed_scripts()
    known = sorted(script.name for script in (scripts / "migrations").glob("*.sql"))
    with database.read() as session:
        applied = _applied(session)
    if not applied.issubset(known):
        return False
    if not applied:
        with database.write() as session:
            session.execute(CreateSchema(SCHEMA, if_not_exists=True))
            session.execute(CreateTable(APPLIED))
            _run(session, scripts / "schema.sql", stands_for=known)
    else:
        # A transaction each: a word that one script adds to a type is unknown to the next until it is committed.
        for name in known:
            if name not in applied:
                with database.write() as session:
                    _run(session, scripts / "migrations" / name, stands_for=[name])
    return True


def queued_crawls(session: Session) -> dict[str, int]:
    """How many crawls the queue has in each state; nothing where there is no queue."""
    if session.get_bind().dialect.name != "postgresql" or not _applied(session):
        return {}
    jobs = Table("procrastinate_jobs", MetaData(schema=SCHEMA), Column("status", String))
    words = {"todo": "waiting", "doing": "running", "failed": "failed"}
    counts = session.execute(select(cast(jobs.c.status, String), func.count()).group_by(jobs.c.status)).all()
    return dict.fromkeys(words.values(), 0) | {words[status]: count for status, count in counts if status in words}


def _applied(session: Session) -> set[str]:
    if not inspect(session.connection()).has_table(APPLIED.name, schema=SCHEMA):
        return set()
    return set(session.execute(select(APPLIED.c.name)).scalars())


def _run(session: Session, script: Path, *, stands_for: Sequence[str]) -> None:
    connection = session.connection()
    # The scripts name no schema: what they make goes into the first of the path.
    connection.execute(select(func.set_config("search_path", SCHEMA, True)))
    # Past SQLAlchemy, which takes percent signs for parameters, and one statement at a time.
    connection.connection.driver_connection.execute(script.read_text(encoding="utf-8"))  # type: ignore[union-attr]
    connection.execute(insert(APPLIED), [{"name": name} for name in stands_for])


def _installed_scripts() -> Path:
    # Every process of ours asks on its start, and most have no use for procrastinate itself: it is not imported here.
    spec = find_spec("procrastinate")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("procrastinate is not installed: the installation is incomplete")
    return Path(spec.submodule_search_locations[0]) / "sql"
