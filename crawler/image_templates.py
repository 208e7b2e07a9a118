"""Reads images by template: most images have the very same tags in the very same order and differ in text only.

The tags of an image, without the text between them, are looked up in a table. The first images with new tags go the
long way, through an XML tree. Once the same tags have come often enough, they are compiled into one Python expression
that makes the finished dictionary from the pieces of text: `lambda p: {'ImageId': p[4], 'Public': p[8] == 'true', …}`.

Nothing is taken on trust:

- `bytes.translate` leaves of an image only what could make it differ from plain tags and text. Unless `<>` pairs (and
  `&`) are all that is left, the image goes the long way. So `<` and `>` can only stand around tags, and no character
  is one that XML forbids or changes.
- The tags are proved well-formed by the real XML parser when they are compiled, with numbers in place of the text.
- The expression is what the ordinary reader of `image_fields` makes of those numbers, when its scalars write code in
  place of values. There are no second rules that could come to differ.
"""

import re
from collections.abc import Callable
from typing import Any

from botocore.model import Shape
from lxml import etree

from crawler.image_fields import Scalars, UnreadableFieldError, compile_reader, is_true, text_as_it_is
from crawler.malformed_page import strict_xml_parser

Template = Callable[[list[str]], dict[str, Any]]

# Compiling costs as much as some eight images gain from it; rarer tags are not worth it.
COMPILE_AFTER_SIGHTINGS = 4
# A template takes some 6 kB. Full tables start anew, so that a long-lived crawler follows EC2's changing fields.
MOST_TEMPLATES = 4_096
MOST_SIGHTINGS = 65_536
# No image of today has tags of a tenth of this; beyond, an image would rather be an attack on the compiler.
LONGEST_TAGS = 65_536

_ORDINARY_BYTES = bytes(byte for byte in range(256) if byte in b"\t\n" or (byte >= 0x20 and byte not in b"<>&"))
_ENTITY = re.compile("&(amp|lt|gt|quot|apos);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}


class ImageTemplates:
    """The templates of one shape. Holds nothing but what can be thrown away; threads may share it."""

    def __init__(
        self, shape: Shape, scalars: Scalars, *, keep_unknown: bool, compile_after: int = COMPILE_AFTER_SIGHTINGS
    ) -> None:
        code = {type_name: _writes_code(type_name, convert) for type_name, convert in scalars.items()}
        self._read_code = compile_reader(shape, code, keep_unknown=keep_unknown)
        self._names = {"__builtins__": {}, **{f"as_{type_name}": convert for type_name, convert in scalars.items()}}
        self._xml_parser = strict_xml_parser()
        self._templates: dict[str, Template | None] = {}
        self._compile_after = compile_after
        self._sightings: dict[int, int] = {}

    def read(self, xml: bytes) -> dict[str, Any] | None:
        """The image in `xml`, or None: then nothing is said about it, and it must be read as a tree."""
        text = _plain_text(xml)
        if text is None:
            return None
        # Text and tags take turns: pieces[0] is before the first tag, pieces[1] the first tag, pieces[2] its text.
        pieces = text.replace(">", "<").split("<")
        template = self._template("<".join(pieces[1::2]))
        if template is None or pieces[0] or pieces[-1] or ("&" in text and not _resolve_entities(pieces)):
            return None
        try:
            return template(pieces)
        except ValueError:  # a number that is none: the long way says which
            return None

    def _template(self, tags: str) -> Template | None:
        template = self._templates.get(tags)
        if template is not None or tags in self._templates:
            return template
        sighting = hash(tags)
        sightings = self._sightings.get(sighting, 0) + 1
        if sightings <= self._compile_after or len(tags) > LONGEST_TAGS:
            if len(self._sightings) >= MOST_SIGHTINGS:
                self._sightings.clear()
            self._sightings[sighting] = sightings
            return None
        self._sightings.pop(sighting, None)
        if len(self._templates) >= MOST_TEMPLATES:
            self._templates.clear()
        self._templates[tags] = template = self._compile(tags.split("<"))
        return template

    def _compile(self, tags: list[str]) -> Template | None:
        if any(tag.startswith(("!", "?")) for tag in tags):  # comments and the like: their text is no piece of ours
            return None
        numbered = "".join(f"<{tag}>{2 * place + 2}" for place, tag in enumerate(tags))
        document = numbered[: numbered.rindex(">") + 1]
        try:
            code = repr(self._read_code(etree.fromstring(document.encode(), self._xml_parser)))
            # The source is made of numbers, names of types, and the repr() of element names: EC2 writes no code here.
            template: Template = eval(f"lambda p: {code}", dict(self._names))  # noqa: S307
        except (etree.XMLSyntaxError, UnreadableFieldError, SyntaxError, RecursionError, MemoryError):
            return None  # not well-formed, or nested too deeply for the compiler: the long way knows what to say
        return template


class _Code(str):
    """Source text that stands in a dictionary as a value, and is its own repr()."""

    __slots__ = ()

    __repr__ = str.__str__


def _writes_code(type_name: str, convert: Callable[[str], Any]) -> Callable[[str], _Code]:
    def write(number: str) -> _Code:
        # An element written <so/> has no piece of text.
        piece = f"p[{number}]" if number else "''"
        if convert is text_as_it_is:
            return _Code(piece)
        if convert is is_true:
            return _Code(f"{piece} == 'true'")
        return _Code(f"as_{type_name}({piece})")

    return write


def _plain_text(xml: bytes) -> str | None:
    """The text of XML in which `<` and `>` stand around tags only; None if it holds anything out of the ordinary."""
    residue = xml.translate(None, _ORDINARY_BYTES)
    if b"&" in residue:
        residue = residue.replace(b"&", b"")
    if residue != b"<>" * (len(residue) // 2):
        return None
    try:
        text = xml.decode()
    except UnicodeDecodeError:
        return None
    forbidden = not text.isascii() and ("\ufffe" in text or "\uffff" in text)  # legal in UTF-8, but not in XML
    return None if forbidden else text


def _resolve_entities(pieces: list[str]) -> bool:
    """Put characters in the place of XML's five own entities. False: there are others, and it is not done."""
    for place in range(2, len(pieces), 2):
        if "&" in pieces[place]:
            resolved, entities = _ENTITY.subn(lambda entity: _ENTITIES[entity[1]], pieces[place])
            if entities != pieces[place].count("&"):
                return False
            pieces[place] = resolved
    return True
