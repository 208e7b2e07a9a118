"""The directory for a process that lives long: read anew when something was imported or proven."""

from threading import Lock

from catalog.database import Database
from catalog.directory import Directory
from catalog.directory_changes import directory_revision
from catalog.whole_directory import read_directory


class CurrentDirectory:
    """One catalog's directory. May be read from several threads."""

    def __init__(self, database: Database, built_in: Directory) -> None:
        self._database = database
        self._built_in = built_in
        self._lock = Lock()
        self._revision: str | None = None
        self._directory = built_in

    def read(self) -> Directory:
        """The directory as it is now: the same object as before when nothing changed."""
        with self._lock, self._database.read() as session:
            revision = directory_revision(session)
            if revision != self._revision:
                self._directory, self._revision = read_directory(session, self._built_in), revision
            return self._directory
