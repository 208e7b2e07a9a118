"""Reads images by template: most images have the very same tags in the very same order and differ in text only.

The tags of an image, without the text between them, are looked up in a table. The first images with new tags go the
long way, through an XML tree. Once the same tags have come often enough, they are compiled into one Python expression
that makes the finished JSON and the fields of the row of the pieces of text, with no dictionary in between:
`lambda p, j, m: (f'{{"Architecture":"{j[16]}", …}}', (p[4], p[8] == 'true', …))`. Block device mappings that
come often are cut out before (`block_device_mappings`).

Nothing is taken on trust:

- `bytes.translate` leaves of an image only what could make it differ from plain tags and text. Unless `<>` pairs (and
  `&`, and what JSON escapes) are all that is left, the image goes the long way. So `<` and `>` can only stand around
  tags, and no character is one that XML forbids or changes.
- The tags are proved well-formed by the real XML parser when they are compiled, with numbers in place of the text.
- The expression is what the ordinary reader of `image_fields` and `canonical_json` make of those numbers, when the
  scalars write marks in place of values. There are no second rules that could come to differ.
- Text that JSON writes otherwise is written by the ordinary writer of JSON.
"""

import re
from collections.abc import Callable
from typing import Any

import orjson
from botocore.model import StructureShape
from lxml import etree

from catalog.document import UNORDERED_LISTS, canonical_json
from crawler import block_device_mappings
from crawler.block_device_mappings import BlockDeviceMappings
from crawler.described_image import FIELDS, DescribedImage
from crawler.image_fields import JSON_SCALARS, UnreadableFieldError, compile_reader, is_true, local_name, text_as_it_is
from crawler.malformed_page import strict_xml_parser
from crawler.sightings import Sightings

# From the pieces of text, the same as JSON writes them, and the mapping's JSON, to the image's JSON and its FIELDS.
Template = Callable[[list[str], list[str], str], tuple[str, tuple[Any, ...]]]

# Compiling costs as much as some five images gain from it; rarer tags are not worth it.
COMPILE_AFTER_SIGHTINGS = 4
# A template takes some 6 kB. Full tables start anew, so that a long-lived crawler follows EC2's changing fields.
MOST_TEMPLATES = 4_096
# No image of today has tags of a tenth of this; beyond, an image would rather be an attack on the compiler.
LONGEST_TAGS = 65_536

