"""How reading commands ask: the very service that tools ask over HTTP, in this process or at a URL."""

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from catalog.errors import quoted
from cli.session_file import session_at
from cli.settings import Settings, local_url, place_to_read
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
    answer: dict[str, Any] = asyncio.run(_ask(settings, "GET", path, shown(settings), parameters)).json()
    return answer


def fetch(settings: Settings, path: str, parameters: Parameters | None = None) -> bytes:
    """The very bytes that the service answers with. Raises ServiceError as `ask` does."""
    return asyncio.run(_ask(settings, "GET", path, shown(settings), parameters)).content


def tell(settings: Settings, path: str, body: Mapping[str, Any], *, secret: str | None = None) -> dict[str, Any]:
    """What the service answers to a POST of JSON. Raises ServiceError as `ask` does."""
    response = asyncio.run(_ask(settings, "POST", path, secret or shown(settings), body=body))
    answer: dict[str, Any] = response.json()
    return answer


def tell_unsigned(settings: Settings, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The same by nobody in particular: who signs in is not signed in yet."""
    answer: dict[str, Any] = asyncio.run(_ask(settings, "POST", path, None, body=body)).json()
    return answer


def put(
    settings: Settings, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What the service answers to a PUT of JSON with these headers. Raises ServiceError as `ask` does."""
    response = asyncio.run(_ask(settings, "PUT", path, shown(settings), body=body, more_headers=headers))
    answer: dict[str, Any] = response.json()
    return answer


def end(settings: Settings, path: str, *, secret: str | None, parameters: Parameters | None = None) -> None:
    """DELETE. Raises ServiceError as `ask` does."""
    asyncio.run(_ask(settings, "DELETE", path, secret, parameters))


def address(settings: Settings) -> str:
    """The service that is asked, as who asks it knows it."""
    return (settings.server or settings.public_url or local_url(settings)).rstrip("/")


def shown(settings: Settings) -> str | None:
    """What the service is shown of who asks: the operator's token, or else the session of `amidex login`."""
    if settings.operator_token is not None:
        return settings.operator_token.get_secret_value()
    return session_at(settings.session_file, address(settings))


async def _ask(
    settings: Settings,
    method: str,
    path: str,
    secret: str | None,
    parameters: Parameters | None = None,
    body: Mapping[str, Any] | None = None,
    more_headers: Mapping[str, str] | None = None,
) -> httpx.Response:
    headers = dict(more_headers or {}) | ({} if secret is None else {"Authorization": f"Bearer {secret}"})
    # What was not given on the command line. A 0 was: it is the service's to refuse.
    given = {
        name: value for name, value in (parameters or {}).items() if value is not False and value not in (None, [], "")
    }
    async with httpx.AsyncClient(
        base_url=settings.server or LOCAL,
        transport=None if settings.server else _in_process(settings),
        headers=headers,
        timeout=TIMEOUT_SECONDS,
    ) as client:
        try:
            response = await client.request(method, path, params=given, json=body)
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
