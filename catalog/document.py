"""The whole EC2 document of an image, as it is kept: canonical JSON, compressed.

An image's document is small and all documents are alike: packed (catalog/packing.py), recorded ones take some 60 bytes
instead of 450.

Canonical means sorted keys, and sorted tags and product codes: EC2 promises no order for those, and two answers that
differ in nothing else must not look like a change.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

import orjson

from catalog.packing import Dictionary, pack_json, unpack_json

Document = Mapping[str, Any]

# What sorts the lists that EC2 gives in no particular order.
UNORDERED_LISTS = {"Tags": "Key", "ProductCodes": "ProductCodeId"}


def in_order(document: Document) -> Document:
    """The document with its unordered lists sorted, so that two that say the same are equal."""
    for field, key in UNORDERED_LISTS.items():
        entries = document.get(field)
        if isinstance(entries, list) and len(entries) > 1 and all(isinstance(entry, Mapping) for entry in entries):
            document = {**document, field: sorted(entries, key=lambda entry: str(entry.get(key, "")))}
    return document


def canonical_json(document: Document) -> bytes:
    """The document as canonical JSON. Times that a parser made into datetimes become ISO 8601 text."""
    return orjson.dumps(in_order(document), option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def pack(document: Document) -> bytes:
    """The document as the catalog stores it."""
    return pack_canonical(canonical_json(document))


def pack_canonical(json: bytes) -> bytes:
    """The document with this canonical JSON as the catalog stores it."""
    return pack_json(json, Dictionary.DOCUMENT)


def unpack(stored: bytes) -> dict[str, Any]:
    """The document from what the catalog stores. Raises ValueError when a newer Amidex wrote it."""
    document: dict[str, Any] = orjson.loads(unpack_json(stored))
    return document


# What copies in other regions say as well stands behind here, mostly: it is parsed in one go, and once for all of them.
_SHARED_FROM = "OwnerId"
_SHARED = b'"OwnerId":'


class PackedDocument(Mapping[str, Any]):
    """A document as the catalog stores it, of which no more is parsed than what somebody asks for.

    Most documents lack most of the fields that are asked for, which their JSON tells without being parsed. Fields are
    EC2's own: letters, which JSON never escapes. They are sorted, so the rest of the JSON behind a field, with a brace
    before it, is a document of all fields from that one on; behind a field within another one it is no JSON at all.
    """

    __slots__ = ("_first", "_parsed", "_stored", "_unpacked")

    def __init__(self, stored: bytes) -> None:
        self._stored = stored
        self._unpacked: bytes | None = None
        self._parsed: dict[str, Any] = {}
        self._first: str | None = None  # the least field that was looked for in what is parsed; None: nothing is

    def put_away(self) -> None:
        """Keep what is packed and what is parsed alone: unpacked it is five times as large."""
        self._unpacked = None

    @property
    def _json(self) -> bytes:
        if self._unpacked is None:
            self._unpacked = unpack_json(self._stored)
        return self._unpacked

    def get(self, field: str, default: Any = None) -> Any:
        first = self._first
        if first is None and field > _SHARED_FROM and (place := self._json.rfind(_SHARED)) >= 0:
            self._parse(_SHARED_FROM, place)
        elif first is None or field < first:
            place = self._json.find(_written(field))
            if place < 0:
                return default
            self._parse(field, place)
        return self._parsed.get(field, default)

    def has_text(self, field: str) -> bool:
        """Whether anything in the document that is called so is a text and not empty."""
        return _texts_under(field).search(self._json) is not None

    def texts_of(self, field: str) -> list[str]:
        """What stands under a field anywhere in the document, where it is text and not empty."""
        return [text.decode() for text in _texts_under(field).findall(self._json)]

    def _parse(self, field: str, place: int) -> None:
        try:
            self._parsed, self._first = _from_a_field_on(self._json[place:]), field
        except orjson.JSONDecodeError:
            self._parsed, self._first = orjson.loads(self._json), ""

    @property
    def _whole(self) -> dict[str, Any]:
        if self._first != "":
            self._parse("", 1)
        return self._parsed

    def __getitem__(self, field: str) -> Any:
        return self._whole[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


@lru_cache(maxsize=64)  # copies come one after the other; nobody changes what they share
def _from_a_field_on(json: bytes) -> dict[str, Any]:
    parsed: dict[str, Any] = orjson.loads(b"{" + json)
    return parsed


@cache
def _written(field: str) -> bytes:
    return f'"{field}":'.encode()


@cache
def _texts_under(field: str) -> re.Pattern[bytes]:
    return re.compile(_written(field) + rb'"([^"\\\\]+)"')
