"""EC2's Query protocol, outwards: documents as XML that botocore reads back into the very same documents.

The names of elements come from botocore's own model of the action's answer. A field that the model has not is named as
EC2 would (`NewField` is `<newField>`), which is how the crawler named it when it came.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import botocore.session
from botocore.model import ListShape, ServiceModel, Shape, StructureShape

from api.ec2.errors import Ec2Error

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
MEDIA_TYPE = "text/xml;charset=UTF-8"

Writer = Callable[[Any], str]

# What XML has no place for, and what would not come back as it was.
_SPECIAL = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")


@cache
def image_writer() -> Writer:
    """Writes the inside of an `<item>` of DescribeImages."""
    answer = _ec2().operation_model("DescribeImages").output_shape
    images = answer.members["Images"] if isinstance(answer, StructureShape) else None
    if not isinstance(images, ListShape):
        raise TypeError("botocore's DescribeImages no longer answers a list of Images")
    return _writer(images.member)


@cache
def answer_writer(action: str) -> Writer:
    """Writes the inside of an action's answer."""
    answer = _ec2().operation_model(action).output_shape
    if answer is None:
        raise TypeError(f"botocore's {action} answers nothing")
    return _writer(answer)


def head(action: str, version: str, request_id: str) -> str:
    """How an answer begins."""
    return (
        f'{DECLARATION}<{action}Response xmlns="http://ec2.amazonaws.com/doc/{version}/">'
        f"<requestId>{request_id}</requestId>"
    )


def tail(action: str) -> str:
    """How it ends."""
    return f"</{action}Response>"


def error_document(error: Ec2Error, request_id: str) -> str:
    """An error, as every action answers it."""
    return (
        f"{DECLARATION}<Response><Errors><Error><Code>{escaped(error.code)}</Code><Message>{escaped(error.message)}"
        f"</Message></Error></Errors><RequestID>{request_id}</RequestID></Response>"
    )


def escaped(text: str) -> str:
    """Text as it stands in an element. A character that XML has not becomes the one that stands for such."""
    if not _SPECIAL.search(text):
        return text
    return _SPECIAL.sub(lambda found: _ESCAPES.get(found[0], "\N{REPLACEMENT CHARACTER}"), text)


def _ec2() -> ServiceModel:
    loader = botocore.session.Session().get_component("data_loader")
    return ServiceModel(loader.load_service_model("ec2", "service-2"), "ec2")


def _writer(shape: Shape) -> Writer:
    if isinstance(shape, StructureShape):
        return _structure_writer(
            {name: (member.serialization.get("name", name), _writer(member)) for name, member in shape.members.items()}
        )
    if isinstance(shape, ListShape):
        return _list_writer(_writer(shape.member))
    return _write_any


def _structure_writer(fields: Mapping[str, tuple[str, Writer]]) -> Writer:
    tags = {name: (f"<{tag}>", f"</{tag}>", write) for name, (tag, write) in fields.items()}
    special = _SPECIAL.search

    def write_structure(value: Any) -> str:
        if not isinstance(value, dict):
            return _write_any(value)
        pieces: list[str] = []
        for name, inner in value.items():
            begin, end, write = tags.get(name) or _unknown_tags(name)
            # Most fields are text with nothing to escape: a page has 30,000 of them.
            if type(inner) is str and begin:
                pieces += (begin, escaped(inner) if special(inner) else inner, end)
            elif begin and inner is not None:
                pieces += (begin, write(inner), end)
        return "".join(pieces)

    return write_structure


def _list_writer(write_member: Writer) -> Writer:
    def write_list(value: Any) -> str:
        if not isinstance(value, list):
            return _write_any(value)
        return "".join([f"<item>{write_member(member)}</item>" for member in value])

    return write_list


def _write_any(value: Any) -> str:
    """A value that the model has nothing to say of, or of another kind than it says."""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _WRITE_UNKNOWN(value)
    if isinstance(value, list):
        return "".join(f"<item>{_write_any(member)}</item>" for member in value)
    return "" if value is None else escaped(str(value))


_WRITE_UNKNOWN = _structure_writer({})


def _unknown_tags(name: str) -> tuple[str, str, Writer]:
    """The tags of a field that the model has not; empty ones for a name that no element can have.

    The crawler adds an underscore where the field's name would else be that of another field.
    """
    name = name.rstrip("_")
    if not _NAME.match(name):
        return "", "", _write_any
    tag = name[:1].lower() + name[1:]
    return f"<{tag}>", f"</{tag}>", _write_any