_PLAIN_BYTES = bytes(byte for byte in range(256) if byte in b"\t\n" or (byte >= 0x20 and byte not in b'<>&"\\'))
_ESCAPED = re.compile(r'["\\\n\t]')
_ENTITY = re.compile("&(amp|lt|gt|quot|apos);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}

# In place of a mapping that was cut out: what tells it from an empty one.
_CUT_OUT = b"<item/>"
_IS_CUT = ">"  # before the tags of an image whose mapping was cut out; tags themselves hold none
_MAPPING_TAG = block_device_mappings.BEGIN.decode().strip("<>")
# What stands for values while a template is compiled. No name of an element holds a `<`, so that no key is one.
_MARK = re.compile(r'"(<(?:\d*[?#]?|mapping)>)"')
_MAPPING = "<mapping>"


class ImageTemplates:
    """The templates of images. Holds nothing but what can be thrown away; threads may share it."""

    def __init__(
        self, shape: StructureShape, *, keep_unknown: bool, compile_after: int = COMPILE_AFTER_SIGHTINGS
    ) -> None:
        marks = {type_name: _writes_mark(convert) for type_name, convert in JSON_SCALARS.items()}
        self._read_marks = compile_reader(shape, marks, keep_unknown=keep_unknown)
        mappings = shape.members.get(block_device_mappings.FIELD)
        self._mappings = mappings and BlockDeviceMappings(
            compile_reader(mappings, JSON_SCALARS, keep_unknown=keep_unknown), learn_after=compile_after
        )
        self._xml_parser = strict_xml_parser()
        self._templates: dict[str, Template | None] = {}
        self._sightings = Sightings(compile_after)

    def read(self, xml: bytes) -> DescribedImage | None:
        """The image in `xml`, or None: then nothing is said about it, and it must be read as a tree."""
        mapping = None
        begin = xml.find(block_device_mappings.BEGIN)
        if begin >= 0 and self._mappings:
            begin += len(block_device_mappings.BEGIN)
            end = xml.rfind(block_device_mappings.END, begin)
            mapping = self._mappings.json_of(xml, begin, end) if end >= 0 else None
            if mapping is not None:
                xml = xml[:begin] + _CUT_OUT + xml[end:]
        text, odd = _text_of(xml)
        if text is None:
            return None
        # Text and tags take turns: pieces[0] is before the first tag, pieces[1] the first tag, pieces[2] its text.
        pieces = text.replace(">", "<").split("<")
        tags = "<".join(pieces[1::2])
        template = self._template(tags if mapping is None else _IS_CUT + tags)
        if template is None or pieces[0] or pieces[-1] or ("&" in text and not _resolve_entities(pieces)):
            return None
        is_escaped = odd and (odd.strip(b"&") or "&quot;" in text)
        try:
            json, fields = template(pieces, _as_json_writes(pieces) if is_escaped else pieces, mapping or "")
            if "\n" in json or "\t" in json:  # a text of several lines, which JSON would escape
                json, fields = template(pieces, _as_json_writes(pieces), mapping or "")
        except ValueError:  # a number that is none: the long way says which
            return None
        return DescribedImage(json.encode(), fields)

    def _template(self, tags: str) -> Template | None:
        template = self._templates.get(tags)
        if template is not None or tags in self._templates:
            return template
        if len(tags) > LONGEST_TAGS or not self._sightings.were_enough(tags):
            return None
        if len(self._templates) >= MOST_TEMPLATES:
            self._templates.clear()
        self._templates[tags] = template = self._compile(
            tags.removeprefix(_IS_CUT).split("<"), is_cut=tags.startswith(_IS_CUT)
        )
        return template

    def _compile(self, tags: list[str], *, is_cut: bool) -> Template | None:
        if any(tag.startswith(("!", "?")) for tag in tags):  # comments and the like: their text is no piece of ours
            return None
        numbered = "".join(f"<{tag}>{2 * place + 2}" for place, tag in enumerate(tags))
        document = numbered[: numbered.rindex(">") + 1]
        try:
            element = etree.fromstring(document.encode(), self._xml_parser)
            image = self._read_marks(element)
            if is_cut:
                _put_mark_for_mapping(image, element)
            code = _code(image)
            # The source is made of numbers and the repr() of element names: EC2 writes no code here.
            names = {"__builtins__": {}, "integer": _integer}
            template: Template = eval(f"lambda p, j, m: {code}", names)  # noqa: S307
        except (etree.XMLSyntaxError, UnreadableFieldError, TypeError, SyntaxError, RecursionError, MemoryError):
            return None  # not well-formed, or nested too deeply for the compiler: the long way knows what to say
        return template


def _writes_mark(convert: Callable[[str], Any]) -> Callable[[str], str]:
    def write(number: str) -> str:
        if convert is text_as_it_is:
            return f"<{number}>"
        if convert is is_true:
            return f"<{number}?>"
        if convert is int:
            return f"<{number}#>"
        raise UnreadableFieldError("other numbers go the long way: EC2 sends none")

    return write


def _put_mark_for_mapping(image: dict[str, Any], element: etree._Element) -> None:
    """Raises UnreadableFieldError if what was cut out is not the one and only mapping, the image's own."""
    mappings = [child for child in element.iter() if local_name(child) == _MAPPING_TAG]
    if len(mappings) > 1 or image.get(block_device_mappings.FIELD) != [{}]:
        raise UnreadableFieldError("more than one block device mapping")
    image[block_device_mappings.FIELD] = _MAPPING


def _code(image: dict[str, Any]) -> str:
    """The expression that makes an image of its pieces, from an image with marks in place of its text.

    Raises UnreadableFieldError for what is too rare to have templates.
    """
    if any(len(image.get(field, ())) > 1 for field in UNORDERED_LISTS):
        raise UnreadableFieldError("their text decides how they are sorted")
    fields = [image.get(field) for field in FIELDS]
    if not all(value is None or isinstance(value, str) for value in fields):
        raise UnreadableFieldError("a field of the row is no text")
    constant, *rest = _MARK.split(canonical_json(image).decode())
    json = [repr(constant)]
    for mark, following in zip(rest[::2], rest[1::2], strict=True):
        json += [_json_code(mark), repr(following)]
    return f"({' '.join(json)}, ({', '.join(map(_field_code, fields))},))"


def _json_code(mark: str) -> str:
    """The part of an f-string that writes a value."""
    if mark == _MAPPING:
        return 'f"{m}"'
    if mark.endswith("?>"):
        return f"f\"{{'true' if {_field_code(mark)} else 'false'}}\""
    if mark.endswith("#>"):
        return f'f"{{{_field_code(mark)}}}"'
    return f"""'"' f"{{{_piece("j", mark)}}}" '"'"""


def _field_code(mark: str | None) -> str:
    """The expression that gives a value."""
    if mark is None:
        return "None"
    piece = _piece("p", mark)
    if mark.endswith("?>"):
        return f"{piece} == 'true'"
    return f"integer({piece})" if mark.endswith("#>") else piece


def _piece(pieces: str, mark: str) -> str:
    number = mark.strip("<?#>")
    return f"{pieces}[{number}]" if number else "''"  # an element written <so/> has no piece of text


def _integer(text: str) -> int:
    value = int(text)
    if not -(2**63) <= value < 2**64:
        raise ValueError("more than JSON's writer takes")
    return value


def _as_json_writes(pieces: list[str]) -> list[str]:
    return [orjson.dumps(piece).decode()[1:-1] if _ESCAPED.search(piece) else piece for piece in pieces]


def _text_of(xml: bytes) -> tuple[str | None, bytes]:
    """The text of XML in which `<` and `>` stand around tags only, with all it has of `&`, and of what JSON escapes.

    None if it holds anything out of the ordinary.
    """
    residue, odd = xml.translate(None, _PLAIN_BYTES), b""
    if residue != b"<>" * (len(residue) // 2):
        odd = residue.translate(None, b"<>")
        residue = residue.translate(None, b'&"\\')
        if residue != b"<>" * (len(residue) // 2):
            return None, odd
    try:
        text = xml.decode()
    except UnicodeDecodeError:
        return None, odd
    forbidden = not text.isascii() and ("\ufffe" in text or "\uffff" in text)  # legal in UTF-8, but not in XML
    return None if forbidden else text, odd


def _resolve_entities(pieces: list[str]) -> bool:
    """Put characters in the place of XML's five own entities. False: there are others, and it is not done."""
    for place in range(2, len(pieces), 2):
        if "&" in pieces[place]:
            resolved, entities = _ENTITY.subn(lambda entity: _ENTITIES[entity[1]], pieces[place])
            if entities != pieces[place].count("&"):
                return False
            pieces[place] = resolved
    return True
