"""Whether a crawl gets on, as the catalog tells: the worker leaves it the processors."""

import time
from dataclasses import dataclass, field

from catalog.crawls import running_progress
from catalog.database import Database

# One that was killed stays in the catalog as running until it is taken up again, which may be hours away.
STANDSTILL_SECONDS = 30.0


@dataclass
class CrawlWatch:
    """Asked now and then: a crawl runs when what it counts went up, or it began, a short while ago."""

    database: Database
    _counted: dict[int, int] = field(default_factory=dict, init=False)
    _moved_at: float = field(default=0.0, init=False)

    def is_crawling(self) -> bool:
        with self.database.read() as session:
            counted = running_progress(session)
        if counted != self._counted:
            self._counted, self._moved_at = counted, time.monotonic()
        return bool(counted) and time.monotonic() - self._moved_at < STANDSTILL_SECONDS
