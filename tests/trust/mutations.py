"""What somebody who wants to be taken for a known publisher makes of the name of an image of theirs.

Each kind takes a name and a source of chance and gives another name, or None where it has nothing to change. `TUNED`
are those that the rules were made with, `HELD_OUT` those that they were not, and half of the names were held out too.
"""

import re
from collections.abc import Callable
from random import Random

Kind = Callable[[str, Random], str | None]

PRAISE = ("official", "latest", "secure", "updated", "new", "best", "trusted", "verified", "lts", "original", "patched")
LOOK_ALIKES = {"m": "rn", "w": "vv", "o": "0", "O": "0", "l": "1", "i": "1", "I": "l", "s": "5", "S": "5"}
RARER_LOOK_ALIKES = {"e": "3", "a": "4", "t": "7", "b": "8", "d": "cl", "0": "O", "1": "l"}
MAKERS = ("aws-", "amazon-", "AWS_", "canonical-", "ec2-", "ami-", "aws/", "public-", "amzn-")
ENDINGS = ("-1", "-v2", ".1", "-r1", "-final", "-fixed", "-x", "-evil", "-ami", "-gp3", "-ena", "-hvm")


def separated(name: str, chance: Random) -> str:
    return re.sub(r"[-_/ .]", chance.choice("_. /"), name)


def separated_anyhow(name: str, chance: Random) -> str:
    return re.sub(r"[-_/ ]+", lambda _: chance.choice(["_", "-", ".", " ", "--", "__"]), name)


def run_together(name: str, _chance: Random) -> str:
    return re.sub(r"[-_/ ]", "", name)


def in_another_case(name: str, chance: Random) -> str:
    return chance.choice([name.upper(), name.lower(), name.title(), name.swapcase()])


def _in_a_word(change: Callable[[str, int, Random], str]) -> Kind:
    """A change within the first long word, which is the brand in most names."""

    def kind(name: str, chance: Random) -> str | None:
        word = re.search(r"[A-Za-z]{4,}", name)
        return None if word is None else change(name, chance.randrange(word.start() + 1, word.end() - 1), chance)

    return kind


def _look_alike(pairs: dict[str, str]) -> Kind:
    def kind(name: str, chance: Random) -> str | None:
        places = [place for place, letter in enumerate(name[:12]) if letter in pairs]
        if not places:
            return None
        place = chance.choice(places)
        return name[:place] + pairs[name[place]] + name[place + 1 :]

    return kind


def all_look_alike(name: str, chance: Random) -> str | None:
    letters = [letter for letter in "mwoli" if letter in name]
    return name.replace(letter := chance.choice(letters), LOOK_ALIKES[letter]) if letters else None


def praised_within(name: str, chance: Random) -> str | None:
    places = [found.start() for found in re.finditer(r"[-_ ]", name)]
    if not places:
        return None
    place = chance.choice(places)
    return f"{name[:place]}{name[place]}{chance.choice(PRAISE)}{name[place:]}"


def shortened(name: str, chance: Random) -> str | None:
    parts = re.split(r"([-_/ ])", name)
    if len(parts) < 5:
        return None
    place = chance.randrange(2, len(parts), 2)
    return "".join(parts[: place - 1] + parts[place + 1 :])


def with_another_processor(name: str, _chance: Random) -> str | None:
    for written, other in (("x86_64", "x64"), ("amd64", "x86_64"), ("arm64", "aarch64")):
        if written in name:
            return name.replace(written, other)
    return None


def _both(first: Kind, second: Kind) -> Kind:
    def kind(name: str, chance: Random) -> str | None:
        changed = first(name, chance)
        return None if changed is None else second(changed, chance)

    return kind


TUNED: dict[str, Kind] = {
    "exact": lambda name, _: name,
    "separators": separated,
    "none between": run_together,
    "case": in_another_case,
    "swapped letters": _in_a_word(lambda name, at, _: name[:at] + name[at + 1] + name[at] + name[at + 2 :]),
    "dropped letter": _in_a_word(lambda name, at, _: name[:at] + name[at + 1 :]),
    "doubled letter": _in_a_word(lambda name, at, _: name[:at] + name[at] + name[at:]),
    "replaced letter": _in_a_word(lambda name, at, chance: name[:at] + chance.choice("acdghknprty") + name[at + 1 :]),
    "look-alike": _look_alike(LOOK_ALIKES),
    "look-alikes": all_look_alike,
    "praise before": lambda name, chance: chance.choice(PRAISE) + chance.choice("-_ ./") + name,
    "praise after": lambda name, chance: name + chance.choice("-_.") + chance.choice(PRAISE),
    "praise within": praised_within,
    "dropped word": shortened,
    "year": lambda name, chance: chance.choice([f"{name}-2026", f"{name}.20261101", f"2026-{name}"]),
}
HELD_OUT: dict[str, Kind] = {
    "any separators": separated_anyhow,
    "letter more": _in_a_word(lambda name, at, chance: name[:at] + chance.choice("acdghknprty") + name[at:]),
    "rarer look-alike": _look_alike(RARER_LOOK_ALIKES),
    "maker before": lambda name, chance: chance.choice(MAKERS) + name,
    "ending": lambda name, chance: name + chance.choice(ENDINGS),
    "cut word": _in_a_word(lambda name, at, chance: name[:at] + chance.choice("-_.") + name[at:]),
    "look-alike in capitals": _both(_look_alike(LOOK_ALIKES), lambda name, _: name.upper()),
    "look-alike, other separators": _both(_look_alike(LOOK_ALIKES), separated),
    "plural": lambda name, _: re.sub(r"[A-Za-z]{4,}", lambda word: f"{word[0]}s", name, count=1),
    "brackets": lambda name, chance: chance.choice([f" {name}", f"[{name}]", f"({name})"]),
    "processor": with_another_processor,
}
