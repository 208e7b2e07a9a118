"""Looking through a whole region with both processors: a name that may begin with anything is looked for everywhere.

A region of the world's size takes one processor 30 ms, which the database spends outside of Python. One question at a
time has a second one at its side; when several are asked at once, the processors are busy anyway.
"""

from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session

from api.remembered import Remembered
from catalog.database import Database
from catalog.ec2_images import ImagesWanted, Position, middle, positions
from search.beside import Beside

# Below, a region is looked through in less time than it takes to share the work.
WORTH_HALVING = 50_000
# How long a middle is good enough, which a crawl hardly moves.
MIDDLE_KEPT = timedelta(hours=1)


class TwoHalves:
    """What looks through the second half of a region, for one question at a time: others do both themselves."""

    def __init__(self) -> None:
        self._beside = Beside()
        self._middles: dict[str, Remembered[Position | None]] = {}

    def positions(self, session: Session, database: Database, wanted: ImagesWanted, limit: int) -> list[Position]:
        """The first `limit` places of a region that are wanted, as `catalog.ec2_images.positions` finds them."""
        place = self._middle(session, wanted.region, wanted.at)
        if place is None:
            return positions(session, wanted, None, limit)
        second = self._beside.begin(partial(_second_half, database, wanted, place, limit))
        return (positions(session, wanted, None, limit, until=place) + second())[:limit]

    def _middle(self, session: Session, region: str, at: datetime) -> Position | None:
        remembered = self._middles.setdefault(region, Remembered(MIDDLE_KEPT))
        return remembered.told(at, lambda: middle(session, region, WORTH_HALVING))


def _second_half(database: Database, wanted: ImagesWanted, place: Position, limit: int) -> list[Position]:
    with database.read() as session:
        return positions(session, wanted, place, limit)
