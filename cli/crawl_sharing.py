"""A worker's part in the crawls that workers on one PostgreSQL share: to lead when nobody else does, and to crawl."""

from functools import partial
from threading import Event

from rich.console import Console

from catalog.dialects import HeldLock
from catalog.errors import DatabaseError
from cli.crawl_leader import LEADER_LOCK, CrawlLeader
from cli.crawl_process import run_crawl
from cli.crawl_queue import CrawlQueue
from cli.holding import TROUBLE_PAUSE_SECONDS, hold_when_free
from cli.wiring import Workplace


def lead_when_free(workplace: Workplace, console: Console, stop: Event) -> None:
    """Lead whenever no other worker does, until `stop` is set."""
    leader = CrawlLeader(workplace, _queue(workplace), console)

    def duty(held: HeldLock) -> None:
        leader.lead(held, stop)

    hold_when_free(workplace.database, LEADER_LOCK, duty, stop=stop, console=console)


def take_crawls(workplace: Workplace, console: Console, stop: Event) -> None:
    """Crawl what the queue holds until `stop` is set, through whatever trouble the database has."""
    queue, crawls_at_a_time = _queue(workplace), workplace.settings.parallel_regions
    while not stop.is_set():
        try:
            queue.work(partial(run_crawl, workplace, console), crawls_at_a_time=crawls_at_a_time, stop=stop)
        except DatabaseError as error:
            console.print(f"[red]crawl queue:[/] {error}", highlight=False, soft_wrap=True)
            stop.wait(TROUBLE_PAUSE_SECONDS)


def _queue(workplace: Workplace) -> CrawlQueue:
    settings = workplace.settings
    return CrawlQueue(workplace.database, settings.worker_silence_seconds, settings.crawl_retry_seconds)
