"""Backups of a catalog: one SQLite file with every row, made while everything runs, from either engine, for either.

A backup is a catalog itself, so that any tool which reads SQLite can look into it, and a catalog that has outgrown
SQLite moves to PostgreSQL by a restore. The search index is made from the catalog and needs no backup.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalog.copying import copy_rows
from catalog.database import Database
from catalog.dialects import empty_tables
from catalog.errors import BackupError
from catalog.facts import forget_fact, read_fact, write_fact
from catalog.migration import current_revision, upgrade
from catalog.regions import release_ids
from catalog.schema import metadata
from catalog.sqlite_file import copy_file, let_go

# Written into a restored catalog until an index was made of it: any other shows what the catalog was before.
INDEX_IS_OF_ANOTHER = "index_is_of_another_catalog"

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Backups:
    """Saves and restores one catalog. `open_file` opens the SQLite catalog in a file."""

    database: Database
    open_file: Callable[[Path], Database]

    def save(self, file: Path, *, progress: Progress) -> None:
        """Write a backup of one moment into a new file, which only its owner may read: it holds private images.

        It appears under its name once it is whole and on the disk. Raises BackupError when there is such a file.
        """
        if file.exists():
            raise BackupError(f"there is a file {file} already; name another one, a backup is never written over")
        with _aside(file) as unfinished:
            if self.database.is_shared:
                with self._opened(unfinished) as copy:
                    upgrade(copy)
                    with self.database.snapshot() as source, copy.write() as target:
                        copy_rows(source, target, progress=progress)
                let_go(unfinished)
            else:
                progress("the whole file", 0)
                copy_file(Path(str(self.database.url.database)), unfinished)
            _publish(unfinished, file)

    def restore(self, file: Path, *, replace: bool, progress: Progress) -> Path | None:
        """Make the catalog what it was when the backup was written, with tables of this version; the caller keeps
        workers away by their lock.

        All or nothing. A catalog with images in it is replaced only when `replace` says so; one in SQLite is then kept
        beside, at the path returned. Raises BackupError.
        """
        if not file.is_file():
            raise BackupError(f"there is no file {file}; name one that `amidex backup` wrote")
        if not replace and self._holds_images():
            raise BackupError(
                f"the catalog {self.database.name} holds images already; with --replace it becomes what the backup says"
            )
        place = Path(str(self.database.url.database)) if not self.database.is_shared else file.absolute()
        place.parent.mkdir(parents=True, exist_ok=True)
        with _aside(place) as unfinished:
            # Brought up to date in a copy: a backup stays as it was written.
            copy_file(file, unfinished)
            with self._opened(unfinished) as copy:
                with copy.read() as session:
                    if current_revision(session) is None:
                        raise BackupError(f"{file} is a database, but none of Amidex; name a file of `amidex backup`")
                upgrade(copy)
                with copy.write() as session:
                    write_fact(session, INDEX_IS_OF_ANOTHER, "yes")
                if self.database.is_shared:
                    self._fill_from(copy, progress)
                    return None
            let_go(unfinished)
            return self._take_the_place_of(place, unfinished)

    def _holds_images(self) -> bool:
        if not self.database.is_shared and not Path(str(self.database.url.database)).exists():
            return False  # and asking would make an empty one
        with self.database.read() as session:
            return current_revision(session) is not None and next(release_ids(session, batch_size=1), None) is not None

    def _fill_from(self, copy: Database, progress: Progress) -> None:
        upgrade(self.database)
        with copy.read() as source, self.database.write() as target:
            empty_tables(target, metadata.sorted_tables)
            copy_rows(source, target, progress=progress)

    def _take_the_place_of(self, place: Path, unfinished: Path) -> Path | None:
        kept = None
        self.database.close()  # our own connections are of the file before
        if place.exists():
            let_go(place)
            kept = _free_name(place)
            place.rename(kept)
        _publish(unfinished, place)
        return kept

    @contextmanager
    def _opened(self, file: Path) -> Iterator[Database]:
        database = self.open_file(file)
        try:
            yield database
        finally:
            database.close()


def index_is_of_another(database: Database) -> bool:
    """Whether the catalog was restored, and no index was made of it since."""
    with database.read() as session:
        return read_fact(session, INDEX_IS_OF_ANOTHER) is not None


def index_was_made(database: Database) -> None:
    """Write down that the index was made of this very catalog."""
    with database.write() as session:
        forget_fact(session, INDEX_IS_OF_ANOTHER)


@contextmanager
def _aside(file: Path) -> Iterator[Path]:
    """A place beside a file for what will become it. Whatever is left there afterwards is removed."""
    unfinished = file.with_name(f".{file.name}.unfinished-{os.getpid()}")
    try:
        # Made before anything is in it, so that nobody else can open it meanwhile.
        unfinished.touch(mode=0o600)
    except OSError as error:
        raise BackupError(f"{file.parent} cannot be written to: {error.strerror}; name another directory") from error
    try:
        yield unfinished
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}") from error
    finally:
        for rest in (unfinished, *(Path(f"{unfinished}{end}") for end in ("-wal", "-shm", "-journal"))):
            rest.unlink(missing_ok=True)


def _publish(unfinished: Path, file: Path) -> None:
    """Give a finished file its name, so that it is there after a power cut too."""
    with unfinished.open("rb") as content:
        os.fsync(content.fileno())
    unfinished.rename(file)
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _free_name(place: Path) -> Path:
    number = 1
    while (kept := place.with_name(f"{place.name}.replaced-{number}")).exists():
        number += 1
    return kept
