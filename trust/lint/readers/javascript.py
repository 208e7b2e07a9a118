"""The CDK and the AWS SDK in TypeScript and JavaScript: the object that a look-up is given, where it is written out.

There is no parser of TypeScript here. Objects, lists and texts are read as far as they are that; anything else is
taken as an expression that is not known.
"""

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

from trust.lint.look_up import MOST_LOOK_UPS, Form, LookUp, NamedValues, Reading, Values

_CALL = re.compile(
    r"\b(?:(?P<cdk>MachineImage\s*\.\s*lookup|LookupMachineImage)|(?P<sdk>DescribeImagesCommand|describeImages))\s*\("
)
_TOKEN = re.compile(
    r"\s+|//[^\n]*|/\*.*?\*/"
    r"|(?P<text>'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"|`(?:[^`\\]|\\.)*`)"
    r"|(?P<word>[\w$.]+)|(?P<mark>.)",
    re.DOTALL,
)
DEEPEST = 20
LONGEST_CALL_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Expression:
    """What is written where a text, a list or an object is not."""

    text: str


def read_javascript(file: str, text: str) -> Reading:
    """The look-ups of a file; what else is in it is passed over."""
    found = Reading()
    for call in islice(_CALL.finditer(text), MOST_LOOK_UPS):
        begins = text.rfind("\n", 0, call.start()) + 1
        if "//" in text[begins : call.start()]:
            continue
        given = _Reader(text[call.end() : call.end() + LONGEST_CALL_CHARACTERS]).value(0)
        line = text.count("\n", 0, call.start()) + 1
        if call["cdk"]:
            found.look_ups.append(_of_cdk(file, line, given))
        elif isinstance(given, dict | Expression):
            found.look_ups.append(_of_sdk(file, line, call["sdk"], given))
    return found


def _of_cdk(file: str, line: int, given: Any) -> LookUp:
    members = given if isinstance(given, dict) else {}
    filters = [NamedValues(name="name", values=_values(members["name"]))] if "name" in members else []
    more = members.get("filters", {})
    if isinstance(more, dict):
        filters += [NamedValues(name=name, values=_values(value)) for name, value in more.items() if name != "..."]
    return LookUp(
        file=file,
        line=line,
        form=Form.CDK_TYPESCRIPT,
        subject="MachineImage.lookup",
        owners=_owners(members.get("owners")),
        filters=tuple(filters),
        most_recent=True,
        open=tuple(_open(given) + ([] if isinstance(more, dict) else ["filters"])),
    )


def _of_sdk(file: str, line: int, subject: str, given: Any) -> LookUp:
    members = given if isinstance(given, dict) else {}
    filters: list[NamedValues] = []
    unresolved = _open(given)
    written = members.get("Filters", [])
    for one in written if isinstance(written, list) else [None]:
        if isinstance(one, dict) and isinstance(one.get("Name"), str):
            filters.append(NamedValues(name=one["Name"], values=_values(one.get("Values", []))))
        else:
            unresolved.append("Filters")
    return LookUp(
        file=file,
        line=line,
        form=Form.JAVASCRIPT,
        subject=subject,
        owners=_owners(members.get("Owners")),
        filters=tuple(filters),
        image_ids=_values(members.get("ImageIds", [])),
        include_deprecated=members.get("IncludeDeprecated") is True,
        open=tuple(unresolved),
    )


def _open(given: Any) -> list[str]:
    if not isinstance(given, dict):
        return [given.text if isinstance(given, Expression) else "its argument"]
    return ["..."] if "..." in given else []


def _owners(given: Any) -> Values | None:
    owners = _values([] if given is None else given)
    return owners if owners.known or owners.open else None


def _values(given: Any) -> Values:
    known, unresolved = [], []
    for one in given if isinstance(given, list) else [given]:
        if isinstance(one, str):
            known.append(one)
        elif isinstance(one, bool):
            known.append("true" if one else "false")
        else:
            unresolved.append(one.text if isinstance(one, Expression) else "…")
    return Values(known=tuple(known), open=tuple(unresolved))


class _Reader:
    """Reads one value from the beginning of a text, and no further."""

    def __init__(self, text: str) -> None:
        self._tokens = (found for found in _TOKEN.finditer(text) if found.lastgroup)
        self._following = next(self._tokens, None)

    def value(self, depth: int) -> Any:
        """A str, bool, list, dict (with "..." for what is spread into it), or an Expression."""
        token = self._next()
        if depth > DEEPEST or token is None:
            return Expression("")
        if token[0] == "{":
            found: Any = self._object(depth)
        elif token[0] == "[":
            found = self._list(depth)
        elif token["text"] and not (token[0][0] == "`" and "${" in token[0]):
            found = re.sub(r"\\(.)", r"\1", token[0][1:-1])
        elif token[0] in ("true", "false"):
            found = token[0] == "true"
        else:
            found = Expression(token[0])
        rest = self._rest()
        return Expression(f"{token[0]}{rest}"[:200]) if rest else found

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while (token := self._next()) is not None and token[0] != "}":
            if token[0] == ",":
                continue
            if token[0].startswith(".."):
                self._rest()
                found["..."] = True
                continue
            name = token[0].strip("'\"`")
            if self._peek() == ":":
                self._next()
                found[name] = self.value(depth + 1)
            else:  # `{ owners }`, short for `{ owners: owners }`, or a method
                found[name] = Expression(f"{name}{self._rest()}"[:200])
        return found

    def _list(self, depth: int) -> list[Any]:
        found: list[Any] = []
        while (following := self._peek()) is not None and following != "]":
            if following == ",":
                self._next()
            else:
                found.append(self.value(depth + 1))
        self._next()
        return found

    def _rest(self) -> str:
        """What follows a value up to the comma or bracket that ends it: an operator, a call, `as const`."""
        rest: list[str] = []
        depth = 0
        while (following := self._peek()) is not None and not (depth == 0 and following in (",", "]", "}", ")", ";")):
            depth += (following in "([{") - (following in ")]}") if len(following) == 1 else 0
            rest.append(following)
            self._next()
        return "" if rest == ["as", "const"] else " ".join(rest)

    def _peek(self) -> str | None:
        return self._following[0] if self._following else None

    def _next(self) -> re.Match[str] | None:
        token = self._following
        self._following = next(self._tokens, None)
        return token
