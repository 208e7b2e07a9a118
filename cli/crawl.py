"""`amidex crawl`: EC2, or a dump of its answers, into the catalog and on into the index."""

import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Event
from typing import Annotated

import orjson
import typer
from rich.console import Console

from catalog import outbox
from catalog.crawl_requests import remember_enabled_regions
from catalog.crawls import CrawlStatus, last_completed, last_seen
from catalog.errors import LockHeldError
from catalog.facts import claim_kind
from catalog.partition import DEFAULT_REGIONS, OLDER_OPT_IN_REGIONS, check_region
from catalog.scopes import Scope
from catalog.utc_time import now
from cli.logs import configure_logs, said
from cli.progress import summary, watching
from cli.settings import Settings, crawl_intervals, load_settings, place_to_write
from cli.timetable import CLOCKS_APART
from cli.wiring import WORKER_LOCK, Workplace, make_sweep
from crawler.dump import Dump
from crawler.ec2 import Ec2, choose_regions
from crawler.parent import end_with_parent
from crawler.processes import run_in_processes
from crawler.region_crawl import CrawlOutcome
from crawler.source import Source

SETTLE_POLL_SECONDS = 0.1
# A scope counts as due a little before its time, so that one crawl's length does not make the next one skip.
DUE_SHARE = 0.5


def crawl(
    region: Annotated[
        list[str] | None,
        typer.Option("--region", "-r", help="A region to crawl; again for more. Default: all enabled."),
    ] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", "-s", help="all, self or amazon; again for more. Default: all three."),
    ] = None,
    dump: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="FILE|-",
            help="Read what `aws ec2 describe-images --output json` printed (also .gz), not EC2. Needs --region.",
        ),
    ] = None,
    complete: Annotated[
        bool,
        typer.Option(
            "--complete", help="The dump holds everything the scope shows: what is not in it is marked as gone."
        ),
    ] = False,
    due: Annotated[
        bool, typer.Option("--due", help="Only what was not crawled within the interval set for its scope.")
    ] = False,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Return when what was found is searchable, or at once.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print the outcome of each crawl as JSON.")] = False,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True)] = False,
) -> None:
    """Collect the public images of EC2's regions into the catalog.

    Exit code 0: every crawl completed; 1: at least one failed, or is held since it would remove implausibly much; 2:
    it could not be done, for the reason it says.
    """
    if with_parent:
        end_with_parent()
    settings = load_settings()
    scopes = [Scope.of_label(label) for label in dict.fromkeys(scope or [])] or list(Scope)
    configure_logs(settings)
    console = said(settings)
    with stopping() as stop:
        if dump is not None:
            outcomes = _crawl_dump(
                settings, dump, region or [], scope or [], complete=complete, console=console, quiet=as_json
            )
        else:
            outcomes = _crawl_ec2(settings, region or [], scopes, due=due, console=console, quiet=as_json, stop=stop)
        if wait and outcomes and not stop.is_set():
            make_searchable(Workplace(settings, place_to_write(settings)), console, stop=stop)
    if as_json:
        sys.stdout.buffer.write(
            orjson.dumps([_as_json(outcome) for outcome in outcomes], option=orjson.OPT_INDENT_2) + b"\n"
        )
    if any(outcome.status is not CrawlStatus.COMPLETED for outcome in outcomes) or stop.is_set():
        raise typer.Exit(1)


def _crawl_ec2(
    settings: Settings,
    regions: Sequence[str],
    scopes: Sequence[Scope],
    *,
    due: bool,
    console: Console,
    quiet: bool,
    stop: Event,
) -> list[CrawlOutcome]:
    ec2 = Ec2()
    enabled = ec2.regions()
    chosen = choose_regions(enabled, [check_region(name) for name in regions])
    workplace = Workplace(settings, place_to_write(settings))
    workplace.make_ready()
    with workplace.database.write() as session:
        remember_enabled_regions(session, enabled)
        seen = last_seen(session)
    # Scope by scope: a fresh catalog first has what everyone may launch.
    questions = [question for scope in scopes for question in largest_first([(name, scope) for name in chosen], seen)]
    if due:
        questions = _due(workplace, questions)
    return _sweep(workplace, None, questions, marks_gone=True, console=console, quiet=quiet, stop=stop)


def largest_first(
    questions: Sequence[tuple[str, Scope]], seen: Mapping[tuple[str, Scope], int]
) -> list[tuple[str, Scope]]:
    """So that no processor waits for a large region at the end. Where nothing is known, the older regions are larger:
    those that every account has, and then the first that had to be opted into.
    """

    def place(question: tuple[str, Scope]) -> tuple[int, bool, bool]:
        region, _ = question
        return -seen.get(question, 0), region not in DEFAULT_REGIONS, region not in OLDER_OPT_IN_REGIONS

    return sorted(questions, key=place)


