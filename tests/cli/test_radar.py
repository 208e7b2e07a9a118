"""`amidex radar` over a small real catalog with an impostor."""

import json

import pytest

from tests.cli.running import amidex
from tests.crawler.conftest import image

NAME = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-{}"
GENUINE = image(1, OwnerId="099720109477", Name=NAME.format("20260101"), CreationDate="2026-01-01T00:00:00.000Z")
IMPOSTOR = image(2, Name=NAME.format("20260102"), CreationDate="2026-01-02T00:00:00.000Z")


@pytest.fixture
def crawled(environment, tmp_path):
    def crawled(*images):
        file = tmp_path / "images.json"
        file.write_text(json.dumps(images))
        finished = amidex("crawl", "--from", str(file), "--region", "eu-west-1", environment=environment)
        assert finished.exit_code == 0
        return environment

    return crawled


def test_an_impostor_that_wins_a_look_up_is_listed_with_whom_it_robs(crawled):
    environment = crawled(GENUINE, IMPOSTOR)

    finished = amidex("radar", environment=environment)
    assert finished.exit_code == 0
    for told in (IMPOSTOR["ImageId"], IMPOSTOR["Name"], IMPOSTOR["OwnerId"], "meant for Canonical (Ubuntu)"):
        assert told in finished.output
    assert GENUINE["ImageId"] not in finished.output
    answer = amidex("radar", "--json", "--region", "eu-west-1", environment=environment).json
    assert {winner["image_id"] for winner in answer["winners"]} == {IMPOSTOR["ImageId"]}
    assert amidex("radar", "--json", "--region", "us-east-1", environment=environment).json["winners"] == []


def test_where_only_the_genuine_win_it_says_so(crawled):
    finished = amidex("radar", environment=crawled(GENUINE))

    assert (finished.exit_code, finished.output) == (0, "nobody wins a look-up who should not\n")


def test_a_region_that_cannot_be_is_refused(crawled):
    finished = amidex("radar", "--region", "mars", environment=crawled(GENUINE))

    assert finished.exit_code == 2
    assert "mars" in finished.said
