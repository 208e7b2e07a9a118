"""What members may be called: names that read as what they are, and like nobody else's.

`check_name` holds the form; `name_key` is equal for two names that look alike, and the catalog keeps it unique.
Mixed scripts are refused as Unicode's UTS 39 says ("highly restrictive"); what whole words of other scripts look like
in Latin letters is in `_LOOKS_LIKE`.
"""

import itertools
import re
import unicodedata

from catalog.errors import MalformedError

SHORTEST_CHARACTERS, LONGEST_CHARACTERS = 2, 40
NAME_FORM = (
    f"{SHORTEST_CHARACTERS} to {LONGEST_CHARACTERS} letters and digits of one script, with single spaces, dots, "
    "dashes, underscores or apostrophes between them"
)
_BETWEEN = frozenset(" .-_'")
# Who writes with several scripts at once, besides Latin.
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
# Letters by their code points, and the Latin ones they look like; large ones first: a small eta looks like n, a large
# one like H. Unicode's confusables.txt has more, of scripts that nobody takes for Latin.
_PAIRS = """
391:a 392:b 395:e 396:z 397:h 399:l 39a:k 39c:m 39d:n 39f:o 3a1:p 3a4:t 3a5:y 3a7:x 412:b 41d:h
3b1:a 3b2:b 3b3:y 3b5:e 3b7:n 3b9:l 3ba:k 3bd:v 3bf:o 3c1:p 3c4:t 3c5:u 3c7:x 3c9:w 3f2:c 3f3:j
430:a 432:b 433:r 435:e 43a:k 43c:m 43d:h 43e:o 440:p 441:c 442:t 443:y 445:x 44c:b 455:s 456:l 458:j
4bb:h 501:d 51b:q 51d:w 4af:y 4cf:l 578:n 57d:u 585:o 581:g 570:h
131:l 142:l f8:o 111:d f0:d 251:a 261:g 30:o 31:l 69:l 49:l
"""
_LOOKS_LIKE = {int(code, 16): latin for code, latin in (pair.split(":") for pair in _PAIRS.split())}


def check_name(name: str) -> str:
    """The name itself when a member may be called so. Raises MalformedError otherwise."""
    good = (
        SHORTEST_CHARACTERS <= len(name) <= LONGEST_CHARACTERS
        and unicodedata.is_normalized("NFKC", name)
        and name[0] not in _BETWEEN
        and name[-1] not in _BETWEEN
        and not any(first in _BETWEEN and second in _BETWEEN for first, second in itertools.pairwise(name))
        and all(character in _BETWEEN or _is_written(character) for character in name)
        and re.search(r"[^\W\d_]", name) is not None
        and _is_of_one_script(name)
    )
    if not good:
        raise MalformedError("name", name, NAME_FORM)
    return name


def name_key(name: str) -> str:
    """What a name looks like at a glance: equal for two names that look alike."""
    plain = "".join(character for character in unicodedata.normalize("NFKD", name) if character.isalnum())
    return plain.translate(_LOOKS_LIKE).casefold().translate(_LOOKS_LIKE).replace("rn", "m").replace("vv", "w")


def _is_written(character: str) -> bool:
    """A letter, a digit, or a mark that no composed letter has: never what controls, is invisible or is a symbol."""
    return unicodedata.category(character) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"} and bool(
        _script(character)
    )


def _is_of_one_script(name: str) -> bool:
    scripts = {_script(character) for character in name if character not in _BETWEEN} - {"DIGIT"}
    marked = any(unicodedata.combining(character) for character in name)
    # What Latin, Greek and Cyrillic letters can carry is composed already: any other mark is decoration.
    if marked and not scripts.isdisjoint({"LATIN", "GREEK", "CYRILLIC", "COMBINING"}):
        return False
    return len(scripts) <= 1 or any(scripts <= together for together in _TOGETHER)


def _script(character: str) -> str:
    """The first word of the character's name, which is its script for letters; empty where it has none."""
    return "DIGIT" if character.isascii() and character.isdigit() else unicodedata.name(character, "").partition(" ")[0]
