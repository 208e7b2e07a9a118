"""Numbers that look random and are not: bijections for ids, hashes for everything else.

An image's id is a bijection of its place in the world, so ids never collide and an id leads back to its place
without any table.
"""

import hashlib

_MASK_64 = (1 << 64) - 1
_MASK_32 = (1 << 32) - 1
_ODD = 0x9E3779B97F4A7C15
_ODD_INVERSE = pow(_ODD, -1, 1 << 64)
_SHORT_1 = 0x9E3779B1
_SHORT_2 = 0x85EBCA77
_SHORT_1_INVERSE = pow(_SHORT_1, -1, 1 << 32)
_SHORT_2_INVERSE = pow(_SHORT_2, -1, 1 << 32)


def key_of(*parts: object) -> int:
    """A 64-bit key from anything printable; the same in every process and on every machine."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def mix(value: int, key: int) -> int:
    """A bijection of the 64-bit numbers, one for each key, and a hash too: cheap, for every image needs it."""
    value = ((value ^ key) * _ODD) & _MASK_64
    return value ^ (value >> 32)


def unmix(mixed: int, key: int) -> int:
    """The value that `mix` made `mixed` from."""
    return (((mixed ^ (mixed >> 32)) * _ODD_INVERSE) & _MASK_64) ^ key


def mix_short(value: int, key: int) -> int:
    """A bijection of the 32-bit numbers, one for each key: the ids of images from before 2018."""
    value = ((value ^ (key & _MASK_32)) * _SHORT_1) & _MASK_32
    value = ((value ^ (value >> 16)) * _SHORT_2) & _MASK_32
    return value ^ (value >> 16)


def unmix_short(scattered: int, key: int) -> int:
    """The value that `mix_short` made `scattered` from."""
    value = ((scattered ^ (scattered >> 16)) * _SHORT_2_INVERSE) & _MASK_32
    return (((value ^ (value >> 16)) * _SHORT_1_INVERSE) & _MASK_32) ^ (key & _MASK_32)


def account_of(number: int) -> bytes:
    """A 12-digit account id from a hash."""
    return b"%012d" % (10_000_000_000 + number % 989_000_000_000)


_SYLLABLES = (
    b"ab ac ad al am an ar as ba be bi bo ca ce ci co da de di do el em en er fa fe fi fo ga ge gi go "
    b"ha he hi ho in is ka ke ki ko la le li lo ma me mi mo na ne no or pa pe po ra re ri ro sa se ta"
).split()


def word_of(number: int) -> bytes:
    """A pronounceable word; different for all numbers below 262,144."""
    syllables = _SYLLABLES
    return syllables[number & 63] + syllables[number >> 6 & 63] + syllables[number >> 12 & 63]


_BASE_36 = (b"0123456789abcdefghijklmnopqrstuvwxyz" * 8)[:256]


def base36_of(number: int, length: int) -> bytes:
    """`length` (at most 64) lower-case letters and digits, as product codes and Marketplace suffixes have."""
    return hashlib.blake2b(number.to_bytes(8, "big"), digest_size=length).digest().translate(_BASE_36)


def uuid_of(number: int) -> bytes:
    """The 36 characters of a version 4 UUID."""
    digits = b"%016x%016x" % (number, mix(number, 0x1D))
    return b"%b-%b-4%b-a%b-%b" % (digits[:8], digits[8:12], digits[13:16], digits[17:20], digits[20:])
