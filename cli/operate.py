"""Looking after a catalog: `amidex db upgrade`, `amidex reindex`, `amidex status`."""

import sys
from datetime import datetime
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn

from catalog import outbox
from catalog.crawl_requests import list_crawl_requests, regions_of, scope_labels_of
from catalog.crawls import CrawlStatus, latest_crawls, next_run
from catalog.errors import LockHeldError
from catalog.migration import head_revision
from catalog.utc_time import now
from cli.progress import consoles, plain_table
from cli.settings import crawl_intervals, load_settings, place_to_read, place_to_write
from cli.wiring import WORKER_LOCK, Workplace

database_commands = typer.Typer(no_args_is_help=True, help="The catalog's database.")


@database_commands.command("upgrade")
def upgrade_database() -> None:
    """Make the catalog's tables, or bring them up to date."""
    settings = load_settings()
    _, console = consoles()
    workplace = Workplace(settings, place_to_write(settings))
    workplace.make_ready()
    console.print(f"{workplace.database.name} is at version {head_revision()}", highlight=False, soft_wrap=True)


def reindex() -> None:
    """Build the search index anew from the catalog, aside, and swap it in. Searches go on meanwhile."""
    settings = load_settings()
    _, console = consoles()
    workplace = Workplace(settings, place_to_read(settings))
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), console=console, transient=True) as progress:
        task = progress.add_task("reading the catalog")
        count = workplace.indexer.rebuild(
            progress=lambda done: progress.update(task, description=f"indexed {done:,} releases")
        )
    console.print(f"the index holds {count:,} releases", highlight=False)


def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """What the catalog holds, how far the index is, and the last crawl of each region and scope."""
    settings = load_settings()
    output, _ = consoles()
    answer = _status(Workplace(settings, place_to_read(settings)))
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(answer, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z) + b"\n")
    else:
        _print_status(answer, output)


def _status(workplace: Workplace) -> dict[str, Any]:
    present = now()
    intervals = crawl_intervals(workplace.settings)
    with workplace.database.read() as session:
        crawls = latest_crawls(session, with_private=True)
        waiting = outbox.pending(session)
        requests = list_crawl_requests(session, only_open=True, limit=100)
    try:
        with workplace.database.lock(WORKER_LOCK):
            worker_runs = False
    except LockHeldError:
        worker_runs = True
    return {
        "catalog": workplace.database.name,
        "demo": workplace.place.demo,
        "search_index": workplace.place.search_url,
        "indexed_documents": workplace.index.document_count(),
        "releases_waiting_to_be_indexed": waiting,
        "worker_runs": worker_runs,
        "crawl_requests": [
            {
                "request_id": request.id,
                "regions": regions_of(request),
                "scopes": scope_labels_of(request),
                "status": request.status,
                "requested_at": request.requested_at,
            }
            for request in requests
        ],
        "crawls": [
            {
                "crawl_id": crawl.id,
                "region": crawl.region,
                "scope": crawl.scope,
                "status": crawl.status,
                "source": crawl.source,
                "started_at": crawl.started_at,
                "age_seconds": round((present - (crawl.finished_at or crawl.started_at)).total_seconds()),
                "seen": crawl.seen,
                "added": crawl.added,
                "changed": crawl.changed,
                "gone": crawl.gone,
                "held": crawl.held,
                "held_of": crawl.held_of,
                "next_run_at": next_run(crawl, intervals, now=present) if worker_runs else None,
                "error": crawl.error,
                "warning": crawl.warning,
            }
            for crawl in crawls
        ],
    }


def _print_status(answer: dict[str, Any], console: Console) -> None:
    kind = " [yellow](demo data)[/]" if answer["demo"] else ""
    console.print(f"catalog  {answer['catalog']}{kind}", highlight=False, soft_wrap=True)
    console.print(
        f"index    {answer['indexed_documents']:,} documents, "
        f"{answer['releases_waiting_to_be_indexed']:,} releases waiting to be indexed",
        highlight=False,
    )
    console.print(f"worker   {'runs' if answer['worker_runs'] else 'does not run'}", highlight=False)
    if not answer["crawls"]:
        console.print("\nnothing was crawled yet; run `amidex crawl`, or `amidex up`")
        return
    console.print()
    numbers = ("age", "next", "images", "new", "changed", "gone")
    table = plain_table("region", "scope", "status", *numbers, numbers=numbers)
    for crawl in answer["crawls"]:
        counts = (f"{crawl[name]:,}" for name in ("seen", "added", "changed", "gone"))
        table.add_row(
            crawl["region"],
            crawl["scope"],
            coloured(crawl["status"]),
            age(crawl["age_seconds"]),
            _in(crawl["next_run_at"]),
            *counts,
        )
    console.print(table)
    for crawl in answer["crawls"]:
        for kind, colour in (("error", "red"), ("warning", "yellow")):
            if crawl[kind]:
                place = f"{crawl['region']} {crawl['scope']}"
                console.print(f"[{colour}]{place}:[/] {escape(crawl[kind])}", highlight=False, soft_wrap=True)
    for request in answer["crawl_requests"]:
        asked = ", ".join(request["regions"]) or "all regions"
        scopes = ", ".join(request["scopes"]) or "all scopes"
        console.print(f"request {request['request_id']} is {request['status']}: {asked}, {scopes}", highlight=False)


def coloured(crawl_status: str) -> str:
    """The word, in the colour of how good it is."""
    colours = {CrawlStatus.COMPLETED: "green", CrawlStatus.RUNNING: "cyan", CrawlStatus.HELD: "yellow"}
    return f"[{colours.get(CrawlStatus(crawl_status), 'red')}]{crawl_status}[/]"


def _in(moment: datetime | None) -> str:
    """How long until then."""
    if moment is None:
        return ""
    seconds = round((moment - now()).total_seconds())
    return f"in {age(seconds)}" if seconds > 0 else "now"


def age(seconds: int) -> str:
    """A length of time in one unit. What began by a clock that was ahead began in the future."""
    if seconds < 0:
        return "future"
    for unit, length in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
