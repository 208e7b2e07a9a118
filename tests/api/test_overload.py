"""Some clients do not take the service from the others. tests/cli/test_hostile_clients.py does it over real sockets."""

import asyncio
import json
from types import SimpleNamespace

import pytest

from api import overload
from api.overload import Overload
from tests.api.conftest import Client


def asked(path="/v1/search", headers=()):
    return {
        "type": "http",
        "method": "POST" if headers else "GET",
        "path": path,
        "query_string": b"",
        "headers": list(headers),
        "state": {"request_id": "1"},
        "app": SimpleNamespace(),
    }


class Answers:
    """An app whose answers wait until they are let go."""

    def __init__(self):
        self.go, self.bodies = asyncio.Event(), []

    async def __call__(self, _scope, receive, send):
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message["body"], message.get("more_body")
        self.bodies.append(body)
        await self.go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"fine"})


async def ask(layer, scope, pieces=(b"",), *, pause=0.0):
    """The status and the body or problem of an answer."""
    sent = []
    coming = list(pieces)

    async def receive():
        await asyncio.sleep(pause)
        piece = coming.pop(0) if coming else b""
        return {"type": "http.request", "body": piece, "more_body": bool(coming)}

    async def send(message):
        sent.append(message)

    await layer(scope, receive, send)
    body = sent[-1]["body"]
    return sent[0]["status"], json.loads(body)["type"] if body.startswith(b"{") else body, dict(sent[0]["headers"])


def test_a_request_beyond_the_places_is_told_at_once_to_come_back_and_probes_are_answered():
    async def run():
        layer = Overload(answers := Answers(), at_once=2)
        both = [asyncio.create_task(ask(layer, asked())) for _ in range(2)]
        await asyncio.sleep(0.01)

        status, kind, headers = await ask(layer, asked())

        assert (status, kind, headers[b"retry-after"]) == (503, "/problems/overloaded", b"5")
        probe = asyncio.create_task(ask(layer, asked("/healthz")))
        answers.go.set()
        assert (await probe)[0] == 200
        assert [(await one)[:2] for one in both] == [(200, b"fine")] * 2
        assert (await ask(layer, asked()))[0] == 200

    asyncio.run(run())


def test_a_body_that_does_not_come_in_time_is_given_up_and_takes_no_place_meanwhile():
    async def run():
        layer = Overload(answers := Answers(), at_once=1, body_seconds=0.1)
        answers.go.set()
        slow = asked(headers=[(b"content-length", b"9")])
        waiting = [asyncio.create_task(ask(layer, slow, [b"x"] * 9, pause=0.05)) for _ in range(5)]
        await asyncio.sleep(0.01)

        assert (await ask(layer, asked()))[0] == 200

        for one in waiting:
            status, kind, headers = await one
            assert (status, kind, headers[b"connection"]) == (408, "/problems/body-too-slow", b"close")

    asyncio.run(run())


@pytest.mark.parametrize(
    "headers", [[(b"content-length", b"99999999999")], [(b"transfer-encoding", b"chunked")]], ids=["told", "untold"]
)
def test_no_body_is_read_that_is_larger_than_any_operation_takes(headers, monkeypatch):
    monkeypatch.setattr(overload, "LARGEST_BODY_BYTES", 10)

    async def run():
        layer = Overload(answers := Answers())
        status, kind, _ = await ask(layer, asked(headers=headers), [b"x" * 6, b"y" * 6])
        assert (status, kind, answers.bodies) == (413, "/problems/body-too-large", [])

    asyncio.run(run())


def test_bodies_that_are_coming_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(overload, "BODIES_BYTES", 10)

    async def run():
        layer = Overload(answers := Answers())
        answers.go.set()
        scope = asked(headers=[(b"transfer-encoding", b"chunked")])
        both = await asyncio.gather(*(ask(layer, scope, [b"x" * 6, b"y"], pause=0.01) for _ in range(2)))
        assert sorted(status for status, _, _ in both) == [200, 503]
        assert (await ask(layer, scope, [b"x" * 6, b"y"]))[0] == 200
        assert answers.bodies[-1] == b"xxxxxxy"

    asyncio.run(run())


def test_an_answer_that_nobody_reads_gives_its_place_back():
    async def run():
        layer = Overload(answers := Answers(), at_once=1, read_seconds=0.05)
        answers.go.set()

        async def receive():
            return {"type": "http.request", "body": b""}

        async def send(message):
            await asyncio.sleep(60)

        with pytest.raises(TimeoutError):
            await layer(asked(), receive, send)
        assert (await ask(layer, asked()))[0] == 200

    asyncio.run(run())


def test_the_service_has_this_layer(world):
    client = Client(world.services(requests_at_once=1))
    assert client.ask("/v1/search").status_code == 200
    assert any(layer.cls is Overload and layer.kwargs["at_once"] == 1 for layer in client.app.user_middleware)
