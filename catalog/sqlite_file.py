"""An SQLite catalog as a file: copied as of one moment, its log kept short or brought in. Reads no table."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from catalog.database_errors import as_catalog_error
from catalog.dialects import PAGE_BYTES
from catalog.errors import CatalogError, DatabaseDamagedError, DatabaseLockedError

# New readers wait for so long at most, while those before them finish.
READERS_WAIT_SECONDS = 5.0


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite database as of one moment into an empty file, whoever reads or writes the source meanwhile.

    Every page is read on the way, so that a damaged source is noticed. The copy has pages of PAGE_BYTES. Raises
    CatalogError.
    """
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as file:
            file.execute(f"PRAGMA page_size = {PAGE_BYTES}")
            file.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise _as_error_of(error, source) from error


def let_go(file: Path) -> None:
    """Bring everything into the one file, from the log beside it.

    Raises DatabaseLockedError when anybody has it open.
    """
    try:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            # Leaves the log for good only where no other connection uses it.
            connection.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            raise _as_error_of(error, file) from error
        raise DatabaseLockedError(
            f"another process has the catalog {file} open; stop `amidex up`, `serve` and `worker`, then try again"
        ) from error
    except sqlite3.Error as error:
        raise _as_error_of(error, file) from error


def log_bytes(file: Path) -> int:
    """How long the log beside a catalog is: what is not in the file yet."""
    try:
        return file.with_name(f"{file.name}-wal").stat().st_size
    except OSError:
        return 0


def write_log_back(file: Path, *, patient: bool = True) -> bool:
    """Bring the log into the file and empty it; False when readers kept it in use for too long, or at all.

    SQLite does so by itself at a moment when nobody reads. Where a crawl writes and a worker reads without a pause
    there is none, and the log would grow until the disk is full.
    """
    try:
        patience = READERS_WAIT_SECONDS if patient else 0
        with closing(sqlite3.connect(file, isolation_level=None, timeout=patience)) as connection:
            busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return False  # what was written is safe where it is; whoever writes next meets the trouble
    return not busy


def _as_error_of(error: sqlite3.Error, file: Path) -> CatalogError:
    mapped = as_catalog_error(DBAPIError(None, None, error), f"{file}")
    return mapped or DatabaseDamagedError(f"the database {file} cannot be read: {error}")
