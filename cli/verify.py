"""`amidex verify`: is the catalog whole, and the index what the catalog says?"""

import sys
from collections.abc import Callable, Iterator
from typing import Annotated

import orjson
import typer
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from catalog.utc_time import now
from catalog.verifying import Finding, verify_catalog
from cli.progress import consoles, plain_table
from cli.settings import load_settings, place_to_read
from cli.wiring import Workplace
from search.errors import IndexUnavailableError
from search.verifying import verify_index


def verify(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Read the whole catalog, while everything runs, and say what in it or in the index is not as it should be.

    Exit code 1 when something is wrong.
    """
    settings = load_settings()
    output, console = consoles()
    workplace = Workplace(settings, place_to_read(settings))
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("reading the file")
        findings = list(_all_checks(workplace, lambda done: progress.update(task, description=f"{done:,} images")))
    if as_json:
        told = [
            {"check": found.check, "problems": found.problems, "examples": list(found.examples)} for found in findings
        ]
        sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        table = plain_table("check", "", "examples")
        for found in findings:
            verdict = f"[red]{found.problems:,} wrong[/]" if found.problems else "[green]right[/]"
            table.add_row(found.check, verdict, escape("; ".join(found.examples)))
        output.print(table)
    if any(found.problems for found in findings):
        console.print(
            "put back a backup (`amidex restore`) for what is wrong in the catalog; `amidex reindex` mends the index",
            soft_wrap=True,
        )
        raise typer.Exit(1)


def _all_checks(workplace: Workplace, progress: Callable[[int], None]) -> Iterator[Finding]:
    with workplace.database.snapshot() as session:
        yield from verify_catalog(session, workplace.current_directory.read(), progress=progress)
        try:
            yield from verify_index(session, workplace.index, now=now())
        except IndexUnavailableError as error:
            yield Finding("search index", 1, (str(error),))
