"""How fast searches are answered over HTTP, with facets, beside what one would use instead.

    make bench-search                 at the world's full size and at a tenth
    PYTHONPATH=. python -m tests.bench.search --images 317323 --keep build/bench/tenth

A catalogue is made by crawling the simulated EC2, which takes a while; with `--keep` it is made once. Then a real
`amidex serve` is asked a fixed mix of 200 searches (search_mix.py), by one client and by many, quiet and while a full
crawl runs beside it. Prints a table and writes build/bench/search.json.
"""

import argparse
import json
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.catalogue import Catalogue, catalogue, disk
from tests.bench.search_mix import SHARES, Asked, mix
from tests.bench.search_peers import peers

WORLD_IMAGES = 3_173_232
BUILD = Path("build/bench")
ROUNDS = 5
WARM_UP = 50
CLIENTS = 16
CLIENT_SECONDS = 10
# The others are asked some of the mix only: they take their time.
PEERS_ASK_EVERY = 4
TYPED = (
    *("u", "ub", "ubu", "ubun", "ubunt", "ubuntu", "ubuntu 2", "ubuntu 22", "ubuntu 22.0", "ubuntu 22.04", "w", "wi"),
    *("win", "windows s", "windows server 20", "ama", "amazon l", "ami-0abc", "ami-0abcd", "deb", "ubunut", "zzzz"),
)


@dataclass
class Figure:
    """Times of one kind of searches, in milliseconds."""

    images: int
    who: str
    what: str
    searches: int
    p50_ms: float
    p99_ms: float
    max_ms: float
    a_second: float | None = None


