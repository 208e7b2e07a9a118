"""What keeps some clients from taking the service from the others. Outside of the routes, inside of the edge.

- A request takes a place among those that are answered once its body is there. When every place is taken, it is
  refused at once, with when to come back: waiting in line would only make everybody's answer late.
- A body is waited for as long as one of its size may take, and no larger one than any operation takes is read.
- An answer that nobody reads is given up.

Probes and metrics are always answered: who looks after the service asks them most when it is overloaded.
"""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.capacity import BODIES_BYTES, BODY_SECONDS, LARGEST_BODY_BYTES, READ_SECONDS, REQUESTS_AT_ONCE
from api.errors import ApiError, BodyTooLargeError, BodyTooSlowError, OverloadedError, kind_of
from api.pages.problem_page import told
from api.problems import INTERNAL_ERROR

ALWAYS_ANSWERED = frozenset({"/healthz", "/readyz", "/metrics"})


class Overload:
    """ASGI middleware. `at_once`: how many requests are answered at a time."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        at_once: int = REQUESTS_AT_ONCE,
        body_seconds: float = BODY_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self.app = app
        self._at_once = at_once
        self._body_seconds = body_seconds
        self._read_seconds = read_seconds
        self._answering = 0
        self._received_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in ALWAYS_ANSWERED:
            await self.app(scope, receive, send)
            return
        try:
            self._check_place()
            receive = await self._whole_body(scope, receive)
            self._check_place()
        except ApiError as error:
            # The rest of a body that was not read would be taken for the next request: the connection ends here.
            answer = told(Request(scope), kind_of(error) or INTERNAL_ERROR, str(error), headers={"Connection": "close"})
            await answer(scope, receive, send)
            return
        self._answering += 1
        try:
            await self.app(scope, receive, self._impatient(send))
        finally:
            self._answering -= 1

    def _check_place(self) -> None:
        if self._answering >= self._at_once:
            raise OverloadedError(self._at_once)

    async def _whole_body(self, scope: Scope, receive: Receive) -> Receive:
        """The body, read before the request takes a place. Raises BodyTooLargeError and BodyTooSlowError."""
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        if b"transfer-encoding" not in headers and not int(length):
            return receive
        if int(length) > LARGEST_BODY_BYTES:
            raise BodyTooLargeError(LARGEST_BODY_BYTES)
        pieces: list[Message] = []
        read = 0
        try:
            async with asyncio.timeout(self._body_seconds):
                while not pieces or pieces[-1].get("more_body"):
                    pieces.append(await receive())
                    size = len(pieces[-1].get("body", b""))
                    read += size
                    self._received_bytes += size
                    if read > LARGEST_BODY_BYTES:
                        raise BodyTooLargeError(LARGEST_BODY_BYTES)
                    if self._received_bytes > BODIES_BYTES:
                        raise OverloadedError(self._answering)
        except TimeoutError as error:
            raise BodyTooSlowError(self._body_seconds) from error
        finally:
            self._received_bytes -= read
        coming = iter(pieces)

        async def read_again() -> Message:
            return next(coming, None) or await receive()

        return read_again

    def _impatient(self, send: Send) -> Callable[[Message], Awaitable[None]]:
        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(self._read_seconds):
                await send(message)

        return send_in_time
