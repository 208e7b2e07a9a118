"""A region's images: what lives in each of its slots at a tick, and the document EC2 gives of it.

Slots run: releases of the whole world · the region's own strangers (curiosities first) · private images (the
caller's own and those shared with him) · then, for every tick, the images born at it. Nothing is stored: all is a
function of (seed, region, slot, tick).
"""

from typing import Final

from tests.world.calendar_forms import MINUTES_OF_DAY, SECONDS, clock
from tests.world.curiosities import OWN_CURIOSITIES, PUBLIC_CURIOSITIES, SHARED_CURIOSITIES
from tests.world.hardware import block, element
from tests.world.lanes import Releases
from tests.world.numbers import key_of, mix, mix_short, unmix, unmix_short
from tests.world.regions import Region
from tests.world.releases import Release
from tests.world.strangers import stranger_release
from tests.world.timeline import (
    OWN,
    PUBLIC,
    PUBLIC_AND_SHARED,
    SHARED,
    Standing,
    deregistered_lately,
    launched_at_tick,
    scanned_at_tick,
    standing_at,
)

_LONG_IDS_SINCE_MINUTE = 736_695 * 1440  # 2018-01-01
_SLOT_BITS = 27
_SLOT_MASK = (1 << _SLOT_BITS) - 1
_SNAPSHOT_STEPS = tuple(number * 0x1E3779B97F4A7C15 & (1 << 64) - 1 for number in range(1, 9))
_BEFORE_DEPRECATION, _AFTER_DEPRECATION = element("deprecationTime", b"|" + SECONDS[0]).split(b"|")
_END_OF_DESCRIPTION = b"</description>"
_SEVERITIES = ("informational", "low", "medium", "high", "critical")


# An XML element in pieces: `b"".join` makes it whole.
Document = tuple[bytes, ...]


def _with_snapshots(segments: tuple[bytes, ...], random: int) -> tuple[bytes, ...]:
    """The last segments of a document, each volume's snapshot id between two of them."""
    first = b"snap-0%016x" % random
    match len(segments):
        case 7:  # one volume, by far the most common
            return (segments[5], first, segments[6])
        case 6:
            return (segments[5],)
    pieces = [segments[5], first]
    for segment, step in zip(segments[6:-1], _SNAPSHOT_STEPS, strict=False):
        pieces += (segment, b"snap-0%016x" % (random ^ step))
    return (*pieces, segments[-1])


def _revised(details: bytes, revision: int) -> bytes:
    """Details with another description; a long one or none makes way for a new one."""
    before, end, after = details.partition(_END_OF_DESCRIPTION)
    if end and len(before) - before.rindex(b">") < 200:
        return b"%b (revised %d)%b%b" % (before, revision, end, after)
    if end:
        before = before[: before.rindex(b" " * 12 + b"<description>")]
        after = after.removeprefix(b"\n")
    return before + element("description", b"revised %d" % revision) + after


