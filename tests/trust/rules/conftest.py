from datetime import UTC, datetime

import pytest

from trust.facts import ImageFacts, ReleaseFacts
from trust.judge import judge
from trust.verdict import Signal, Verdict

NOW = datetime(2026, 11, 24, tzinfo=UTC)
STRANGER = "999999999999"
CANONICAL = "099720109477"


def image_facts(name="acme-app-1.2", **fields) -> ImageFacts:
    """An image of a stranger's, with nothing to say against it."""
    created = fields.pop("created_at", datetime(2026, 9, 1, tzinfo=UTC))
    document = {"BlockDeviceMappings": [{"Ebs": {"SnapshotId": "snap-0123456789abcdef0", "Encrypted": False}}]}
    given = {
        "region": "us-east-1",
        "image_id": "ami-0123456789abcdef0",
        "owner_id": STRANGER,
        "owner_alias": None,
        "name": name,
        "image_location": None,
        "description": "",
        "architecture": "x86_64",
        "platform": "linux",
        "image_type": "machine",
        "root_device_type": "ebs",
        "virtualization_type": "hvm",
        "boot_mode": "uefi-preferred",
        "imds_support": "v2.0",
        "ena_support": True,
        "created_at": created,
        "deprecated_at": None,
        "first_seen_at": created or NOW,
        "gone_at": None,
        "state": "available",
    }
    return ImageFacts(**{**given, **fields, "document": document | fields.pop("document", {})})


def release_facts(name="acme-app-1.2", *images: ImageFacts, partition="aws", now=NOW, **fields) -> ReleaseFacts:
    """A release of the images, or of one that is made from those fields that are an image's."""
    own = {key: fields.pop(key) for key in list(fields) if key in ImageFacts._fields}
    return ReleaseFacts(partition, name, images or (image_facts(name, **own),), now, **fields)


@pytest.fixture
def verdict(directory):
    """Judges a release of one image, made from a name and the fields that matter."""

    def of(name="acme-app-1.2", *images, **fields) -> Verdict:
        return judge(release_facts(name, *images, **fields), directory)

    return of


@pytest.fixture
def signals(verdict):
    """The signals of one rule: `signals(rule, name, **fields)`."""

    def of(rule, name="acme-app-1.2", *images, **fields) -> list[Signal]:
        return [found for found in verdict(name, *images, **fields).signals if found.rule == rule]

    return of
