"""What a crawl makes of an image it has to read: the document as it is kept, and the fields its row is made from."""

from typing import Any, NamedTuple

from catalog.document import Document, canonical_json

# The fields of an image that its row is made from, in the order of `DescribedImage.fields`.
FIELDS = (
    "ImageId",
    "OwnerId",
    "Public",
    "EnaSupport",
    "Platform",
    "CreationDate",
    "DeprecationTime",
    "ImageOwnerAlias",
    "Name",
    "ImageLocation",
    "Description",
    "Architecture",
    "PlatformDetails",
    "ImageType",
    "RootDeviceType",
    "VirtualizationType",
    "BootMode",
    "ImdsSupport",
    "State",
)


class DescribedImage(NamedTuple):
    """An image that was read. Nearly all are read straight into this, and never are a dictionary."""

    json: bytes  # catalog.document.canonical_json
    fields: tuple[Any, ...]  # the values of FIELDS, None for those that are missing


def describe(document: Document) -> DescribedImage:
    """A document as it will be kept. Raises TypeError where it holds what JSON cannot."""
    return DescribedImage(canonical_json(document), tuple(map(document.get, FIELDS)))
