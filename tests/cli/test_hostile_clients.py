"""Clients over real sockets that are idle, slow, endless or huge are let go, and others are answered meanwhile."""

import contextlib
import socket
import time
from functools import partial
from threading import Thread

import httpx
import pytest
import uvicorn

from api.overload import Overload
from cli.connections import LARGEST_HEADERS_BYTES, PatientConnection
from tests.cli.running import amidex_process
from tests.cli.test_serve import eventually, get

LARGE = b"x" * (8 << 20)  # more than the system keeps for a client that does not read


async def app(scope, receive, send):
    """Answers with what it was sent, or with more than a client takes at once."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": LARGE if scope["path"] == "/large" else body or b"fine"})


def named(app):
    """The id that every request has by then."""

    async def inner(scope, receive, send):
        await app(scope | {"state": {"request_id": "1"}}, receive, send)

    return inner


@contextlib.contextmanager
def serving(**options):
    """The port of a server in this process, with little patience."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        config = uvicorn.Config(
            named(Overload(app, body_seconds=0.3)),
            http=partial(PatientConnection, **{"patience_seconds": 0.3} | options),  # type: ignore[arg-type]
            log_level="critical",
            lifespan="off",
            h11_max_incomplete_event_size=LARGEST_HEADERS_BYTES,
        )
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield port
        finally:
            server.should_exit = server.force_exit = True
            thread.join()


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=5)


def assert_answered(port):
    assert httpx.get(f"http://127.0.0.1:{port}/", timeout=5, trust_env=False).status_code == 200


def all_that_comes(client):
    """What a server says until it ends the connection."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while piece := client.recv(65_536):
            said += piece
    return said


@pytest.mark.parametrize("said", [b"", b"G", b"GET / HTTP/1.1\r\nHost: a\r\nX: "])
def test_who_asks_nothing_or_half_is_let_go(said):
    with serving() as port, connect(port) as client:
        client.sendall(said)
        assert_answered(port)
        began = time.monotonic()
        assert all_that_comes(client) == b""
        assert time.monotonic() - began < 3


def test_who_asks_a_byte_at_a_time_is_let_go_all_the_same():
    with serving() as port, connect(port) as client:
        deadline = time.monotonic() + 5
        with pytest.raises(ConnectionError):  # noqa: PT012 - until it is refused
            while time.monotonic() < deadline:
                client.sendall(b"G")
                time.sleep(0.02)


def test_who_sends_his_body_too_slowly_is_told_so():
    with serving() as port, connect(port) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nx")
        assert_answered(port)
        said = all_that_comes(client)
        assert said.startswith(b"HTTP/1.1 408 ")
        assert b"body-too-slow" in said


def test_who_does_not_take_his_answer_is_let_go_and_who_takes_it_slowly_is_not():
    with serving() as port, connect(port) as idle, connect(port) as slow:
        for client in (idle, slow):
            client.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        taken = 0
        while taken < len(LARGE):
            piece = slow.recv(1 << 20)
            assert piece, f"it ended after {taken} bytes"
            taken += len(piece)
            time.sleep(0.02)
        time.sleep(0.7)
        assert_answered(port)
        assert len(all_that_comes(idle)) < len(LARGE)


def test_an_idle_connection_makes_room_for_the_next():
    with serving(most=20, patience_seconds=60) as port, contextlib.ExitStack() as opened:
        idle = [opened.enter_context(connect(port)) for _ in range(200)]
        for _ in range(5):
            assert_answered(port)
        open_still = 0
        for client in idle:
            client.settimeout(0.001)
            try:
                client.recv(1)
            except TimeoutError:
                open_still += 1
            except ConnectionError:
                pass
        assert 10 < open_still <= 20


def test_a_request_after_another_on_one_connection_is_answered():
    with serving() as port, httpx.Client(trust_env=False) as client:
        for _ in range(5):
            assert client.post(f"http://127.0.0.1:{port}/", content=b"x" * 5_000).text == "x" * 5_000
            time.sleep(0.05)


def test_thousands_of_idle_endless_and_huge_clients_do_not_stop_the_service(read_environment):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        amidex_process("serve", "--port", str(port), environment=read_environment) as process,
        contextlib.ExitStack() as opened,
    ):
        eventually(lambda: get(port, "/healthz"), process)
        for _ in range(2_000):
            opened.enter_context(connect(port)).sendall(b"GET /v1/search HTTP/1.1\r\n")
        assert get(port, "/v1/search", q="ubuntu")["total"] == 1

        with connect(port) as huge:
            with contextlib.suppress(ConnectionError):
                huge.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 1_000_000)
            assert all_that_comes(huge)[:13] in (b"HTTP/1.1 400 ", b"")
        with connect(port) as endless:
            endless.sendall(b"POST /v1/verdicts HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
            with contextlib.suppress(ConnectionError):
                for _ in range(1_000):
                    endless.sendall(b"100000\r\n" + b"x" * 0x100000 + b"\r\n")
            assert all_that_comes(endless)[:13] in (b"HTTP/1.1 413 ", b"")
        for header in (b"Content-Length: 99999999999999", b"Content-Length: x", b"Content-Length: -1"):
            with connect(port) as liar:
                liar.sendall(b"POST /v1/verdicts HTTP/1.1\r\nHost: a\r\n" + header + b"\r\n\r\n")
                assert all_that_comes(liar)[:10] == b"HTTP/1.1 4"
        assert get(port, "/v1/search", q="ubuntu")["total"] == 1
        assert process.poll() is None
