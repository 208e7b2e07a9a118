"""For benches: a catalogue of the simulated EC2's images, crawled, judged and indexed by the real commands.

Making one of the world's size takes the better part of an hour, so one can be kept: what is already in the directory
is taken as it is, and a bench that changes it works on a copy.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console

from tests.world.running import RunningWorld, running_world

AMIDEX = [str(Path(sys.executable).with_name("amidex"))]
_POLL_SECONDS = 0.5
_TRIES = 3
# Says that a kept catalogue is whole, and of what.
_MADE = "made.json"


@dataclass(frozen=True)
class Catalogue:
    """One data directory, and the commands that work on it."""

    directory: Path
    world: RunningWorld
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        # As installed: what Python compiled stays compiled. Otherwise each start of a process would cost two seconds.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        return kept | {
            "AMIDEX_DATA_DIR": str(self.directory),
            "AWS_ENDPOINT_URL_EC2": self.world.url,
            "AWS_ACCESS_KEY_ID": "AKIDBENCH",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_DEFAULT_REGION": "us-east-1",
            **self.settings,
        }

    def run(self, *command: str) -> bytes:
        """What a command of ours prints. Raises CalledProcessError."""
        finished = subprocess.run([*AMIDEX, *command], env=self.environment, stdout=subprocess.PIPE, check=True)
        return finished.stdout

    def status(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self.run("status", "--json"))
        return answer

    @contextmanager
    def running(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """A command that runs as long as the block, in a process group of its own."""
        with subprocess.Popen([*AMIDEX, *command], env=self.environment, stdout=subprocess.DEVNULL) as process:
            try:
                yield process
            finally:
                process.terminate()

    @contextmanager
    def served(self) -> Iterator[tuple[str, int]]:
        """The URL of a service over it, at a port that nobody has, and its process id."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with self.running("serve", "--port", str(port)) as process:
            url = f"http://127.0.0.1:{port}"
            answered = False
            while not answered:
                time.sleep(_POLL_SECONDS)
                with suppress(httpx.TransportError):
                    answered = httpx.get(f"{url}/healthz", trust_env=False).is_success
                # Also when something did answer: it is no service of ours then.
                if process.poll() is not None:
                    raise RuntimeError(f"amidex serve at port {port} ended with {process.returncode}")
            yield url, process.pid


@contextmanager
def catalogue(images: int, keep: Path | None, console: Console) -> Iterator[Catalogue]:
    """A catalogue of a world of so many images, and that world, still running.

    With `keep` it is made there once; the block gets a copy of it, deleted afterwards.
    """
    with ExitStack() as stack:
        world = stack.enter_context(running_world(images=images))
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="amidex-bench-")))
        if keep is None:
            made = Catalogue(work / "data", world)
            _make(made, console)
        else:
            kept = Catalogue(keep, world)
            if not (keep / _MADE).exists():
                _make(kept, console)
            of = json.loads((keep / _MADE).read_text())
            if of["images"] != images:
                raise SystemExit(f"{keep} holds a catalogue of {of['images']:,} images, not of {images:,}")
            made = Catalogue(Path(shutil.copytree(keep, work / "data")), world)
            made.run("db", "upgrade")
            try:
                made.status()
            except subprocess.CalledProcessError:  # an index of another version
                made.run("reindex")
        yield made


def _make(catalogue: Catalogue, console: Console) -> None:
    """Crawl everything, with a worker that indexes beside, as `amidex up` does."""
    catalogue.directory.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    catalogue.run("db", "upgrade")
    images = catalogue.world.overview()["images"]
    with catalogue.running("worker", "--no-crawl"):
        console.print(f"crawling {images:,} images")
        for tries_left in range(_TRIES, -1, -1):
            try:
                catalogue.run("crawl", "--scope", "all", "--json")
                break
            except subprocess.CalledProcessError:  # a region failed: what is done already is soon passed
                if not tries_left:
                    raise
        while waiting := catalogue.status()["releases_waiting_to_be_indexed"]:
            console.print(f"  {waiting:,} releases wait to be indexed")
            time.sleep(10 * _POLL_SECONDS)
    seconds = time.monotonic() - started
    console.print(f"  made in {seconds:.0f} s")
    (catalogue.directory / _MADE).write_text(json.dumps({"images": images, "seconds": round(seconds)}))


def disk(directory: Path) -> int:
    """Bytes of the files in a directory, at any depth."""
    return sum(file.stat().st_size for file in directory.rglob("*") if file.is_file())
