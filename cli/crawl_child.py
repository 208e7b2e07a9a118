"""What the process of one crawl of the queue does (see crawl_process.py, which starts it)."""

import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Event

from catalog.crawls import CrawlCounts, CrawlStatus
from catalog.errors import CatalogError
from catalog.scopes import Scope
from cli.crawl import HIDDEN_IMAGES_WARNING
from cli.parent import end_with_worker
from cli.progress import Silent, consoles
from cli.settings import load_settings, place_to_write
from cli.wiring import Workplace
from crawler.ec2 import Ec2
from crawler.errors import CrawlError
from crawler.region_crawl import CrawlOutcome
from crawler.sweep import Sweep


def crawl_in_child(answer: Connection, region: str, scope: Scope) -> None:
    """Crawl one scope of a region and send the CrawlOutcome. SIGTERM ends the crawl at its next page."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    end_with_worker()
    try:
        outcome = _crawl(region, scope, stop)
    except (CatalogError, CrawlError) as error:
        outcome = CrawlOutcome(region, scope, CrawlStatus.FAILED, CrawlCounts(), 0.0, str(error))
    # A worker that was killed asks no more.
    with suppress(BrokenPipeError):
        answer.send(outcome)


def _crawl(region: str, scope: Scope, stop: Event) -> CrawlOutcome:
    settings = load_settings()
    workplace = Workplace(settings, place_to_write(settings))
    ec2 = Ec2()
    if ec2.hides_images(region):
        consoles()[1].print(HIDDEN_IMAGES_WARNING)
    sweep = Sweep(
        workplace.database, workplace.directory, ec2, demo=workplace.place.demo, parallel_regions=1, marks_gone=True
    )
    outcomes = sweep.run([(region, scope)], watcher=Silent(), stop=stop)
    # A sweep that is stopped before it begins has nothing to tell.
    stopped = CrawlOutcome(region, scope, CrawlStatus.INTERRUPTED, CrawlCounts(), 0.0, "stopped")
    return outcomes[0] if outcomes else stopped
