"""What a path of the endpoint shows: everything, what a policy lets through, or everything with the verdict in tags.

What a policy forbids does not exist under its path: not in lists, not by id.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from api.image_identity import product_codes
from catalog.directory import Directory
from catalog.document import Document
from catalog.ec2_images import DescribedImage
from trust.identity import identify
from trust.levels import TrustLevel

TRUST_TAG = "amidex:trust"
PUBLISHER_TAG = "amidex:publisher"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one image can be trusted, and by whom it is: the slug of a publisher."""

    level: TrustLevel
    publisher: str | None


@dataclass(frozen=True, slots=True)
class View:
    """One path's view. `name` tells it from the others. None: every level, publisher or owner is shown."""

    name: str
    least: TrustLevel | None = None
    publishers: frozenset[str] | None = None
    owners: frozenset[str] | None = None
    tagged: bool = False

    @property
    def judges(self) -> bool:
        """Whether images must be judged to be shown."""
        return self.least is not None or self.tagged

    def lets_through(self, image: DescribedImage, standing: Standing) -> bool:
        return (
            (self.least is None or standing.level.at_least(self.least))
            and (self.publishers is None or standing.publisher in self.publishers)
            and (self.owners is None or image.owner_id in self.owners)
        )

    def tags(self, standing: Standing) -> list[dict[str, str]]:
        """The tags that an image carries here, by key."""
        if not self.tagged:
            return []
        tags = [{"Key": TRUST_TAG, "Value": standing.level.value}]
        if standing.publisher:
            tags.insert(0, {"Key": PUBLISHER_TAG, "Value": standing.publisher})
        return tags


PLAIN = View("plain")
TAGGED = View("tagged", tagged=True)


def standings(
    session: Session, directory: Directory, images: Sequence[tuple[DescribedImage, Document]]
) -> Mapping[int, Standing]:
    """How each image stands, by row: by who is behind it."""
    del session
    return {image.id: _identity(directory, image, document) for image, document in images}


def _identity(directory: Directory, image: DescribedImage, document: Mapping[str, Any]) -> Standing:
    attribution = directory.attribute(
        image.partition, image.region, image.owner_id, name=image.name, created_at=image.created_at
    )
    identity = identify(image.owner_alias, attribution, product_codes(document))
    return Standing(identity.level, identity.publisher)
