"""The plain words for what a database refuses: of both engines, what an operator can do something about."""

from sqlalchemy.exc import DBAPIError

from catalog.dialects import LOCK_WAIT_SECONDS
from catalog.errors import (
    CatalogError,
    DatabaseDamagedError,
    DatabaseFullError,
    DatabaseLockedError,
    DatabaseMissingError,
    DatabaseUnreachableError,
)


def as_catalog_error(error: DBAPIError, name: str) -> CatalogError | None:  # noqa: PLR0911 - one for each trouble
    """The plain words for a database error that an operator can do something about, else None."""
    said = " ".join(str(error.orig).split())  # a server explains itself over several lines
    text = said.lower()
    if "database is locked" in text:
        return DatabaseLockedError(
            f"the catalog {name} has been locked by another process for {LOCK_WAIT_SECONDS} s; "
            "stop the other `amidex` command or wait for it, then try again"
        )
    # SQLite calls it an I/O error when a file may grow no further.
    if any(words in text for words in ("disk is full", "disk full", "no space left", "disk i/o error")):
        return DatabaseFullError(
            f"no space left for the catalog {name} ({said}); free some, then run the same command again"
        )
    if "file is not a database" in text or "disk image is malformed" in text:
        return DatabaseDamagedError(
            f"the catalog {name} is damaged, or no database at all ({said}); put a copy of it from before in its "
            "place, or move it away and crawl anew"
        )
    if "unable to open database file" in text:
        return DatabaseMissingError(
            f"the catalog {name} cannot be opened; does its directory exist, and may you write to it?"
        )
    if "no such table" in text or getattr(error.orig, "sqlstate", None) == "42P01":
        return DatabaseMissingError(f"the catalog {name} has no tables yet; run `amidex db upgrade`")
    if error.connection_invalidated or (error.orig is not None and "connect" in text):
        return DatabaseUnreachableError(f"the catalog {name} does not answer ({said}); is the server up?")
    return None
