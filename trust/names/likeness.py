"""How much an image's name is like the names of a known publisher's family, and in which way.

It says nothing of whose image it is: who asks must know that the account is not the publisher's.
"""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from trust.names.lexicon import BRANDS, CODE_NAME, FEATURES, NUMBER, OWN_BUILD, PROCESSOR, VERSIONS, Brand
from trust.names.spelling import (
    BEGINNINGS,
    Change,
    Word,
    chunks,
    digits,
    hints_at_brand,
    known_words,
    near_brands,
    read_chunk,
    read_chunks,
    skeleton,
)

# How much of a family's shape must be there, in its order, before words of somebody's own stop making a name his own.
_MOST = 0.75
_WHOLE = 0.9
# Names of fewer parts have no shape to tell by; a brand stands among the first words.
_FEWEST_PARTS = 4
_LEAST_STRUCTURE = 2
_PLACES = 3
# So long that nothing else is made of two words beside each other.
_LONG_BRAND = 5
_SHAPE_WORDS = frozenset(word for brand in BRANDS for shape in brand.shapes for word in shape.split()) - {NUMBER}
_WILD = frozenset({NUMBER, PROCESSOR})
_SERIAL = re.compile(r"(?<![A-Za-z0-9])[0-9]{6,}(?![A-Za-z0-9])")


class Manner(Enum):
    """In which way a name is like a family's, worst first."""

    SPELLING = "spelling"  # letters that look alike, or a slip of the pen
    WRITING = "writing"  # the family's words in another case, order or with other separators, some added or dropped
    EXTENSION = "extension"  # the whole of the family's name, with own words after it
    INSIDE = "inside"  # the whole of the family's name behind own words
    MENTION = "mention"  # a name of its own that mentions the brand


@dataclass(frozen=True, slots=True)
class Likeness:
    """`says_own_build`: the name tells by a word of its own ("hardened", "unofficial") that it is not the original.

    `altered` are the words that were made to look like another: (as written, as it reads).
    """

    brand: Brand
    manner: Manner
    says_own_build: bool
    altered: tuple[tuple[str, str], ...] = ()


def likeness(name: str) -> Likeness | None:
    """What a name is like, or None where no brand is in it."""
    # Which day or build it is says nothing of whose it is: all builds of a family are read once.
    return _likeness_of_shape(_SERIAL.sub(_any_serial, name))


@lru_cache(maxsize=1 << 10)  # releases are judged by family
def _likeness_of_shape(name: str) -> Likeness | None:
    parts = chunks(name)
    words = read_chunks(parts) if any(map(hints_at_brand, parts)) else ()
    seen = None
    found = _first_brand(words)
    if found is not None:
        first = found[0]
        seen = _judge(found[1], words[:first], words[first:])
        while seen.manner is Manner.MENTION and found is not None:
            found = _first_brand(words, found[0] + 1)
            later = None if found is None else _judge(found[1], words[: found[0]], words[found[0] :])
            seen = later if later is not None and later.manner is not Manner.MENTION else seen
        if seen.manner is not Manner.MENTION:
            return seen
        if not any(word.own for word in words[:first]):
            return _joined(parts) or seen
    altered = _squashed(name) or _joined(parts)
    if altered is None and len(parts) >= _FEWEST_PARTS and _has_structure(parts):
        altered = _in_place(words or read_chunks(parts))
    return altered or seen


def _joined(parts: list[str]) -> Likeness | None:
    """The likeness of a name in which a separator cuts a word in two ("ub-untu", "am.zn2")."""
    whole: list[str] = []
    cut = []
    for part in parts:
        if whole and _is_cut(whole[-1], part):
            cut.append((f"{whole[-1]}-{part}", whole[-1] + part))
            whole[-1] += part
        else:
            whole.append(part)
    words = read_chunks(whole) if cut else ()
    found = _first_brand(words)
    if found is None:
        return None
    place, brand = found
    seen = _judge(brand, words[:place], words[place:])
    share, _ = _share(tuple([word.text for word in words[place:]]), brand)
    if seen.manner is Manner.MENTION or (share < _MOST and len(words[place].text) < _LONG_BRAND):
        return None
    return Likeness(brand, Manner.SPELLING, seen.says_own_build, (*cut, *seen.altered))


def _is_cut(head: str, tail: str) -> bool:
    """Whether the two are one word that names of families are made of, letter for letter."""
    if head not in BEGINNINGS or (known_words(head) and known_words(tail)):
        return False
    word = read_chunk(head + tail)[0]
    whole = not word.change and len(word.text) > len(head) and (head + tail).startswith(word.text)
    return whole and (word.text in _SHAPE_WORDS or hints_at_brand(head + tail))


def _has_structure(parts: list[str]) -> bool:
    """Whether enough words are there that names of families are made of."""
    return sum([word in _SHAPE_WORDS for part in parts for word in known_words(part)]) >= _LEAST_STRUCTURE


def _any_serial(found: re.Match[str]) -> str:
    return "2" * len(found[0])


