"""The service's connections: none is held by who asks nothing, asks too slowly, or does not take his answer.

uvicorn waits for ever for the first byte of a request, for the rest of its headers, and for a client to read what was
written to him. A few thousand such clients would leave no connection to the others.
"""

import resource
from asyncio import TimerHandle, Transport
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

# For the headers of a request, and for a client to take some of what was written to him.
PATIENCE_SECONDS = 10.0
# A URL of 8,000 bytes, cookies and tokens leave half of it.
LARGEST_HEADERS_BYTES = 32_768
MOST_CONNECTIONS = 10_000
# What the catalog, the index and the log have open.
OTHER_FILES = 256


class PatientConnection(H11Protocol):
    """A connection that ends when nothing comes of it. `most`: beyond so many, an idle one makes room for the next."""

    def __init__(
        self, *arguments: Any, most: int = MOST_CONNECTIONS, patience_seconds: float = PATIENCE_SECONDS, **named: Any
    ) -> None:
        super().__init__(*arguments, **named)
        self._most = most
        self._patience_seconds = patience_seconds
        self._timer: TimerHandle | None = None
        self._unread_bytes = 0

    @property
    def is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as in uvicorn
        if len(self.connections) >= self._most:
            self._make_room()
        super().connection_made(transport)
        if len(self.connections) > self._most:
            transport.abort()
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._watch()

    def _make_room(self) -> None:
        idle = next(
            (one for one in self.connections if isinstance(one, PatientConnection) and not one.is_answering), None
        )
        if idle is not None:
            self.connections.discard(idle)
            idle.transport.abort()

    def _watch(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._unread_bytes = self.transport.get_write_buffer_size()
        self._timer = self.loop.call_later(self._patience_seconds, self._look)

    def _look(self) -> None:
        """End the connection unless an answer is being made or taken."""
        if self.is_answering or self.transport.get_write_buffer_size() < self._unread_bytes:
            self._watch()
        else:
            self.transport.abort()


def connections_there_may_be() -> int:
    """As many as the files that this process may open, which are made as many as the system lets it."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + OTHER_FILES
    files = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))
    return max(files - OTHER_FILES, files // 2)
