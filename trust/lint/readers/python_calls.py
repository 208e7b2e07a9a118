"""boto3 and the CDK in Python, by the syntax tree: nothing is run, and names stand for what they are assigned once."""

import ast
import warnings
from collections.abc import Iterator

from trust.lint.look_up import Form, LookUp, NamedValues, Reading, UnreadableError, Values

OPERATION = "describe_images"
_OF_EC2 = frozenset({"Owners", "Filters", "ImageIds", "ExecutableUsers", "IncludeDeprecated", "IncludeDisabled"})


def read_python(file: str, text: str) -> Reading:
    """The look-ups of a module. Raises UnreadableError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what the compiler thinks of somebody's escapes is not asked
            tree = ast.parse(text)
        return Reading(look_ups=list(_Module(file, tree).look_ups()))
    except SyntaxError as error:
        raise UnreadableError(f"it is not Python: {error.msg}", error.lineno) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise UnreadableError(f"it is not Python that can be read: {error or type(error).__name__}") from error


class _Module:
    """One file with what its names stand for: those that are assigned once."""

    def __init__(self, file: str, tree: ast.Module) -> None:
        self._file = file
        self._tree = tree
        assigned: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        assigned.setdefault(target.id, []).append(node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
                assigned.setdefault(node.target.id, []).append(node.value)
        self._names = {name: values[0] for name, values in assigned.items() if len(values) == 1}
        self._speaks_boto3 = any(
            isinstance(node, ast.Import | ast.ImportFrom)
            and any(name.split(".")[0] in {"boto3", "aioboto3", "aiobotocore", "botocore"} for name in _imported(node))
            for node in ast.walk(tree)
        )

    def look_ups(self) -> Iterator[LookUp]:
        for node in ast.walk(self._tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
                continue
            dotted = _dotted(node.func)
            if dotted[-1:] == [OPERATION]:
                yield self._of_boto3(node, dotted, OPERATION)
            elif dotted[-1:] == ["paginate"] and self._pages_images(node.func):
                yield self._of_boto3(node, dotted, "paginate")
            elif dotted[-2:] == ["images", "filter"] and self._speaks_boto3 and _asks_ec2(node):
                yield self._of_boto3(node, dotted, "images.filter")
            elif dotted[-2:] == ["MachineImage", "lookup"] or dotted[-1:] == ["LookupMachineImage"]:
                yield self._of_cdk(node)

    def _pages_images(self, function: ast.expr) -> bool:
        paginator = self._meant(function.value) if isinstance(function, ast.Attribute) else None
        return (
            isinstance(paginator, ast.Call)
            and isinstance(paginator.func, ast.Attribute)
            and paginator.func.attr == "get_paginator"
            and any(isinstance(given, ast.Constant) and given.value == OPERATION for given in paginator.args)
        )

    def _of_boto3(self, call: ast.Call, dotted: list[str], subject: str) -> LookUp:
        given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        unresolved = [f"**{ast.unparse(keyword.value)}"[:200] for keyword in call.keywords if keyword.arg is None]
        filters = self._filters(given.get("Filters"))
        if filters is None:
            unresolved.append(f"Filters={ast.unparse(given['Filters'])}"[:200])
        owners = self._values(given.get("Owners"))
        return LookUp(
            file=self._file,
            line=call.lineno,
            form=Form.BOTO3,
            subject=subject,
            region=self._region(call.func, dotted),
            owners=owners if owners.known or owners.open else None,
            filters=tuple(filters or ()),
            image_ids=self._values(given.get("ImageIds")),
            include_deprecated=_is_true(given.get("IncludeDeprecated")),
            open=tuple(unresolved),
        )

    def _of_cdk(self, call: ast.Call) -> LookUp:
        given = {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        filters = [NamedValues(name="name", values=self._values(given.get("name")))] if "name" in given else []
        more = self._meant(given.get("filters"))
        if isinstance(more, ast.Dict):
            filters += [
                NamedValues(name=key.value, values=self._values(value))
                for key, value in zip(more.keys, more.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            ]
        owners = self._values(given.get("owners"))
        return LookUp(
            file=self._file,
            line=call.lineno,
            form=Form.CDK_PYTHON,
            subject="MachineImage.lookup",
            owners=owners if owners.known or owners.open else None,
            filters=tuple(filters),
            most_recent=True,
            open=tuple(
                [f"**{ast.unparse(keyword.value)}"[:200] for keyword in call.keywords if keyword.arg is None]
                + (["filters"] if more is not None and not isinstance(more, ast.Dict) else [])
            ),
        )

    def _filters(self, node: ast.expr | None) -> list[NamedValues] | None:
        """The filters of a list of {"Name": …, "Values": …}; None when it is none that can be read."""
        node = self._meant(node)
        if node is None:
            return []
        if not isinstance(node, ast.List | ast.Tuple):
            return None
        found = []
        for member in map(self._meant, node.elts):
            if not isinstance(member, ast.Dict):
                return None
            entry = {
                key.value: value
                for key, value in zip(member.keys, member.values, strict=True)
                if isinstance(key, ast.Constant)
            }
            name = self._values(entry.get("Name"))
            if not name.known:
                return None
            found.append(NamedValues(name=name.known[0], values=self._values(entry.get("Values"))))
        return found

    def _values(self, node: ast.expr | None) -> Values:
        node = self._meant(node)
        members = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node] if node else []
        known, unresolved = [], []
        for member in map(self._meant, members):
            if isinstance(member, ast.Constant) and isinstance(member.value, str | int | bool):
                known.append(str(member.value).lower() if isinstance(member.value, bool) else str(member.value))
            elif member is not None:
                unresolved.append(ast.unparse(member)[:200])
        return Values(known=tuple(known), open=tuple(unresolved))

    def _meant(self, node: ast.expr | None) -> ast.expr | None:
        for _ in range(10):
            if not isinstance(node, ast.Name) or node.id not in self._names:
                break
            node = self._names[node.id]
        return node

    def _region(self, function: ast.expr, dotted: list[str]) -> str | None:
        """The region that the client was made for: boto3.client("ec2", region_name="eu-west-1")."""
        holder: ast.expr | None = function
        for _ in dotted:
            while isinstance(holder, ast.Attribute):
                holder = holder.value
            holder = self._meant(holder)
            if isinstance(holder, ast.Call):
                for keyword in holder.keywords:
                    if keyword.arg == "region_name":
                        return next(iter(self._values(keyword.value).known), None)
                holder = holder.func
        return None


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names]


def _dotted(node: ast.expr) -> list[str]:
    """The names of an attribute's chain, as far back as there are names."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.insert(0, node.attr)
        node = node.value
    return [node.id, *names] if isinstance(node, ast.Name) else names


def _asks_ec2(call: ast.Call) -> bool:
    """A resource's images and not those of some other library that has images to filter."""
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    return bool(given) and given <= _OF_EC2 | {"DryRun", "MaxResults", "NextToken"}


def _is_true(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is True
