"""The crawl queue's tables: on PostgreSQL alone, beside the catalog's, kept up to date by procrastinate's scripts."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import inspect, text

from catalog.errors import SchemaVersionError
from catalog.migration import schema_drift, upgrade
from catalog.queue_tables import SCHEMA, _installed_scripts, upgrade_queue


@pytest.fixture
def postgresql(copies):
    with copies("postgresql").copy() as made:
        yield made


@pytest.fixture
def empty_postgresql(copies):
    with copies("postgresql").copy(empty=True) as made:
        yield made


@pytest.fixture
def scripts(tmp_path):
    return shutil.copytree(_installed_scripts(), tmp_path / "scripts", ignore=shutil.ignore_patterns("*py*"))


def queue_tables(database):
    with database.read() as session:
        return set(inspect(session.connection()).get_table_names(schema=SCHEMA))


def functions(database):
    """Every function of the queue's schema with its body."""
    statement = "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = (:schema)::regnamespace"
    with database.read() as session:
        return {name: body.split() for name, body in session.execute(text(statement), {"schema": SCHEMA})}


def test_a_shared_catalog_has_a_queue_beside_its_own_tables(postgresql):
    assert {"procrastinate_jobs", "procrastinate_workers"} <= queue_tables(postgresql)
    assert schema_drift(postgresql) == []
    with postgresql.read() as session:
        assert not [name for name in inspect(session.connection()).get_table_names() if "procrastinate" in name]


def test_a_catalog_of_one_machine_has_none(sqlite_database):
    with sqlite_database.read() as session:
        assert not [name for name in inspect(session.connection()).get_table_names() if "procrastinate" in name]


def test_a_new_version_of_procrastinate_brings_its_scripts(postgresql, scripts):
    (scripts / "migrations" / "99.00.00_01_pre_add_a_word.sql").write_text(
        "ALTER TYPE procrastinate_job_status ADD VALUE 'resting'; -- 100 % new"
    )
    (scripts / "migrations" / "99.00.00_50_post_use_it.sql").write_text(
        "CREATE TABLE future (status procrastinate_job_status DEFAULT 'resting'); CREATE INDEX ON future (status);"
    )
    assert upgrade_queue(postgresql, scripts)
    assert "future" in queue_tables(postgresql)
    assert upgrade_queue(postgresql, scripts), "the scripts would fail if they ran twice"


def test_scripts_lead_to_the_same_functions_as_a_new_queue(postgresql, empty_postgresql, scripts):
    """So nothing in procrastinate's scripts looks for its tables outside our schema."""
    for script in (scripts / "migrations").glob("*.sql"):
        if script.name > "02":
            script.unlink()
    first_version = sorted((scripts / "migrations").glob("*.sql"))
    (scripts / "schema.sql").write_text("\n".join(script.read_text() for script in first_version))
    assert upgrade_queue(empty_postgresql, scripts)
    assert upgrade_queue(empty_postgresql)
    wanted = functions(postgresql)
    assert {name: body for name, body in functions(empty_postgresql).items() if name in wanted} == wanted


def test_a_queue_of_a_newer_amidex_is_refused(postgresql):
    with postgresql.write() as session:
        session.execute(text(f"INSERT INTO {SCHEMA}.applied_script VALUES ('99.00.00_01_pre_future.sql')"))
    with pytest.raises(SchemaVersionError, match="newer Amidex"):
        upgrade(postgresql)


def test_machines_that_start_together_make_the_tables_once(empty_postgresql):
    with ThreadPoolExecutor(4) as pool:
        for made in [pool.submit(upgrade, empty_postgresql) for _ in range(4)]:
            made.result()
    assert schema_drift(empty_postgresql) == []
    assert "procrastinate_jobs" in queue_tables(empty_postgresql)