def _crawl_dump(
    settings: Settings,
    path: str,
    regions: Sequence[str],
    scopes: Sequence[str],
    *,
    complete: bool,
    console: Console,
    quiet: bool,
) -> list[CrawlOutcome]:
    if len(regions) != 1:
        raise typer.BadParameter("a dump does not tell its region: give exactly one --region", param_hint="--region")
    if len(scopes) > 1:
        raise typer.BadParameter("a dump answers one question: give at most one --scope", param_hint="--scope")
    region, scope = check_region(regions[0]), Scope.of_label(scopes[0]) if scopes else Scope.ALL
    dump = Dump(path)
    try:
        count = dump.check()
        if not quiet:
            console.print(f"{dump.name}: {count:,} images")
        workplace = Workplace(settings, place_to_write(settings))
        workplace.make_ready()
        return _sweep(
            workplace, dump, [(region, scope)], marks_gone=complete, console=console, quiet=quiet, stop=Event()
        )
    finally:
        dump.close()


def _sweep(
    workplace: Workplace,
    source: Source | None,
    questions: Sequence[tuple[str, Scope]],
    *,
    marks_gone: bool,
    console: Console,
    quiet: bool,
    stop: Event,
) -> list[CrawlOutcome]:
    if not questions:
        if not quiet:
            console.print("nothing is due")
        return []
    make = partial(make_sweep, workplace.settings, workplace.place)
    started = time.monotonic()
    watched = partial(watching, console, len(questions), quiet=quiet)
    if source is None:
        with workplace.database.write() as session:
            claim_kind(session, demo=workplace.place.demo)
        workplace.database.close()
        parallel = workplace.settings.parallel_regions
        outcomes = run_in_processes(make, questions, parallel_regions=parallel, watching=watched, stop=stop)
    else:
        with watched() as watcher:
            outcomes = make(source, marks_gone=marks_gone).run(questions, watcher=watcher, stop=stop)
    if not quiet:
        console.print(summary(outcomes, time.monotonic() - started))
    _warn(outcomes, console)
    return outcomes


def _warn(outcomes: Sequence[CrawlOutcome], console: Console) -> None:
    """Say each warning once, with the regions it holds for."""
    regions: dict[str, set[str]] = {}
    for outcome in outcomes:
        if outcome.warning:
            regions.setdefault(outcome.warning, set()).add(outcome.region)
    for warning, where in regions.items():
        console.print(f"[yellow]warning:[/] {', '.join(sorted(where))}: {warning}", highlight=False, soft_wrap=True)


def _due(workplace: Workplace, questions: Sequence[tuple[str, Scope]]) -> list[tuple[str, Scope]]:
    intervals = crawl_intervals(workplace.settings)
    with workplace.database.read() as session:
        completed = last_completed(session)
    present = now()

    def was_lately(region: str, scope: Scope) -> bool:
        last = completed.get((region, scope))
        return last is not None and -CLOCKS_APART <= present - last < intervals[scope] * DUE_SHARE

    return [(region, scope) for region, scope in questions if not was_lately(region, scope)]


def make_searchable(workplace: Workplace, console: Console, *, stop: Event) -> None:
    """Return when everything now in the outbox is in the index, whoever indexes it.

    When no worker runs, this process does its work; else it waits for the worker.
    """
    with workplace.database.read() as session:
        position, waiting = outbox.last_position(session), outbox.pending(session)
    if not waiting:
        return
    try:
        with workplace.database.lock(WORKER_LOCK), console.status(f"indexing {waiting:,} releases"):
            while not stop.is_set() and workplace.indexer.drain():
                pass
    except LockHeldError:
        with console.status(f"waiting for the worker to index {waiting:,} releases"):
            while not stop.is_set() and not _is_settled(workplace, position):
                time.sleep(SETTLE_POLL_SECONDS)


def _is_settled(workplace: Workplace, position: int) -> bool:
    with workplace.database.read() as session:
        return outbox.is_settled(session, position)


@contextmanager
def stopping() -> Iterator[Event]:
    """An event that Ctrl-C and SIGTERM set; a second Ctrl-C ends the process at once."""
    stop = Event()

    def ask(_signal: int, _frame: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _as_json(outcome: CrawlOutcome) -> dict[str, object]:
    counts = outcome.counts
    return {
        "region": outcome.region,
        "scope": outcome.scope.label,
        "status": outcome.status,
        "seen": counts.seen,
        "added": counts.added,
        "changed": counts.changed,
        "gone": counts.gone,
        "seconds": round(outcome.seconds, 3),
        "error": outcome.error,
        "warning": outcome.warning,
        "crawl_id": outcome.crawl_id,
    }
