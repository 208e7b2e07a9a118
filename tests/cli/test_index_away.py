"""A service whose search index is away, as a process over HTTP: searches are refused, everything else is answered."""

import shutil
import socket
import time
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import NOBLE, NOBLE_ID
from tests.cli.running import amidex, amidex_process

PATIENCE_SECONDS = 30


@pytest.fixture
def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture
def environment(read_environment, tmp_path):
    """A catalog with its index that may be changed."""
    data = shutil.copytree(read_environment["AMIDEX_DATA_DIR"], tmp_path / "data")
    environment = read_environment | {"AMIDEX_DATA_DIR": str(data)}
    assert amidex("reindex", environment=environment).exit_code == 0
    return environment


def ask(port, path, **more):
    return httpx.request(
        "POST" if more else "GET", f"http://127.0.0.1:{port}{path}", timeout=20, trust_env=False, **more
    )


def until_alive(port, process):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return ask(port, "/healthz")
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(process.stdout.read())


def assert_searches_are_refused_and_the_rest_is_answered(port):
    for path in ("/v1/search?q=ubuntu", "/v1/suggest?q=ubuntu", "/v1/resolve?q=ubuntu&region=eu-west-1"):
        refused = ask(port, path)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5"), path
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["type"] == "/problems/index-unavailable"
        assert "127.0.0.1" not in refused.text
        assert "/data" not in refused.text
    image = ask(port, f"/v1/images/{NOBLE_ID}").json()
    assert image["name"] == NOBLE
    assert ask(port, f"/v1/releases/{image['release']['release_id']}").json()["name"] == NOBLE
    verdicts = ask(port, "/v1/verdicts", json={"image_ids": [NOBLE_ID]}).json()
    assert [verdict["image_id"] for verdict in verdicts["verdicts"]] == [NOBLE_ID]
    for path in ("/v1/owners", "/v1/radar", "/v1/crawls", "/healthz"):
        assert ask(port, path).status_code == 200, path
    ready = ask(port, "/readyz")
    assert ready.status_code == 503
    assert {name: part["status"] for name, part in ready.json()["components"].items()} == {
        "catalog": "ok",
        "index": "error",
    }


def test_a_meilisearch_that_is_away(environment, closed_port):
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    environment |= {"AMIDEX_SEARCH_URL": f"meilisearch://127.0.0.1:{closed_port}/amidex"}
    with amidex_process("serve", "--port", str(free), environment=environment) as process:
        until_alive(free, process)
        assert_searches_are_refused_and_the_rest_is_answered(free)


@pytest.mark.parametrize("harm", ["removed", "corrupt", "of another version"])
def test_an_index_directory_that_goes_while_it_is_served(environment, closed_port, harm):
    with amidex_process("serve", "--port", str(closed_port), environment=environment) as process:
        until_alive(closed_port, process)
        assert ask(closed_port, "/v1/search?q=ubuntu").json()["total"] == 1

        index = Path(environment["AMIDEX_DATA_DIR"]) / "index"
        if harm == "removed":
            shutil.rmtree(index)
        elif harm == "corrupt":
            for meta in index.glob("generations/*/meta.json"):
                meta.write_text("{")
        else:
            (index / "current").write_text('{"generation": "x", "format": "tantivy-0"}')
        assert_searches_are_refused_and_the_rest_is_answered(closed_port)

        assert amidex("reindex", environment=environment).exit_code == 0
        assert ask(closed_port, "/v1/search?q=ubuntu").json()["total"] == 1
