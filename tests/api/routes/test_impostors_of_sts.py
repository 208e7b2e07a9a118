"""What answers in the place of STS and is none signs nobody in."""

from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic, sleep

import pytest

from tests.api.conftest import Client
from tests.api.routes.signing import SERVICE, nobody_signed_in, refused, shown
from tests.sts import signed


class Impostor(BaseHTTPRequestHandler):
    """Answers as an STS should not. `told` is what it was asked."""

    told: list[str] = []  # noqa: RUF012 - of the class: each test makes its own
    status, headers_of, pieces, pause = 200, {}, [b""], 0.0

    def do_POST(self):
        self.told.append(self.path)
        self.send_response(self.status)
        for name, value in self.headers_of.items():
            self.send_header(name, value)
        self.end_headers()
        for piece in self.pieces:
            try:
                self.wfile.write(piece)
                self.wfile.flush()
            except OSError:
                return
            sleep(self.pause)

    def log_message(self, *arguments):
        pass


def identity(account="123456789012", arn="arn:aws:iam::123456789012:user/ada", user="AIDAX"):
    return (
        f"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{arn}</Arn><UserId>{user}</UserId>"
        f"<Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
    ).encode()


@pytest.fixture
def impostor(aws_services, ada):
    """Answers of somebody who is configured as STS: the answer to who signs for it, and what it was asked."""
    servers = []

    def answer(**how):
        told = []
        handler = type("OneImpostor", (Impostor,), {"told": told, **how})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        client = Client(replace(aws_services, sts_endpoint=url))
        nonce = client.ask("/v1/sessions/aws/nonce", method="POST").json()["nonce"]
        return shown(client, signed(ada, endpoint=url, service=SERVICE, nonce=nonce)), told

    yield answer
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_redirect_is_not_followed(impostor, aws_services):
    response, told = impostor(status=307, headers_of={"Location": "/elsewhere"}, pieces=[identity()])

    assert "status 307" in refused(response)
    assert told == ["/"]
    assert nobody_signed_in(aws_services)


@pytest.mark.parametrize(
    "pieces",
    [
        [b"<" + b"x" * 20_000],
        [b"x" * 1_000_000] * 20,
        [b""],
        [b"{}"],
        [b"<a/>"],
        [identity(account="12")],
        [identity(account="210987654321")],
        [identity(arn="arn:aws:iam::123456789012:role/x")],
        [identity(arn="arn:evil:iam::123456789012:user/x")],
        [identity(user="")],
        [identity(user="x" * 300)],
        [b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + identity(user="&b;")],
        [b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 999 + b'"><!ENTITY c "&b;&b;&b;">]>' + identity(user="&c;")],
    ],
)
def test_an_answer_that_names_nobody_signs_nobody_in(impostor, aws_services, pieces):
    response, _ = impostor(pieces=pieces)

    assert (response.status_code, refused(response, "sts-unavailable") != "") == (503, True)
    assert "passwd" not in response.text
    assert nobody_signed_in(aws_services)


def test_an_answer_that_drips_is_not_waited_for(impostor):
    began = monotonic()
    response, _ = impostor(pieces=[b"<"] * 100, pause=0.2)

    assert response.status_code == 503
    assert monotonic() - began < 8


def test_an_sts_that_is_away_says_nothing_of_where_it_is(aws_services, signing):
    client = Client(replace(aws_services, sts_endpoint="http://127.0.0.1:9"))
    response = shown(client, signing() | {"endpoint": "http://127.0.0.1:9"})

    assert "127.0.0.1" not in refused(response, "sts-unavailable")
    assert response.headers["Retry-After"]
