"""`amidex status`, `reindex`, `search-keys` and `db upgrade`, and catalogs that cannot be used."""

import json
import re
import sqlite3

import pytest

from catalog.migration import head_revision
from tests.cli.conftest import IMAGES
from tests.cli.running import amidex
from tests.search.simulated_meilisearch import simulated_meilisearch


@pytest.fixture
def data(environment, tmp_path):
    """The data directory, with a catalog of three images."""
    file = tmp_path / "images.json"
    file.write_text(json.dumps(IMAGES))
    assert amidex("crawl", "--from", str(file), "--region", "eu-west-1", environment=environment).exit_code == 0
    return tmp_path / "data"


def execute(data, statement):
    connection = sqlite3.connect(data / "amidex.sqlite3")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_status_tells_of_catalog_index_and_crawls(environment, data):
    finished = amidex("status", environment=environment)
    answer = amidex("status", "--json", environment=environment).json

    assert "eu-west-1" in finished.output
    assert "completed" in finished.output
    assert (answer["demo"], answer["worker_runs"], answer["releases_waiting_to_be_indexed"]) == (False, False, 0)
    assert answer["indexed_documents"] == 3
    assert [(crawl["region"], crawl["scope"], crawl["seen"]) for crawl in answer["crawls"]] == [("eu-west-1", "all", 3)]


def test_a_lost_index_is_made_anew(environment, data):
    for file in (data / "index").rglob("*"):
        if file.is_file():
            file.unlink()

    finished = amidex("reindex", environment=environment)

    assert finished.exit_code == 0
    assert "the index holds 3 releases" in finished.said
    assert amidex("search", "--json", environment=environment).json["total"] == 3


def test_db_upgrade_makes_a_catalog_and_may_be_repeated(environment, tmp_path):
    for _ in range(2):
        finished = amidex("db", "upgrade", environment=environment)
        assert finished.exit_code == 0
        assert f"is at version {head_revision()}" in finished.said
    assert "nothing was crawled yet" in amidex("status", environment=environment).output


COMMANDS = (
    ("search", "x"),
    ("show", "ami-00000011"),
    ("status",),
    ("reindex",),
    ("serve", "--port", "1024"),
    ("crawls", "list"),
)
WRITING = (("worker", "--no-crawl"), ("db", "upgrade"), ("crawl", "--from", "-", "--region", "eu-west-1"))


def test_a_catalog_of_a_newer_amidex_is_refused_by_every_command(environment, data):
    execute(data, "UPDATE alembic_version SET version_num = '9999'")

    for command in (*COMMANDS, *WRITING):
        finished = amidex(*command, environment=environment, given=json.dumps(IMAGES).encode())
        assert finished.exit_code == 2, command
        assert "was written by a newer Amidex; upgrade this one" in finished.said, command


def test_a_catalog_of_an_older_amidex_is_read_once_it_is_upgraded(environment, data):
    execute(data, "UPDATE alembic_version SET version_num = '0001'")

    for command in COMMANDS:
        finished = amidex(*command, environment=environment)
        assert finished.exit_code == 2, command
        assert "then run `amidex db upgrade`" in finished.said, command


def test_a_file_that_is_no_database_is_said_to_be_none(environment, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "amidex.sqlite3").write_bytes(b"no database " * 100)

    finished = amidex("status", environment=environment)

    assert finished.exit_code == 2
    assert "amidex.sqlite3" in finished.said
    assert "Traceback" not in finished.said


def test_a_locked_catalog_is_read_all_the_same(environment, data):
    holder = sqlite3.connect(data / "amidex.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")

    assert amidex("search", "web", "--json", environment=environment).json["total"] == 1

    holder.close()


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("AMIDEX_PORT", "eighty", "AMIDEX_PORT"),
        ("AMIDEX_PORT", "70000", "AMIDEX_PORT"),
        ("AMIDEX_OPERATOR_TOKEN", "short", "AMIDEX_OPERATOR_TOKEN"),
        ("AMIDEX_DATABASE_URL", "mysql://host/db", "malformed database URL 'mysql://host/db'"),
        ("AMIDEX_DATABASE_URL", "sqlite://", "malformed database URL 'sqlite://'"),
        ("AMIDEX_DATABASE_URL", "postgresql://somebody@127.0.0.1:9/catalog", "does not answer"),
        ("AMIDEX_SEARCH_URL", "elastic://host", "elastic://host"),
    ],
)
def test_a_setting_that_cannot_be_is_named(environment, data, variable, value, words):
    finished = amidex("search", "x", environment=environment | {variable: value})

    assert finished.exit_code == 2
    assert words in finished.said
    assert finished.said.count("\n") == 1


def test_the_version_and_the_help_are_printed(environment):
    assert amidex("--version", environment=environment).output.startswith("amidex 0.")
    assert "crawl" in amidex("--help", environment=environment).output


def test_the_keys_for_a_server_are_lines_for_the_environment_file(environment):
    with simulated_meilisearch("the-master-key") as url:
        environment |= {"AMIDEX_SEARCH_URL": f"{url.replace('http', 'meilisearch', 1)}/amidex"}
        refused = amidex("search-keys", environment=environment)
        assert refused.exit_code == 2
        assert "AMIDEX_SEARCH_KEY must be a key that allows this" in refused.said

        master = environment | {"AMIDEX_SEARCH_KEY": "the-master-key"}
        first = amidex("search-keys", environment=master)
        assert re.fullmatch(r"MEILI_SEARCH_KEY=\w+\nMEILI_WRITE_KEY=\w+\n", first.output)
        assert amidex("search-keys", environment=master).output == first.output
        assert amidex("search-keys", "--renew", environment=master).output != first.output
    assert amidex("search-keys", environment=environment | {"AMIDEX_SEARCH_URL": "memory:"}).exit_code == 2
