"""Sites to visit: `amidex serve` in a process of its own, over what real crawls found.

The demo is what people see first. The wild is a simulated EC2 with names that were made to break pages, impostors, and
the odd cases of tests/world/curiosities.py.
"""

import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from cli.settings import DEMO_FILE, REAL_FILE
from tests.cli.running import amidex, amidex_process, clean_environment
from tests.docs.readme import crawl_demo
from tests.world.running import running_world

DEMO_REGIONS = ("us-east-1", "eu-west-1")
WILD_REGION = "eu-west-1"
WILD_IMAGES = 4_000
START_SECONDS = 60
NO_KEYS = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing"}


@dataclass(frozen=True)
class Site:
    """A running service, and its catalog where that is at hand."""

    url: str
    database_url: str | None = None

    def json(self, path: str, **parameters: str) -> Any:
        answer = httpx.get(f"{self.url}{path}", params=parameters, trust_env=False, timeout=10)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def demo_site(directory: Path) -> Iterator[Site]:
    """Two regions of the demo."""
    with _serving(crawl_demo(clean_environment(directory), *DEMO_REGIONS)) as site:
        yield site


@contextmanager
def wild_site(directory: Path) -> Iterator[Site]:
    """A region of the simulated EC2."""
    environment = clean_environment(directory, **NO_KEYS)
    with running_world(images=WILD_IMAGES, regions=(WILD_REGION,)) as world:
        crawled = amidex("crawl", "--region", WILD_REGION, environment={**environment, "AWS_ENDPOINT_URL": world.url})
    if crawled.exit_code:
        raise RuntimeError(crawled.said)
    with _serving(environment) as site:
        yield site


@contextmanager
def _serving(environment: Mapping[str, str]) -> Iterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    file = Path(environment["AMIDEX_DATA_DIR"]) / (DEMO_FILE if "AMIDEX_DEMO" in environment else REAL_FILE)
    site = Site(f"http://127.0.0.1:{port}", f"sqlite:///{file}")
    # A mail server that nothing is sent by: no worker runs here.
    mailing = {"AMIDEX_SMTP_URL": "smtp+plain://127.0.0.1:9", "AMIDEX_MAIL_FROM": "amidex@index.example"}
    with amidex_process("serve", "--port", str(port), environment={**environment, **mailing}) as process:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                site.json("/readyz")
                break
            except httpx.HTTPError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
        yield site
