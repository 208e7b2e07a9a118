"""Who gets a page where a path also has JSON: browsers, which name text/html; not curl, which takes anything."""

from typing import Any

from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.routing import Match
from starlette.types import Scope

PAGE_MEDIA_TYPE = "text/html"
# Below these are the interfaces for programs, which answer in their own language whoever asks.
PROGRAMS = ("/v1/", "/ec2", "/healthz", "/readyz", "/metrics", "/openapi.json")


def wants_page(scope: Scope) -> bool:
    """Whether who asks would rather have a page: Accept names text/html, and JSON not before it."""
    if scope["path"].startswith(PROGRAMS):
        return False
    accepted = ",".join(Headers(scope=scope).getlist("accept"))
    weights = dict(_weighed(entry) for entry in accepted.split(","))
    return 0 < weights.get(PAGE_MEDIA_TYPE, 0) >= weights.get("application/json", 0)


def _weighed(entry: str) -> tuple[str, float]:
    media_type, *parameters = (part.strip().lower() for part in entry.split(";"))
    quality = next((text.removeprefix("q=") for text in parameters if text.startswith("q=")), "1")
    try:
        return media_type, float(quality)
    except ValueError:
        return media_type, 0


class PageOrJsonRoute(APIRoute):
    """A page at a path that answers JSON too: it does not match for who wants that."""

    def matches(self, scope: Scope) -> tuple[Match, Any]:
        """As always, and not for programs."""
        match, inner = super().matches(scope)
        return (match, inner) if match is Match.NONE or wants_page(scope) else (Match.NONE, {})
