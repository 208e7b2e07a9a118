"""What a path of the endpoint shows: everything, what a policy lets through, or everything with the verdict in tags.

What a policy forbids does not exist under its path: not in lists, not by id. The verdict is the stored one, with all
that was found, and not only who owns an image. An image that was not judged yet passes no policy.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from catalog.document import Document
from catalog.ec2_images import DescribedImage
from catalog.signals import unpack_signals
from catalog.verdicts import Told, told_of_releases
from trust.levels import TrustLevel
from trust.policy import ImageToLaunch, Outcome, Policy, decide, findings

TRUST_TAG = "amidex:trust"
PUBLISHER_TAG = "amidex:publisher"


@dataclass(frozen=True, slots=True)
class View:
    """One path's view. `name` tells it from the others. `policy` None: everything is shown."""

    name: str
    policy: Policy | None = None
    tagged: bool = False

    @property
    def judges(self) -> bool:
        """Whether verdicts must be known to show images."""
        return self.policy is not None or self.tagged

    @property
    def fingerprint(self) -> str:
        """All that decides, so that a page's token is worth nothing once the policy says something else."""
        return f"{self.name} {self.policy}"

    @property
    def owners(self) -> frozenset[str] | None:
        """The only accounts that can have an image here, None where the policy does not bind them."""
        only = self.policy.only if self.policy else ()
        bound = bool(only) and all(selector.kind == "owner" for selector in only)
        return frozenset(selector.value for selector in only) if bound else None

    def lets_through(self, image: DescribedImage, document: Document, told: Told | None, now: datetime) -> bool:
        if self.policy is None:
            return True
        if told is None:
            return False
        return decide(self.policy, _to_launch(self.policy, image, document, told), now=now).outcome is Outcome.PASS

    def tags(self, told: Told | None) -> list[dict[str, str]]:
        """The tags that an image carries here, by key; none while it was not judged."""
        if not self.tagged or told is None:
            return []
        tags = [{"Key": TRUST_TAG, "Value": told.level}]
        if told.publisher:
            tags.insert(0, {"Key": PUBLISHER_TAG, "Value": told.publisher})
        return tags


PLAIN = View("plain")
TAGGED = View("tagged", tagged=True)


def verdicts(session: Session, images: Sequence[DescribedImage], *, with_private: bool) -> Mapping[str, Told]:
    """The stored verdicts on the releases of some images, on what who asks sees of them, by release."""
    return told_of_releases(session, {image.release_id for image in images}, with_private=with_private)


def _to_launch(policy: Policy, image: DescribedImage, document: Document, told: Told) -> ImageToLaunch:
    found: frozenset[str] = frozenset()
    if policy.asks_for_findings:
        found = findings((str(rule), str(outcome)) for rule, outcome, *_ in unpack_signals(told.signals))
    return ImageToLaunch(
        image_id=image.image_id,
        name=image.name or "",
        owner_id=image.owner_id,
        publisher=told.publisher,
        level=TrustLevel(told.level),
        created_at=image.created_at,
        deprecated_at=image.deprecated_at,
        findings=found,
        imds_v2=document.get("ImdsSupport") == "v2.0",
    )
