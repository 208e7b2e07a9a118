"""Which family a release belongs to, by its number alone.

Release numbers count back in time: 0 is the newest of tick 0, and negative ones are made at later ticks. Every thousand
numbers hold the same mix, evenly interleaved, so that small worlds look like big ones. A region holds the releases
below its size: young regions have the newest releases only, the oldest are in us-east-1 alone, as in the real world.
"""

from bisect import bisect_right
from dataclasses import dataclass

from tests.world.accounts import owners_of
from tests.world.calendar_forms import MINUTES_PER_TICK, START_MINUTE, Days
from tests.world.families import LINES, Family, Line
from tests.world.marketplace import marketplace_release
from tests.world.releases import Release
from tests.world.strangers import vendor_release

LANES = 1000
_MARKETPLACE = 525
# At later ticks a family gets several builds a day, which must differ in name: publishers number those too.
_DATED_FORMS = (b"day", b"dots", b"iso", b"patch", b"hex", b"ten")
_WINDOW_MINUTES = MINUTES_PER_TICK * 2 // 3


@dataclass(frozen=True, slots=True)
class _Eras:
    """A line's families by time: `active[i]` are built from `starts[i]` until the next start."""

    line: Line
    owners: tuple[bytes, ...]
    starts: tuple[int, ...]
    active: tuple[tuple[Family, ...], ...]


def _eras(line: Line) -> _Eras:
    starts = sorted({0} | {day for family in line.families for day in (family.first_day, family.last_day)})
    active = (tuple(family for family in line.families if family.first_day <= day < family.last_day) for day in starts)
    return _Eras(line, owners_of(line.publisher), tuple(starts), tuple(active))


def _interleave(weights: list[int]) -> list[tuple[int, int]]:
    """For every lane: (which weight, the how-manieth lane of it), spread as evenly as weights allow."""
    taken = [0] * len(weights)
    lanes = []
    for position in range(1, LANES + 1):
        chosen = max(range(len(weights)), key=lambda index: weights[index] * position - taken[index] * LANES)
        lanes.append((chosen, taken[chosen]))
        taken[chosen] += 1
    return lanes


def _coprime_to_lanes(number: int) -> int:
    """The next number from `number` that shares no factor with LANES, so that products spread over all lanes."""
    while number % 2 == 0 or number % 5 == 0:
        number += 1
    return number


class Releases:
    """All releases of a world in which the biggest region has `count` of them and gets `per_tick` more each tick."""

    def __init__(self, *, count: int, per_tick: int, seed: int) -> None:
        self.days = Days()
        self._count = count
        self._per_tick = per_tick
        self._seed = seed
        self._made: dict[int, Release] = {}
        weights = [line.weight for line in LINES]
        weights += [_MARKETPLACE, LANES - _MARKETPLACE - sum(weights)]
        self._lanes = _interleave(weights)
        self._eras = tuple(_eras(line) for line in LINES)
        self._active_products = _coprime_to_lanes(min(3001, max(7, count // 60)))
        self._active_vendors = _coprime_to_lanes(min(977, max(3, count // 150)))

    def minute_of(self, number: int) -> int:
        """When a release was made; strictly later for smaller numbers in a full-size world."""
        if number < 0:
            tick, place = divmod(-1 - number, self._per_tick)
            return START_MINUTE + tick * MINUTES_PER_TICK + place * _WINDOW_MINUTES // self._per_tick
        part = number / self._count
        # A steady stream in the last two years, and ever less from before that, back to 2009.
        return START_MINUTE - 60 - int((600 * part + 5800 * part**2.5) * 1440)

    def may_be_amazon(self, number: int) -> bool:
        """False when the release certainly has not the alias `amazon`, without making it."""
        line = self._lanes[number % LANES][0]
        return line < len(LINES) and bool(LINES[line].alias)

    def release(self, number: int) -> Release:
        """The release of that number. It is kept, for up to 27 regions ask for it: some 100 MB in a full-size world."""
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = self._make(number)
        return made

    def _make(self, number: int) -> Release:
        minute = self.minute_of(number)
        line, rank = self._lanes[number % LANES]
        if line < len(LINES):
            eras = self._eras[line]
            day = minute // 1440
            active = eras.active[bisect_right(eras.starts, day) - 1]
            if active:
                build = number // LANES * eras.line.weight + rank
                serial = -(build // len(active)) if number < 0 else 0
                return self._build(active[build % len(active)], eras, minute, build, serial)
        if line == len(LINES):
            return marketplace_release(number, minute, self._active_products, self._seed, self.days)
        # Small vendors, and whoever was there before or after a well-known publisher.
        return vendor_release(number, minute, self._active_vendors, self._seed, self.days)

    def _build(self, family: Family, eras: _Eras, minute: int, build: int, serial: int) -> Release:
        forms = self.days[minute // 1440].forms
        if serial:
            forms = forms | {form: b"%b.%d" % (forms[form], serial) for form in _DATED_FORMS}
        # A public SSM parameter resolves to the newest builds only.
        details = family.newest_details if build < eras.line.weight else family.details
        return Release(
            family.location % forms,
            details % forms,
            eras.owners,
            eras.line.alias,
            family.hardware,
            minute,
            family.deprecated_after_days,
        )
