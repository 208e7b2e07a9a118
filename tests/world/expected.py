"""What a right crawl must find: exact counts and ids of a region, scope and tick, and what changed."""

import hashlib
from dataclasses import dataclass, field

from tests.world.calendar_forms import clock
from tests.world.population import Population
from tests.world.strangers import IMPOSTOR, oddity
from tests.world.timeline import Standing, launched_at_tick, scanned_at_tick

SCOPES = ("all", "self", "amazon")


@dataclass(slots=True)
class Expected:
    """Image ids by what a crawl of one scope must make of them.

    `changed` had an event; `refreshed` differ only in fields that change by themselves.
    """

    images: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    refreshed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    impostors: list[str] = field(default_factory=list)


def digest_of(image_ids: list[str]) -> str:
    """SHA-256 in hex of the sorted ids, one a line."""
    return hashlib.sha256("\n".join(sorted(image_ids)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Crawl:
    """One crawl of a region and scope at a tick, as a right one would see it."""

    population: Population
    scope: str
    tick: int
    include_deprecated: bool

    def sees(self, slot: int, random: int) -> Standing | None:
        """How the image in a slot stands when the crawl sees it, else None."""
        population = self.population
        if slot >= population.slots(self.tick) or (self.scope == "amazon" and not population.may_be_amazon(slot)):
            return None
        standing = population.standing(slot, self.tick, random)
        if standing is None or not self._in_scope(slot, standing):
            return None
        if not self.include_deprecated:
            deprecation = population.deprecation(population.release(slot), standing, random)
            if deprecation and deprecation <= clock(self.tick):
                return None
        return standing

    def _in_scope(self, slot: int, standing: Standing) -> bool:
        match self.scope:
            case "all":
                return standing.public
            case "self":
                return standing.shared
            case _:
                return standing.visible and self.population.release(slot).alias == b"amazon"

    def fields_of_their_own_will(self, slot: int, random: int) -> tuple[int | None, int | None]:
        """What may differ between two crawls of an image that had no event."""
        if not self.population.has_rarities(slot):
            return None, None
        low = random & 0x3FFFFFFF
        return scanned_at_tick(self.tick, low), launched_at_tick(self.tick, low)


def expected(population: Population, scope: str, tick: int, since: int | None, *, include_deprecated: bool) -> Expected:
    """What `scope` shows at `tick`, and how that differs from what it showed at the tick `since`, if given.

    Raises ValueError for a scope that there is not.
    """
    if scope not in SCOPES:
        raise ValueError(f"no scope {scope!r}; there are: {', '.join(SCOPES)}")
    now = _Crawl(population, scope, tick, include_deprecated)
    before = _Crawl(population, scope, tick if since is None else since, include_deprecated)
    found = Expected()
    for slot in range(population.slots(max(now.tick, before.tick))):
        random = population.random(slot)
        stands, stood = now.sees(slot, random), before.sees(slot, random)
        if stands is None and stood is None:
            continue
        image_id = population.image_id(slot, population.minute(slot)).decode()
        if stands is None:
            found.gone.append(image_id)
            continue
        found.images.append(image_id)
        if population.is_stranger(slot) and oddity(slot, population.stranger_key) == IMPOSTOR:
            found.impostors.append(image_id)
        if stood is None:
            found.added.append(image_id)
        elif stands != stood:
            found.changed.append(image_id)
        elif now.fields_of_their_own_will(slot, random) != before.fields_of_their_own_will(slot, random):
            found.refreshed.append(image_id)
    return found
