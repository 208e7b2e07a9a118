"""One exchange with the service, before and after the wire: what is asked, what an answer means, whether to try again.

Everything that the blocking and the asynchronous client share; neither waits or sends here.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from amidex_client.errors import UnexpectedAnswerError, problem_error

LONGEST_WAIT_SECONDS = 30.0
# What a server or a proxy answers before it did anything, or without harm for who only reads.
PASSING = frozenset({429, 502, 503, 504})
READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Asked:
    """A request. Values of `query`, `headers` and `body` that are None were not given."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str | None] = field(default_factory=dict)

    def arguments(self) -> dict[str, Any]:
        """What httpx's `request` takes."""
        given = {name: _text(value) for name, value in self.query.items() if value is not None}
        body = None if self.body is None else {name: value for name, value in self.body.items() if value is not None}
        headers = {name: value for name, value in self.headers.items() if value is not None}
        return {"method": self.method, "url": self.path, "params": given or None, "json": body, "headers": headers}


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str | int | float) else list(value)


def answer(response: httpx.Response) -> Any:
    """The JSON of an answer, its text where it is none, None where it is empty. Raises AmidexClientError."""
    media_type = response.headers.get("content-type", "").partition(";")[0].strip()
    if response.is_success:
        if not response.content:
            return None
        return _json(response) if media_type == "application/json" else response.text
    problem = _json(response) if media_type in ("application/problem+json", "application/json") else None
    if not isinstance(problem, dict):
        raise UnexpectedAnswerError(response.status_code, response.text)
    raise problem_error(response.status_code, problem)


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError as error:
        raise UnexpectedAnswerError(response.status_code, response.text) from error


def wait_seconds(
    asked: Asked, attempt: int, retries: int, outcome: httpx.Response | httpx.TransportError
) -> float | None:
    """How long to wait before the next attempt; None: this was the last. `attempt` counts from 0.

    What may have been done already is not done again: a request that changes something is only repeated when it surely
    never arrived, or was refused for being one too many.
    """
    if attempt >= retries:
        return None
    if isinstance(outcome, httpx.TransportError):
        again = asked.method in READING or isinstance(outcome, httpx.ConnectError | httpx.ConnectTimeout)
        return _backoff(attempt) if again and not isinstance(outcome, httpx.UnsupportedProtocol) else None
    if outcome.status_code not in PASSING or (asked.method not in READING and outcome.status_code != 429):
        return None
    told = outcome.headers.get("retry-after", "")
    return min(float(told), LONGEST_WAIT_SECONDS) if told.isdigit() else _backoff(attempt)


def _backoff(attempt: int) -> float:
    return min(0.25 * float(2**attempt), LONGEST_WAIT_SECONDS) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
