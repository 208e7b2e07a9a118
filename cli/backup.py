"""`amidex backup` and `amidex restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from catalog.backup import Progress as Told
from cli.progress import consoles
from cli.settings import load_settings, place_to_read, place_to_write
from cli.wiring import WORKER_LOCK, Workplace

File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup: one SQLite file.")]


def backup(file: File) -> None:
    """Write the catalog as of this moment into a new file, while everything runs."""
    settings = load_settings()
    _, console = consoles()
    workplace = Workplace(settings, place_to_read(settings))
    with _shown(console) as progress:
        workplace.backups.save(file, progress=progress)
    size = file.stat().st_size / 1e6
    console.print(f"{file} holds {workplace.database.name} ({size:,.1f} MB)", highlight=False, soft_wrap=True)


def restore(
    file: File,
    replace: Annotated[bool, typer.Option("--replace", help="Also when there is a catalog already.")] = False,
) -> None:
    """Make the catalog what a backup says, and the search index of it. Stop `amidex up`, `serve` and `worker` first.

    An SQLite catalog that is replaced is kept beside.
    """
    settings = load_settings()
    _, console = consoles()
    workplace = Workplace(settings, place_to_write(settings))
    workplace.make_place()
    with workplace.unchecked_database.lock(WORKER_LOCK):
        with _shown(console) as progress:
            kept = workplace.backups.restore(file, replace=replace, progress=progress)
        if kept is not None:
            console.print(f"what was there before is kept as {kept}", highlight=False, soft_wrap=True)
        workplace.make_ready()
        with _shown(console) as progress:
            count = workplace.indexer.rebuild(progress=lambda done: progress("releases indexed", done))
    console.print(
        f"{workplace.database.name} is what {file} says; the index holds {count:,} releases",
        highlight=False,
        soft_wrap=True,
    )


@contextmanager
def _shown(console: Console) -> Iterator[Told]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("")
        yield lambda what, done: progress.update(task, description=f"{what} {done:,}" if done else what)
