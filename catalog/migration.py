"""The schema's version: bring a database up to date, and refuse one that this code does not fit.

upgrade          makes or updates the tables
check_schema     raises SchemaVersionError when they are older or newer than this code
schema_drift     how the tables of a database differ from the code (a test holds that they do not)
"""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import inspect
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
    with database.write() as session:
        config = _config()
        config.attributes["connection"] = session.connection()
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            if current_revision(session) in _known_revisions():
                raise
            raise _newer(database) from error


def check_schema(database: Database) -> None:
    """Raise SchemaVersionError or DatabaseMissingError unless the tables are those this code was written for."""
    with database.read() as session:
        current = current_revision(session)
    if current is None:
        raise DatabaseMissingError(f"the catalog {database.name} has no tables yet; run `amidex db upgrade`")
    if current not in _known_revisions():
        raise _newer(database)
    if current != head_revision():
        raise SchemaVersionError(
            f"the catalog {database.name} is of an older version ({current}, this Amidex needs {head_revision()}); "
            "make a copy of it, then run `amidex db upgrade`"
        )


def current_revision(session: Session) -> str | None:
    """The version of the tables in a database, None when it has none of ours."""
    revision: str | None = None
    if inspect(session.connection()).has_table("alembic_version"):
        revision = MigrationContext.configure(session.connection()).get_current_revision()
    return revision


def head_revision() -> str:
    """The version this code was written for."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("catalog/migrations holds no migration: the installation is incomplete")
    return head


def schema_drift(database: Database) -> list[Any]:
    """Alembic's list of differences between the tables that the migrations made and those the code describes."""
    with database.read() as session:
        context = MigrationContext.configure(session.connection(), opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def _known_revisions() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _newer(database: Database) -> SchemaVersionError:
    return SchemaVersionError(
        f"the catalog {database.name} was written by a newer Amidex; upgrade this one, or use another catalog"
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
