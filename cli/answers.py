"""How commands that ask the service print what it answers."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console

from cli.progress import consoles

AsJson = Annotated[bool, typer.Option("--json", help="Print the service's JSON.")]


def show_answer(answer: dict[str, Any], printer: Callable[[dict[str, Any], Console], None], *, as_json: bool) -> None:
    """Print an answer as JSON, or have it printed for people."""
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2) + b"\n")
        return
    console, _ = consoles()
    if answer["demo"]:
        console.print("[yellow]demo data")
    printer(answer, console)
