"""A family over time, as a picture: where each release stands, worked out here and drawn by the template."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from api.answers.family import FamilyRelease

WIDTH = 720
HEIGHT = 84
MARGIN = 28
BASE = 46
# Dots that would hide each other stand on rows.
ROW_HEIGHT = 11
ROWS = 3
LEAST_DISTANCE = 11
# How far a shade reaches past the dots that it is of.
SHADE = 7
MOST_TICKS = 12


@dataclass(frozen=True, slots=True)
class Dot:
    """A release in the picture."""

    release: FamilyRelease
    x: float
    y: float
    this: bool
    deprecated: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """The beginning of a year, or of some years."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Shade:
    """Behind releases in a row that are all deprecated."""

    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture."""

    dots: list[Dot]
    ticks: list[Tick]
    shades: list[Shade]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE
    margin: int = MARGIN


def timeline(releases: Sequence[FamilyRelease], this: str, now: datetime) -> Timeline | None:
    """The picture of a family's releases; None when there is no time to tell, or one release alone."""
    dated = sorted(
        ((release.created_at, release) for release in releases if release.created_at is not None),
        key=lambda entry: entry[0],
    )
    if len(dated) < 2:
        return None
    begin = dated[0][0]
    length = max(now - begin, timedelta(days=1))

    def place(moment: datetime) -> float:
        share = (moment - begin) / length
        return round(MARGIN + min(1.0, max(0.0, share)) * (WIDTH - 2 * MARGIN), 1)

    dots: list[Dot] = []
    last = [float("-inf")] * ROWS
    for created_at, release in dated:
        x = place(created_at)
        row = next((row for row in range(ROWS) if x - last[row] >= LEAST_DISTANCE), 0)
        last[row] = x
        deprecated = release.deprecated_at is not None and release.deprecated_at <= now
        dots.append(Dot(release, x, BASE - row * ROW_HEIGHT - 8, release.release_id == this, deprecated))
    shades = list(_shades(dots))
    # What is drawn last lies on top.
    dots.sort(key=lambda dot: dot.this)
    return Timeline(dots, _ticks(begin, now, place), shades)


def _shades(dots: list[Dot]) -> Iterator[Shade]:
    for deprecated, group in groupby(dots, key=lambda dot: dot.deprecated):
        if deprecated:
            places = [dot.x for dot in group]
            yield Shade(round(places[0] - SHADE, 1), round(places[-1] - places[0] + 2 * SHADE, 1))


def _ticks(begin: datetime, now: datetime, place: Callable[[datetime], float]) -> list[Tick]:
    years = range(begin.year + 1, now.year + 1)
    step = -(-len(years) // MOST_TICKS) or 1
    ticks = [Tick(place(datetime(year, 1, 1, tzinfo=UTC)), str(year)) for year in years[::step]]
    # Of a family that is not that old: from which month to which.
    return ticks if len(ticks) > 1 else [Tick(place(moment), f"{moment:%b %Y}") for moment in (begin, now)]
