"""`amidex backup`, `restore` and `verify`, as an operator types them."""

import json
import shutil
import sqlite3

import pytest

from tests.cli.conftest import IMAGES
from tests.cli.running import amidex, clean_environment

NO_RELEASE = "rel-" + "a" * 20


@pytest.fixture
def data(environment, tmp_path):
    """The data directory, with a catalog of three images."""
    file = tmp_path / "images.json"
    file.write_text(json.dumps(IMAGES))
    assert amidex("crawl", "--from", str(file), "--region", "eu-west-1", environment=environment).exit_code == 0
    return tmp_path / "data"


def execute(data, statement):
    connection = sqlite3.connect(data / "amidex.sqlite3")
    changed = connection.execute(statement).rowcount
    connection.commit()
    connection.close()
    assert changed


def found_wrong(environment):
    finished = amidex("verify", "--json", environment=environment)
    wrong = {found["check"]: found["problems"] for found in finished.json if found["problems"]}
    assert finished.exit_code == (1 if wrong else 0)
    return wrong


def test_a_backup_restored_elsewhere_is_found_in_as_the_first_was(environment, data, tmp_path):
    saved = amidex("backup", str(tmp_path / "backup"), environment=environment)
    elsewhere = clean_environment(tmp_path / "elsewhere")

    restored = amidex("restore", str(tmp_path / "backup"), environment=elsewhere)

    assert (saved.exit_code, restored.exit_code) == (0, 0), restored.said
    assert "the index holds 3 releases" in restored.said
    searches = [amidex("search", "noble", "--json", environment=place).json for place in (environment, elsewhere)]
    assert searches[0]["hits"] == searches[1]["hits"] != []
    assert found_wrong(elsewhere) == {}


def test_a_restore_over_a_catalog_says_what_to_type_and_keeps_what_was_there(environment, data, tmp_path):
    amidex("backup", str(tmp_path / "backup"), environment=environment)

    refused = amidex("restore", str(tmp_path / "backup"), environment=environment)
    # This process has the catalog open from the commands before, and a catalog in use is not replaced: take a copy.
    shutil.copytree(data, tmp_path / "copy")
    replaced = amidex(
        "restore", str(tmp_path / "backup"), "--replace", environment=clean_environment(tmp_path / "copy")
    )

    assert refused.exit_code == 2
    assert "--replace" in refused.said
    assert replaced.exit_code == 0, replaced.said
    assert (tmp_path / "copy" / "amidex.sqlite3.replaced-1").exists()
    assert amidex("restore", str(tmp_path / "none"), "--replace", environment=environment).exit_code == 2


def test_a_catalog_nobody_meddled_with_is_right(environment, data):
    finished = amidex("verify", environment=environment)
    assert finished.exit_code == 0, finished.output
    assert "wrong" not in finished.output


@pytest.mark.parametrize(
    ("meddling", "check"),
    [
        ("UPDATE image SET document = x'01ff' WHERE id = 1", "documents of images"),
        ("UPDATE image SET owner_id = '210987654321' WHERE id = 3", "documents of images"),
        ("UPDATE image SET name = 'another' WHERE id = 2", "releases of images"),
        ("DELETE FROM release WHERE name = 'web-base'", "verdicts on releases"),
        (f"UPDATE release SET release_id = '{NO_RELEASE}' WHERE name = 'web-base'", "releases of verdicts"),
        ("UPDATE owner_region SET images = images + 1 WHERE owner_id = '099720109477'", "counts of owners' images"),
        ("INSERT INTO held_removal (crawl_id, image_row) VALUES (1, 4711)", "references between tables"),
        ("DELETE FROM release WHERE name = 'web-base'", "documents of the index"),
        (
            f"UPDATE release SET release_id = '{NO_RELEASE}' WHERE name = 'web-base'",
            "releases looked for in the index",
        ),
    ],
)
def test_what_somebody_meddled_with_is_found(environment, data, meddling, check):
    execute(data, meddling)
    assert found_wrong(environment).get(check, 0) >= 1


def test_an_index_that_cannot_be_read_is_said_and_the_catalog_checked_all_the_same(environment, data):
    (data / "index" / "current").write_text("nonsense")
    assert found_wrong(environment) == {"search index": 1}
