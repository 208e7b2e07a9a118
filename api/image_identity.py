"""Who is behind an image of the catalog: the catalog's row and the directory, put to the rule in trust/."""

from typing import Any

from catalog.directory import Directory
from catalog.document import Document, unpack
from catalog.tables import Image
from trust.identity import Identity, identify


def image_identity(image: Image, directory: Directory, document: Document | None = None) -> Identity:
    """The identity of an image. `document` is the image's, for those who have unpacked it already."""
    attribution = directory.attribute(
        image.partition, image.region, image.owner_id, name=image.name, created_at=image.created_at
    )
    codes = product_codes(unpack(image.document) if document is None else document)
    return identify(image.owner_alias, attribution, codes)


def product_codes(document: Document) -> list[str]:
    """The image's product codes, as far as the document has the form EC2 gives it."""
    entries: Any = document.get("ProductCodes")
    if not isinstance(entries, list):
        return []
    codes = (entry.get("ProductCodeId") for entry in entries if isinstance(entry, dict))
    return [code for code in codes if isinstance(code, str)]
