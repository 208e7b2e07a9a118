"""What the index holds: one document for each release and audience.

A release can be public in one region and shared in private in another. Filtering single images out of an answer would
leave traces in totals, facets and cursors, so a release with private images has two documents: one built from its
public images for everyone, one built from all of them for the operator. A release without private images has one
document that both audiences see. Every search names its audience, and nothing else has to know.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Audience(StrEnum):
    """Who asks. The operator also sees images that were shared with his account in private."""

    PUBLIC = "public"
    OPERATOR = "operator"


class ImageInRegion(NamedTuple):
    """One image of a release, as a search answer shows it."""

    region: str
    image_id: str
    owner_id: str
    architecture: str | None
    created_at: datetime | None
    deprecated_at: datetime | None
    gone_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReleaseDocument:
    """One release as one audience sees it.

    `images` is never empty. While any of them is alive it holds the live ones only; a release that is gone
    (`gone_at` set) keeps its last images. Tuples are sorted and hold no duplicates. Times are aware and in UTC.
    """

    release_id: str  # "rel-" and 20 characters
    family_id: str  # "fam-" and 20 characters: catalog/family.py
    superseded_by: str | None  # the id of the newest release of its family, None when it is that itself
    audiences: tuple[Audience, ...]
    partition: str
    name: str  # the image location where EC2 gives no name
    description: str
    owner_ids: tuple[str, ...]
    owner_aliases: tuple[str, ...]
    publisher: str | None  # slug of the directory's publisher
    publisher_name: str | None
    trust: str  # the verdict's level: verified, known, unverified, suspicious, malicious
    score: int  # 0 to 100, the verdict's: orders releases of one level
    operating_system: str | None  # "ubuntu", "windows", …: see search/operating_system.py
    platform: str  # "linux" or "windows"
    platform_details: tuple[str, ...]
    architectures: tuple[str, ...]
    root_device_types: tuple[str, ...]
    virtualization_types: tuple[str, ...]
    boot_modes: tuple[str, ...]
    imds_support: tuple[str, ...]  # "v2.0"; empty: its images leave the choice to whoever launches them
    product_codes: tuple[str, ...]  # of AWS Marketplace
    ssm_parameters: tuple[str, ...]  # AWS's public parameters that resolve to one of its images
    source_image_ids: tuple[str, ...]  # the images that its images were copied from
    snapshot_ids: tuple[str, ...]
    image_locations: tuple[str, ...]
    created_at: datetime | None  # of the newest image
    deprecated_at: datetime | None  # when the last of its images is deprecated; None: at least one has no such time
    gone_at: datetime | None  # when its last image went; None: at least one is alive
    demo: bool
    images: tuple[ImageInRegion, ...]

    @property
    def key(self) -> str:
        """What the index replaces by: a release has one document for each audience set."""
        return f"{self.release_id}/{'+'.join(self.audiences)}"
