"""Fetching what somebody asked: Amazon Inspector's findings on single images, one after the other and slowly.

EC2 counts these calls beside DescribeImages, so that hurrying here would slow a crawl down.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from catalog.database import Database
from catalog.findings import findings_failed, keep_findings, waiting_for_findings
from crawler.errors import CrawlError
from trust.findings import summary_of

FINDINGS_A_PAGE = 1_000  # the most that EC2 gives at once
# Ten thousand findings tell enough of an image: of more, the summary says "at least".
MOST_PAGES = 10
IMAGES_A_LOOK = 20


class FindingsSource(Protocol):
    """Where findings come from. Raises CrawlError in the words that the person who asked is told."""

    def findings(self, region: str, image_id: str) -> Iterable[list[Mapping[str, Any]]]:
        """The findings on an image, a page at a time; none for one that was never scanned."""


def fetch_findings(
    database: Database, source: FindingsSource, *, now: Callable[[], datetime], pause: Callable[[], bool]
) -> int:
    """Ask about the images that wait longest, and keep what comes of it; how many were asked about.

    No transaction is open while EC2 is asked. `pause` is called between two images, and true ends it.
    """
    with database.read() as session:
        waiting = waiting_for_findings(session, limit=IMAGES_A_LOOK)
    for number, row in enumerate(waiting):
        if number and pause():
            return number
        try:
            pages = source.findings(row.region, row.image_id)
            found: list[Mapping[str, Any]] = []
            complete = True
            for page, some in enumerate(pages):
                if page == MOST_PAGES:
                    complete = False
                    break
                found += some
        except CrawlError as error:
            with database.write() as session:
                findings_failed(session, row, str(error))
            continue
        with database.write() as session:
            keep_findings(session, row, summary_of(found, complete=complete), at=now())
    return len(waiting)
