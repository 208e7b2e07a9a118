"""An EC2 image document as a row of the catalog.

The row repeats what people search, filter and sort by; the document keeps everything. A field that is missing, or
whose value is of a kind EC2 never gives, becomes NULL in its column and stays what it is in the document. Only who owns
the image and which one it is must be there.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from catalog.account_id import is_account_id
from catalog.directory import Directory
from catalog.document import Document, pack
from catalog.rekeying import release_of_image
from catalog.scopes import Scope, is_private
from crawler.errors import MalformedImageError

# Column by field, for those that are text in both.
TEXT_COLUMNS = {
    "owner_alias": "ImageOwnerAlias",
    "name": "Name",
    "image_location": "ImageLocation",
    "description": "Description",
    "architecture": "Architecture",
    "platform_details": "PlatformDetails",
    "image_type": "ImageType",
    "root_device_type": "RootDeviceType",
    "virtualization_type": "VirtualizationType",
    "boot_mode": "BootMode",
    "imds_support": "ImdsSupport",
    "state": "State",
}

# Wider than catalog.image_id's form: EC2's simulators give ids like ami-ekswin, and what answers as EC2 is believed.
_IMAGE_ID = re.compile(r"[a-z]{3}-[0-9a-z]{1,32}\Z")

# EC2 allows 128. What is longer is none of EC2's names, and PostgreSQL could not put it into an index.
LONGEST_NAME_CHARACTERS = 512


def image_row(
    document: Document,
    *,
    partition: str,
    region: str,
    scopes: Scope,
    digest: bytes,
    directory: Directory,
    seen_at: datetime,
) -> dict[str, Any]:
    """Every column of `catalog.tables.Image` but `id`. Raises MalformedImageError without a valid id or owner."""
    image_id, owner_id = identity(document)
    row = _texts(document)
    if row["name"] is not None and len(row["name"]) > LONGEST_NAME_CHARACTERS:
        row["name"] = None
    public = document.get("Public")
    public = public if isinstance(public, bool) else None
    ena_support = document.get("EnaSupport")
    created_at = _time(document, "CreationDate")
    row |= {
        "partition": partition,
        "region": region,
        "image_id": image_id,
        "release_id": release_of_image(
            directory,
            partition=partition,
            region=region,
            image_id=image_id,
            owner_id=owner_id,
            name=row["name"],
            image_location=row["image_location"],
            created_at=created_at,
        ),
        "owner_id": owner_id,
        "platform": "windows" if (_text(document.get("Platform")) or "").lower() == "windows" else "linux",
        "ena_support": ena_support if isinstance(ena_support, bool) else None,
        "public": public,
        "created_at": created_at,
        "deprecated_at": _time(document, "DeprecationTime"),
        "scopes": int(scopes),
        "private": is_private(scopes, public=public),
        "first_seen_at": seen_at,
        "changed_at": seen_at,
        "gone_at": None,
        "digest": digest,
        "document": pack(document),
    }
    return row


def identity(document: Document) -> tuple[str, str]:
    """The image's id and its owner's. Raises MalformedImageError unless both are such."""
    image_id, owner_id = document.get("ImageId"), document.get("OwnerId")
    if not isinstance(image_id, str) or not _IMAGE_ID.match(image_id):
        raise MalformedImageError(f"an image has the ImageId {image_id!r}; expected one like ami-0abcdef1234567890")
    if not isinstance(owner_id, str) or not is_account_id(owner_id):
        raise MalformedImageError(f"image {image_id} has the OwnerId {owner_id!r}; expected an account id of 12 digits")
    return image_id, owner_id


def _texts(document: Document) -> dict[str, Any]:
    """The columns of text. What EC2 always sends is told first: a call for each column would cost as much again."""
    row: dict[str, Any] = {}
    for column, field in TEXT_COLUMNS.items():
        value = document.get(field)
        row[column] = value if value is None or (type(value) is str and value and "\0" not in value) else _text(value)
    return row


def _text(value: object) -> str | None:
    if not isinstance(value, str) or not value:
        return None
    # PostgreSQL cannot store NUL in text; XML, EC2's own format, cannot hold it at all.
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in value else value


def _time(document: Mapping[str, Any], field: str) -> datetime | None:
    value = document.get(field)
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
