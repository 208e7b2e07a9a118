"""How fast the EC2 endpoint answers: beside the simulated EC2 on the same images, and beside moto on moto's own.

    make bench-ec2                              over the whole world, which is crawled first
    make bench-ec2 BENCH="--images 317323 --keep build/bench/tenth"

Prints a table and writes build/bench/ec2.json. The region asked is the world's biggest. The ratios are what to compare
between machines; the others are asked each question a few times only, as they take their time.
"""

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import boto3
import httpx
from botocore.config import Config
from rich.console import Console
from rich.table import Table

from cli.demo_ec2 import DemoEc2
from tests.bench.catalogue import Catalogue, catalogue
from tests.world.running import RunningWorld

WORLD_IMAGES = 3_173_232
REGION = "us-east-1"
CANONICAL, MARKETPLACE, WINDOWS = "099720109477", "679593333241", "801119661308"
BUILD = Path("build/bench")
OTHERS_TIMES = 2
# Full paging reads so many images at most from each: enough for a rate.
MOST_PAGED = 20_000

Question = dict[str, Any]
AGED: Question = {"ExecutableUsers": ["all"], "IncludeDeprecated": True}


@dataclass
class Figure:
    """One question to one service. `images`: how many were in the answer."""

    world: str
    question: str
    client: str
    service: str
    times: int
    images: int
    p50_ms: float
    p99_ms: float


def named(pattern: str, **more: Any) -> Question:
    return AGED | {"Filters": [{"Name": "name", "Values": [pattern]}]} | more


FILTERS = [{"Name": "architecture", "Values": ["x86_64"]}, {"Name": "root-device-type", "Values": ["ebs"]}]
# By world, for they have not the same images. Each asks for something that there is, but for the last.
QUESTIONS: dict[str, dict[str, Question]] = {
    "world": {
        "owner + name*": named("ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*", Owners=[CANONICAL]),
        "owner + *name*": named("*jammy*arm64*", Owners=[CANONICAL]),
        "big owner + *name*": named("*Backup*- 2023081*", Owners=[MARKETPLACE]),
        "owner + filters": AGED | {"Owners": [CANONICAL], "Filters": FILTERS, "MaxResults": 100},
        "*name*": named("*jammy*arm64-server-202308*"),
        "filters, a page": AGED | {"MaxResults": 100, "Filters": FILTERS},
        "*no such name*": named("*no-such-name*"),
    },
    "moto": {
        "owner + name*": named("Windows_Server-2016-English-*", Owners=[WINDOWS]),
        "owner + *name*": named("*SQL*2016*", Owners=[WINDOWS]),
        "owner + filters": AGED | {"Owners": [WINDOWS], "Filters": FILTERS},
        "*name*": named("*Base-2017*"),
        "*no such name*": named("*no-such-name*"),
    },
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--images", type=int, default=WORLD_IMAGES)
    parser.add_argument("--keep", type=Path, help="Keep the catalogue here, or use the one that is.")
    parser.add_argument("--times", type=int, default=100)
    arguments = parser.parse_args()
    console = Console(stderr=True)
    figures: list[Figure] = []
    with catalogue(arguments.images, arguments.keep, console) as made:
        figures += measure("world", made, arguments.times, console)
    with DemoEc2() as moto, crawled(moto.endpoint_url, moto.process_id) as made:
        figures += measure("moto", made, arguments.times, console)
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / "ec2.json").write_text(json.dumps([asdict(figure) for figure in figures], indent=2))
    Console(width=130).print(table(figures))


def measure(name: str, made: Catalogue, times: int, console: Console) -> list[Figure]:
    """Every question to the EC2 that was crawled, and to the Amidex that crawled it."""
    figures = []
    with made.served() as (amidex, _):
        for service, endpoint, repeats in (("amidex", f"{amidex}/ec2", times), (name, made.world.url, OTHERS_TIMES)):
            boto = client(endpoint)
            ids = [image["ImageId"] for image in boto.describe_images(**AGED, MaxResults=1000)["Images"][:100]]
            for question, asked in {**QUESTIONS[name], "100 ids": {"ImageIds": ids, "IncludeDeprecated": True}}.items():
                for way, ask in (("boto3", by_boto3(boto, asked)), ("raw", by_http(endpoint, boto, asked))):
                    figures.append(timed(Figure(name, question, way, service, repeats, 0, 0, 0), ask))
                    console.print(f"  {figures[-1]}")
            for size in (1000, 100):
                figures.append(paged(Figure(name, f"paging by {size}", "boto3", service, 1, 0, 0, 0), boto, size))
                console.print(f"  {figures[-1]}")
    return figures


