"""JSON as it is stored: compressed with a dictionary made from its like, so that what is small and all alike shrinks to
a tenth.

The first byte of each says which dictionary, so that a better one can come later. Old ones stay: what is stored needs
them. tests/bench/dictionary.py makes one.
"""

from enum import IntEnum
from functools import cache
from importlib.resources import files
from threading import local

import zstandard


class Dictionary(IntEnum):
    """What is packed, by the number of its dictionary: catalog/packing-NUMBER.zdict."""

    DOCUMENT = 1  # EC2's document of an image
    SIGNALS = 2  # of a verdict
    RELEASE = 3  # a release as a search index stores it


def pack_json(json: bytes, dictionary: Dictionary) -> bytes:
    """JSON as it is stored."""
    packed: bytes = _codec(dictionary).compressor.compress(json)
    return _FIRST_BYTE[dictionary] + packed


def unpack_json(stored: bytes) -> bytes:
    """The JSON from what `pack_json` made. Raises ValueError when a newer Amidex wrote it."""
    json: bytes = _codec(stored[0]).decompressor.decompress(stored[1:])
    return json


_FIRST_BYTE = {dictionary: bytes((dictionary,)) for dictionary in Dictionary}


class _Codec(local):
    """A compressor and a decompressor for each thread: zstandard's objects must not be shared."""

    def __init__(self, number: int) -> None:
        dictionary = _dictionary(number)
        self.compressor = zstandard.ZstdCompressor(level=3, dict_data=dictionary, write_dict_id=False)
        self.decompressor = zstandard.ZstdDecompressor(dict_data=dictionary)


@cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    file = files("catalog") / f"packing-{number}.zdict"
    if not file.is_file():
        raise ValueError(f"it was stored with dictionary {number}, which a newer Amidex brings; upgrade")
    return zstandard.ZstdCompressionDict(file.read_bytes())


@cache
def _codec(number: int) -> _Codec:
    return _Codec(number)
