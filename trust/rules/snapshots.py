"""The volumes an image brings: whether there are snapshots to make them from, and whether they are encrypted."""

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
    mappings = document.get("BlockDeviceMappings")
    if not mappings or case.image.root_device_type != "ebs":
        return ()
    public = document.get("Public") is not False
    found = False
    for mapping in mappings:
        volume = mapping.get("Ebs") if isinstance(mapping, dict) else None
        if not volume or not volume.get("SnapshotId"):
            continue
        if public:
            return ()
        if not volume.get("Encrypted"):
            return (_UNENCRYPTED,)
        found = True
    return () if found else (_MISSING,)
