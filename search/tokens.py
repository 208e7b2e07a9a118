"""The one tokeniser, for documents and queries and in every engine.

AMI names are not prose. A name is cut into **chunks** at separators; digits joined by dots stay together, and so do
letters and digits that touch: `RHEL-9.4.0_HVM-20240605-x86_64` is `rhel`, `9.4.0`, `hvm`, `20240605`, `x86_64`.
A chunk of a document is indexed in several **forms**, all at its one position: itself, and what one may type for it.

- `9.4.0` is also `9` and `9.4`, but not `4` or `0`: "rhel 9" does not find RHEL 8.9.
- A part of four digits or more inside a version is a form too: `2023.9.20251110.1` is found by its date.
- `20240605` is also `2024.06.05`, and the other way round; `2024-06-05` is the same chunk as `2024.06.05`.
- `al2023` is also `al` and `2023`; `v1.29.0` is also `v1.29` and `1.29`.
- `x86_64` is also `amd64`, `windows` is also `win`, and the other way round.
- Ids, UUIDs and random mixtures of letters and digits are themselves only: their pieces mean nothing. Their tokens
  begin with a mark that nobody types, or the first letters of a word ("am") would be those of a million ids.

A query's chunk is looked up as it stands, so a form costs space in the index and no time in a search.
"""

import re
import unicodedata
from functools import lru_cache

# Longer chunks are cut, in documents and queries alike: no name holds them, but a description may hold anything.
LONGEST_TOKEN_CHARACTERS = 64
# A chunk that changes between letters and digits more often than this is a random id.
MOST_RUNS = 5
# Inside a version, a part of this many digits is a date, a year or a build number that people look for by itself.
TELLING_DIGITS = 4

_CHUNK = re.compile(
    r"""
      (?<![^\W_]) (?: ami | snap ) - (?: [0-9a-f]{17} | [0-9a-f]{8} ) (?![^\W_])
    | (?<![^\W_]) [0-9a-f]{8} (?: - [0-9a-f]{4} ){3} - [0-9a-f]{12} (?![^\W_])
    | (?<![^\W_]) x86 [_-] 64 (?![^\W_])
    | (?<![^\W_]) 20[0-9]{2} - (?: 0[1-9] | 1[0-2] ) - (?: 0[1-9] | [12][0-9] | 3[01] ) (?![^\W_])
    | (?> [0-9]+ (?: \.[0-9]+ )* | [^\W_0-9]+ )+
    """,
    re.VERBOSE,
)
# Of a token that is an id, UUID or random mixture, and is found as a whole only.
OPAQUE_MARK = "#"
_DAY = re.compile(r"(20[0-9]{2})([.-]?)(0[1-9]|1[0-2])\2(0[1-9]|[12][0-9]|3[01])")
_RUN = re.compile(r"[0-9]+(?:\.[0-9]+)*|[^\W_0-9]+")

_SYNONYMS: dict[str, tuple[str, ...]] = {
    "x86_64": ("amd64", "x86", "x64"),
    "amd64": ("x86_64", "x86", "x64"),
    "x64": ("x86_64", "amd64", "x86"),
    "arm64": ("aarch64",),
    "aarch64": ("arm64",),
    "windows": ("win",),
    "win": ("windows",),
}


def fold(text: str) -> str:
    """The text with differences that people do not see or type removed: compatibility forms and case."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def chunks(text: str) -> list[str]:
    """The chunks of a text in order, folded."""
    return [_canonical(chunk) for chunk in _CHUNK.findall(fold(text))]


@lru_cache(maxsize=1 << 13)
def forms(chunk: str) -> tuple[str, ...]:
    """Every token under which a document holding this chunk is found; the chunk itself is the first."""
    found = [chunk]
    parts = runs(chunk)
    if len(parts) == 1 and parts[0][0].isdecimal():
        found += _version_forms(parts[0])
    elif len(parts) == 2 and not parts[0][0].isdecimal():
        letters, number = parts
        versions = _version_forms(number)
        found += [letters, *versions, *(letters + version for version in versions if number.startswith(version))]
    elif len(parts) > 1:
        found += parts
    for token in tuple(found):
        found += _SYNONYMS.get(token, ())
    return tuple(dict.fromkeys(found))


def runs(chunk: str) -> list[str]:
    """The runs of letters and of digits (with their dots) of a chunk; none for an id, a UUID or `x86_64`."""
    return [] if chunk.startswith(OPAQUE_MARK) or "_" in chunk else _RUN.findall(chunk)


def _version_forms(number: str) -> list[str]:
    parts = number.split(".")
    heads = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    days = [form for part in (number, *parts) if (day := _DAY.fullmatch(part)) for form in _day_forms(day)]
    return heads + [part for part in parts[1:] if len(part) >= TELLING_DIGITS] + days


def _day_forms(day: re.Match[str]) -> tuple[str, str]:
    return f"{day[1]}{day[3]}{day[4]}", f"{day[1]}.{day[3]}.{day[4]}"


def _canonical(chunk: str) -> str:
    if chunk in {"x86-64", "x86_64"}:
        return "x86_64"
    if _DAY.fullmatch(chunk):
        return chunk.replace("-", ".")
    chunk = chunk[:LONGEST_TOKEN_CHARACTERS].rstrip(".")
    is_opaque = "-" in chunk or len(_RUN.findall(chunk)) > MOST_RUNS
    return OPAQUE_MARK + chunk if is_opaque else chunk
