"""How an image fares over the ticks: about one in a hundred changes from one tick to the next.

Each image has one event in every `PERIOD` ticks, at a tick and of a kind that only its hash decides. So the state at
any tick is computed, not stored. Two kinds of fields change by themselves, without an event: see `scanned_at_tick` and
`launched_at_tick`.
"""

from typing import NamedTuple

PERIOD = 140  # 0.7 % of the images have an event at a tick; births (0.25 %) come on top
FLAP_TICKS = 3  # how long a flapping image stays private

_REDESCRIBED, _DEPRECATED, _WITHDRAWN, _DEREGISTERED, _FLAPPING = 40, 60, 72, 88, 100  # upper bounds, in hundredths


class Standing(NamedTuple):
    """Who may use an image at a tick, and what happened to it: `revision` counts new descriptions."""

    public: bool
    shared: bool  # with the caller, explicitly
    own: bool  # by the caller
    revision: int = 0
    deprecated_at_tick: int | None = None

    @property
    def visible(self) -> bool:
        """Whether the caller may see it at all."""
        return self.public or self.shared or self.own


PUBLIC = Standing(public=True, shared=False, own=False)
PUBLIC_AND_SHARED = Standing(public=True, shared=True, own=False)
SHARED = Standing(public=False, shared=True, own=False)
OWN = Standing(public=False, shared=False, own=True)


def standing_at(tick: int, born: int, random: int, at_birth: Standing) -> Standing | None:
    """The standing at a tick (not before `born`) of an image with that hash; None when it is deregistered."""
    first = born + 1 + random % PERIOD
    if tick < first:
        return at_birth
    cycle, ticks_since = divmod(tick - first, PERIOD)
    kind = (random >> 32) % 100
    if kind < _REDESCRIBED:
        return at_birth._replace(revision=cycle + 1)
    if kind < _DEPRECATED:
        return at_birth._replace(deprecated_at_tick=tick - ticks_since)
    if kind < _WITHDRAWN:
        return at_birth._replace(public=False)
    if kind < _DEREGISTERED:
        return None
    return at_birth._replace(public=False) if ticks_since < FLAP_TICKS else at_birth


def deregistered_lately(tick: int, born: int, random: int) -> bool:
    """Whether it was deregistered at this very tick: EC2 then still knows the id, but shows nothing."""
    return tick == born + 1 + random % PERIOD and _WITHDRAWN <= (random >> 32) % 100 < _DEREGISTERED


def scanned_at_tick(tick: int, random: int) -> int | None:
    """When Amazon Inspector last scanned it (every fourth tick), for the one in 128 images that it scans."""
    return None if random & 127 else tick - (tick + (random >> 7)) % 4


def launched_at_tick(tick: int, random: int) -> int | None:
    """When it was last launched (every eighth tick), for the one in 256 images that say so."""
    return None if random >> 7 & 255 else tick - (tick + (random >> 15)) % 8
