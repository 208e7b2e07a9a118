"""Every route there is. The app itself does not tell: it keeps the routers that it includes whole."""

import re
from collections.abc import Iterable, Iterator

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.app import FILES, PAGES, ROUTERS

PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")


def every_route(routers: Iterable[APIRouter] = (*PAGES, *FILES, *ROUTERS)) -> Iterator[APIRoute]:
    """The routes of these routers."""
    for router in routers:
        for route in router.routes:
            assert isinstance(route, APIRoute)
            yield route


def paths_to_get() -> list[str]:
    """The paths that GET has, and those that the app itself adds."""
    paths = {route.path for route in every_route() if "GET" in (route.methods or ())}
    assert len(paths) > 60
    return sorted(paths | {"/openapi.json"})