def _in_place(words: tuple[Word, ...]) -> Likeness | None:
    """The likeness of a name in which a word stands where a brand should, and is one slip away from it.

    Brands are short ("rhel", "amzn"), and every other word is near to one of them: only the rest of a family's shape
    around it tells.
    """
    for place, word in enumerate(words[:_PLACES]):
        if not word.own and word.text != NUMBER:
            continue
        for brand_word in near_brands(word.written):
            rest = words[place + 1 :]
            if word.written[-1].isdigit() and (not rest or rest[0].text != NUMBER):
                rest = (Word(NUMBER, word.written), *rest)
            read = (*words[:place], Word(brand_word, word.written, Change.SLIP), *rest)
            found = _first_brand(read)
            if found is None or found[0] != place:
                continue
            seen = _judge(found[1], read[:place], read[place:])
            share, _ = _share(tuple(word.text for word in read[place:]), found[1])
            if seen.manner in (Manner.SPELLING, Manner.EXTENSION) and share >= _MOST:
                return seen
    return None


def _judge(brand: Brand, before: tuple[Word, ...], after: tuple[Word, ...]) -> Likeness:
    texts = tuple(word.text for word in after)
    owned = frozenset(word.text for word in (*before, *after)) & OWN_BUILD
    share, named = _share(texts, brand)
    altered = tuple((word.written, _reading(word)) for word in (*before, *after) if word.change)
    worst = max((word.change for word in after), default=Change.NONE)
    foreign = OWN_BUILD | (FEATURES - brand.features)
    own_before = any(word.own or word.text in foreign or word.text == "base" for word in before)
    own_after = any(word.own or word.text in foreign for word in after)
    if own_before:
        whole = share >= _WHOLE and named >= 3
        manner = Manner.INSIDE if whole else Manner.MENTION
    elif own_after:
        whole = (share >= _MOST and named >= 3) or (share >= _WHOLE and len(texts) >= 3)
        manner = Manner.EXTENSION if whole else Manner.MENTION
    elif worst is Change.NONE:
        manner = Manner.WRITING
    elif worst is Change.LOOK_ALIKE or (len(texts) > 1 and worst is Change.SLIP) or named > 1 or PROCESSOR in texts:
        manner = Manner.SPELLING
    else:
        manner = Manner.MENTION
    return Likeness(brand, manner, bool(owned), altered)


def _reading(word: Word) -> str:
    return digits(word.written) if word.text == NUMBER else word.text


def _first_brand(words: tuple[Word, ...], begin: int = 0) -> tuple[int, Brand] | None:
    """The first brand at that place or behind it, with where it stands."""
    texts = tuple([word.text for word in words])
    for place in range(begin, len(texts)):
        for start, brand in _STARTS.get(texts[place], ()):
            if texts[place : place + len(start)] == start:
                version = VERSIONS.get(start)
                if version is None or version.match(digits(words[place + 1].written)):
                    return place, brand
    return None


# What the names of brands begin with when nothing separates their words. Long enough to stand for nothing else.
_STEMS = tuple(
    (skeleton(stem), brand, len(stem.split()))
    for brand in BRANDS
    for stem in {" ".join(shape.split()[:4]).replace(CODE_NAME, "").split(NUMBER)[0] for shape in brand.shapes}
    if len(skeleton(stem)) >= 6
)

_STARTS: dict[str, list[tuple[tuple[str, ...], Brand]]] = {}
for _brand in BRANDS:
    for _start in _brand.starts:
        _STARTS.setdefault(_start[0], []).append((_start, _brand))


@lru_cache(maxsize=1 << 14)
def _share(texts: tuple[str, ...], brand: Brand) -> tuple[float, int]:
    """The greatest part of one of the brand's shapes that stands in the texts in its order.

    And how many words of that part are no numbers or processors.
    """
    best = (0.0, 0)
    for shape in brand.shapes:
        words = shape.split()
        common, named = _common(words, texts)
        best = max(best, (common / len(words), named))
    return best


def _common(first: list[str], second: tuple[str, ...]) -> tuple[int, int]:
    """How long the longest sequence of words is that both have in this order, and how many of it are not wild."""
    above = [(0, 0)] * (len(second) + 1)
    for word in first:
        left = (0, 0)
        row = [left]
        for place, other in enumerate(second):
            up = above[place + 1]
            if word == other:
                length, named = above[place]
                left = (length + 1, named + (word not in _WILD))
            elif up[0] >= left[0]:
                left = up
            row.append(left)
        above = row
    return above[-1]


_STEM_TEXTS = tuple(stem for stem, _, _ in _STEMS)
_STEM_CHARACTERS = 2 * max(map(len, _STEM_TEXTS))


def _squashed(name: str) -> Likeness | None:
    """The likeness of a name with separators inside its words ("ubun-tu/images"), seen when all of them are gone."""
    seen = skeleton(name[:_STEM_CHARACTERS])
    if not seen.startswith(_STEM_TEXTS):
        return None
    stem, brand, words = next(found for found in _STEMS if seen.startswith(found[0]))
    end = next(end for end in range(len(stem), len(name) + 1) if skeleton(name[:end]).startswith(stem))
    if words == 1 and name[end : end + 1].isalpha():
        return None  # a longer word that begins so ("debianize")
    return Likeness(brand, Manner.SPELLING, says_own_build=False, altered=((name[:end], stem),))
