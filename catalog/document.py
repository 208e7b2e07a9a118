"""The whole EC2 document of an image, as it is kept: canonical JSON, compressed.

An image's document is small and all documents are alike, so they are compressed with a dictionary made from real ones:
some 60 bytes instead of 450. The first byte of each says which dictionary, so that a better one can come later.

Canonical means sorted keys, and sorted tags and product codes: EC2 promises no order for those, and two answers that
differ in nothing else must not look like a change.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from threading import local
from typing import Any

import orjson
import zstandard

Document = Mapping[str, Any]

CURRENT_DICTIONARY = 1
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
    return pack_json(canonical_json(document))


def pack_json(canonical: bytes) -> bytes:
    """Canonical JSON as the catalog stores it."""
    return bytes((CURRENT_DICTIONARY,)) + _codec(CURRENT_DICTIONARY).compressor.compress(canonical)


def unpack(stored: bytes) -> dict[str, Any]:
    """The document from what the catalog stores. Raises ValueError when a newer Amidex wrote it."""
    document: dict[str, Any] = orjson.loads(unpack_json(stored))
    return document


def unpack_json(stored: bytes) -> bytes:
    """The JSON from what `pack_json` made. Raises ValueError when a newer Amidex wrote it."""
    json: bytes = _codec(stored[0]).decompressor.decompress(stored[1:])
    return json


class PackedDocument(Mapping[str, Any]):
    """A document as the catalog stores it, read when somebody asks for a field.

    The volumes are most of a document and the least asked for: they are left out of what is read first. Field names
    are EC2's own: letters, which JSON never escapes.
    """

    __slots__ = ("_document", "_json", "_without_volumes")

    def __init__(self, stored: bytes) -> None:
        self._json = unpack_json(stored)
        self._document: dict[str, Any] | None = None
        self._without_volumes: dict[str, Any] | None = None

    def get(self, field: str, default: Any = None) -> Any:
        if self._document is not None:
            return self._document.get(field, default)
        if self._without_volumes is None:
            self._without_volumes = _without_volumes(self._json)
        if field == "BlockDeviceMappings":
            return self._whole.get(field, default)
        return self._without_volumes.get(field, default)

    def has_text(self, field: str) -> bool:
        """Whether anything in the document that is called so is a text and not empty."""
        return _texts(field).search(self._json) is not None

    def texts_of(self, field: str) -> list[str]:
        """What stands under a field anywhere in the document, where it is text and not empty."""
        return [text.decode() for text in _texts(field).findall(self._json)]

    @property
    def _whole(self) -> dict[str, Any]:
        if self._document is None:
            self._document = orjson.loads(self._json)
        return self._document

    def __getitem__(self, field: str) -> Any:
        return self._whole[field]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)


def _without_volumes(json: bytes) -> dict[str, Any]:
    """The document, without its volumes where they can be told from the rest without being read.

    A quotation mark inside of a text is escaped, so what is looked for is no text's. If it is not where it is expected
    either, what is left is no JSON, or there are other objects before it: then all is read.
    """
    before, _, volumes = json.partition(b'"BlockDeviceMappings":[{')
    _, end, after = volumes.partition(b'}],"')
    if end and before.count(b"{") == 1:
        try:
            rest: dict[str, Any] = orjson.loads(before + b'"' + after)
        except orjson.JSONDecodeError:
            pass
        else:
            return rest
    document: dict[str, Any] = orjson.loads(json)
    return document


@lru_cache(maxsize=256)
def _texts(field: str) -> re.Pattern[bytes]:
    return re.compile(rb'"%s":"([^"\\]+)"' % field.encode())


class _Codec(local):
    """A compressor and a decompressor for each thread: zstandard's objects must not be shared."""

    def __init__(self, number: int) -> None:
        dictionary = _dictionary(number)
        self.compressor = zstandard.ZstdCompressor(level=3, dict_data=dictionary, write_dict_id=False)
        self.decompressor = zstandard.ZstdDecompressor(dict_data=dictionary)


@cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    file = files("catalog") / f"document-{number}.zdict"
    if not file.is_file():
        raise ValueError(f"a document was stored with dictionary {number}, which a newer Amidex brings; upgrade")
    return zstandard.ZstdCompressionDict(file.read_bytes())


@cache
def _codec(number: int) -> _Codec:
    return _Codec(number)
