"""An SQLite catalog as a file: copied as of one moment, and let go of by its log, to be moved. Reads no table."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from catalog.database_errors import as_catalog_error
from catalog.errors import CatalogError, DatabaseDamagedError, DatabaseLockedError


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite database as of one moment into an empty file, whoever reads or writes the source meanwhile.

    Every page is read on the way, so that a damaged source is noticed. Raises DatabaseError.
    """
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as file:
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


def _as_error_of(error: sqlite3.Error, file: Path) -> CatalogError:
    mapped = as_catalog_error(DBAPIError(None, None, error), f"{file}")
    return mapped or DatabaseDamagedError(f"the database {file} cannot be read: {error}")
