"""The schema: made by migrations, equal to the code's tables, and refused when it fits neither."""

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from catalog.errors import DatabaseMissingError, SchemaVersionError
from catalog.facts import read_fact, write_fact
from catalog.migration import MIGRATIONS, check_schema, head_revision, schema_drift, upgrade


def test_migrations_make_exactly_the_tables_the_code_describes(database):
    assert schema_drift(database) == []


def test_a_migrated_catalog_fits(database):
    check_schema(database)


def test_upgrading_an_up_to_date_catalog_changes_nothing(database):
    with database.write() as session:
        write_fact(session, "kept", "yes")
    upgrade(database)
    with database.read() as session:
        assert read_fact(session, "kept") == "yes"


def test_a_database_without_tables_says_what_to_run(empty_database):
    with pytest.raises(DatabaseMissingError, match="amidex db upgrade"):
        check_schema(empty_database)


def test_a_catalog_of_a_newer_amidex_is_refused_and_left_alone(database):
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaVersionError, match="newer Amidex"):
        check_schema(database)
    with pytest.raises(SchemaVersionError, match="newer Amidex"):
        upgrade(database)


def test_an_older_catalog_says_what_to_run(database, monkeypatch):
    monkeypatch.setattr("catalog.migration.head_revision", lambda: "9998")
    with pytest.raises(SchemaVersionError, match="amidex db upgrade"):
        check_schema(database)


def test_the_files_of_migrations_are_one_chain_in_the_order_of_their_names():
    """Which is how versions are told without Alembic."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    chain = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    files = sorted(path.stem for path in MIGRATIONS.glob("versions/[0-9]*.py"))
    assert [file.partition("_")[0] for file in files] == chain[::-1]
    assert head_revision() == chain[0]


def test_the_newest_migration_is_the_version_of_the_code():
    assert head_revision() == "0028"
