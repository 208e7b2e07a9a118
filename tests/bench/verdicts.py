"""How long POST /v1/verdicts takes for 1,000 images, each of another release. A script, not a test.

    python -m tests.bench.verdicts

Prints milliseconds a call, in this process: from the request's bytes to the answer's, without a network. Beside it, in
the same run, what the same verdicts take asked one by one.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from catalog.directory import load_directory
from catalog.migration import upgrade
from crawler.garbage import expect_many_objects
from search.indexing import Indexer
from tests.api.conftest import IRELAND, Client, World, image_id
from tests.crawler.conftest import image

IMAGES = 1_000
CALLS = 20
ONE_BY_ONE = 100
NAME = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-{}"


def main() -> None:
    """Judge as many releases as are asked for at once, half of them look-alikes, and ask."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "catalog.sqlite3", load_directory())
        upgrade(world.database)
        shown = [image(number, Name=NAME.format(number) if number % 2 else f"acme-{number}") for number in _numbers()]
        world.crawl({IRELAND: shown})
        Indexer(world.database, world.directory, world.index).drain()
        client = Client(world.services())
        expect_many_objects()  # as `amidex serve` does
        ids = [image_id(number) for number in _numbers()]
        assert len(client.verdicts(*ids).json()["verdicts"]) == IMAGES
        together = sorted(_took(lambda: client.verdicts(*ids)) for _ in range(CALLS))
        alone = [_took(partial(client.ask, f"/v1/images/{one}/verdict")) for one in ids[:ONE_BY_ONE]]
    middle, each = statistics.median(together), statistics.median(alone)
    print(f"{IMAGES} verdicts in one call: {middle:.0f} ms, {together[-1]:.0f} ms at most of {CALLS}")
    print(f"one by one: {each:.1f} ms each, {IMAGES * each / middle:.0f} x as long for all")


def _numbers() -> range:
    return range(1, IMAGES + 1)


def _took(ask: Callable[[], Any]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    assert ask().status_code == 200
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
