"""Catalogs of every version before, with something in every table, are brought up to date and lose nothing."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Boolean, Integer, LargeBinary, MetaData, insert, inspect, select, text

from catalog.migration import MIGRATIONS, check_schema, head_revision, schema_drift, upgrade

ROWS = 4
# What went, and why nothing is lost by it.
GONE = {("outbox", "revision")}  # how often a release was touched; that it waits is kept
FIRST_MOMENT = 1_700_000_000_000
VERSIONS = sorted(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*.py"))


def make(database, version):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with database.change_tables() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, version)


def tables(connection):
    found = MetaData()
    found.reflect(connection)
    return [
        table for table in found.sorted_tables if table.name != "alembic_version" and "procrastinate" not in table.name
    ]


def value(column, row):
    """Something of the column's type, another in each row; what points elsewhere points to the row of this number."""
    if column.nullable and row % 2 and not column.foreign_keys:
        return None
    if isinstance(column.type, Boolean):
        return bool(row % 2)
    if isinstance(column.type, Integer):
        return FIRST_MOMENT + row if column.name.endswith("_at") or column.name == "at" else row
    if isinstance(column.type, LargeBinary):
        return f"{column.name} {row}".encode()
    return f"{column.name} {row}"


def fill(database):
    """Rows in every table. Some of the first rows refer to rows of the same table: they are all of one statement."""
    with database.write() as session:
        for table in tables(session.connection()):
            rows = [{column.name: value(column, row) for column in table.columns} for row in range(1, ROWS + 1)]
            session.connection().execute(insert(table), rows)


def everything(database):
    """By table the rows, each as a mapping."""
    with database.read() as session:
        connection = session.connection()
        return {
            table.name: sorted(map(dict, connection.execute(select(table)).mappings()), key=repr)
            for table in tables(connection)
        }


@pytest.mark.parametrize("version", VERSIONS[:-1])
def test_what_a_catalog_of_this_version_has_is_kept(empty_database, version):
    make(empty_database, version)
    fill(empty_database)
    before = everything(empty_database)
    assert all(len(rows) == ROWS for rows in before.values())

    upgrade(empty_database)

    check_schema(empty_database)
    assert schema_drift(empty_database) == []
    after = everything(empty_database)
    for name, rows in before.items():
        kept = rows[0].keys() & after[name][0].keys()
        assert {(name, gone) for gone in rows[0].keys() - kept} <= GONE, "a column went: say what became of it"
        assert sorted(({key: row[key] for key in kept} for row in after[name]), key=repr) == sorted(
            ({key: row[key] for key in kept} for row in rows), key=repr
        )
    with empty_database.read() as session:
        if session.connection().dialect.name == "sqlite":
            assert session.connection().execute(text("PRAGMA foreign_key_check")).all() == []


def test_all_tables_were_filled(empty_database):
    make(empty_database, head_revision())
    fill(empty_database)
    with empty_database.read() as session:
        names = set(inspect(session.connection()).get_table_names()) - {"alembic_version"}
    assert names == everything(empty_database).keys()