@dataclass
class Sizes:
    """What one catalogue costs."""

    images: int
    releases: int
    index_bytes: int
    resident_bytes: int
    rebuild_seconds: float
    notes: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, nargs="*", default=[WORLD_IMAGES // 10, WORLD_IMAGES])
    parser.add_argument("--keep", type=Path, help="Keep the catalogue here (with one size), or use the one that is.")
    parser.add_argument("--peers", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument(
        "--meilisearch", metavar="URL", help="meilisearch://host:7700/index, with AMIDEX_SEARCH_KEY set."
    )
    parser.add_argument("--no-crawl", action="store_true", help="Leave out the searches beside a crawl.")
    parser.add_argument("--no-rebuild", action="store_true", help="Leave out building the index anew.")
    arguments = parser.parse_args()
    if arguments.keep is not None and len(arguments.images) > 1:
        parser.error("--keep holds a catalogue of one size: name it with --images")
    console = Console(stderr=True)
    figures: list[Figure] = []
    sizes: list[Sizes] = []
    for images in arguments.images:
        with catalogue(images, arguments.keep, console) as made:
            measure(made, images, arguments, figures, sizes, console)
    Console(width=130).print(times_table(figures))
    Console(width=130).print(sizes_table(sizes))


def measure(
    made: Catalogue, images: int, arguments: Any, figures: list[Figure], sizes: list[Sizes], console: Console
) -> None:
    """All figures of one catalogue, saved as they come."""
    asked = mix(made.directory / "amidex.sqlite3")

    def note(new: Sequence[Figure]) -> None:
        figures.extend(new)
        for figure in new:
            console.print(f"  {figure.who}, {figure.what}: p50 {figure.p50_ms:.1f} ms, p99 {figure.p99_ms:.1f} ms")
        save(figures, sizes)

    size = Sizes(images, made.status()["indexed_documents"], disk(made.directory / "index"), 0, 0)
    sizes.append(size)
    with made.served() as (url, process_id):
        searches = Searches(url, asked)
        note(of_one_client(images, "amidex", url, searches))
        note([of_many_clients(images, url, searches)])
        note([suggested(images, url)])
        size.resident_bytes = psutil.Process(process_id).memory_info().rss
        if not arguments.no_crawl:
            note([during_crawl(images, made, url, searches, console)])
            size.notes.append(f"{psutil.Process(process_id).memory_info().rss / 1e6:.0f} MB resident after the crawl")
    if not arguments.no_rebuild:
        console.print("building the index anew")
        started = time.monotonic()
        made.run("reindex")
        size.rebuild_seconds = time.monotonic() - started
    if arguments.meilisearch:
        moved = Catalogue(made.directory, made.world, {"AMIDEX_SEARCH_URL": arguments.meilisearch})
        moved.run("reindex")
        with moved.served() as (url, _):
            note(of_one_client(images, "amidex on Meilisearch", url, Searches(url, asked), rounds=1))
    with peers(made.directory, made.directory / "index", arguments.peers) as others:
        for other in others:
            times = [timed(partial(other.ask, one)) for one in asked[::PEERS_ASK_EVERY]]
            note([summary(images, other.name, "the mix, without HTTP", times)])


class Searches:
    """The mix as requests. Cursors of deep pages are fetched before anything is measured."""

    def __init__(self, url: str, asked: Sequence[Asked]) -> None:
        self.kinds = [one.kind for one in asked]
        connection = connect(url)
        self.paths = [path(one, self._cursor(connection, one)) for one in asked]

    @staticmethod
    def _cursor(connection: HTTPConnection, asked: Asked) -> str | None:
        cursor = None
        for _ in range(asked.page):
            cursor = json.loads(get(connection, path(asked, cursor)))["next_cursor"] or cursor
        return cursor


def path(asked: Asked, cursor: str | None) -> str:
    return f"/v1/search?{urlencode(asked.parameters(cursor))}"


def connect(url: str) -> HTTPConnection:
    return HTTPConnection(urlsplit(url).netloc, timeout=120)


def get(connection: HTTPConnection, asked: str) -> bytes:
    connection.request("GET", asked)
    response = connection.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{response.status} for {asked}: {body[:300]!r}")
    return body


def timed(work: Callable[[], object]) -> float:
    """How many milliseconds it took."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1_000


def summary(images: int, who: str, what: str, times: Sequence[float], seconds: float | None = None) -> Figure:
    ordered = sorted(times)
    p99 = ordered[max(0, round(len(ordered) * 0.99) - 1)]
    rate = None if seconds is None else len(ordered) / seconds
    return Figure(images, who, what, len(ordered), statistics.median(ordered), p99, ordered[-1], rate)


def of_one_client(images: int, who: str, url: str, searches: Searches, rounds: int = ROUNDS) -> list[Figure]:
    """One search after the other: the mix as a whole, and each kind of it."""
    connection = connect(url)
    for asked in searches.paths[:WARM_UP]:
        get(connection, asked)
    started = time.perf_counter()
    times = [timed(partial(get, connection, asked)) for _ in range(rounds) for asked in searches.paths]
    whole = summary(images, who, "the mix, one client", times, time.perf_counter() - started)
    kinds = searches.kinds * rounds
    return [
        whole,
        *(
            summary(images, who, f"  {kind}", [spent for spent, of in zip(times, kinds, strict=True) if of == kind])
            for kind in SHARES
        ),
    ]


def of_many_clients(images: int, url: str, searches: Searches) -> Figure:
    """As many searches as the clients get answered, each with a connection of its own."""
    times: list[float] = []
    started = time.perf_counter()

    def ask(number: int) -> None:
        connection = connect(url)
        place = number * len(searches.paths) // CLIENTS
        while time.perf_counter() - started < CLIENT_SECONDS:
            asked = searches.paths[place % len(searches.paths)]
            times.append(timed(partial(get, connection, asked)))
            place += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return summary(images, "amidex", f"the mix, {CLIENTS} clients", times, time.perf_counter() - started)


def suggested(images: int, url: str) -> Figure:
    """`GET /v1/suggest` at each keystroke."""
    connection = connect(url)
    paths = [f"/v1/suggest?{urlencode({'q': typed})}" for typed in TYPED]
    times = [timed(partial(get, connection, asked)) for _ in range(2 * ROUNDS) for asked in paths]
    return summary(images, "amidex", "suggestions, one client", times[len(paths) :])


def during_crawl(images: int, made: Catalogue, url: str, searches: Searches, console: Console) -> Figure:
    """The mix by one client for as long as everything is crawled anew, with what changed in between being indexed."""
    console.print("searching while everything is crawled")
    made.world.advance(to_tick=2)
    connection = connect(url)
    times: list[float] = []
    started = time.perf_counter()
    with made.running("worker", "--no-crawl"), made.running("crawl", "--scope", "all", "--json") as crawl:
        while crawl.poll() is None:
            for asked in searches.paths:
                times.append(timed(partial(get, connection, asked)))
                if crawl.poll() is not None:
                    break
        if crawl.returncode:
            raise RuntimeError(f"the crawl ended with {crawl.returncode}")
    seconds = time.perf_counter() - started
    return summary(images, "amidex", f"the mix, during a crawl of {seconds:.0f} s", times, seconds)


def times_table(figures: Sequence[Figure]) -> Table:
    shown = Table(title="Searches over HTTP, with facets (the others in this process)")
    for heading in ("images", "who", "what"):
        shown.add_column(heading)
    for heading in ("searches", "p50 ms", "p99 ms", "max ms", "a second"):
        shown.add_column(heading, justify="right")
    for figure in figures:
        shown.add_row(
            f"{figure.images:,}",
            figure.who,
            figure.what,
            f"{figure.searches:,}",
            f"{figure.p50_ms:,.1f}",
            f"{figure.p99_ms:,.1f}",
            f"{figure.max_ms:,.1f}",
            f"{figure.a_second:,.0f}" if figure.a_second else "",
        )
    return shown


def sizes_table(sizes: Sequence[Sizes]) -> Table:
    shown = Table(title="What it takes")
    for heading in ("images", "releases", "index MB", "bytes an image", "server MB", "rebuild s"):
        shown.add_column(heading, justify="right")
    shown.add_column("")
    for size in sizes:
        shown.add_row(
            f"{size.images:,}",
            f"{size.releases:,}",
            f"{size.index_bytes / 1e6:,.0f}",
            f"{size.index_bytes / size.images:,.0f}",
            f"{size.resident_bytes / 1e6:,.0f}",
            f"{size.rebuild_seconds:,.0f}" if size.rebuild_seconds else "",
            "; ".join(size.notes),
        )
    return shown


def save(figures: Sequence[Figure], sizes: Sequence[Sizes]) -> None:
    BUILD.mkdir(parents=True, exist_ok=True)
    results = {"searches": [asdict(figure) for figure in figures], "sizes": [asdict(size) for size in sizes]}
    (BUILD / "search.json").write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
