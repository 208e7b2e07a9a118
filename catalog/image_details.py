"""What an image's document tells beyond the image's columns: read from the stored document, never stored twice.

EC2's documents are believed only as far as their types go: a field of a kind that EC2 never gives counts as missing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from catalog.document import PackedDocument


@dataclass(frozen=True, slots=True)
class ImageDetails:
    """What search and trust ask of a document. Tuples are in EC2's order."""

    product_codes: tuple[str, ...]  # of AWS Marketplace, and Amazon's own for what it bills
    ssm_parameter: str | None  # AWS's public parameter that resolves to the image
    source_image_id: str | None  # what it was copied from
    snapshot_ids: tuple[str, ...]  # what its volumes are made from


def image_details(document: Mapping[str, Any]) -> ImageDetails:
    """The details of an image document."""
    codes = document.get("ProductCodes")
    return ImageDetails(
        product_codes=tuple(_texts(codes, "ProductCodeId")) if codes else (),
        ssm_parameter=_text(document.get("PublicSsmParameterName")),
        source_image_id=_text(document.get("SourceImageId")),
        snapshot_ids=_snapshot_ids(document),
    )


def names_snapshot(document: Mapping[str, Any]) -> bool:
    """Whether the volumes of an image are made from snapshots."""
    return document.has_text("SnapshotId") if isinstance(document, PackedDocument) else bool(_snapshot_ids(document))


def _snapshot_ids(document: Mapping[str, Any]) -> tuple[str, ...]:
    if isinstance(document, PackedDocument):
        return tuple(document.texts_of("SnapshotId"))  # nothing else in an image is called so
    mappings = _objects(document.get("BlockDeviceMappings"))
    return tuple(_texts([mapping.get("Ebs") for mapping in mappings], "SnapshotId"))


def _texts(entries: object, field: str) -> Iterator[str]:
    for entry in _objects(entries):
        text = _text(entry.get(field))
        if text is not None:
            yield text


def _objects(entries: object) -> Sequence[Mapping[str, Any]]:
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
