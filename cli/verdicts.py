"""What the service tells of trust: the verdict that `amidex show` prints, and `amidex resolve`."""

import sys
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.text import Text

from cli.client import Parameters, ServiceError, ask
from cli.progress import consoles
from cli.settings import Settings, load_settings

NOT_FOUND = 404
OUTCOME_STYLES = {"good": "green", "note": "dim", "caution": "yellow", "danger": "bold red"}


def verdict_of(settings: Settings, path: str, parameters: Parameters | None = None) -> dict[str, Any] | None:
    """The verdict at this path, None when it was not judged yet."""
    try:
        return ask(settings, path, parameters)
    except ServiceError as error:
        if error.status == NOT_FOUND:
            return None
        raise


def print_verdict(verdict: dict[str, Any] | None, console: Console) -> None:
    """Level, score, and every signal with its reason."""
    if verdict is None:
        console.print("\nverdict: not judged yet")
        return
    console.print(Text(f"\nverdict: {verdict['level']}, {verdict['score']} of 100"))
    for signal in verdict["signals"]:
        line = Text("  ").append(f"{signal['outcome']:<8}", style=OUTCOME_STYLES[signal["outcome"]])
        console.print(line.append(signal["reason"]), soft_wrap=True)


def resolve(
    words: Annotated[
        list[str] | None, typer.Argument(help="What to search for, as for `amidex search`; or give --family.")
    ] = None,
    region: Annotated[str, typer.Option("--region", "-r", help="Where it is to be launched.")] = "",
    family: Annotated[str | None, typer.Option(help="The family whose newest image is meant: fam-…")] = None,
    arch: Annotated[str | None, typer.Option(help="x86_64 (or amd64), arm64, i386 …")] = None,
    at_least: Annotated[str, typer.Option(help="The least level: verified, known or unverified.")] = "known",
    as_json: Annotated[bool, typer.Option("--json", help="Print the service's JSON.")] = False,
) -> None:
    """Print the id of the one image to launch: the newest that is there, not deprecated, and trusted enough.

    Standard output has the id alone, for scripts. Exit code 1: none passes, and standard error names the nearest.
    """
    answer = ask(
        load_settings(),
        "/v1/resolve",
        {"q": " ".join(words or []), "family": family, "region": region, "arch": arch, "at_least": at_least},
    )
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2) + b"\n")
        return
    output, beside = consoles()
    publisher = f" of {answer['publisher']['name']}" if answer["publisher"] else f" of account {answer['owner_id']}"
    demo = "demo data: " if answer["demo"] else ""
    beside.print(Text(f"{demo}{answer['name']}{publisher}, {answer['level']}"), soft_wrap=True)
    output.print(answer["image_id"], highlight=False)
