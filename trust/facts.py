"""What the rules are told of a release: plain facts, read by whoever calls, never asked for from here.

Everything beyond the images themselves has a value that means "not known", so that a caller with a single image in its
hand (a dump, a look-up) can ask as well as the one that reads the whole catalog.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from trust.findings import Findings
from trust.levels import TrustLevel


class ImageFacts(NamedTuple):
    """One image of the release. `document` is EC2's whole Image, from which rules read what has no field here.

    Millions are made, and a frozen dataclass takes five times as long to make.
    """

    region: str
    image_id: str
    owner_id: str
    owner_alias: str | None
    name: str | None
    image_location: str | None
    description: str | None
    architecture: str | None
    platform: str
    image_type: str | None
    root_device_type: str | None
    virtualization_type: str | None
    boot_mode: str | None
    imds_support: str | None
    ena_support: bool | None
    created_at: datetime | None
    deprecated_at: datetime | None
    first_seen_at: datetime
    gone_at: datetime | None
    state: str | None
    document: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class OtherRelease:
    """A release that the one being judged is compared with. `snapshot`: the one that both are on, if that is how."""

    release_id: str
    name: str
    created_at: datetime | None
    level: TrustLevel | None = None  # None: not judged yet
    snapshot: str | None = None


class FamilyFacts(NamedTuple):
    """The family of the release: how many releases it has, and the newest, None when that is this one."""

    family_id: str
    pattern: str
    releases: int
    newer: OtherRelease | None = None


class OwnerFacts(NamedTuple):
    """The record of the account that owns the release. Counts are of what is alive and public."""

    first_seen_at: datetime
    oldest_created_at: datetime | None
    images: int
    families: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One annotation that counts today: `weight` 0 to 1 is that of its author's proven identity.

    `until`: when it counts no longer, None: never.
    """

    kind: str
    weight: float
    at: datetime
    author: str
    source: str | None = None
    disputed: bool = False
    confirmed: bool = False
    until: datetime | None = None
    of_owner: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a moderator decided, for ever on record: `malicious`, or that a suspicion is unfounded (`cleared`)."""

    malicious: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """Everything the rules know of one release. `images` is never empty; `now` decides ages.

    `genuine_newest` tells when the newest genuine image that a publisher's pattern matches was created, by
    (pattern, region): without it, nobody can tell whether this one would win an unsafe look-up. `flaps` counts how
    often an image of the release became private and came back. `findings` are those that EC2 named last, when somebody
    had it asked.
    """

    partition: str
    name: str
    images: tuple[ImageFacts, ...]
    now: datetime
    family: FamilyFacts | None = None
    owner: OwnerFacts | None = None
    genuine_newest: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    ancestors: tuple[OtherRelease, ...] = ()
    flaps: int = 0
    statements: tuple[Statement, ...] = ()
    ruling: Ruling | None = None
    findings: Findings | None = None
