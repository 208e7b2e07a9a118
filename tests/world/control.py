"""The world's own endpoints under /_world: its clock, its faults, and what a right crawl must find."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.world.curiosities import CALLER_ACCOUNT
from tests.world.expected import digest_of, expected
from tests.world.faults import checked_rules
from tests.world.shared import SharedState
from tests.world.world import World


class UnknownPathError(Exception):
    """There is no such endpoint."""


class Control:
    def __init__(self, world: World, shared: SharedState) -> None:
        self._world = world
        self._shared = shared

    def answer(self, method: str, path: str, query: Mapping[str, str], body: bytes) -> Any:
        """The JSON document of one endpoint. Raises ValueError for a bad request, UnknownPathError for another path."""
        endpoints: dict[tuple[str, str], Callable[[], Any]] = {
            ("GET", "/_world"): self._overview,
            ("GET", "/_world/expected"): lambda: self._expected(query),
            ("POST", "/_world/tick"): lambda: self._move(body),
            ("GET", "/_world/faults"): self._faults,
            ("POST", "/_world/faults"): lambda: self._add_faults(body),
            ("DELETE", "/_world/faults"): self._clear_faults,
            ("GET", "/_world/requests"): lambda: self._shared.snapshot()["requests"],
            ("DELETE", "/_world/requests"): self._forget_requests,
        }
        if (method, path) not in endpoints:
            raise UnknownPathError(f"{method} {path}")
        return endpoints[method, path]()

    def _move(self, body: bytes) -> dict[str, int]:
        tick = (json.loads(body) if body else {}).get("tick")
        if tick is not None and (not isinstance(tick, int) or tick < 0):
            raise ValueError(f"tick is a number from 0, or left out for the next one; got {tick!r}")
        return {"tick": self._shared.set_tick(tick)}

    def _faults(self) -> Any:
        return self._shared.snapshot()["faults"]

    def _add_faults(self, body: bytes) -> Any:
        self._shared.add_faults(checked_rules(json.loads(body)))
        return self._faults()

    def _clear_faults(self) -> Any:
        self._shared.clear_faults()
        return self._faults()

    def _forget_requests(self) -> dict[str, int]:
        self._shared.forget_requests()
        return {}

    def _overview(self) -> dict[str, Any]:
        return {
            "images": self._world.images,
            "seed": self._world.seed,
            "tick": self._shared.snapshot()["tick"],
            "account": CALLER_ACCOUNT.decode(),
            "regions": {name: population.region.public_images for name, population in self._world.populations.items()},
        }

    def _expected(self, query: Mapping[str, str]) -> dict[str, Any]:
        region = query.get("region", "")
        if region not in self._world.populations:
            raise ValueError(f"no region {region!r} in this world; there are: {', '.join(self._world.populations)}")
        tick = int(query.get("tick", self._shared.snapshot()["tick"]))
        since = int(query["since"]) if "since" in query else None
        scope = query.get("scope", "all")
        deprecated = query.get("include_deprecated", "true") == "true"
        found = expected(self._world.populations[region], scope, tick, since, include_deprecated=deprecated)
        kinds = (
            ["images", "impostors"]
            if since is None
            else ["images", "added", "changed", "refreshed", "gone", "impostors"]
        )
        document: dict[str, Any] = {"region": region, "scope": scope, "tick": tick, "since": since}
        document |= {kind: len(getattr(found, kind)) for kind in kinds}
        document["digest"] = digest_of(found.images)
        if query.get("ids") == "true":
            document["ids"] = {kind: getattr(found, kind) for kind in kinds}
        return document
