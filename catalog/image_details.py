"""What the documents of images tell beyond the images' columns: read from what is stored, never stored twice.

EC2's documents are believed only as far as their types go: a field of a kind that EC2 never gives counts as missing.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from catalog.document import PackedDocument


class ImageDetails(NamedTuple):
    """What search and trust ask of some documents, all together: sorted, and nothing twice."""

    product_codes: tuple[str, ...]  # of AWS Marketplace, and Amazon's own for what it bills
    ssm_parameters: tuple[str, ...]  # AWS's public parameters that resolve to one of the images
    source_image_ids: tuple[str, ...]  # what they were copied from
    source_regions: tuple[str, ...]  # where those are: "" is of one of which EC2 does not say
    snapshot_ids: tuple[str, ...]  # what their volumes are made from


def image_details(documents: Iterable[PackedDocument]) -> ImageDetails:
    """The details of some images' documents."""
    codes: set[str] = set()
    parameters: set[str] = set()
    sources: set[str] = set()
    regions: set[str] = set()
    snapshots: set[str] = set()
    for document in documents:
        snapshots.update(document.texts_of("SnapshotId"))  # nothing else in an image is called so
        if (entries := document.get("ProductCodes")) is not None:
            codes.update(code for entry in _objects(entries) if (code := _text(entry.get("ProductCodeId"))))
        if parameter := _text(document.get("PublicSsmParameterName")):
            parameters.add(parameter)
        if source := _text(document.get("SourceImageId")):
            sources.add(source)
            regions.add(_text(document.get("SourceImageRegion")) or "")
        document.put_away()
    return ImageDetails(*(tuple(sorted(found)) for found in (codes, parameters, sources, regions, snapshots)))


def names_snapshot(document: Mapping[str, Any]) -> bool:
    """Whether any volume of an image is made from a snapshot."""
    if isinstance(document, PackedDocument):
        return document.has_text("SnapshotId")
    mappings = document.get("BlockDeviceMappings")
    volumes = [mapping.get("Ebs") for mapping in _objects(mappings)]
    return any(_text(volume.get("SnapshotId")) for volume in _objects(volumes))


def _objects(entries: object) -> list[dict[str, Any]]:
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
