"""Compiles a shape of botocore's EC2 model into functions that turn XML elements into plain values.

The shape is walked once, at the start; what comes out are closures over dictionaries from XML names to fields. With
unknown fields left out the values are exactly those of `botocore.parsers.EC2QueryParser`, but for one thing: where a
field that EC2 sends once comes twice, botocore answers with XML nodes in place of values, and we refuse.

Unknown fields, which botocore drops, can be kept: EC2 grows new fields before botocore's model has them. They are
named as botocore would name them (`newField` becomes `NewField`); text stays text, elements that hold nothing but
`<item>` become lists, other elements become dictionaries, an element that repeats becomes a list. Attributes are
not kept: EC2 sends none.
"""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from botocore.model import ListShape, Shape, StructureShape
from botocore.utils import parse_timestamp
from lxml.etree import _Element

Reader = Callable[[_Element], Any]
Scalars = Mapping[str, Callable[[str], Any]]


def text_as_it_is(text: str) -> str:
    return text


def is_true(text: str) -> bool:
    """EC2's booleans: anything but `true` is false, as botocore reads them."""
    return text == "true"


# By type in botocore's model. These give what botocore gives.
BOTOCORE_SCALARS: Scalars = {
    "string": text_as_it_is,
    "character": text_as_it_is,
    "boolean": is_true,
    "integer": int,
    "long": int,
    "float": float,
    "double": float,
    "timestamp": parse_timestamp,
    "blob": base64.b64decode,
}
# These give what JSON can hold: a timestamp stays the ISO 8601 text that EC2 sent, a blob stays base64.
JSON_SCALARS: Scalars = {**BOTOCORE_SCALARS, "timestamp": text_as_it_is, "blob": text_as_it_is}


class UnsupportedShapeError(Exception):
    """botocore's model of EC2 has learnt something that EC2's answers never had: a map, a union, an attribute…

    Raised while compiling, so at the start of the program and in the tests of whoever raises the botocore version.
    """


class UnreadableFieldError(ValueError):
    """A field holds what its type cannot be (`volumeSize` that is no number), or comes twice."""


def compile_reader(shape: Shape, scalars: Scalars, *, keep_unknown: bool) -> Reader:
    """A function from the XML element of a `shape` to its value. It raises UnreadableFieldError.

    `scalars` says what becomes of text, by the model's type names. The result holds no state: threads may share it.
    """
    return _reader(shape, scalars, keep_unknown=keep_unknown, inside=())


def _reader(shape: Shape, scalars: Scalars, *, keep_unknown: bool, inside: tuple[str, ...]) -> Reader:
    if shape.name in inside:
        raise UnsupportedShapeError(f"shape {shape.name} holds itself: {' > '.join((*inside, shape.name))}")
    if odd := shape.serialization.keys() & {"flattened", "xmlAttribute", "location", "eventheader", "resultWrapper"}:
        raise UnsupportedShapeError(f"shape {shape.name} is serialized in a way EC2 never used: {', '.join(odd)}")
    inside = (*inside, shape.name)
    if isinstance(shape, StructureShape):
        if shape.is_tagged_union:
            raise UnsupportedShapeError(f"shape {shape.name} is a union; EC2 never had one")
        fields = {
            member.serialization.get("name", name): (
                name,
                _reader(member, scalars, keep_unknown=keep_unknown, inside=inside),
            )
            for name, member in shape.members.items()
        }
        return _structure_reader(fields, scalars["string"], keep_unknown=keep_unknown)
    if isinstance(shape, ListShape):
        read_member = _reader(shape.member, scalars, keep_unknown=keep_unknown, inside=inside)
        return lambda element: [read_member(child) for child in element]
    if shape.type_name not in scalars:
        raise UnsupportedShapeError(f"shape {shape.name} is a {shape.type_name}; EC2 never had one")
    return _scalar_reader(shape.type_name, scalars[shape.type_name])


def _scalar_reader(type_name: str, convert: Callable[[str], Any]) -> Reader:
    if convert is text_as_it_is:
        return lambda element: element.text or ""

    def read_scalar(element: _Element) -> Any:
        try:
            return convert(element.text or "")
        except ValueError as error:
            raise UnreadableFieldError(
                f"<{local_name(element)}> holds {element.text or ''!r}, which is no {type_name}"
            ) from error

    return read_scalar


def _structure_reader(
    fields: Mapping[str, tuple[str, Reader]], read_text: Callable[[str], Any], *, keep_unknown: bool
) -> Reader:
    modelled = frozenset(name for name, _ in fields.values())

    def read_structure(element: _Element) -> dict[str, Any]:
        values: dict[str, Any] = {}
        unknown: list[_Element] = []
        for child in element:
            # Images cut out of their page carry no namespace, so the name mostly is the tag as it stands.
            field = fields.get(child.tag) or fields.get(local_name(child))
            if field is None:
                unknown.append(child)
                continue
            name, read = field
            if name in values:
                raise UnreadableFieldError(f"<{local_name(child)}> comes twice in one <{local_name(element)}>")
            values[name] = read(child)
        if keep_unknown and unknown:
            values.update(_unknown_fields(unknown, modelled, read_text))
        return values

    return read_structure


def _unknown_fields(
    elements: list[_Element], modelled: frozenset[str], read_text: Callable[[str], Any]
) -> dict[str, Any]:
    repeats: dict[str, list[Any]] = {}
    for element in elements:
        name = local_name(element)
        name = name[:1].upper() + name[1:]
        while name in modelled:  # an unknown <state> must not pass for State, which EC2 calls <imageState>
            name += "_"
        repeats.setdefault(name, []).append(_unknown_value(element, read_text))
    return {name: values[0] if len(values) == 1 else values for name, values in repeats.items()}


def _unknown_value(element: _Element, read_text: Callable[[str], Any]) -> Any:
    children = list(element)
    if not children:
        return read_text(element.text or "")
    if all(local_name(child) == "item" for child in children):
        return [_unknown_value(child, read_text) for child in children]
    return _unknown_fields(children, frozenset(), read_text)


def local_name(element: _Element) -> str:
    """The element's name without its namespace: botocore's model knows no namespaces."""
    return str(element.tag).rpartition("}")[2]
