"""Whether the search index is being built anew, since when and how far: for whoever finds that nothing is found."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from catalog.facts import forget_fact, read_fact, write_fact

BUILDING = "index_building"


@dataclass(frozen=True, slots=True)
class IndexBuilding:
    """The building of an index: since when, and how many releases are in it so far."""

    since: datetime
    releases: int


def note_building(session: Session, building: IndexBuilding) -> None:
    """Say how far it is."""
    write_fact(session, BUILDING, f"{building.since.isoformat()} {building.releases}")


def note_built(session: Session) -> None:
    """Say that none is being built: it is done, or whoever built it died."""
    forget_fact(session, BUILDING)


def index_building(session: Session) -> IndexBuilding | None:
    """How far it is, None when none is being built."""
    written = read_fact(session, BUILDING)
    if written is None:
        return None
    since, _, releases = written.partition(" ")
    return IndexBuilding(datetime.fromisoformat(since), int(releases))
