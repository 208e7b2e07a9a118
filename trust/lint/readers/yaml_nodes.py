"""YAML and JSON as nodes with their lines, whatever tags they carry, and however deep or many-armed they are.

The nodes are built from the parser's events and not by recursion: what nests too deep is refused. An alias is the very
node that its anchor names, so a document that names one node a billion times stays as small as it is written; whoever
walks it visits each node once.
"""

from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.nodes import MappingNode as Mapping
from yaml.nodes import Node, ScalarNode, SequenceNode

from trust.lint.look_up import UnreadableError, Values

DEEPEST = 100
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPEN = "{{"  # Jinja, and CloudFormation's dynamic references

__all__ = ["Mapping", "Node", "SequenceNode", "entries", "flag", "read_documents", "scalar", "texts", "walk"]


def read_documents(text: str) -> list[Node]:
    """The root of each document. Raises UnreadableError."""
    try:
        return _composed(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise UnreadableError(f"it is not YAML: {error.problem or error.context}", line) from error
    except (yaml.YAMLError, ValueError) as error:
        raise UnreadableError(f"it is not YAML: {str(error).partition(chr(10))[0]}") from error


def _composed(text: str) -> list[Node]:
    roots: list[Node] = []
    anchors: dict[str, Node] = {}
    path: list[tuple[Node, list[Node]]] = []
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, DocumentStartEvent):
            anchors = {}
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            if len(path) >= DEEPEST:
                raise UnreadableError(f"it nests deeper than {DEEPEST} levels")
            path.append((_begun(event, anchors), []))
        elif isinstance(event, ScalarEvent | AliasEvent | SequenceEndEvent | MappingEndEvent):
            node = (
                _ended(*path.pop()) if isinstance(event, SequenceEndEvent | MappingEndEvent) else _leaf(event, anchors)
            )
            (path[-1][1] if path else roots).append(node)
    return roots


def _begun(event: Any, anchors: dict[str, Node]) -> Node:
    kind = Mapping if isinstance(event, MappingStartEvent) else SequenceNode
    node = kind(event.tag, [], event.start_mark, event.end_mark)
    if event.anchor:
        anchors[event.anchor] = node
    return node


def _ended(node: Node, inside: list[Node]) -> Node:
    node.value = list(zip(inside[::2], inside[1::2], strict=True)) if isinstance(node, Mapping) else inside
    return node


def _leaf(event: Any, anchors: dict[str, Node]) -> Node:
    if isinstance(event, AliasEvent):
        if event.anchor not in anchors:
            raise UnreadableError(f"the alias *{event.anchor} names nothing")
        return anchors[event.anchor]
    node = ScalarNode(event.tag, event.value, event.start_mark, event.end_mark, style=event.style)
    if event.anchor:
        anchors[event.anchor] = node
    return node


def walk(roots: list[Node]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Each node once, with the keys that lead to it."""
    seen: set[int] = set()
    waiting: list[tuple[Node, tuple[str, ...]]] = [(root, ()) for root in reversed(roots)]
    while waiting:
        node, path = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node, path
        if isinstance(node, Mapping):
            waiting += [(value, (*path, name)) for name, value in reversed(list(entries(node)))]
        elif isinstance(node, SequenceNode):
            waiting += [(member, path) for member in reversed(node.value)]


def entries(node: Node | None) -> Iterator[tuple[str, Node]]:
    """The members of a mapping whose keys are texts; of anything else none."""
    for key, value in node.value if isinstance(node, Mapping) else ():
        if isinstance(key, ScalarNode):
            yield key.value, value


def scalar(node: Node | None) -> str | None:
    """The text of a scalar, None for anything else and for an intrinsic function like `!Ref name`."""
    plain = isinstance(node, ScalarNode) and (node.tag is None or not node.tag.startswith("!") or node.tag == "!")
    return str(node.value) if plain and node is not None else None


def texts(node: Node | None) -> Values:
    """The texts of a scalar or of a list of them."""
    if node is None:
        return Values()
    known, unresolved = [], []
    for member in node.value if isinstance(node, SequenceNode) else [node]:
        text = scalar(member)
        if text is None:
            unresolved.append(f"{member.tag or ''} {member.value}".strip()[:200])
        elif _OPEN in text and "}}" in text and "`" not in text:
            unresolved.append(text[:200])
        elif text:
            known.append(text)
    return Values(known=tuple(known), open=tuple(unresolved))


def flag(node: Node | None) -> bool | None:
    text = (scalar(node) or "").lower()
    return True if text in {"true", "yes", "on"} else False if text in {"false", "no", "off"} else None
