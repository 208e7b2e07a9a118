"""How a name is written: its words in a normal form, whatever its case, separators, look-alike letters and slips.

Names are ASCII, so look-alikes are too: rn for m, vv for w, cl for d, 0 for o, 1 or I for l, letters doubled, dropped
or swapped. `read_chunks` undoes all of that word by word, and says where it had to.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from trust.names.lexicon import (
    BRAND_WORDS,
    CODE_NAME,
    CODE_NAMES,
    FIRST_WORDS,
    NUMBER,
    OTHER_WORDS,
    OWN_BUILD,
    PRAISE,
    PROCESSOR,
    PROCESSORS,
    SHORT_FORMS,
    VOCABULARY,
)

WORDS = BRAND_WORDS | CODE_NAMES | VOCABULARY | PRAISE | OWN_BUILD | frozenset(SHORT_FORMS)
# What a word of more than one piece can begin with: nothing else is the first half of one that was cut in two.
_MEANT = WORDS | set(SHORT_FORMS.values()) | set(PROCESSORS)
BEGINNINGS = frozenset(word[:end] for word in _MEANT for end in range(1, len(word)))

_SILENT = (PRAISE - BRAND_WORDS - VOCABULARY) | {"v"}

_CHUNK = re.compile(r"[A-Za-z0-9]+")
_X86_64 = re.compile(r"x86[-_ .]?64", re.IGNORECASE)
_GLUED_NUMBER = re.compile(r"[rv]?\d+")
_DOUBLED = re.compile(r"([a-z])\1+")
_PARTS = re.compile(r"([a-z]+)(\d+)")
_DATED_OR_HASH = re.compile(
    r"(?:(?=.*\d)[0-9a-f]{4}|(?=.*\d)[0-9a-f]{6,}|(?:[a-z]|rc|sp|el|fc|ga|up)\d+[a-z]?|\d+[a-z]{1,3}|\d+t\d+z?)\Z"
)
# al2023 and ol9 with other characters in place of their letters: too short to be found among words.
_SHORT_BRAND = re.compile(r"(?:(4[l1i]|a[1i])(202\d)|(al)(2[0o]+2[0-9z])|(o[1i]|0[l1i])([6-9]|10))\Z")
# A version with letters that look like digits ("2o22", "l0").
_LETTERED_NUMBER = re.compile(r"(?:\d[\dlo]*[lo][\dlo]*|l[0o])\Z")
_DIGITS = str.maketrans("lo", "10")
_LOOK_ALIKES = bytes.maketrans(b"01i53478", b"ollseatb")
_NO_LETTERS_OR_DIGITS = bytes(character for character in range(128) if not chr(character).isalnum())


class Change(IntEnum):
    """What had to be undone to read a word, worst last."""

    NONE = 0
    REPLACED = 1  # one letter in place of another, which can make a word of somebody's own
    SLIP = 2  # letters dropped, added or swapped
    LOOK_ALIKE = 3  # characters that look like others


@dataclass(frozen=True, slots=True)
class Word:
    """One word in normal form. `own`: it stands in no list. `written`: as in the name, in lower case."""

    text: str
    written: str
    change: Change = Change.NONE
    own: bool = False


@lru_cache(maxsize=1 << 12)
def skeleton(text: str) -> str:
    """What a text looks like at a glance: equal for two texts that look alike. Letters and digits only."""
    written = text.casefold().encode("ascii", "ignore").translate(_LOOK_ALIKES, _NO_LETTERS_OR_DIGITS).decode()
    return _single(written.replace("rn", "m").replace("vv", "w").replace("cl", "d"))


def _single(text: str) -> str:
    """The text with each letter that is doubled written once. Few have any, which a search tells sooner."""
    return _DOUBLED.sub(r"\1", text) if _DOUBLED.search(text) else text


_BY_SKELETON = {skeleton(word): word for word in sorted(WORDS | set(PROCESSORS)) if len(word) >= 3}
_BRANDS_BY_SKELETON = {skeleton(word): word for word in sorted(BRAND_WORDS - VOCABULARY)}
_FUZZY_BRANDS = tuple(sorted(word for word in BRAND_WORDS - VOCABULARY if len(word) >= 4))
_FUZZY_WORDS = tuple(sorted(word for word in (VOCABULARY | CODE_NAMES) if len(word) >= 4))
_LONGEST_SLIP = 2
_FIRST_WORDS = tuple(sorted(word for word in FIRST_WORDS if word.isalpha()))
_SHORT_WORDS = frozenset({word for word in WORDS if len(word) == 3} | {"gp", "ol", "al", "ec", "os", "sp"})
# By their first two letters, the longest first.
_GLUED_WORDS: dict[str, list[str]] = {}
for _glued_word in sorted({word for word in (*WORDS, *PROCESSORS) if len(word) >= 4} | _SHORT_WORDS, key=len)[::-1]:
    _GLUED_WORDS.setdefault(_glued_word[:2], []).append(_glued_word)


def chunks(name: str) -> list[str]:
    """The name cut at everything that is no letter or digit, in lower case, with x86_64 kept in one piece."""
    if "86" in name:
        name = _X86_64.sub("x8664", name)
    return _CHUNK.findall(name.casefold())


@lru_cache(maxsize=1 << 14)
def read_chunk(chunk: str) -> tuple[Word, ...]:
    """The words of one chunk. A version glued to a word ("rhel9") comes apart from it."""
    short = _SHORT_BRAND.match(chunk)
    if short and (plain := _short(short)):
        return plain
    if (plain := _plain(chunk)) is not None:
        return plain
    if _LETTERED_NUMBER.match(chunk):
        return (Word(NUMBER, chunk, Change.LOOK_ALIKE),)
    if _DATED_OR_HASH.match(chunk) and chunk.rstrip("0123456789") not in WORDS:
        return _looks_like(chunk, _BY_SKELETON) or _looks_like(chunk, _BRANDS_BY_SKELETON) or (Word(NUMBER, chunk),)
    return (
        _looks_like(chunk, _BY_SKELETON)
        or _looks_like(chunk, _BRANDS_BY_SKELETON)
        or _glued(chunk)
        or _misspelt(chunk)
        or (Word(f"?{chunk}" if len(chunk) > 2 else NUMBER, chunk, own=len(chunk) > 2),)
    )


def _short(found: re.Match[str]) -> tuple[Word, ...] | None:
    """al2023 or ol9, unless they are written as they should be."""
    letters, number = (part for part in found.groups() if part)
    if letters in ("al", "ol") and number.isdigit():
        return None
    return (Word("al" if letters[0] in "a4" else "ol", found[0], Change.LOOK_ALIKE), Word(NUMBER, number))


def digits(written: str) -> str:
    """A number as it reads."""
    return written.translate(_DIGITS)


def _plain(chunk: str) -> tuple[Word, ...] | None:
    """The chunk when it is a word, a number, or words and numbers by turns."""
    if chunk.isdigit():
        return (Word(NUMBER, chunk),)
    if chunk in WORDS or chunk in PROCESSORS:
        return _word(chunk)
    if (parts := _PARTS.match(chunk)) and parts[1] in WORDS:
        rest = chunk[parts.end() :]
        head = (*_word(parts[1]), Word(NUMBER, parts[2]))
        if not rest:
            return head
        tail = _plain(rest)
        return head + tail if tail else (head if len(rest) <= 2 else None)
    return None


def _word(text: str, written: str | None = None, change: Change = Change.NONE) -> tuple[Word, ...]:
    written = written or text
    text = SHORT_FORMS.get(text, text)
    if text in PROCESSORS:
        return (Word(PROCESSOR, written or text, change),)
    return (Word(CODE_NAME if text in CODE_NAMES else text, written or text, change),)


def _looks_like(chunk: str, words: dict[str, str]) -> tuple[Word, ...] | None:
    """The word that the chunk, with or without digits at its end, is made to look like."""
    for end in range(len(chunk), 2, -1):
        if (word := words.get(skeleton(chunk[:end]))) is not None and word != chunk[:end]:
            head = _word(word, chunk[:end], _change(chunk[:end], word))
            return head if end == len(chunk) else (*head, Word(NUMBER, chunk[end:]))
        if not chunk[end - 1].isdigit():
            return None
    return None


def _change(written: str, word: str) -> Change:
    """A letter written twice or once is a slip, anything else that looks the same is a look-alike."""
    return Change.SLIP if _single(written) == _single(word) else Change.LOOK_ALIKE


def _glued(chunk: str) -> tuple[Word, ...] | None:
    """Known words without anything between them ("ubuntuimages", "rockylinux9"), a brand among them.

    The letter of a version may stand before them, if there are enough of them ("aamazonecsoptimized").
    """
    return _run_of_words(chunk) or (
        (Word(NUMBER, chunk[0]), *run) if len(run := _run_of_words(chunk[1:])) > 2 else None
    )


def _run_of_words(rest: str) -> tuple[Word, ...]:
    words: list[Word] = []
    while rest:
        if digits := _GLUED_NUMBER.match(rest):
            words.append(Word(NUMBER, digits[0]))
            rest = rest[digits.end() :]
            continue
        word = next((word for word in _GLUED_WORDS.get(rest[:2], ()) if rest.startswith(word)), None)
        if word is None:
            return ()
        words += _word(word)
        rest = rest[len(word) :]
    return tuple(words) if any(word.text in BRAND_WORDS or word.text == PROCESSOR for word in words) else ()


def _misspelt(chunk: str) -> tuple[Word, ...] | None:
    """The word that the chunk is one slip away from, two for long words. Digits at its end stay apart."""
    letters = chunk.rstrip("0123456789")
    if len(letters) < 4 or not letters.isalpha() or letters in OTHER_WORDS:
        return None
    for words in _within_reach(len(letters)):
        for word in sorted(_near(letters, words, _LONGEST_SLIP)):
            if not _is_slip(word, letters):
                continue
            replaced = len(word) == len(letters) and sorted(word) != sorted(letters)
            head = _word(word, letters, Change.REPLACED if replaced else Change.SLIP)
            return head if letters == chunk else (*head, Word(NUMBER, chunk[len(letters) :]))
    return None


@lru_cache(maxsize=256)
def _within_reach(length: int) -> tuple[tuple[str, ...], ...]:
    """The words, brands apart, of about that many letters: no slip changes more of them."""
    return tuple(
        tuple(word for word in words if abs(len(word) - length) <= _LONGEST_SLIP)
        for words in (_FUZZY_BRANDS, _FUZZY_WORDS)
    )


def _near(letters: str, words: Sequence[str], distance: int) -> list[str]:
    """Those of the words that so many letters added, dropped, replaced or swapped make the letters from."""
    near = process.extract(letters, words, scorer=OSA.distance, score_cutoff=distance, limit=None)
    return [word for word, _, _ in near]


def _is_slip(word: str, letters: str) -> bool:
    """Short words are near to many others: the first letter must be there, and of the shortest all of them."""
    if len(word) < 5:
        return sorted(word) == sorted(letters) and word[0] == letters[0]
    if len(word) < 6 and word[0] != letters[0]:
        return False
    return OSA.distance(word, letters) <= (2 if len(word) >= 9 else 1)


@lru_cache(maxsize=1 << 14)
def hints_at_brand(chunk: str) -> bool:
    """Whether a chunk holds a word that a brand could begin with: most names have none, and need no closer look."""
    return any(word.text in FIRST_WORDS for word in read_chunk(chunk))


@lru_cache(maxsize=1 << 14)
def known_words(chunk: str) -> tuple[str, ...]:
    """The words of a chunk as they read, but for numbers and what stands in no list."""
    return tuple(
        word.text for word in read_chunk(chunk) if not word.own and word.text != NUMBER and word.text not in _SILENT
    )


@lru_cache(maxsize=1 << 14)
def near_brands(written: str) -> tuple[str, ...]:
    """The first words of brands that a word is one slip away from, however short: too weak to tell by itself."""
    letters = written.rstrip("0123456789")
    if not letters.isalpha():
        return ()
    near = {near for seen in {letters, skeleton(letters)} for near in _near(seen, _FIRST_WORDS, 1)}
    return tuple(sorted(near - {letters}))


def read_chunks(parts: Iterable[str]) -> tuple[Word, ...]:
    """The words of a name's chunks in normal form. A run of numbers is one word; praise is left out."""
    words: list[Word] = []
    for chunk in parts:
        for word in read_chunk(chunk):
            if word.text in _SILENT:
                continue
            if word.text == NUMBER and words and words[-1].text == NUMBER:
                continue
            words.append(word)
    return tuple(words)
