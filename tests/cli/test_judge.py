"""`amidex judge` and `amidex rule` on a small real catalog."""

import json
import sqlite3
import time

import pytest

from tests.cli.conftest import IMAGES
from tests.cli.running import amidex, amidex_process
from trust.judge import RULES_VERSION


@pytest.fixture
def data(environment, tmp_path):
    file = tmp_path / "images.json"
    file.write_text(json.dumps(IMAGES))
    assert amidex("crawl", "--from", str(file), "--region", "eu-west-1", environment=environment).exit_code == 0
    return tmp_path / "data"


def execute(data, statement):
    connection = sqlite3.connect(data / "amidex.sqlite3")
    rows = connection.execute(statement).fetchall()
    connection.commit()
    connection.close()
    return rows


def versions(data):
    return [version for (version,) in execute(data, "SELECT rules_version FROM release")]


def release_of(environment, word):
    (hit,) = amidex("search", word, "--json", environment=environment).json["hits"]
    return hit["release_id"]


def test_judging_brings_every_verdict_to_todays_rules(environment, data):
    execute(data, "UPDATE release SET rules_version = 0 WHERE name = 'web-base'")

    finished = amidex("judge", environment=environment)

    assert (finished.exit_code, versions(data)) == (0, [RULES_VERSION] * 3)
    assert finished.output.startswith("1 releases were to be judged")
    assert amidex("judge", environment=environment).output.startswith("0 releases were to be judged")
    assert amidex("judge", "--all", environment=environment).output.startswith("3 releases were to be judged")


def test_a_worker_judges_by_itself_what_older_rules_judged(environment, data):
    execute(data, "UPDATE release SET rules_version = 0")

    with amidex_process("worker", "--no-crawl", environment=environment):
        deadline = time.monotonic() + 30
        while versions(data) != [RULES_VERSION] * 3 and time.monotonic() < deadline:
            time.sleep(0.1)

    assert versions(data) == [RULES_VERSION] * 3


def test_a_ruling_counts_at_once_and_the_latest_does(environment, data):
    release_id = release_of(environment, "web-base")

    finished = amidex("rule", "malicious", release_id, "--reason", "It mines.", environment=environment)
    assert (finished.exit_code, finished.output.strip()) == (0, f"{release_id} is malicious now")
    found = amidex("search", "--trust", "malicious", "--json", environment=environment).json
    assert [hit["name"] for hit in found["hits"]] == ["web-base"]

    finished = amidex("rule", "clear", release_id, "--reason", "It was a test.", environment=environment)
    assert finished.output.strip() == f"{release_id} is unverified now"
    kept = execute(data, "SELECT malicious, reason, actor FROM ruling ORDER BY id")
    assert [(malicious, reason) for malicious, reason, _ in kept] == [(1, "It mines."), (0, "It was a test.")]
    assert all(actor.startswith("operator ") for *_, actor in kept)


@pytest.mark.parametrize(
    ("release_id", "reason", "exit_code", "words"),
    [
        ("ami-00000001", "Bad.", 2, "malformed release id 'ami-00000001'"),
        ("rel-aaaaaaaaaaaaaaaaaaaa", "Bad.", 1, "no release has the id rel-aaaaaaaaaaaaaaaaaaaa"),
        (None, " ", 2, "malformed reason ' '"),
    ],
)
def test_a_ruling_that_cannot_be_is_refused(environment, data, release_id, reason, exit_code, words):
    asked = release_id or release_of(environment, "web-base")
    finished = amidex("rule", "clear", asked, "--reason", reason, environment=environment)

    assert finished.exit_code == exit_code
    assert words in finished.said
    assert execute(data, "SELECT * FROM ruling") == []
