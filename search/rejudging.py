"""Finding the releases whose verdict is not of today: of older rules, or made before an age or a date passed a bound.

They are handed to the outbox.

Nothing is kept of how far this is: what is handed over waits in the outbox, and what was judged anew is not found
again. Whoever is killed and starts once more goes on where it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from catalog.database import Database
from catalog.outbox import enqueue
from catalog.regions import release_ids
from catalog.utc_time import now
from catalog.verdicts import due_releases, outdated_releases
from trust.judge import RULES_VERSION

RELEASES_A_STEP = 5_000


@dataclass
class Rejudging:
    """One walk through the catalog's releases, a step at a time. With `everything`, current verdicts are no excuse."""

    database: Database
    everything: bool = False
    done: bool = field(default=False, init=False)
    _after: str = field(default="", init=False)

    def step(self) -> int:
        """Hand the next releases that are to be judged to the outbox; how many. `done` is set when none are left."""
        with self.database.read() as session:
            some = next(release_ids(session, batch_size=RELEASES_A_STEP, after=self._after), [])
            if some and not self.everything:
                outdated = outdated_releases(session, some, rules_version=RULES_VERSION, now=now())
            else:
                outdated = set(some)
        if outdated:
            with self.database.write() as session:
                enqueue(session, outdated)
        # Only now: a step that failed is done again.
        self.done = not some
        self._after = some[-1] if some else self._after
        return len(outdated)

    def steps(self) -> Iterator[int]:
        """Every step that is left."""
        while not self.done:
            yield self.step()


def hand_over_due(database: Database, moment: datetime) -> int:
    """Hand releases whose verdict time alone has changed to the outbox, those that are due longest; how many."""
    with database.read() as session:
        due = due_releases(session, now=moment, limit=RELEASES_A_STEP)
    if due:
        with database.write() as session:
            enqueue(session, due)
    return len(due)
