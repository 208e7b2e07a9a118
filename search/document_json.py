"""How an index stores a document: one compact JSON array, decoded again for each hit shown.

Half of an index of the world would be region names, owners and times that all images of a release share. So images are
stored by column, and a column that is the same all the way down is stored once.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import repeat
from typing import Any

import orjson

from search.document import Audience, ImageInRegion, ReleaseDocument

# How many values stand before those of the images.
_RELEASE_VALUES = 30


def encode_document(document: ReleaseDocument) -> bytes:
    """The document as bytes; `decode_document` gives an equal one."""
    regions, image_ids, owners, architectures, created, deprecated, gone = zip(*document.images, strict=True)
    return orjson.dumps(
        [
            document.release_id,
            document.family_id,
            document.superseded_by,
            document.audiences,
            document.partition,
            document.name,
            document.description,
            document.owner_ids,
            document.owner_aliases,
            document.publisher,
            document.publisher_name,
            document.trust,
            document.score,
            document.operating_system,
            document.platform,
            document.platform_details,
            document.architectures,
            document.root_device_types,
            document.virtualization_types,
            document.boot_modes,
            document.imds_support,
            document.product_codes,
            document.ssm_parameters,
            " ".join(document.source_image_ids),
            " ".join(document.snapshot_ids),
            document.image_locations,
            _time(document.created_at),
            _time(document.deprecated_at),
            _time(document.gone_at),
            document.demo,
            " ".join(regions),
            " ".join(image_ids),
            _column(owners),
            _column(architectures),
            _times(created),
            _times(deprecated),
            _times(gone),
        ]
    )


def decode_document(stored: bytes) -> ReleaseDocument:
    """The document that was encoded."""
    release, images = (values := orjson.loads(stored))[:_RELEASE_VALUES], values[_RELEASE_VALUES:]
    regions, image_ids, *columns = images
    owners, architectures = map(_cells, columns[:2])
    created, deprecated, gone = (_cells(_datetimes(column)) for column in columns[2:])
    return ReleaseDocument(
        release_id=release[0],
        family_id=release[1],
        superseded_by=release[2],
        audiences=tuple(map(Audience, release[3])),
        partition=release[4],
        name=release[5],
        description=release[6],
        owner_ids=tuple(release[7]),
        owner_aliases=tuple(release[8]),
        publisher=release[9],
        publisher_name=release[10],
        trust=release[11],
        score=release[12],
        operating_system=release[13],
        platform=release[14],
        platform_details=tuple(release[15]),
        architectures=tuple(release[16]),
        root_device_types=tuple(release[17]),
        virtualization_types=tuple(release[18]),
        boot_modes=tuple(release[19]),
        imds_support=tuple(release[20]),
        product_codes=tuple(release[21]),
        ssm_parameters=tuple(release[22]),
        source_image_ids=tuple(release[23].split()),
        snapshot_ids=tuple(release[24].split()),
        image_locations=tuple(release[25]),
        created_at=_datetime(release[26]),
        deprecated_at=_datetime(release[27]),
        gone_at=_datetime(release[28]),
        demo=release[29],
        images=tuple(
            map(ImageInRegion, regions.split(), image_ids.split(), owners, architectures, created, deprecated, gone)
        ),
    )


def _time(time: datetime | None) -> int | str | None:
    """Seconds where they are whole, as EC2's mostly are; ISO 8601 otherwise."""
    if time is None:
        return None
    return int(time.timestamp()) if time.microsecond == 0 else time.astimezone(UTC).isoformat()


@lru_cache(maxsize=1 << 15)  # a build has about the same time in all its regions, and the same builds are shown often
def _datetime(stored: int | str | None) -> datetime | None:
    if stored is None:
        return None
    return datetime.fromtimestamp(stored, UTC) if isinstance(stored, int) else datetime.fromisoformat(stored)


def _datetimes(column: Any) -> Any:
    return list(map(_datetime, column)) if isinstance(column, list) else _datetime(column)


def _column(cells: Sequence[Any]) -> Any:
    return cells[0] if cells.count(cells[0]) == len(cells) else cells


def _times(moments: Sequence[datetime | None]) -> Any:
    column = _column(moments)
    return list(map(_time, moments)) if column is moments else _time(column)


def _cells(column: Any) -> Iterable[Any]:
    return column if isinstance(column, list) else repeat(column)
