"""The parts of a release's name, for the eye: the path before it, what stays, and what a new build changes."""

from collections.abc import Iterator
from dataclasses import dataclass

from catalog.family import family_pattern

PATH = "path"
BUILD = "build"
# Names are shorter; locations of old images are not, and are cut for the eye alone.
LONGEST_CHARACTERS = 512


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a name: `kind` is "path", "build", or "" for what names the product."""

    kind: str
    text: str


def parts(name: str) -> list[Part]:
    """The name in pieces, which together are the name again."""
    if len(name) > LONGEST_CHARACTERS:
        name = name[: LONGEST_CHARACTERS - 1] + "\N{HORIZONTAL ELLIPSIS}"
    path, slash, _ = name.rpartition("/")
    # With spaces in it, it is prose: "MXNet/TF".
    start = 0 if " " in path else len(path + slash)
    found = [Part(PATH, name[:start])] if start else []
    for begin, end, kind in _spans(name):
        # A date in the path is path.
        text = name[max(begin, start) : end]
        if text:
            found.append(Part(kind, text))
    return found


def _spans(name: str) -> Iterator[tuple[int, int, str]]:
    """Where what stays and what changes begin and end, by the pattern of the name's family."""
    position = 0
    for index, kept in enumerate(_kept(name)):
        begin = name.find(kept, position) if kept else (position if index == 0 else len(name))
        if begin < 0:
            break
        if begin > position:
            yield position, begin, BUILD
        yield begin, begin + len(kept), ""
        position = begin + len(kept)
    if position < len(name):
        yield position, len(name), BUILD


def _kept(name: str) -> list[str]:
    pieces, current, escaped = [], "", False
    for character in family_pattern(name):
        if escaped or character not in "\\*":
            current, escaped = current + character, False
        elif character == "\\":
            escaped = True
        else:
            pieces.append(current)
            current = ""
    return [*pieces, current]
