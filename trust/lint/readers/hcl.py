"""HCL, which Terraform and Packer are written in: blocks with what is known of their attributes, by python-hcl2."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import hcl2
from hcl2.rules.base import AttributeRule, BlockRule, BodyRule
from lark.exceptions import LarkError, UnexpectedInput

from trust.lint.look_up import UnreadableError, Values

REFERENCE = re.compile(r"\$\{(?:(?P<local>local)|(?P<variable>var))\.(?P<name>[\w-]+)\}\Z")
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True)
class Block:
    """One block: `type "label" "label" { … }`."""

    rule: BlockRule
    scope: "Scope"

    @cached_property
    def labels(self) -> list[str]:
        return [_plain(label.serialize()) for label in self.rule.labels]

    @cached_property
    def line(self) -> int:
        return int(self.rule.to_lark().meta.line)

    @cached_property
    def attributes(self) -> dict[str, Any]:
        """Each attribute's value as python-hcl2 writes it: texts in quotes, expressions in ${…}."""
        return _attributes(self.rule.body)

    def blocks(self, kind: str) -> Iterator["Block"]:
        for block in _blocks(self.rule.body, self.scope):
            if block.labels[0] == kind:
                yield block

    def values(self, name: str) -> Values | None:
        """The texts of an attribute, None when it is not there."""
        return self.scope.values(self.attributes[name]) if name in self.attributes else None

    def text(self, name: str) -> str | None:
        """The one text of an attribute, None when it is not there or not known."""
        found = self.values(name)
        return found.known[0] if found and len(found.known) == 1 and not found.open else None

    def flag(self, name: str) -> bool | None:
        value = self.attributes.get(name)
        return value if isinstance(value, bool) else None


@dataclass(frozen=True)
class Scope:
    """What names stand for: locals, and defaults of variables, which nobody need have changed."""

    locals: dict[str, Any]
    variables: dict[str, Any]

    def values(self, value: Any, depth: int = 0) -> Values:
        """The texts of a value: one, or those of a list."""
        if isinstance(value, list):
            members = [self.values(member, depth) for member in value]
            return Values(
                known=tuple(text for member in members for text in member.known),
                open=tuple(text for member in members for text in member.open),
            )
        if isinstance(value, bool | int | float):
            return Values(known=(str(value).lower(),))
        if not isinstance(value, str):
            return Values(open=(str(value)[:200],))
        reference = REFERENCE.match(value)
        if reference and depth < 10:
            named = self.locals if reference["local"] else self.variables
            if reference["name"] in named:
                return self.values(named[reference["name"]], depth + 1)
        if value.startswith("${") or ("${" in value.replace("$${", "")) or "%{" in value:
            return Values(open=(value.strip('"')[:200],))
        return Values(known=(_plain(value),))


def read_hcl(text: str) -> tuple[list[Block], Scope]:
    """The blocks at the top of a file. Raises UnreadableError."""
    try:
        body = hcl2.parses(text).body
    except UnexpectedInput as error:
        raise UnreadableError(f"it is not HCL: {str(error).partition(chr(10))[0]}", max(error.line, 1)) from error
    except (LarkError, RuntimeError, ValueError) as error:
        raise UnreadableError(f"it is not HCL: {str(error).partition(chr(10))[0]}") from error
    scope = Scope({}, {})
    blocks = list(_blocks(body, scope))
    for block in blocks:
        if block.labels[0] == "locals":
            scope.locals.update(block.attributes)
        elif block.labels[0] == "variable" and len(block.labels) > 1 and "default" in block.attributes:
            scope.variables[block.labels[1]] = block.attributes["default"]
    return blocks, scope


def _blocks(body: BodyRule, scope: Scope) -> Iterator[Block]:
    for child in body.children:
        if isinstance(child, BlockRule):
            yield Block(child, scope)


def _attributes(body: BodyRule) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in body.children:
        if isinstance(child, AttributeRule):
            found[child.identifier.serialize()] = child.expression.serialize()
    return found


def plain_keys(value: Any) -> dict[str, Any]:
    """An object's members by their names, without quotes."""
    if not isinstance(value, dict):
        return {}
    return {_plain(name): member for name, member in value.items() if not name.startswith("__")}


def _plain(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text[1:-1]).replace("$${", "${")
    return text
