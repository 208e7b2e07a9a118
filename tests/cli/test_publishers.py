"""`amidex publishers` over a small real catalog: what an import changes, and what it must not."""

import json
from pathlib import Path

import pytest
import yaml

from tests.cli.running import amidex
from tests.crawler.conftest import image

SAMPLE = Path(__file__).parents[1] / "catalog" / "known_accounts.yaml"
DATADOG = "464622532012"
AGENT = image(1, OwnerId=DATADOG, Name="datadog-agent-7")


@pytest.fixture
def crawled(environment, tmp_path):
    file = tmp_path / "images.json"
    file.write_text(json.dumps([AGENT, image(2, OwnerId="099720109477", Name="base")]))
    finished = amidex("crawl", "--from", str(file), "--region", "eu-west-1", environment=environment)
    assert finished.exit_code == 0, finished.said
    return environment


def level(environment, image_id):
    return amidex("show", image_id, "--json", environment=environment).json["verdict"]["level"]


def test_an_import_makes_an_account_known_at_once_and_a_second_one_changes_nothing(crawled):
    assert level(crawled, AGENT["ImageId"]) == "unverified"

    finished = amidex("publishers", "import", str(SAMPLE), environment=crawled)
    assert finished.exit_code == 0, finished.said
    assert "496 accounts added" in finished.output
    assert "conflict  oracle-linux: " in finished.output
    assert level(crawled, AGENT["ImageId"]) == "known"
    found = amidex("search", "publisher:datadog", "--json", environment=crawled).json
    assert [hit["name"] for hit in found["hits"]] == ["datadog-agent-7"]

    again = amidex("publishers", "import", str(SAMPLE), "--json", environment=crawled).json
    assert (again["added"], again["changed"], again["removed"], again["same"]) == (0, 0, 0, 496)
    assert set(again["conflicts"]) == {"amazon-eks", "oracle-linux"}


def test_what_a_list_brought_goes_when_it_is_forgotten(crawled):
    amidex("publishers", "import", str(SAMPLE), environment=crawled)

    finished = amidex("publishers", "forget", environment=crawled)
    assert (finished.exit_code, "496 removed" in finished.output) == (0, True)
    assert level(crawled, AGENT["ImageId"]) == "unverified"


def test_a_wrong_file_changes_nothing_and_is_told_with_its_line(crawled, tmp_path):
    file = tmp_path / "accounts.yaml"
    file.write_text("- name: Acme\n  accounts: ['123456789012']\n- name: Hooli\n  accounts: ['12']\n")
    finished = amidex("publishers", "import", str(file), environment=crawled)
    assert finished.exit_code == 2
    assert "accounts.yaml: line 4: account '12' of 'Hooli' should have 12 digits" in finished.said
    assert amidex("publishers", "list", "acme", "--json", environment=crawled).json["publishers"] == []

    missing = amidex("publishers", "import", str(tmp_path / "nowhere.yaml"), environment=crawled)
    assert (missing.exit_code, "cannot be read" in missing.said) == (2, True)


def test_publishers_are_listed_and_shown(read_environment):
    listed = amidex("publishers", "list", "amazon linux", environment=read_environment)
    assert listed.exit_code == 0
    assert "amazon-linux" in listed.output
    shown = amidex("publishers", "show", "amazon-linux", environment=read_environment)
    assert "210953353124  observed  current  af-south-1" in shown.output
    nobody = amidex("publishers", "show", "nobody", environment=read_environment)
    assert (nobody.exit_code, "no publisher 'nobody'" in nobody.said) == (1, True)


def test_the_directory_is_printed_for_other_tools(read_environment):
    as_yaml = amidex("publishers", "export", environment=read_environment)
    as_json = amidex("publishers", "export", "--format", "json", environment=read_environment)
    assert yaml.safe_load(as_yaml.output) == as_json.json
    assert {publisher["slug"] for publisher in as_json.json["publishers"]} >= {"canonical", "debian", "amazon-linux"}
