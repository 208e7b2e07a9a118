"""The volumes an image brings: whether there are snapshots to make them from, and whether they are encrypted."""

from collections.abc import Mapping
from typing import Any

from catalog.image_details import names_snapshot
from trust.case import Case
from trust.verdict import Outcome, Signal

NAME = "snapshots"
OUTCOMES = frozenset({Outcome.NOTE, Outcome.CAUTION})

_MISSING = Signal(
    NAME,
    Outcome.CAUTION,
    "EC2 names no snapshot for its root volume: it cannot be launched, and nobody can look into it.",
    {"missing": "SnapshotId"},
)
_UNENCRYPTED = Signal(
    NAME,
    Outcome.NOTE,
    "Its snapshots are not encrypted though it is not public: encrypt them, or volumes made from it are readable.",
    {"Encrypted": False},
)


def find(case: Case) -> tuple[Signal, ...]:
    """Encryption is asked of private images alone: what is public cannot be encrypted."""
    document = case.image.document
    if case.image.root_device_type != "ebs":
        return ()
    public = document.get("Public") is not False
    if names_snapshot(document):
        return () if public or _are_encrypted(document) else (_UNENCRYPTED,)
    return (_MISSING,) if document.get("BlockDeviceMappings") else ()


def _are_encrypted(document: Mapping[str, Any]) -> bool:
    volumes = [mapping.get("Ebs") for mapping in document.get("BlockDeviceMappings") or () if isinstance(mapping, dict)]
    return all(volume.get("Encrypted") for volume in volumes if volume and volume.get("SnapshotId"))
