"""Pages, errors, retries and times out: against a real service, and against one that misbehaves."""

import asyncio
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from amidex_client import (
    AmidexClient,
    AsyncAmidexClient,
    InvalidRequestError,
    NotFoundError,
    TooManyRequestsError,
    TransportError,
    UnauthorizedError,
    UnavailableError,
    UnexpectedAnswerError,
)
from amidex_client.errors import BY_STATUS, problem_error
from tests.docs.pages import ROOT


def test_pages_are_followed_to_the_last(url):
    with AmidexClient(url) as client:
        pages = list(client.list_owners_pages(limit=1))
        everything = client.list_owners(limit=100)

    assert len(pages) == len(everything["owners"]) > 2
    assert [page["owners"][0] for page in pages] == everything["owners"]

    async def awaited():
        async with AsyncAmidexClient(url) as client:
            return [page["owners"] async for page in client.list_owners_pages(limit=1)]

    assert asyncio.run(awaited()) == [page["owners"] for page in pages]


def test_a_problem_is_an_error_with_its_kind_and_what_is_wrong(url):
    with AmidexClient(url) as client:
        with pytest.raises(NotFoundError, match="ami-0123456789abcdef0") as unknown:
            client.get_image("ami-0123456789abcdef0")
        with pytest.raises(InvalidRequestError) as wrong:
            client.search(region=["mars"])
    assert (unknown.value.kind, unknown.value.status) == ("unknown-id", 404)
    assert unknown.value.request_id
    assert wrong.value.kind == "invalid-parameter"
    assert wrong.value.errors[0]["parameter"] == "region"
    with AmidexClient(url, token="wrong-token-of-nobody") as client, pytest.raises(UnauthorizedError):
        client.list_crawls()


def test_lists_and_truths_are_sent_as_the_service_reads_them(url):
    with AmidexClient(url) as client:
        some = client.search(region=["eu-west-1", "eu-central-1"], include_deprecated=True, include_gone=False)
        fewer = client.search(region=["eu-west-1", "eu-central-1"])

    assert some["total"] > fewer["total"] > 0


@contextmanager
def answering(*answers):
    """A server that gives these answers in turn: status, headers, body; None closes the connection. Yields its URL and
    the requests that came."""
    left, asked = list(answers), []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.command)
            answer = left.pop(0)
            if answer is None:
                self.close_connection = True
                self.connection.close()
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


FINE = (200, {"Content-Type": "application/json"}, b'{"demo": false}')


def busy(status, **headers):
    return status, {"Content-Type": "application/problem+json", **headers}, b'{"title": "busy", "detail": "later"}'


def test_what_passes_by_itself_is_tried_again():
    with answering(busy(503), None, busy(429, **{"Retry-After": "0"}), FINE) as (url, asked):
        with AmidexClient(url) as client:
            assert client.get_service()["demo"] is False
        assert len(asked) == 4


def test_retries_end_with_the_last_answer():
    for status, kind in ((503, UnavailableError), (429, TooManyRequestsError)):
        with (
            answering(*[busy(status, **{"Retry-After": "0"})] * 3) as (url, asked),
            AmidexClient(url, retries=2) as client,
            pytest.raises(kind, match="later"),
        ):
            client.get_service()
        assert len(asked) == 3


def test_what_may_have_been_done_is_not_done_again():
    for first in (busy(503), None):
        with answering(first, FINE) as (url, asked), AmidexClient(url) as client:
            with pytest.raises((UnavailableError, TransportError)):
                client.make_token(name="ci")
            assert asked == ["POST"]


def test_an_answer_that_is_not_amidexs_says_so():
    for status in (200, 404, 500):
        page = (status, {"Content-Type": "application/json" if status == 200 else "text/html"}, b"<html>hello")
        with (
            answering(page) as (url, _),
            AmidexClient(url) as client,
            pytest.raises(UnexpectedAnswerError, match="hello"),
        ):
            client.get_service()


def test_nobody_there_and_too_slow():
    with AmidexClient("http://127.0.0.1:9", retries=1) as client, pytest.raises(TransportError, match="no answer"):
        client.get_service()
    with AmidexClient("ftp://nowhere") as client, pytest.raises(TransportError):
        client.get_service()

    async def slow():
        async with AsyncAmidexClient("http://127.0.0.1:9", retries=1) as client:
            await client.get_service()

    with pytest.raises(TransportError):
        asyncio.run(slow())


def test_every_status_has_its_error():
    for status, kind in BY_STATUS.items():
        assert type(problem_error(status, {})) is kind
    assert type(problem_error(500, {})) is UnavailableError
    assert type(problem_error(413, {})) is InvalidRequestError


def test_the_examples_of_the_page_run(url, capsys):
    page = (ROOT / "docs" / "CLIENT.md").read_text("utf-8")
    blocks = [block.partition("```")[0] for block in page.split("```python\n")[1:]]
    assert len(blocks) == 2
    for block in blocks:
        exec(compile(block.replace("http://127.0.0.1:8000", url), "CLIENT.md", "exec"), {})
    assert "ami-" in capsys.readouterr().out
