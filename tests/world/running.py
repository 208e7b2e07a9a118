"""For tests: starts a world in a process of its own and steers it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

_CHECKOUT = Path(__file__).parents[2]
_PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class RunningWorld:
    """A world that answers at `url`; the methods steer it."""

    url: str
    process_id: int

    def _call(self, method: str, path: str, document: Any = None) -> Any:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=_PATIENCE_SECONDS)
        try:
            connection.request(method, path, None if document is None else json.dumps(document))
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        if response.status != 200:
            raise ValueError(answer["error"])
        return answer

    def overview(self) -> dict[str, Any]:
        """Images, seed, tick, the caller's account, and the public images of each region at tick 0."""
        answer: dict[str, Any] = self._call("GET", "/_world")
        return answer

    def advance(self, to_tick: int | None = None) -> int:
        """Moves the world to a tick, or to the next one. Returns it."""
        return int(self._call("POST", "/_world/tick", {} if to_tick is None else {"tick": to_tick})["tick"])

    def expected(self, region: str, scope: str = "all", **options: Any) -> dict[str, Any]:
        """What a right crawl must find. Options: tick, since, include_deprecated, ids (all as in README.md)."""
        query = {"region": region, "scope": scope}
        query |= {name: str(value).lower() for name, value in options.items() if value is not None}
        answer: dict[str, Any] = self._call("GET", f"/_world/expected?{urlencode(query)}")
        return answer

    def fault(self, kind: str, **fields: Any) -> None:
        """Adds a fault rule: see README.md for kinds and fields. Raises ValueError for a wrong one."""
        self._call("POST", "/_world/faults", [{"kind": kind, **fields}])

    def faults(self) -> list[dict[str, Any]]:
        """The rules, with how often each was `considered` and has `fired`."""
        answer: list[dict[str, Any]] = self._call("GET", "/_world/faults")
        return answer

    def clear_faults(self) -> None:
        self._call("DELETE", "/_world/faults")

    def requests(self) -> dict[str, int]:
        """Calls so far by "ACTION REGION SCOPE", those that a fault answered included."""
        answer: dict[str, int] = self._call("GET", "/_world/requests")
        return answer

    def forget_requests(self) -> None:
        self._call("DELETE", "/_world/requests")


@contextmanager
def running_world(
    *, images: int = 2000, seed: int = 1, tick: int = 0, regions: Sequence[str] = (), processes: int = 1
) -> Iterator[RunningWorld]:
    """A world that lives as long as the `with` block, or as this process if that is shorter."""
    command = [sys.executable, "-m", "tests.world", "--port", "0", "--until-stdin-closes"]
    command += ["--images", str(images), "--seed", str(seed), "--tick", str(tick)]
    command += ["--regions", ",".join(regions), "--processes", str(processes)]
    with subprocess.Popen(command, cwd=_CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            first_line = process.stdout.readline().decode()
            if not first_line.startswith("listening "):
                raise RuntimeError(f"the simulated EC2 did not start: exit code {process.wait()}, see its error output")
            yield RunningWorld(first_line.split()[1], process.pid)
        finally:
            process.terminate()
