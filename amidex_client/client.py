"""The clients: where they ask, as whom, how patiently. What there is to ask is in operations.py, which is generated."""

import asyncio
import time
from types import TracebackType
from typing import Any, Self

import httpx

from amidex_client.errors import TransportError
from amidex_client.exchange import Asked, answer, wait_seconds
from amidex_client.operations import AsyncOperations, Operations

TIMEOUT_SECONDS = 30.0
RETRIES = 3


def _headers(token: str | None) -> dict[str, str]:
    return {"Accept": "application/json", "User-Agent": "amidex-client"} | (
        {"Authorization": f"Bearer {token}"} if token else {}
    )


class AmidexClient(Operations):
    """Asks a service, and waits for its answers. Safe to share between threads; close it, or use it in a `with` block.

    `token`: an access token, or the operator's. `retries`: how often what passes by itself is tried again. `transport`:
    httpx's, for proxies and tests. Every operation raises AmidexClientError.
    """

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
        retries: int = RETRIES,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._retries = retries
        self._http = httpx.Client(base_url=url, headers=_headers(token), timeout=timeout_seconds, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._http.close()

    def _ask(self, asked: Asked) -> Any:
        attempt = 0
        while True:
            outcome: httpx.Response | httpx.TransportError
            try:
                outcome = self._http.request(**asked.arguments())
            except httpx.TransportError as error:
                outcome = error
            wait = wait_seconds(asked, attempt, self._retries, outcome)
            if wait is None:
                return _final(outcome)
            time.sleep(wait)
            attempt += 1


class AsyncAmidexClient(AsyncOperations):
    """The same for asyncio: every operation is awaited. Close it, or use it in an `async with` block."""

    def __init__(
        self,
        url: str,
        *,
        token: str | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
        retries: int = RETRIES,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._retries = retries
        self._http = httpx.AsyncClient(
            base_url=url, headers=_headers(token), timeout=timeout_seconds, transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def _ask(self, asked: Asked) -> Any:
        attempt = 0
        while True:
            outcome: httpx.Response | httpx.TransportError
            try:
                outcome = await self._http.request(**asked.arguments())
            except httpx.TransportError as error:
                outcome = error
            wait = wait_seconds(asked, attempt, self._retries, outcome)
            if wait is None:
                return _final(outcome)
            await asyncio.sleep(wait)
            attempt += 1


def _final(outcome: httpx.Response | httpx.TransportError) -> Any:
    if isinstance(outcome, httpx.TransportError):
        raise TransportError(f"no answer: {outcome or type(outcome).__name__}") from outcome
    return answer(outcome)
