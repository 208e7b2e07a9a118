"""README.md's examples: each is a `$` line with the answer that it really gave, asked of the demo.

`make readme` crawls the whole demo and writes the answers. The test asks a part of it (crawling 38 regions takes a
minute), and so leaves out what depends on how many regions there are: see `stable`.
"""

import json
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cli.demo_ec2 import DemoEc2
from tests.cli.running import amidex, clean_environment
from tests.docs.pages import ROOT

REGION = "eu-west-1"
README = ROOT / "README.md"
BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<answer>.*?)```", flags=re.DOTALL)
# Lines of answers that are different each time.
PASSING = re.compile(r"^more: --cursor|^  \d{4}-.*  appeared$")
FACTS_OF_A_HIT = ("release_id", "name", "partition", "publisher", "owner_ids", "trust", "architectures", "images")


@dataclass(frozen=True)
class Example:
    command: str
    answer: str


def examples() -> list[Example]:
    return [Example(found["command"], found["answer"]) for found in BLOCK.finditer(README.read_text("utf-8"))]


def crawl_demo(environment: Mapping[str, str], *regions: str) -> dict[str, str]:
    """Crawl the demo, or some regions of it; the environment in which commands then find it."""
    of_demo = {**environment, "AMIDEX_DEMO": "1"}
    with DemoEc2() as ec2:
        chosen = [argument for region in regions for argument in ("--region", region)]
        crawled = amidex("crawl", *chosen, environment={**of_demo, **ec2.environment()})
    if crawled.exit_code:
        raise RuntimeError(crawled.said)
    return of_demo


def answer_to(command: str, environment: Mapping[str, str]) -> str:
    """What a command of README.md prints. A `curl` is answered by the same service, without a port in between."""
    program, *arguments = shlex.split(command)
    if program == "amidex":
        finished = amidex(*arguments, environment=environment)
        if finished.exit_code:
            raise RuntimeError(f"{command}: {finished.said}")
        return "".join(f"{line.rstrip()}\n" for line in finished.output.splitlines())
    if program != "curl":
        raise ValueError(f"README.md shows a command that is neither amidex nor curl: {command}")
    return _shortened(_asked(arguments[-1], environment))


def _asked(url: str, environment: Mapping[str, str]) -> dict[str, Any]:
    query = dict(re.findall(r"[?&]([\w]+)=([^&]*)", url))
    words = query.pop("q").replace("+", " ")
    options = [argument for name, value in query.items() for argument in (f"--{name.replace('_', '-')}", value)]
    found: dict[str, Any] = amidex("search", words, *options, "--json", environment=environment).json
    return found


def _shortened(found: dict[str, Any]) -> str:
    """A search's answer with an ellipsis where README.md leaves something out."""
    hits = [{name: hit[name] for name in FACTS_OF_A_HIT} for hit in found["hits"]]
    for hit in hits:
        # The region that README.md speaks of, of the many.
        region = REGION if REGION in hit["images"] else min(hit["images"])
        image = hit["images"][region]
        hit["images"] = {region: {"image_id": image["image_id"]}}
    shown = {"total": found["total"], "took_ms": found["took_ms"], "demo": found["demo"], "hits": hits}
    text = json.dumps(shown, indent=2, ensure_ascii=False)
    # Short lists and objects on a line of their own.
    text = re.sub(
        r"([\[{])\s+([^\[\]{}]{1,70}?)\s+([\]}])", lambda found: f"{found[1]}{_one_line(found[2])}{found[3]}", text
    )
    return f"{text}\n"


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def stable(answer: str) -> list[str]:
    """The lines of an answer that tell of images, owners and publishers, without the counts of regions and images."""
    lines = [
        re.sub(r"\s+", " ", re.sub(r"(?<![\w.-])\d[\d,.]{0,10}(?![\w.-])", "#", line)).strip()
        for line in answer.splitlines()
    ]
    return [line for line in lines if re.search(r"ami-|rel-|\b\d{12}\b|\"name\"", line) and not PASSING.search(line)]


def write_answers() -> None:
    """Crawl the whole demo and write what each command of README.md answers."""
    with TemporaryDirectory() as directory:
        environment = crawl_demo(clean_environment(Path(directory), PATH=os.environ["PATH"]))
        text = BLOCK.sub(
            lambda found: f"```console\n$ {found['command']}\n{answer_to(found['command'], environment)}```",
            README.read_text("utf-8"),
        )
    README.write_text(text, "utf-8")
