"""`amidex crawls`: what was crawled, and deciding on removals that were held."""

import sys
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.markup import escape

from catalog.crawls import CrawlStatus, crawl_by_id, list_crawls
from catalog.partition import check_region
from catalog.removals import confirm_removals, discard_removals
from catalog.scopes import Scope
from catalog.tables import Crawl
from catalog.utc_time import now
from cli.operate import age, coloured
from cli.progress import consoles, plain_table
from cli.settings import load_settings, place_to_read
from cli.wiring import Workplace

crawls_commands = typer.Typer(no_args_is_help=True, help="What was crawled, and deciding on removals that were held.")

CrawlId = Annotated[int, typer.Argument(metavar="ID", help="The crawl's number, as `amidex crawls list` shows it.")]


@crawls_commands.command("list")
def list_all(
    region: Annotated[str | None, typer.Option("--region", "-r", help="Only crawls of this region.")] = None,
    scope: Annotated[str | None, typer.Option("--scope", "-s", help="Only crawls of this scope.")] = None,
    held: Annotated[bool, typer.Option("--held", help="Only crawls whose removals wait for a decision.")] = False,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000, help="How many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """The last crawls, newest first."""
    output, _ = consoles()
    settings = load_settings()
    workplace = Workplace(settings, place_to_read(settings))
    with workplace.database.read() as session:
        crawls = list_crawls(
            session,
            region=None if region is None else check_region(region),
            scope=None if scope is None else Scope.of_label(scope),
            status=CrawlStatus.HELD if held else None,
            limit=limit,
            with_private=True,
        )
        told = [_told(crawl) for crawl in crawls]
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z) + b"\n")
    elif not told:
        output.print("no crawl is held" if held else "nothing was crawled yet")
    else:
        _print(told, output)


@crawls_commands.command("confirm")
def confirm(crawl_id: CrawlId) -> None:
    """Remove what a held crawl did not see: those very images, and no others."""
    settings = load_settings()
    output, _ = consoles()
    workplace = Workplace(settings, place_to_read(settings))
    confirm_removals(workplace.database, crawl_id, at=now())
    with workplace.database.read() as session:
        crawl = crawl_by_id(session, crawl_id)
        gone, held = (crawl.gone, crawl.held) if crawl else (0, 0)
    output.print(f"crawl {crawl_id} is completed: {held:,} removals, {gone:,} images are gone", highlight=False)


@crawls_commands.command("discard")
def discard(crawl_id: CrawlId) -> None:
    """Refuse what a held crawl would remove. What it saw stays stored."""
    settings = load_settings()
    output, _ = consoles()
    discard_removals(Workplace(settings, place_to_read(settings)).database, crawl_id)
    output.print(f"crawl {crawl_id} is discarded: nothing was removed", highlight=False)


def _told(crawl: Crawl) -> dict[str, Any]:
    return crawl.model_dump(exclude={"id"}) | {"crawl_id": crawl.id}


def _print(crawls: list[dict[str, Any]], output: Console) -> None:
    numbers = ("id", "age", "images", "new", "changed", "gone", "held")
    table = plain_table("id", "region", "scope", "status", *numbers[1:], numbers=numbers)
    present = now()
    for crawl in crawls:
        seconds = round((present - (crawl["finished_at"] or crawl["started_at"])).total_seconds())
        counts = (f"{crawl[name]:,}" for name in ("seen", "added", "changed", "gone", "held"))
        words = (crawl["region"], crawl["scope"], coloured(crawl["status"]), age(seconds))
        table.add_row(str(crawl["crawl_id"]), *words, *counts)
    output.print(table)
    for crawl in crawls:
        if crawl["error"]:
            output.print(f"{crawl['crawl_id']}: {escape(crawl['error'])}", highlight=False, soft_wrap=True)
