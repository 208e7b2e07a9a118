"""The schema's version: bring a database up to date, and refuse one that this code does not fit.

upgrade          makes or updates the tables
check_schema     raises SchemaVersionError when they are older or newer than this code
schema_drift     how the tables of a database differ from the code (a test holds that they do not)

Every command asks for the version, and hardly any migrates: Alembic, which takes longer to import than most commands
run, is imported when tables are to be changed.
"""

from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text
from sqlmodel import Session

from catalog.database import Database
from catalog.errors import DatabaseMissingError, SchemaVersionError
from catalog.queue_tables import upgrade_queue
from catalog.schema import metadata

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = "upgrade"
LOCK_WAIT_SECONDS = 600


def upgrade(database: Database) -> None:
    """Bring the tables up to date, in one transaction; a new database gets them all.

    A database that several machines share gets the crawl queue's tables beside them. Raises SchemaVersionError when
    a newer Amidex has already changed them.
    """
    # SQLite's write transactions wait for each other from their beginning; two of PostgreSQL's would both make a table.
    alone = database.lock(LOCK, wait_seconds=LOCK_WAIT_SECONDS) if database.is_shared else nullcontext()
    with alone:
        _upgrade_catalog(database)
        if database.is_shared and not upgrade_queue(database):
            raise _newer(database)


def _upgrade_catalog(database: Database) -> None:
    with database.change_tables() as session:
        current = current_revision(session)
        if current == head_revision():
            return
        if current not in {None, *_revisions()}:
            raise _newer(database)
        from alembic import command  # noqa: PLC0415
        from alembic.config import Config  # noqa: PLC0415

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")


def check_schema(database: Database) -> None:
    """Raise SchemaVersionError or DatabaseMissingError unless the tables are those this code was written for."""
    with database.read() as session:
        current = current_revision(session)
    if current is None:
        raise DatabaseMissingError(f"the catalog {database.name} has no tables yet; run `amidex db upgrade`")
    if current not in _revisions():
        raise _newer(database)
    if current != head_revision():
        raise SchemaVersionError(
            f"the catalog {database.name} is of an older version ({current}, this Amidex needs {head_revision()}); "
            "make a copy of it, then run `amidex db upgrade`"
        )


def current_revision(session: Session) -> str | None:
    """The version of the tables in a database, None when it has none of ours."""
    if not inspect(session.connection()).has_table("alembic_version"):
        return None
    return session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def head_revision() -> str:
    """The version this code was written for."""
    return _revisions()[-1]


@cache
def _revisions() -> list[str]:
    """The versions in order: migrations are one chain, and their files are named after them."""
    revisions = sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))
    if not revisions:
        raise RuntimeError("catalog/migrations holds no migration: the installation is incomplete")
    return revisions


def schema_drift(database: Database) -> list[Any]:
    """Alembic's list of differences between the tables that the migrations made and those the code describes."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    with database.read() as session:
        dialect = session.get_bind().dialect.name
        options = {
            "compare_type": True,
            "include_object": lambda thing, *_: getattr(thing, "info", {}).get("of", dialect) == dialect,
        }
        context = MigrationContext.configure(session.connection(), opts=options)
        return list(compare_metadata(context, metadata))


def _newer(database: Database) -> SchemaVersionError:
    return SchemaVersionError(
        f"the catalog {database.name} was written by a newer Amidex; upgrade this one, or use another catalog"
    )
