"""Terraform's JSON syntax (`.tf.json`): the look-ups of `terraform.py`, from nodes that know their lines."""

from collections.abc import Iterator

from trust.lint.look_up import Form, LookUp, NamedValues, Reading, Values
from trust.lint.readers.hcl import REFERENCE
from trust.lint.readers.terraform import DEFAULT, KINDS
from trust.lint.readers.yaml_nodes import Mapping, Node, SequenceNode, entries, flag, read_documents, texts

# What a reference may lead to: another, and so on.
DEEPEST_REFERENCE = 10
Names = dict[tuple[str, str], Node]


def read_terraform_json(file: str, text: str) -> Reading:
    """The look-ups of a file. Raises UnreadableError."""
    found = Reading()
    for document in read_documents(text.replace("\t", " ")):
        names = dict(_names(document))
        providers = [node for kind, _, node in _labelled(document, "provider", 1) if kind == "aws"]
        regions = {
            _one(one.get("alias"), names) or DEFAULT: _one(one.get("region"), names)
            for one in map(dict, map(entries, providers))
        }
        found.look_ups += [
            _look_up(file, kind, name, node, names, regions)
            for kind, name, node in _labelled(document, "data", 2)
            if kind in KINDS
        ]
    return found


def _labelled(document: Node, block: str, labels: int) -> Iterator[tuple[str, str, Node]]:
    """The blocks of a type, with their one or two labels: each level is an object, or a list of them."""
    for name, top in entries(document):
        if name != block:
            continue
        for first, inside in (entry for one in _each(top) for entry in entries(one)):
            if labels == 1:
                yield from ((first, "", node) for node in _each(inside))
            else:
                for second, last in (entry for one in _each(inside) for entry in entries(one)):
                    yield from ((first, second, node) for node in _each(last))


def _each(node: Node | None) -> list[Node]:
    members = node.value if isinstance(node, SequenceNode) else [node]
    return [member for member in members if isinstance(member, Mapping)]


def _names(document: Node) -> Iterator[tuple[tuple[str, str], Node]]:
    """What `local.name` and `var.name` stand for: a variable for its default, which nobody need have changed."""
    for block, top in entries(document):
        if block == "locals":
            yield from ((("local", name), value) for one in _each(top) for name, value in entries(one))
    for name, _, node in _labelled(document, "variable", 1):
        yield from ((("var", name), value) for key, value in entries(node) if key == "default")


def _values(node: Node | None, names: Names, depth: int = 0) -> Values:
    written = texts(node)
    known: list[str] = []
    unresolved = list(written.open)
    for text in written.known:
        reference = REFERENCE.match(text)
        named = names.get(("local" if reference["local"] else "var", reference["name"])) if reference else None
        if named is not None and depth < DEEPEST_REFERENCE:
            inside = _values(named, names, depth + 1)
            known += inside.known
            unresolved += inside.open
        elif "${" in text.replace("$${", "") or "%{" in text:
            unresolved.append(text[:200])
        else:
            known.append(text.replace("$${", "${"))
    return Values(known=tuple(known), open=tuple(unresolved))


def _one(node: Node | None, names: Names) -> str | None:
    found = _values(node, names)
    return found.known[0] if len(found.known) == 1 and not found.open else None


def _look_up(file: str, kind: str, name: str, node: Node, names: Names, regions: dict[str, str | None]) -> LookUp:
    asked = dict(entries(node))
    owners = _values(asked.get("owners"), names)
    provider = next(iter(texts(asked.get("provider")).known), "").strip("${}").partition(".")[2]
    return LookUp(
        file=file,
        line=node.start_mark.line + 1,
        form=Form.TERRAFORM_JSON,
        subject=f"data.{kind}.{name}",
        region=_one(asked["region"], names) if "region" in asked else regions.get(provider),
        # An empty list is no list: it binds nobody.
        owners=owners if owners.known or owners.open else None,
        filters=tuple(
            NamedValues(name=_one(one.get("name"), names) or "?", values=_values(one.get("values"), names))
            for one in (dict(entries(filter_node)) for filter_node in _each(asked.get("filter")))
        ),
        most_recent=flag(asked.get("most_recent")),
        include_deprecated=flag(asked.get("include_deprecated")) is True,
        open=tuple(f"dynamic {label}" for one in _each(asked.get("dynamic")) for label, _ in entries(one)),
    )
