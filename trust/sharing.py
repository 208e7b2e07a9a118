"""What somebody should know before everybody can launch his image. Pure: facts in, concerns out.

Source: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/building-shared-amis.html
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from catalog.errors import quoted
from trust.rules.exposure import leaks


class Weight(StrEnum):
    """What a concern means for going public."""

    REFUSED = "refused"  # EC2 will not do it
    DANGER = "danger"  # something seems to be given away
    CAUTION = "caution"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Concern:
    """One thing to know, as a sentence."""

    weight: Weight
    text: str


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """A snapshot of the image. `public` None: EC2 did not tell."""

    snapshot_id: str
    encrypted: bool
    public: bool | None
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SharingFacts:
    """What EC2 tells the owner. `blocked`: the account's block public access in the region; None: EC2 did not tell.

    `user_data` is that of the instance the image was made from, where that still exists and EC2 shows it.
    """

    name: str
    description: str
    tags: tuple[tuple[str, str], ...]
    deprecated_at: datetime | None
    imds_v2: bool
    product_codes: bool
    snapshots: tuple[SnapshotFacts, ...]
    blocked: bool | None
    user_data: str | None


def concerns(facts: SharingFacts, now: datetime) -> list[Concern]:
    """Everything to know before the image is made public, the weightiest first."""
    found = [*_refusals(facts), *_leaks(facts), *_state(facts, now)]
    order = list(Weight)
    return sorted(found, key=lambda concern: order.index(concern.weight))


def _refusals(facts: SharingFacts) -> Iterator[Concern]:
    if facts.blocked:
        yield Concern(
            Weight.REFUSED,
            "block public access for AMIs is on in this region; an administrator turns it off with "
            "`aws ec2 disable-image-block-public-access`, for all images of the account",
        )
    encrypted = [snapshot.snapshot_id for snapshot in facts.snapshots if snapshot.encrypted]
    if encrypted:
        yield Concern(
            Weight.REFUSED,
            f"its snapshots {_listed(encrypted)} are encrypted, and EC2 makes no encrypted image public; copy it "
            "without encryption, or share it with accounts, which also need to use the key",
        )
    if facts.product_codes:
        yield Concern(Weight.REFUSED, "it carries a product code, and EC2 makes no image with one public")


def _leaks(facts: SharingFacts) -> Iterator[Concern]:
    texts = [("name", facts.name), ("description", facts.description)]
    for place, what in leaks(texts):
        yield Concern(Weight.DANGER, f"its {place} may tell {what}, and everybody will read it")
    # Others do not see an owner's tags, but copies of tags travel with copies of images to whom one shares them.
    for place, what in leaks((f"tag {quoted(key)}", f"{key}: {value}") for key, value in facts.tags):
        yield Concern(
            Weight.CAUTION, f"its {place} may tell {what}; others do not see your tags, tools of yours may copy them"
        )
    if facts.user_data:
        secrets = [what for _, what in leaks([("user data", facts.user_data)])]
        told = f", and may hold {secrets[0]}" if secrets else ""
        yield Concern(
            Weight.DANGER if secrets else Weight.CAUTION,
            f"the instance it was made from has user data{told}; cloud-init keeps it on the disk, and so in the image",
        )


def _state(facts: SharingFacts, now: datetime) -> Iterator[Concern]:
    if facts.blocked is None:
        yield Concern(Weight.CAUTION, "EC2 did not tell whether block public access is on; it may refuse")
    for snapshot in facts.snapshots:
        if snapshot.public:
            yield Concern(
                Weight.CAUTION,
                f"its snapshot {snapshot.snapshot_id} is public as well: anybody can copy the whole disk",
            )
        elif snapshot.accounts:
            yield Concern(
                Weight.CAUTION,
                f"its snapshot {snapshot.snapshot_id} is shared with {_listed(snapshot.accounts)} as well",
            )
    if facts.deprecated_at is None:
        yield Concern(
            Weight.NOTE, "it has no deprecation date; EC2 sets one, two years after its creation, once it is public"
        )
    elif facts.deprecated_at <= now:
        yield Concern(
            Weight.CAUTION,
            f"it is deprecated since {facts.deprecated_at.date()}: it can be launched, and is found by its id alone",
        )
    if not facts.imds_v2:
        yield Concern(
            Weight.NOTE, "instances of it accept IMDSv1 unless told otherwise; images can ask for IMDSv2 alone"
        )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
