"""How reading commands ask: the very service that tools ask over HTTP, in this process or at a URL."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from catalog.errors import quoted
from cli.settings import Settings, place_to_read
from cli.wiring import Workplace

LOCAL = "http://amidex"
TIMEOUT_SECONDS = 30.0

Parameters = Mapping[str, str | int | bool | list[str] | None]


class ServiceError(Exception):
    """The service answered with a problem. `str` is its detail, fit for the person who asked."""

    def __init__(self, detail: str, status: int) -> None:
        super().__init__(detail)
        self.status = status


def ask(settings: Settings, path: str, parameters: Parameters | None = None) -> dict[str, Any]:
    """What the service answers to a GET. Raises ServiceError with the problem's words when it is one."""
    answer: dict[str, Any] = asyncio.run(_ask(settings, path, parameters or {})).json()
    return answer


def fetch(settings: Settings, path: str) -> bytes:
    """The very bytes that the service answers with. Raises ServiceError as `ask` does."""
    return asyncio.run(_ask(settings, path, {})).content


def tell(settings: Settings, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """What the service answers to a POST of JSON. Raises ServiceError as `ask` does."""
    answer: dict[str, Any] = asyncio.run(_ask(settings, path, {}, body)).json()
    return answer


async def _ask(
    settings: Settings, path: str, parameters: Parameters, body: Mapping[str, Any] | None = None
) -> httpx.Response:
    headers = {}
    if settings.operator_token is not None:
        headers["Authorization"] = f"Bearer {settings.operator_token.get_secret_value()}"
    # What was not given on the command line. A 0 was: it is the service's to refuse.
    given = {name: value for name, value in parameters.items() if value is not False and value not in (None, [], "")}
    async with httpx.AsyncClient(
        base_url=settings.server or LOCAL,
        transport=None if settings.server else _in_process(settings),
        headers=headers,
        timeout=TIMEOUT_SECONDS,
    ) as client:
        try:
            response = await client.request("GET" if body is None else "POST", path, params=given, json=body)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise ServiceError(
                f"AMIDEX_SERVER is {quoted(settings.server)}: it should be a URL like http://127.0.0.1:8000", 422
            ) from error
        except httpx.HTTPError as error:
            raise ServiceError(f"{settings.server} does not answer: {error}; is the service up there?", 503) from error
    if response.is_success:
        return response
    raise ServiceError(_detail(response), response.status_code)


def _in_process(settings: Settings) -> httpx.ASGITransport:
    workplace = Workplace(settings, place_to_read(settings))
    from cli.service import service  # noqa: PLC0415 - see there

    return httpx.ASGITransport(service(workplace), raise_app_exceptions=False)


def _detail(response: httpx.Response) -> str:
    try:
        problem = response.json()
        return str(problem.get("detail") or problem["title"])
    except (ValueError, KeyError, AttributeError):
        return f"{response.url} answered {response.status_code}, and not as Amidex does; is AMIDEX_SERVER right?"
