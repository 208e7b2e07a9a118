"""When to crawl a region and scope again: told by the catalog's crawls alone, so that a restart changes nothing.

An interval runs from the start of one crawl to the start of the next, and is up to a tenth longer or shorter: regions
that were first crawled in one rush spread out. Chance would give another answer at each question; a hash of the crawl
gives the same one to whoever asks, today's leader or the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from catalog.crawls import CrawlStatus
from catalog.scopes import Scope

JITTER_SHARE = 0.1
# How much the clocks of machines that share a catalog may differ.
CLOCKS_APART = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class LatestCrawl:
    """What the timetable must know of the newest crawl of a region and scope."""

    status: str
    started_at: datetime


@dataclass(frozen=True)
class Timetable:
    """When to crawl, by the interval of each scope."""

    intervals: Mapping[Scope, timedelta]

    def due_at(self, region: str, scope: Scope, latest: LatestCrawl) -> datetime:
        """When the next crawl is to start.

        A crawl that was interrupted has been due ever since it began. One that failed waits as long as one that
        completed: what can be done about a failure was done by then. One that runs counts too: it may well complete.
        """
        if latest.status == CrawlStatus.INTERRUPTED:
            return latest.started_at
        crawl = f"{region} {scope.label} {latest.started_at.isoformat()}".encode()
        chance = int.from_bytes(blake2b(crawl, digest_size=4).digest()) / 2**32
        return latest.started_at + self.intervals[scope] * (1 + JITTER_SHARE * (2 * chance - 1))

    def is_due(self, region: str, scope: Scope, latest: LatestCrawl | None, *, present: datetime) -> bool:
        """Whether a crawl should have started by `present`: also if there never was one, or one in the future.

        When a clock was wrong and is set right, waiting for the time that it told could take years.
        """
        if latest is None or latest.started_at > present + CLOCKS_APART:
            return True
        return self.due_at(region, scope, latest) <= present
