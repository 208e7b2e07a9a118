"""The outermost layer: what every answer has, and what every request must not be.

- a request id, in the answer and in the log
- the headers that keep browsers from guessing, framing or leaking; pages bring their own
- HEAD wherever GET works
- how long it took, in Server-Timing and among the metrics
- a URL that is too long is refused before anybody parses it
- an error nobody expected becomes a problem that reveals nothing
"""

import logging
from time import perf_counter
from uuid import uuid4

from fastapi import Request
from opentelemetry.trace import get_current_span
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from api.capacity import LONGEST_URL_BYTES
from api.error_handlers import internal_error, log
from api.errors import UrlTooLongError
from api.metrics import Metrics, method_of
from api.pages.problem_page import told
from api.problems import URL_TOO_LONG
from api.security_headers import SECURITY_HEADERS, TLS_HEADERS

requests_log = logging.getLogger("amidex.requests")


class Edge:
    """ASGI middleware. Pure: Starlette's BaseHTTPMiddleware would cost a task and a queue for each request."""

    def __init__(self, app: ASGIApp, *, demo: bool, metrics: Metrics, over_tls: bool = False) -> None:
        self.app = app
        self.metrics = metrics
        self.headers = SECURITY_HEADERS | (TLS_HEADERS if over_tls else {}) | ({"Amidex-Demo": "true"} if demo else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = str(uuid4())
        inner_scope = {**scope, "state": {**scope.get("state", {}), "request_id": request_id}}
        get_current_span().set_attribute("amidex.request_id", request_id)
        is_head = scope["method"] == "HEAD"
        if is_head:
            inner_scope["method"] = "GET"
        answer = _Answer(send, self.headers | {"X-Request-Id": request_id}, without_body=is_head)
        with bound_contextvars(request_id=request_id):
            try:
                await self._answer(inner_scope, receive, answer)
            finally:
                self._note(inner_scope, method_of(scope["method"]), answer)

    def _note(self, scope: Scope, method: str, answer: "_Answer") -> None:
        # The router leaves the route that matched in the scope.
        route, seconds = getattr(scope.get("route"), "path", "none"), answer.seconds_so_far
        self.metrics.answered(method=method, route=route, status=answer.status, seconds=seconds)
        told = {"method": method, "route": route, "status": answer.status, "milliseconds": round(seconds * 1000, 1)}
        requests_log.info("answered", extra=told)

    async def _answer(self, scope: Scope, receive: Receive, answer: "_Answer") -> None:
        request = Request(scope)
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_URL_BYTES:
            error = UrlTooLongError(LONGEST_URL_BYTES)
            await told(request, URL_TOO_LONG, str(error))(scope, receive, answer.send)
            return
        try:
            await self.app(scope, receive, answer.send)
        except Exception as error:
            if answer.begun:
                # Too late for another answer: the server cuts the connection, which tells the client it is not whole.
                log.exception("request %s to %s broke off", request.state.request_id, request.url.path)
                raise
            await internal_error(request, error)(scope, receive, answer.send)


class _Answer:
    """One answer on its way out, given the headers that all have."""

    def __init__(self, send: Send, headers: dict[str, str], *, without_body: bool) -> None:
        self._send = send
        self._headers = headers
        self._without_body = without_body
        self._started_at = perf_counter()
        self.begun = False
        self.status = 499  # nobody waited for an answer

    @property
    def seconds_so_far(self) -> float:
        return perf_counter() - self._started_at

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
            headers["Server-Timing"] = f"total;dur={self.seconds_so_far * 1000:.1f}"
        elif self._without_body and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)
