"""The log of an SQLite catalog stays short although somebody always reads."""

from pathlib import Path

import pytest
from sqlalchemy import text

from catalog import sqlite_file
from catalog.facts import read_fact, write_fact
from catalog.sqlite_file import log_bytes

STEP = 200_000


@pytest.fixture
def catalog(sqlite_database, monkeypatch):
    monkeypatch.setattr("catalog.database.LOG_STEP_BYTES", STEP)
    monkeypatch.setattr(sqlite_file, "READERS_WAIT_SECONDS", 0.1)
    sqlite_database._next_log_bytes = STEP
    return sqlite_database


def write(database, number):
    with database.write() as session:
        write_fact(session, f"fact-{number}", "x" * 20_000)


def length(database):
    return log_bytes(Path(database.url.database))


def test_it_is_written_back_at_each_step_between_two_reads(catalog):
    longest = 0
    with catalog.read() as reader:
        reader.execute(text("SELECT count(*) FROM catalog_fact")).all()
        for number in range(200):
            reader.rollback()
            write(catalog, number)
            longest = max(longest, length(catalog))
            reader.execute(text("SELECT count(*) FROM catalog_fact")).all()
    assert longest < 3 * STEP


def test_a_reader_who_stays_is_not_disturbed_and_nothing_is_lost(catalog):
    write(catalog, 0)
    with catalog.read() as reader:
        before = reader.execute(text("SELECT count(*) FROM catalog_fact")).scalar_one()
        for number in range(1, 60):
            write(catalog, number)
        assert reader.execute(text("SELECT count(*) FROM catalog_fact")).scalar_one() == before
    for number in range(60, 90):
        write(catalog, number)
    with catalog.read() as session:
        assert all(read_fact(session, f"fact-{number}") for number in range(90))
    assert length(catalog) < 10 * STEP


def test_it_is_brought_in_when_there_is_nothing_to_do_unless_somebody_reads(sqlite_database):
    for number in range(100):
        write(sqlite_database, number)
    with sqlite_database.read() as reader:
        reader.execute(text("SELECT count(*) FROM catalog_fact")).all()
        sqlite_database.rest()
        assert length(sqlite_database) > 1 << 20
    sqlite_database.rest()
    assert length(sqlite_database) == 0
    with sqlite_database.read() as session:
        assert read_fact(session, "fact-99") == "x" * 20_000
