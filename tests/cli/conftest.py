"""An environment of its own for each test of the command, and a small catalog to read from."""

import json

import pytest

from tests.cli.running import amidex, clean_environment
from tests.crawler.conftest import image

NOBLE = "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20260930"
NOBLE_ID, WINDOWS_ID = f"ami-{1:017x}", f"ami-{2:017x}"
IMAGES = [
    image(1, OwnerId="099720109477", Name=NOBLE, Architecture="arm64", Description="Ubuntu 24.04 [bold]"),
    image(2, Name="Windows_Server-2016-English", Platform="windows", PlatformDetails="Windows"),
    image(3, Name="web-base"),
]


@pytest.fixture
def environment(tmp_path):
    """Without a catalog, without credentials."""
    return clean_environment(tmp_path / "data")


@pytest.fixture(scope="session")
def read_environment(tmp_path_factory):
    """With a catalog of three images in Ireland. Read it, do not change it."""
    directory = tmp_path_factory.mktemp("read")
    file = directory / "images.json"
    file.write_text(json.dumps({"Images": IMAGES}))
    environment = clean_environment(directory / "data")
    finished = amidex("crawl", "--from", str(file), "--region", "eu-west-1", environment=environment)
    assert finished.exit_code == 0, finished.said
    return environment
