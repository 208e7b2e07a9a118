"""What a right crawl must find: exact counts and ids for a region, a scope and a tick, and what changed since another."""

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


def expected(population: Population, scope: str, tick: int, since: int | None, *, include_deprecated: bool) -> Expected:
    """What `scope` shows at `tick`; with `since`, also what changed from that tick. Raises ValueError for a bad scope."""
    if scope not in SCOPES:
        raise ValueError(f"no scope {scope!r}; there are: {', '.join(SCOPES)}")
    found = Expected()
    for slot in range(population.slots(max(tick, since or 0))):
        random = population.random(slot)
        now = _seen(population, scope, slot, tick, random, include_deprecated=include_deprecated)
        before = None
        if since is not None:
            before = _seen(population, scope, slot, since, random, include_deprecated=include_deprecated)
        if now is None and before is None:
            continue
        image_id = population.image_id(slot, population.minute(slot)).decode()
        if now is None:
            found.gone.append(image_id)
            continue
        found.images.append(image_id)
        if population.is_stranger(slot) and oddity(slot, population.stranger_key) == IMPOSTOR:
            found.impostors.append(image_id)
        if since is None:
            continue
        if before is None:
            found.added.append(image_id)
        elif before != now:
            found.changed.append(image_id)
        elif population.has_rarities(slot) and _by_itself(tick, random) != _by_itself(since, random):
            found.refreshed.append(image_id)
    return found


def _by_itself(tick: int, random: int) -> tuple[int | None, int | None]:
    low = random & 0x3FFFFFFF
    return scanned_at_tick(tick, low), launched_at_tick(tick, low)


def _seen(
    population: Population, scope: str, slot: int, tick: int, random: int, *, include_deprecated: bool
) -> Standing | None:
    """How the image stands when a crawl of the scope sees it at the tick, else None."""
    if slot >= population.slots(tick) or (scope == "amazon" and not population.may_be_amazon(slot)):
        return None
    standing = population.standing(slot, tick, random)
    if standing is None or not standing.visible:
        return None
    if (scope == "all" and not standing.public) or (scope == "self" and not standing.shared):
        return None
    if scope == "amazon" and population.release(slot).alias != b"amazon":
        return None
    if not include_deprecated:
        deprecation = population.deprecation(population.release(slot), standing, random)
        if deprecation and deprecation <= clock(tick):
            return None
    return standing
