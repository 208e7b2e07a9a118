"""One door to the database, SQLite or PostgreSQL: read sessions, write sessions, and errors in plain words.

A write session is one transaction, committed when its block ends and rolled back when it raises. No network call
belongs inside one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlmodel import Session

from catalog.database_errors import as_catalog_error
from catalog.dialects import ENGINES, Dialect, HeldLock
from catalog.errors import MalformedError
from catalog.soundness import lost_references
from catalog.sqlite_file import log_bytes, write_log_back

# How much longer the log of an SQLite catalog grows before it is written back whether or not somebody reads.
LOG_STEP_BYTES = 256 << 20
# What may stay in it while there is nothing to do.
IDLE_LOG_BYTES = 1 << 20
# For each connection of SQLite's. Whatever another process writes empties it: four times as much gained nothing.
CACHE_MIB = 16


class Database:
    """An open catalog database. Cheap to make; connects on first use; safe to share between threads, not processes."""

    def __init__(self, url: str, *, cache_mib: int = CACHE_MIB) -> None:
        self.url: URL = _parse(url)
        self._dialect: Dialect = ENGINES[self.url.get_backend_name()]
        self._engine: Engine = create_engine(self.url, **self._dialect.engine_arguments)
        self._dialect.prepare(self._engine, cache_mib=cache_mib)
        self._cache_mib = cache_mib
        self._next_log_bytes = LOG_STEP_BYTES
        # The same pool; SQLite takes its single write lock at once instead of failing half-way (see dialects.py).
        self._writing = self._engine.execution_options(amidex_writes=True)

    def __reduce__(self) -> tuple[Callable[..., "Database"], tuple[str]]:
        """Pickled by what it was made of: another process connects by itself."""
        return partial(type(self), cache_mib=self._cache_mib), (self.url.render_as_string(hide_password=False),)

    @property
    def name(self) -> str:
        """The URL as it may be shown: without its password."""
        return self.url.render_as_string(hide_password=True)

    @property
    def is_shared(self) -> bool:
        """Whether processes on several machines may work with this database at once."""
        return self._dialect.is_shared

    def driver_arguments(self) -> dict[str, Any]:
        """What the driver's own `connect` takes to reach this database: for those who do not go through SQLAlchemy."""
        return dict(self._engine.dialect.create_connect_args(self.url)[1])

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session to read with. What it changes is rolled back."""
        with self._mapped_errors(), Session(self._engine) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session all of whose reads are of one moment, however long it lasts and whatever others write."""
        options = dict(self._dialect.snapshot_options)
        with self._mapped_errors(), Session(self._engine.execution_options(**options)) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session to write with: one transaction, committed at the end of the block."""
        with self._mapped_errors(), Session(self._writing) as session, session.begin():
            yield session
        self._keep_log_short()

    @contextmanager
    def change_tables(self) -> Iterator[Session]:
        """As `write`, for migrations. Rolled back when a row would refer to one that is not there any more."""
        with (
            self._mapped_errors(),
            self._dialect.changing_tables(self._writing) as connection,
            Session(connection) as session,
            session.begin(),
        ):
            yield session
            if lost := lost_references(session):
                raise RuntimeError(f"rows refer to what is not there: {', '.join(lost)}")
        self._keep_log_short()

    @contextmanager
    def lock(self, name: str, *, wait_seconds: float = 0) -> Iterator[HeldLock]:
        """Hold a lock among all processes that use this database. It dies with its process, or with its connection.

        Raises LockHeldError when another holder does not let go within `wait_seconds`.
        """
        with self._mapped_errors(), self._dialect.lock(self._engine, name, wait_seconds) as held:
            yield held

    def settle(self) -> None:
        """Have the engine tidy up after a crawl, as far as it can: reading is fast again at once, and not later."""
        with suppress(DBAPIError):  # the crawl is done whether or not this is
            self._dialect.settle(self._engine)

    def rest(self) -> None:
        """Tidy up what nobody waits for, when there is nothing to do: an SQLite catalog's log is brought in."""
        if (file := self._file) is not None and log_bytes(file) > IDLE_LOG_BYTES:
            write_log_back(file, patient=False)

    def close(self) -> None:
        """Give back every connection. The object may be used again."""
        self._engine.dispose()

    def _keep_log_short(self) -> None:
        """Where SQLite finds no moment without readers to write its log back, make it one, once for each step."""
        if (file := self._file) is not None and log_bytes(file) >= self._next_log_bytes:
            write_log_back(file)
            self._next_log_bytes = log_bytes(file) + LOG_STEP_BYTES

    @property
    def _file(self) -> Path | None:
        return Path(self.url.database) if self.url.database and not self.is_shared else None

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            mapped = as_catalog_error(error, self.name)
            if mapped is None:
                raise
            raise mapped from error


def _parse(url: str) -> URL:
    right_form = "sqlite:////absolute/path.sqlite3 or postgresql://user:password@host/database"
    try:
        parsed = make_url(url)
        # SQLite in memory would be another catalog in each process, and forgotten when it ends.
        in_memory = parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}
        if parsed.get_backend_name() not in ENGINES or in_memory:
            raise MalformedError("database URL", url, right_form)
    except (ArgumentError, NoSuchModuleError) as error:
        raise MalformedError("database URL", url, right_form) from error
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    return parsed
