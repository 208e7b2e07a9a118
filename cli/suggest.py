"""`amidex suggest`: what the beginning of a search may become."""

import sys
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.text import Text

from cli.client import ask
from cli.progress import consoles, plain_table
from cli.settings import load_settings


def suggest(
    words: Annotated[list[str], typer.Argument(help="What was typed so far; the last word may be unfinished.")],
    limit: Annotated[int, typer.Option(help="How many, at most 10.")] = 5,
    as_json: Annotated[bool, typer.Option("--json", help="Print the service's JSON.")] = False,
) -> None:
    """Suggest publishers, families and image ids that begin so."""
    answer = ask(load_settings(), "/v1/suggest", {"q": " ".join(words), "limit": limit})
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2) + b"\n")
        return
    console, _ = consoles()
    if answer["demo"]:
        console.print("[yellow]demo data")
    _print(answer["suggestions"], console)


def _print(suggestions: list[dict[str, Any]], console: Console) -> None:
    if not suggestions:
        console.print("nothing begins so")
        return
    table = plain_table("", "may be", "trust")
    for one in suggestions:
        table.add_row(one["kind"], Text(one["text"]), one["trust"] or "")
    console.print(table)
