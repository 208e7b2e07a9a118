"""HTTP/1.1 on plain sockets, a thread for each connection: what a fast peer needs and no more.

Keep-alive, Content-Length for pages, chunks for answers of unknown length. It binds to 127.0.0.1 only.
"""

import gc
import json
import re
import socket
import struct
import threading
from collections.abc import Mapping
from http import HTTPStatus
from io import BufferedReader
from itertools import count
from json import JSONDecodeError
from urllib.parse import parse_qsl, urlsplit

from tests.world.control import Control, UnknownPathError
from tests.world.ec2 import Ec2, Reply
from tests.world.requests import Form
from tests.world.shared import SharedState
from tests.world.world import World

HOST = "127.0.0.1"
_LARGEST_HEAD = 1 << 16
_SIGNED_REGION = re.compile(r"Credential=[^/]+/\d{8}/([a-z0-9-]+)/")
_HOST_REGION = re.compile(r"(?:ec2|sts)\.([a-z0-9-]+)\.")


def listening_socket(port: int, *, shared_port: bool = False) -> socket.socket:
    """A listening socket; port 0 finds a free one. With `shared_port` several processes may listen on the port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared_port:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    listener.bind((HOST, port))
    listener.listen(256)
    return listener


class Server:
    def __init__(self, world: World, shared: SharedState) -> None:
        self._ec2 = Ec2(world, shared)
        self._control = Control(world, shared)
        self._numbers = count(1)

    def serve(self, listener: socket.socket) -> None:
        """Accepts connections for ever."""
        # What there is now stays, and requests leave hardly any cycles: collecting seldom is a tenth faster.
        gc.freeze()
        gc.set_threshold(200_000)
        while True:
            connection, _ = listener.accept()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve_connection, args=(connection,), daemon=True).start()

    def _serve_connection(self, connection: socket.socket) -> None:
        # A peer may leave at any moment; that ends this connection and nothing else.
        with connection, BufferedReader(socket.SocketIO(connection, "rb"), 1 << 16) as lines:
            try:
                while request_line := lines.readline(_LARGEST_HEAD):
                    if not self._serve_request(connection, lines, request_line.decode("latin-1")):
                        return
            except (ConnectionError, TimeoutError):
                return

    def _serve_request(
        self, connection: socket.socket, lines: "BufferedReader[socket.SocketIO]", request_line: str
    ) -> bool:
        """Answers one request; False when the connection is to be closed."""
        method, target, _ = request_line.split(" ", 2)
        headers: dict[str, str] = {}
        while (line := lines.readline(_LARGEST_HEAD).decode("latin-1").strip()) != "":
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        if headers.get("expect", "").lower() == "100-continue":
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        body = lines.read(int(headers.get("content-length", "0")))
        reply = self._reply(method, target, headers, body)
        return self._send(connection, reply) and headers.get("connection", "").lower() != "close"

    def _reply(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Reply:
        url = urlsplit(target)
        if url.path.startswith("/_world"):
            return self._control_reply(method, url.path, dict(parse_qsl(url.query)), body)
        form = Form(body.decode() if method == "POST" else url.query)
        return self._ec2.answer(form, _region(headers), next(self._numbers))

    def _control_reply(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Reply:
        status = 200
        try:
            document = self._control.answer(method, path, query, body)
        except UnknownPathError as error:
            status, document = 404, {"error": f"no endpoint {error}"}
        except (ValueError, JSONDecodeError) as error:
            status, document = 400, {"error": str(error)}
        return Reply(status, json.dumps(document).encode(), content_type="application/json")

    def _send(self, connection: socket.socket, reply: Reply) -> bool:
        """Sends a reply; False when it was broken off on purpose."""
        head = (
            f"HTTP/1.1 {reply.status} {_reason(reply.status)}\r\n"
            f"Content-Type: {reply.content_type}\r\nx-amzn-RequestId: {reply.request_id}\r\n"
        )
        if reply.stream is not None:
            connection.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
            for piece in reply.stream:
                connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece))
            connection.sendall(b"0\r\n\r\n")
            return True
        connection.sendall(f"{head}Content-Length: {len(reply.body)}\r\n\r\n".encode())
        if reply.drop_at is not None:
            connection.sendall(reply.body[: int(len(reply.body) * reply.drop_at)])
            if reply.reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        connection.sendall(reply.body)
        return True


def _region(headers: Mapping[str, str]) -> str:
    """From the signature's scope, else from the host; EC2's host without a region is us-east-1's."""
    for pattern, header in ((_SIGNED_REGION, "authorization"), (_HOST_REGION, "host")):
        if found := pattern.search(headers.get(header, "")):
            return found[1]
    return "us-east-1"


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        # A fault rule may ask for any number.
        return "Unknown"