@contextmanager
def crawled(url: str, process_id: int) -> Iterator[Catalogue]:
    """A catalogue of one region of what answers at `url`, crawled from nothing."""
    with tempfile.TemporaryDirectory(prefix="amidex-bench-") as directory:
        made = Catalogue(Path(directory), RunningWorld(url, process_id))
        made.run("db", "upgrade")
        made.run("crawl", "--scope", "all", "--region", REGION, "--json")
        yield made


def client(url: str) -> Any:
    config = Config(region_name=REGION, retries={"total_max_attempts": 1}, read_timeout=600)
    session: Any = boto3.Session(aws_access_key_id="AKIDBENCH", aws_secret_access_key="bench")
    return session.client("ec2", endpoint_url=url, config=config)


def by_boto3(boto: Any, question: Question) -> Callable[[], int]:
    return lambda: len(boto.describe_images(**question)["Images"])


def by_http(url: str, boto: Any, question: Question) -> Callable[[], int]:
    """The same question without botocore's parser: what the service itself takes."""
    sent = boto.meta.client if hasattr(boto.meta, "client") else boto
    form = sent._serializer.serialize_to_request(question, sent.meta.service_model.operation_model("DescribeImages"))
    scope = f"AWS4-HMAC-SHA256 Credential=AKIDBENCH/20261123/{REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0"
    headers = {"Authorization": scope, "Content-Type": "application/x-www-form-urlencoded"}
    http = httpx.Client(timeout=600, trust_env=False, headers=headers)
    body = urlencode(form["body"])
    return lambda: http.post(url, content=body).raise_for_status().content.count(b"<imageId>")


def timed(figure: Figure, ask: Callable[[], int]) -> Figure:
    ask()
    seconds = []
    for _ in range(figure.times):
        started = time.perf_counter()
        figure.images = ask()
        seconds.append(time.perf_counter() - started)
    figure.p50_ms = statistics.median(seconds) * 1000
    figure.p99_ms = sorted(seconds)[int(len(seconds) * 0.99) - (len(seconds) == 100)] * 1000
    return figure


def paged(figure: Figure, boto: Any, size: int) -> Figure:
    """Full paging; the milliseconds are those of one page."""
    seconds = []
    token: Question = {}
    while figure.images < MOST_PAGED:
        started = time.perf_counter()
        answer = boto.describe_images(**AGED, MaxResults=size, **token)
        seconds.append(time.perf_counter() - started)
        figure.images += len(answer["Images"])
        if "NextToken" not in answer:
            break
        token = {"NextToken": answer["NextToken"]}
    figure.times = len(seconds)
    figure.p50_ms = statistics.median(seconds) * 1000
    figure.p99_ms = max(seconds) * 1000
    return figure


def table(figures: list[Figure]) -> Table:
    shown = Table(title=f"DescribeImages in {REGION}")
    for heading in ("images of", "question", "client"):
        shown.add_column(heading)
    for heading in ("found", "Amidex p50 ms", "p99 ms", "the other p50 ms", "times as fast"):
        shown.add_column(heading, justify="right")
    others = {(f.world, f.question, f.client): f for f in figures if f.service != "amidex"}
    for figure in figures:
        if figure.service == "amidex":
            other = others[figure.world, figure.question, figure.client]
            shown.add_row(
                figure.world,
                figure.question,
                figure.client,
                f"{figure.images:,}" + ("" if other.images == figure.images else f" ({other.images:,})"),
                f"{figure.p50_ms:.1f}",
                f"{figure.p99_ms:.1f}",
                f"{other.p50_ms:,.1f}",
                f"{other.p50_ms / figure.p50_ms:.1f}",
            )
    return shown


if __name__ == "__main__":
    main()
