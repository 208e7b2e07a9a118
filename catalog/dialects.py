"""Where SQLite and PostgreSQL differ. Beside it there are statements in bulk (catalog/bulk.py), and what the one index
answers that they have otherwise (catalog/regions.py).

SQLite: WAL, so that readers and the one writer do not wait for each other; a write transaction takes the write lock
when it begins, since one that first reads and then writes would fail at once instead of waiting; synchronous=NORMAL,
which in WAL mode loses nothing when a process is killed.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from time import monotonic, sleep
from typing import Any, Protocol

from filelock import FileLock, Timeout
from sqlalchemy import Boolean, ColumnElement, Connection, Table, event, func, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from catalog.errors import DatabaseFullError, LockHeldError, LockLostError
from catalog.wildcard import Wildcard

LOCK_WAIT_SECONDS = 30
LOCK_POLL_SECONDS = 0.2
Row = tuple[Any, ...]
# Of a new file of SQLite's; one that is there keeps what it has. A crawl writes pages all over its indexes: of half the
# size, which SQLite begins with, they are twice as many.
PAGE_BYTES = 8192
# When the write-ahead log is so long it is written into the database itself. A crawl writes to the same pages of the
# indexes over and over: SQLite's own 1,000 pages would have them written a second time each time.
LOG_BYTES = 190 << 20
# What the log is cut back to when it has grown beyond that.
KEPT_LOG_BYTES = 32 << 20
# A machine that loses its power closes no connection: the server has to ask, or it keeps the dead machine's locks.
KEEPALIVES = {"tcp_keepalives_idle": "10", "tcp_keepalives_interval": "5", "tcp_keepalives_count": "3"}


class HeldLock(Protocol):
    """A lock, for as long as its block lasts."""

    def check(self) -> None:
        """Raise LockLostError when it is not held any more: whoever holds one for long must ask now and then."""


class Dialect(Protocol):
    """What the project needs to know of a database engine."""

    @property
    def engine_arguments(self) -> Mapping[str, Any]:
        """What SQLAlchemy's create_engine takes besides the URL."""

    def prepare(self, engine: Engine, *, cache_mib: int) -> None:
        """Set up every connection of the engine. `cache_mib`: how much of its file an embedded one keeps in memory for
        each of them.
        """

    def insert_many(self, connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert rows of driver values, in the order of `columns`, the fastest way there is."""

    @property
    def is_shared(self) -> bool:
        """Whether processes on several machines work with one database."""

    @property
    def snapshot_options(self) -> Mapping[str, Any]:
        """The execution options of a connection all of whose reads are of one moment."""

    def settle(self, engine: Engine) -> None:
        """What the engine wants done once many images were written, so that indexes alone answer what they can."""

    def changing_tables(self, engine: Engine) -> AbstractContextManager[Connection]:
        """A connection whose next transaction may change tables that others refer to."""

    def lock(self, engine: Engine, name: str, wait_seconds: float) -> AbstractContextManager[HeldLock]:
        """Hold a lock that every process on this database respects and that dies with its process.

        Raises LockHeldError when another holder does not let go in time.
        """


class FileHeld:
    """The lock of a file: the operating system keeps it until the process ends."""

    def check(self) -> None:
        """Held."""


@dataclass(frozen=True)
class ConnectionHeld:
    """An advisory lock, which ends with its connection: when the server restarts, or the network is cut."""

    connection: Connection
    name: str

    def check(self) -> None:
        """Ask the server over the very connection."""
        try:
            # An invalidated connection would quietly be replaced by one without the lock.
            if not self.connection.invalidated:
                self.connection.execute(select(1))
                return
        except DBAPIError as error:
            raise LockLostError(self.name) from error
        raise LockLostError(self.name)


@dataclass(frozen=True)
class Sqlite:
    """The embedded default."""

    engine_arguments: Mapping[str, Any]
    is_shared: bool = False
    snapshot_options: Mapping[str, Any] = field(default_factory=dict)  # every transaction reads one moment

    def prepare(self, engine: Engine, *, cache_mib: int) -> None:
        event.listen(engine, "connect", partial(self._connect, cache_mib))
        event.listen(engine, "begin", self._begin)

    @staticmethod
    def _connect(cache_mib: int, connection: Any, _record: object) -> None:
        # The driver's own transaction handling would begin late and never IMMEDIATE; we begin ourselves.
        connection.isolation_level = None
        connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
        (page_bytes,) = connection.execute("PRAGMA page_size").fetchone()
        for pragma in (
            f"busy_timeout = {LOCK_WAIT_SECONDS * 1000}",
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            f"cache_size = -{cache_mib * 1024}",
            f"wal_autocheckpoint = {LOG_BYTES // page_bytes}",
            f"journal_size_limit = {KEPT_LOG_BYTES}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def insert_many(self, connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({marks})", list(rows))

    def settle(self, engine: Engine) -> None:
        """Nothing: what an index holds is never looked up again."""

    @contextmanager
    def lock(self, engine: Engine, name: str, wait_seconds: float) -> Iterator[HeldLock]:
        directory = Path(f"{engine.url.database}-locks")
        file_lock = FileLock(directory / f"{name}.lock", timeout=wait_seconds)
        try:
            directory.mkdir(exist_ok=True)
            file_lock.acquire()
        except Timeout as error:
            raise LockHeldError(name) from error
        except OSError as error:
            raise DatabaseFullError(f"the lock {file_lock.lock_file} cannot be taken: {error.strerror}") from error
        try:
            yield FileHeld()
        finally:
            file_lock.release()

    @contextmanager
    def changing_tables(self, engine: Engine) -> Iterator[Connection]:
        # A changed table is made anew and the old one dropped: what refers to it would be taken for lost. It can be
        # switched off between transactions alone.
        with engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys = OFF")
            try:
                yield connection
            finally:
                driver.execute("PRAGMA foreign_keys = ON")

    @staticmethod
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("amidex_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@dataclass(frozen=True)
class Postgresql:
    """For when one machine is outgrown."""

    engine_arguments: Mapping[str, Any]
    is_shared: bool = True
    snapshot_options: Mapping[str, Any] = field(default_factory=lambda: {"isolation_level": "REPEATABLE READ"})

    def prepare(self, engine: Engine, *, cache_mib: int) -> None:
        """Nothing: the server's defaults are right."""

    def insert_many(self, connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
        import psycopg  # noqa: PLC0415 - a catalog in SQLite does without it, and starts the sooner

        cursor: Any = connection.connection.cursor()  # SQLAlchemy knows nothing of COPY; psycopg does
        try:
            with cursor, cursor.copy(f"COPY {table.name} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        except psycopg.Error as error:
            # As SQLAlchemy would have it, so that whoever maps its errors maps this one.
            lost = connection.connection.driver_connection is None or cursor.connection.closed
            raise DBAPIError("COPY", None, error, connection_invalidated=bool(lost)) from error

    def settle(self, engine: Engine) -> None:
        # Until a page is marked as visible to all, an index-only scan looks every row of it up in the table: a search
        # for names takes three times as long. Pages that need indexes cleaned first are left to autovacuum.
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM (SKIP_LOCKED, INDEX_CLEANUP OFF, TRUNCATE OFF) image")

    @contextmanager
    def changing_tables(self, engine: Engine) -> Iterator[Connection]:
        with engine.connect() as connection:
            yield connection

    @contextmanager
    def lock(self, engine: Engine, name: str, wait_seconds: float) -> Iterator[HeldLock]:
        # An advisory lock belongs to its connection, so it is gone when the process is; it needs one of its own.
        key = int.from_bytes(blake2b(f"amidex {name}".encode(), digest_size=8).digest(), signed=True)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(select(*(func.set_config(name, value, False) for name, value in KEEPALIVES.items())))
            deadline = monotonic() + wait_seconds
            while not connection.execute(select(func.pg_try_advisory_lock(key))).scalar_one():
                if monotonic() >= deadline:
                    raise LockHeldError(name)
                sleep(LOCK_POLL_SECONDS)
            try:
                yield ConnectionHeld(connection, name)
            finally:
                # Where the connection is lost so is the lock, and why the block ended must not be hidden.
                if not connection.invalidated:
                    with suppress(DBAPIError):
                        connection.execute(select(func.pg_advisory_unlock(key)))


# Each thread of a busy service holds one, and opening another for each request would take longer than its query. The
# one last used is used next: SQLite's cache belongs to the connection.
POOL = {"pool_size": 16, "max_overflow": 16, "pool_use_lifo": True}
ENGINES: Mapping[str, Dialect] = {
    "sqlite": Sqlite({"connect_args": {"timeout": LOCK_WAIT_SECONDS}, **POOL}),
    # A server restart cuts pooled connections: ask before use instead of failing one request for each.
    "postgresql": Postgresql({"pool_pre_ping": True, "connect_args": {"connect_timeout": 10}, **POOL}),
}


def insert_many(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert many rows in the session's transaction: values as the driver takes them, in the order of `columns`."""
    if rows:
        connection = session.connection()
        ENGINES[connection.dialect.name].insert_many(connection, table, columns, rows)


def give_ids_after(session: Session, table: Table) -> None:
    """Have the database go on with the ids of a table after those that were inserted. SQLite does so by itself."""
    column = table.autoincrement_column
    if column is None or session.get_bind().dialect.name == "sqlite":
        return
    highest = select(func.max(column)).scalar_subquery()
    session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), highest)))


def empty_tables(session: Session, tables: Sequence[Table]) -> None:
    """Remove every row of these tables from a PostgreSQL database, in the session's transaction."""
    session.execute(text(f"TRUNCATE {', '.join(table.name for table in tables)} RESTART IDENTITY"))


def server_time(session: Session) -> datetime | None:
    """What time it is where the database is, None where that is here."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    told: datetime = session.connection().execute(select(func.clock_timestamp())).scalar_one()
    return told


def insert_or(session: Session, table: type[SQLModel]) -> Any:
    """An INSERT that takes `on_conflict_do_nothing` and `on_conflict_do_update`: both engines spell it alike."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table.__table__)  # type: ignore[attr-defined]


def fits(session: Session, column: ColumnElement[str], wildcard: Wildcard) -> ColumnElement[bool]:
    """The condition that a column of text fits a value of an EC2 filter, in its own case, as neither engine's LIKE does
    alike.
    """
    if wildcard.literal is not None:
        return column == wildcard.literal
    if session.get_bind().dialect.name == "sqlite":
        return column.op("GLOB", return_type=Boolean())(wildcard.as_glob)
    return column.like(wildcard.as_like, escape="\\")
