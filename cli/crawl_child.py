"""What the process of one crawl of the queue does (see crawl_process.py, which starts it)."""

import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from threading import Event

from catalog.crawls import CrawlCounts, CrawlStatus
from catalog.errors import CatalogError
from catalog.scopes import Scope
from cli.progress import Silent
from cli.settings import load_settings, place_to_write
from cli.wiring import make_sweep
from crawler.errors import CrawlError
from crawler.garbage import expect_many_objects
from crawler.parent import end_with_worker
from crawler.region_crawl import CrawlOutcome


def crawl_in_child(answer: Connection, region: str, scope: Scope) -> None:
    """Crawl one scope of a region and send the CrawlOutcome. SIGTERM ends the crawl at its next page."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    end_with_worker()
    settings = load_settings()
    try:
        sweep = make_sweep(settings, place_to_write(settings))
        sweep.claim()
        expect_many_objects()
        outcome = sweep.crawl(region, scope, watcher=Silent(), stopping=stop)
    except (CatalogError, CrawlError) as error:
        outcome = CrawlOutcome(region, scope, CrawlStatus.FAILED, CrawlCounts(), 0.0, str(error))
    # A worker that was killed asks no more.
    with suppress(BrokenPipeError):
        answer.send(outcome)
