"""How a sweep is shown: bars when a person watches, plain lines when not."""

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from catalog.crawls import CrawlCounts, CrawlStatus
from catalog.scopes import Scope
from crawler.region_crawl import CrawlOutcome, Watcher

WIDTH_WITHOUT_A_WINDOW = 200


@contextmanager
def watching(console: Console, crawls: int, *, quiet: bool) -> Iterator[Watcher]:
    """A watcher for so many crawls: bars on a terminal, a line for each crawl otherwise, nothing when quiet."""
    if quiet:
        yield Silent()
    elif not console.is_terminal:
        yield Lines(console)
    else:
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("[dim]{task.fields[note]}"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        ) as progress:
            yield Bars(progress, crawls)


class Silent:
    """Shows nothing: the outcomes are printed as JSON at the end."""

    def started(self, region: str, scope: Scope) -> None:
        pass

    def progressed(self, region: str, scope: Scope, counts: CrawlCounts) -> None:
        pass

    def finished(self, outcome: CrawlOutcome) -> None:
        pass


class Lines:
    """One line for each crawl that ends."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def started(self, region: str, scope: Scope) -> None:
        pass

    def progressed(self, region: str, scope: Scope, counts: CrawlCounts) -> None:
        pass

    def finished(self, outcome: CrawlOutcome) -> None:
        self._console.print(line_of(outcome), highlight=False, soft_wrap=True)


class Bars:
    """A bar over all crawls, and a line for each region that is being crawled."""

    def __init__(self, progress: Progress, crawls: int) -> None:
        self._progress = progress
        self._all = progress.add_task("crawling", total=crawls, note="")
        self._running: dict[tuple[str, Scope], TaskID] = {}
        self._images = 0
        self._started_at = monotonic()
        self._lock = Lock()

    def started(self, region: str, scope: Scope) -> None:
        with self._lock:
            task = self._progress.add_task(f"  {region} [dim]{scope.label}", total=None, note="waiting for EC2")
            self._running[region, scope] = task

    def progressed(self, region: str, scope: Scope, counts: CrawlCounts) -> None:
        note = f"{counts.seen:,} images, {counts.added:,} new, {counts.changed:,} changed"
        self._progress.update(self._running[region, scope], completed=counts.seen, note=note)

    def finished(self, outcome: CrawlOutcome) -> None:
        with self._lock:
            task = self._running.pop((outcome.region, outcome.scope), None)
            if task is not None:
                self._progress.remove_task(task)
            self._images += outcome.counts.seen
            rate = self._images / max(monotonic() - self._started_at, 0.001)
            self._progress.update(self._all, advance=1, note=f"{self._images:,} images, {rate:,.0f} a second")
        if outcome.status is not CrawlStatus.COMPLETED:
            self._progress.console.print(line_of(outcome), highlight=False, soft_wrap=True)


def line_of(outcome: CrawlOutcome) -> str:
    """One crawl in one line."""
    counts = outcome.counts
    text = (
        f"{outcome.region} {outcome.scope.label}: {outcome.status}, {counts.seen:,} images, {counts.added:,} new, "
        f"{counts.changed:,} changed, {counts.gone:,} gone, {outcome.seconds:.1f} s"
    )
    return f"{text}: {outcome.error}" if outcome.error else text


def summary(outcomes: list[CrawlOutcome], seconds: float) -> Table:
    """What a sweep did, a row for each scope."""
    table = Table(title=f"{len(outcomes)} crawls in {seconds:.1f} s", title_justify="left")
    table.add_column("scope")
    for heading in ("regions", "failed", "held", "images", "new", "changed", "gone"):
        table.add_column(heading, justify="right")
    for scope in Scope:
        of_scope = [outcome for outcome in outcomes if outcome.scope is scope]
        if not of_scope:
            continue
        counts = sum((outcome.counts for outcome in of_scope), CrawlCounts())
        held = sum(outcome.status is CrawlStatus.HELD for outcome in of_scope)
        failed = sum(outcome.status is not CrawlStatus.COMPLETED for outcome in of_scope) - held
        numbers = (len(of_scope), failed, held, counts.seen, counts.added, counts.changed, counts.gone)
        table.add_row(scope.label, *(f"{number:,}" for number in numbers))
    return table


def consoles() -> tuple[Console, Console]:
    """Where answers go, and where everything said beside them goes."""
    output, beside = Console(), Console(file=sys.stderr, stderr=True)
    if not output.is_terminal:
        # No window bounds a file or a pipe, and names that are folded there cannot be searched for.
        output.width = WIDTH_WITHOUT_A_WINDOW
    return output, beside


def plain_table(*headings: str, numbers: Collection[str] = ()) -> Table:
    """A table without lines, made to fit eighty columns; `numbers` are the headings of those to align as such."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    for heading in headings:
        table.add_column(heading, justify="right" if heading in numbers else "left", no_wrap=True)
    return table


def fits(table: Table, console: Console) -> bool:
    """Whether a table can be printed with nothing folded or cut."""
    unbounded = console.options.update(max_width=sys.maxsize)
    return console.measure(table, options=unbounded).maximum <= console.width
