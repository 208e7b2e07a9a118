import asyncio

import pytest

from api.edge import Edge
from api.metrics import Metrics
from api.security_headers import SECURITY_HEADERS
from tests.api.conftest import Client

ANYWHERE = ["/", "/v1/search", "/nowhere", "/v1/images/ami-1", "/healthz", "/openapi.json"]


@pytest.mark.parametrize("path", ANYWHERE)
def test_every_answer_has_the_security_headers_an_id_and_its_time(client, path):
    response = client.ask(path)

    for name, value in SECURITY_HEADERS.items():
        assert response.headers[name] == value
    assert response.headers["X-Request-Id"]
    assert response.headers["Server-Timing"].startswith("total;dur=")
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("path", ANYWHERE)
def test_every_answer_over_demo_data_says_so_and_no_other(client, world, path):
    assert Client(world.services(demo=True)).ask(path).headers["Amidex-Demo"] == "true"
    assert "Amidex-Demo" not in client.ask(path).headers


def test_request_ids_differ(client):
    assert client.ask("/").headers["X-Request-Id"] != client.ask("/").headers["X-Request-Id"]


def test_an_answer_that_breaks_in_the_middle_is_cut_and_not_completed(world, caplog):
    sent = []

    async def breaks(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError("broken")

    async def receive():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "headers": [],
        "server": ("amidex", 80),
        "scheme": "http",
    }
    with pytest.raises(RuntimeError):
        asyncio.run(Edge(breaks, demo=False, metrics=Metrics(world.services()))(scope, receive, send))

    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert "broke off" in caplog.text
