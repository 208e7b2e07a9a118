"""An EC2 image document as a row of the catalog.

The row repeats what people search, filter and sort by; the document keeps everything. A field that is missing, or
whose value is of a kind EC2 never gives, becomes NULL in its column and stays what it is in the document. Only who owns
the image and which one it is must be there.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from catalog.account_id import is_account_id
from catalog.directory import Directory
from catalog.document import pack_canonical
from catalog.rekeying import release_of_image
from catalog.scopes import Scope, is_private
from crawler.described_image import DescribedImage
from crawler.errors import MalformedImageError

# Wider than catalog.image_id's form: EC2's simulators give ids like ami-ekswin, and what answers as EC2 is believed.
_IMAGE_ID = re.compile(r"[a-z]{3}-[0-9a-z]{1,32}\Z")

# EC2 allows 128. What is longer is none of EC2's names, and PostgreSQL could not put it into an index.
LONGEST_NAME_CHARACTERS = 512


class ImageRow(NamedTuple):
    """Every column of `catalog.tables.Image` but `id`, in the table's order."""

    partition: str
    region: str
    image_id: str
    release_id: str
    owner_id: str
    owner_alias: str | None
    name: str | None
    image_location: str | None
    description: str | None
    architecture: str | None
    platform: str
    platform_details: str | None
    image_type: str | None
    root_device_type: str | None
    virtualization_type: str | None
    boot_mode: str | None
    imds_support: str | None
    ena_support: bool | None
    state: str | None
    public: bool | None
    created_at: datetime | None
    deprecated_at: datetime | None
    scopes: int
    private: bool
    first_seen_at: datetime
    changed_at: datetime
    gone_at: datetime | None
    digest: bytes
    document: bytes


def image_row(
    image: DescribedImage,
    *,
    partition: str,
    region: str,
    scopes: Scope,
    digest: bytes,
    directory: Directory,
    seen_at: datetime,
) -> ImageRow:
    """The row of an image. Raises MalformedImageError without a valid id or owner."""
    image_id, owner_id, public, ena_support, platform, creation_date, deprecation_time, *texts = image.fields
    check_identity(image_id, owner_id)
    owner_alias, name, image_location, description, architecture, details, *kinds = [
        # What EC2 sends is told first: a call for each column would cost as much again.
        text if text is None or (type(text) is str and text and "\0" not in text) else _text(text)
        for text in texts
    ]
    if name is not None and len(name) > LONGEST_NAME_CHARACTERS:
        name = None
    image_type, root_device_type, virtualization_type, boot_mode, imds_support, state = kinds
    public = public if isinstance(public, bool) else None
    created_at = _time(creation_date)
    release_id = release_of_image(
        directory,
        partition=partition,
        region=region,
        image_id=image_id,
        owner_id=owner_id,
        name=name,
        image_location=image_location,
        created_at=created_at,
    )
    columns = (
        partition,
        region,
        image_id,
        release_id,
        owner_id,
        owner_alias,
        name,
        image_location,
        description,
        architecture,
        "windows" if isinstance(platform, str) and platform.lower() == "windows" else "linux",
        details,
        image_type,
        root_device_type,
        virtualization_type,
        boot_mode,
        imds_support,
        ena_support if isinstance(ena_support, bool) else None,
        state,
        public,
        created_at,
        _time(deprecation_time),
        int(scopes),
        is_private(scopes, public=public),
        seen_at,
        seen_at,
        None,
        digest,
        pack_canonical(image.json),
    )
    return ImageRow._make(columns)  # the constructor takes twice as long


def check_identity(image_id: object, owner_id: object) -> None:
    """Raises MalformedImageError unless these are the id of an image and of an account."""
    if not isinstance(image_id, str) or not _IMAGE_ID.match(image_id):
        raise MalformedImageError(f"an image has the ImageId {image_id!r}; expected one like ami-0abcdef1234567890")
    if not isinstance(owner_id, str) or not is_account_id(owner_id):
        raise MalformedImageError(f"image {image_id} has the OwnerId {owner_id!r}; expected an account id of 12 digits")


def _text(value: object) -> str | None:
    if not isinstance(value, str) or not value:
        return None
    # PostgreSQL cannot store NUL in text; XML, EC2's own format, cannot hold it at all.
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in value else value


def _time(value: object) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    if moment.tzinfo is UTC:  # as EC2 writes all of them
        return moment
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
