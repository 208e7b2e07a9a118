"""Which family a release belongs to: releases of one owner whose names differ only in what a new build changes.

A family is named by a pattern that EC2's filters understand: the release's name with `*` for its date, build number,
serial, hash, or patch version. What tells products apart stays: the distribution's version, the architecture, the
purpose. All of this is told from the name alone, so that it needs no other release and never changes.
"""

import re
from hashlib import blake2b

from catalog.errors import MalformedError

FAMILY_ID_FORM = "fam- followed by 20 characters of a-z and 2-7, like fam-abcdefghijklmnop2345"

# Part of every id, as in catalog/release.py.
_PERSON = b"amidex-family-01"
_CHARACTERS = 20
_ALPHABET = b"abcdefghijklmnopqrstuvwxyz234567"
_CHARACTER_OF_BYTE = bytes(_ALPHABET[byte & 31] for byte in range(256))
_FAMILY_ID = re.compile(r"fam-[a-z2-7]{20}\Z")

_DAY = r"(?:19[89]|20[0-4])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_MONTH_AND_DAY = r"(?P<between>[-._])(?:0[1-9]|1[0-2])(?P=between)(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:[-._T ]?(?:[01]\d|2[0-3])[-:._h]?[0-5]\d(?:[-:._m]?[0-5]\d(?:\.\d+)?)?Z?(?![0-9A-Za-z]))?"
# What a new build changes, by how it is written. The first that fits at a place is taken.
_PARTS = re.compile(
    r"""
    # Every part begins where a number does or a word: this is asked first, since it is asked at each character.
    (?<!\d)(?:(?=\d)|(?<![A-Za-z])(?=[A-Za-z])) (?:
    (?P<kept> x86[_-]64 | (?<![0-9A-Za-z])i[3-6]86 )
    # 2023.5.20240805.0, 9.4.20240805: a version that ends in a date; its first number is the product's.
  | (?<![0-9.]) (?P<major>\d+\.) (?:\d{1,4}\.)* """
    + _DAY
    + r"""\d* (?:\.\d+)*
    # 2024-06-05, 2024.06.13, with a time or without.
  | (?P<date> (?<!\d) (?:19[89]|20[0-4])\d """
    + _MONTH_AND_DAY
    + _TIME
    + r""" (?!\d) (?:\.\d+)*
    # 20240605, 20240605.1, 20240605-1811, 20240605T121530Z.
  | (?<!\d) """
    + _DAY
    + r"(?!\d)"
    + _TIME
    + r""" (?:\.\d+)* )
  | (?<![0-9A-Za-z]) [0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}
    # A hash, or an id made of random characters: seven or more, figures among letters.
  | (?<![0-9A-Za-z]) (?=[a-f]*\d)(?=\d*[a-f]) [0-9a-f]{7,} (?![0-9A-Za-z])
  | (?<![0-9A-Za-z]) (?=[a-z]*\d+[a-z]+\d) [0-9a-z]{10,} (?![0-9A-Za-z])
  | \d{6,} (?:\.\d+)*
  | (?<![0-9A-Za-z]) (?P<word>(?:[Vv]ersion|[Bb]uild|[Ss]erial|[Rr]evision|[Rr]ev|[Vv])[-_. ]?) \d+(?:\.\d+)*
    # 3815.2.5: nobody counts products to a thousand, so all of it is a build.
  | (?<![0-9.]) (?!(?:19|20)\d\d\.) \d{3,} (?:\.\d+){2,}
    # 1.2.3, 23.11.7609.5c2ec36: what follows the second number is a patch, unless a date tells builds apart.
  | (?<![0-9.]) (?P<version>\d+\.\d+\.) \d+ (?:\.[0-9a-f]+)* (?![0-9A-Za-z])
    # -82- behind a date: a serial.
  | (?<=[-_ ]) (?P<serial>\d{1,5}) (?![0-9A-Za-z.])
    # 2018.03.b
  | (?<=20\d\d\.\d\d\.) [a-z] (?![0-9A-Za-z])
    )
    """,
    re.VERBOSE,
)
_STARS = re.compile(r"\*(?:[-_.: ]?\*)+")
_SPECIAL = re.compile(r"[*?\\]")
_LETTER = re.compile(r"[^\W\d_]")
# A name of which hardly anything stays tells of no family: everything an owner named by random ids would be one.
_LEAST_LETTERS = 3
_NAMELESS = frozenset({"ami-*", "aki-*", "ari-*"})  # old images whose release is called by their id


def family_pattern(name: str) -> str:
    r"""The pattern of the family that a release of this name belongs to; the name itself when nothing in it changes.

    What a filter would take for a wildcard is written with a backslash, as EC2 wants it.
    """
    literal = _SPECIAL.sub(r"\\\g<0>", name) if "*" in name or "?" in name or "\\" in name else name
    dated = False

    def replaced(found: re.Match[str]) -> str:
        nonlocal dated
        group = found.lastgroup
        if group == "kept":
            return found[0]
        if group == "word":
            return found["word"] + "*"
        if group == "version":
            return found[0] if dated or _is_dated(literal, found.end()) else found["version"] + "*"
        if group == "serial":
            return "*" if dated else found[0]
        dated = dated or group in {"major", "date", "between"}
        return found["major"] + "*" if group == "major" else "*"

    pattern = _STARS.sub("*", _PARTS.sub(replaced, literal))
    if pattern in _NAMELESS or len(_LETTER.findall(pattern)) < _LEAST_LETTERS:
        return literal
    return pattern


def family_id(partition: str, identity: str, pattern: str) -> str:
    """The id of the family that has this pattern and identity (catalog.release.release_identity) in this partition."""
    key = f"{partition}\0{identity}\0{pattern}".encode(errors="surrogatepass")
    digest = blake2b(key, digest_size=_CHARACTERS, person=_PERSON).digest()
    return "fam-" + digest.translate(_CHARACTER_OF_BYTE).decode("ascii")


def is_family_id(text: str) -> bool:
    return _FAMILY_ID.match(text) is not None


def check_family_id(text: str) -> str:
    """The text itself when it has the form of a family id. Raises MalformedError otherwise."""
    if not is_family_id(text):
        raise MalformedError("family id", text, FAMILY_ID_FORM)
    return text


_DATE_BEHIND = re.compile(rf"(?<!\d)(?:{_DAY}|(?:19[89]|20[0-4])\d[-._](?:0[1-9]|1[0-2])[-._][0-3]\d)")


def _is_dated(name: str, start: int) -> bool:
    return _DATE_BEHIND.search(name, start) is not None
