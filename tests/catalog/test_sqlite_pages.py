"""The pages of an SQLite catalog: those of a new one, and of one that an earlier Amidex made."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from catalog.database import Database
from catalog.dialects import LOG_BYTES, PAGE_BYTES
from catalog.facts import read_fact, write_fact
from catalog.migration import upgrade
from catalog.sqlite_file import copy_file


def told(database, pragma):
    with database.read() as session:
        return session.execute(text(f"PRAGMA {pragma}")).scalar_one()


@pytest.fixture
def earlier(tmp_path):
    """A catalog whose file was made with the pages that SQLite begins with."""
    file = tmp_path / "earlier.sqlite3"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA page_size = 4096")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("VACUUM")
    database = Database(f"sqlite:///{file}")
    upgrade(database)
    with database.write() as session:
        write_fact(session, "kept", "since then")
    yield database
    database.close()


def test_a_new_catalog_has_larger_ones_than_sqlite_begins_with(sqlite_database):
    assert told(sqlite_database, "page_size") == PAGE_BYTES > 4096


def test_one_that_is_there_keeps_its_own_and_its_log_may_be_as_long(earlier, sqlite_database):
    assert told(earlier, "page_size") == 4096
    for database in (earlier, sqlite_database):
        assert told(database, "wal_autocheckpoint") * told(database, "page_size") == LOG_BYTES


def test_its_backup_has_those_of_a_new_one(earlier, tmp_path):
    copy_file(Path(earlier.url.database), tmp_path / "backup.sqlite3")
    copy = Database(f"sqlite:///{tmp_path / 'backup.sqlite3'}")
    assert told(copy, "page_size") == PAGE_BYTES
    with copy.read() as session:
        assert read_fact(session, "kept") == "since then"
    copy.close()