class Population:
    """The images of one region. `home` is the region that copies come from (itself, for the biggest)."""

    def __init__(self, region: Region, releases: Releases, *, seed: int, per_tick: int, world_per_tick: int) -> None:
        self.region: Final = region
        self.home: Population = self
        self._releases = releases
        self._per_tick = per_tick
        self._world_per_tick = world_per_tick
        public = region.public_images
        strangers = max(public // 20, min(len(PUBLIC_CURIOSITIES) + 4, public // 3))
        self.shared_slots: Final = public - strangers
        self._private_from: Final = public
        private = len(OWN_CURIOSITIES) + len(SHARED_CURIOSITIES) + public // 5000
        self._born_from: Final = public + private
        self._copied_after_minutes = region.number * 3
        self._id_key = key_of(seed, "id")
        self._event_key = key_of(seed, region.name, "event")
        self.stranger_key: Final = key_of(seed, region.name, "stranger")

    def slots(self, tick: int) -> int:
        """How many slots there have been until a tick, gone images included."""
        return self._born_from + tick * self._per_tick

    def random(self, slot: int) -> int:
        """The hash that decides everything about the image that its release does not."""
        return mix(slot, self._event_key)

    def born(self, slot: int) -> int:
        return 0 if slot < self._born_from else (slot - self._born_from) // self._per_tick + 1

    def standing(self, slot: int, tick: int, random: int) -> Standing | None:
        """None when the image is gone; the slot must have been born by that tick. `random` is the slot's."""
        if slot < self._private_from:
            return standing_at(tick, 0, random, PUBLIC_AND_SHARED if random % 2003 == 7 else PUBLIC)
        if slot < self._born_from:
            return standing_at(tick, 0, random, OWN if slot - self._private_from < len(OWN_CURIOSITIES) else SHARED)
        return standing_at(tick, self.born(slot), random, PUBLIC)

    def is_stranger(self, slot: int) -> bool:
        """Whether it is a one-off of this region, neither a release of the world nor made by hand."""
        return self._release_number(slot) is None and self._by_hand(slot) is None

    def has_rarities(self, slot: int) -> bool:
        """Whether it may have fields that change by themselves: curiosities and strangers stay as they were made."""
        return not self.shared_slots <= slot < self._born_from

    def may_be_amazon(self, slot: int) -> bool:
        """False when the image certainly has not the alias `amazon`, at the price of a look into a table."""
        number = self._release_number(slot)
        return number is not None and self._releases.may_be_amazon(number)

    def _release_number(self, slot: int) -> int | None:
        if slot < self.shared_slots:
            return slot
        if slot < self._born_from:
            return None
        tick, place = divmod(slot - self._born_from, self._per_tick)
        return -1 - (tick * self._world_per_tick + place)

    def _by_hand(self, slot: int) -> Release | None:
        if slot < self._private_from:
            number = slot - self.shared_slots
            # The last stranger is never made by hand, so that even the smallest region has a real one.
            made = PUBLIC_CURIOSITIES[: self._private_from - self.shared_slots - 1]
        else:
            number = slot - self._private_from
            made = OWN_CURIOSITIES + SHARED_CURIOSITIES
        return made[number] if number < len(made) else None

    def _stranger_minute(self, slot: int) -> int:
        return self._releases.minute_of(mix(slot, self.stranger_key) % max(1, self.shared_slots))

    def minute(self, slot: int) -> int:
        """When the release of the image in a slot was made; `release` without making it."""
        number = self._release_number(slot)
        if number is not None:
            return self._releases.minute_of(number)
        made = self._by_hand(slot)
        return made.minute if made else self._stranger_minute(slot)

    def release(self, slot: int) -> Release:
        number = self._release_number(slot)
        if number is not None:
            return self._releases.release(number)
        made = self._by_hand(slot)
        if made:
            return made
        return stranger_release(slot, self._stranger_minute(slot), self.stranger_key, self._releases.days)

    def owner(self, release: Release) -> bytes:
        owners = release.owners
        return owners if isinstance(owners, bytes) else owners[self.region.number]

    def image_id(self, slot: int, minute: int) -> bytes:
        """The id of the image in a slot whose release was made at `minute`: 8 digits before 2018, 17 since."""
        place = self.region.number << _SLOT_BITS | slot
        if minute < _LONG_IDS_SINCE_MINUTE:
            return b"ami-%08x" % mix_short(place, self._id_key)
        return b"ami-0%016x" % mix(place, self._id_key)

    def slot_of(self, image_id: bytes, tick: int) -> int | None:
        """The slot of an image of this region that was born by that tick, gone or not; None for any other id."""
        digits = int(image_id[4:], 16)
        place = unmix_short(digits, self._id_key) if len(image_id) == 12 else unmix(digits, self._id_key)
        slot = place & _SLOT_MASK
        if place >> _SLOT_BITS != self.region.number or slot >= self.slots(tick):
            return None
        return slot if self.image_id(slot, self.minute(slot)) == image_id else None

    def deregistered_lately(self, slot: int, tick: int) -> bool:
        return deregistered_lately(tick, self.born(slot), self.random(slot))

    def deprecation(self, release: Release, standing: Standing, random: int) -> bytes:
        """The deprecation time, as the document writes it, or nothing."""
        if standing.deprecated_at_tick is not None:
            return clock(standing.deprecated_at_tick)
        if release.deprecated_after_days is None:
            return b""
        day, minute = divmod(release.minute + self._copied_after_minutes + (random & 31), 1440)
        return self._releases.days[day + release.deprecated_after_days].iso + MINUTES_OF_DAY[minute] + SECONDS[0]

    def document(self, slot: int, tick: int, random: int, release: Release, standing: Standing) -> Document:
        """The image's `item` element, as EC2 renders it."""
        # This is done for every image of the world. Small numbers are much cheaper than 64-bit ones.
        low = random & 0x3FFFFFFF
        location, details, owners, _, hardware, minute, lifetime, state = release
        image_id = self.image_id(slot, minute)
        day, minute = divmod(minute + self._copied_after_minutes + (low & 31), 1440)
        time_of_day = MINUTES_OF_DAY[minute]
        days = self._releases.days
        if standing.revision:
            details = _revised(details, standing.revision)
        if standing.deprecated_at_tick is not None:
            details += element("deprecationTime", clock(standing.deprecated_at_tick))
        elif lifetime is not None:
            details += _BEFORE_DEPRECATION + days[day + lifetime].iso + time_of_day + _AFTER_DEPRECATION
        if not low & 15 or not low & 127 or not low >> 7 & 255:
            details += self._rarities(slot, tick, low, release)
        segments = hardware.available
        if state != b"available" or not standing.public:
            segments = hardware.segments(state, public=standing.public)
        return (
            segments[0],
            image_id,
            segments[1],
            location,
            segments[2],
            owners if isinstance(owners, bytes) else owners[self.region.number],
            segments[3],
            days[day].iso + time_of_day + SECONDS[low % 60],
            segments[4],
            details,
            *_with_snapshots(segments, random),
        )

    def _rarities(self, slot: int, tick: int, low: int, release: Release) -> bytes:
        """Elements that few images have."""
        if not self.has_rarities(slot):
            return b""
        details = b""
        if not low & 15 and self.home is not self and slot < self.shared_slots:
            details += element("sourceImageId", self.home.image_id(slot, release.minute))
            details += element("sourceImageRegion", self.home.region.name)
        if (scanned := scanned_at_tick(tick, low)) is not None:
            severity = _SEVERITIES[low % 5]
            lines = element("highestFindingSeverityLabel", severity, 4) + element("findingScanDate", clock(scanned), 4)
            lines += element(f"{severity}FixAvailableSince", "2026-10-01T00:00:00.000Z", 4) if low & 256 else b""
            details += block("scanResults", lines)
        if (launched := launched_at_tick(tick, low)) is not None:
            details += element("lastLaunchedTime", clock(launched))
        return details
