"""Packer: `source_ami_filter` and `data "amazon-ami"` in HCL, and `source_ami_filter` of builders in JSON."""

from collections.abc import Iterator
from typing import Any

from trust.lint.look_up import Form, LookUp, NamedValues, Reading, Values
from trust.lint.readers.hcl import Block, plain_keys, read_hcl
from trust.lint.readers.yaml_nodes import Mapping, Node, entries, flag, read_documents, scalar, texts

FILTER = "source_ami_filter"


def read_packer(file: str, text: str) -> Reading:
    """The look-ups of an HCL file. Raises UnreadableError."""
    blocks, _ = read_hcl(text)
    return Reading(look_ups=list(_of_blocks(file, blocks)))


def _of_blocks(file: str, blocks: list[Block]) -> Iterator[LookUp]:
    for block in blocks:
        match block.labels:
            case ["source", kind, _] if kind.startswith("amazon-"):
                for asked in block.blocks(FILTER):
                    yield _look_up(file, block, asked)
            case ["data", "amazon-ami", _]:
                yield _look_up(file, block, block)


def _look_up(file: str, block: Block, asked: Block) -> LookUp:
    given = asked.attributes.get("filters")
    filters = [NamedValues(name=name, values=asked.scope.values(value)) for name, value in plain_keys(given).items()]
    for nested in asked.blocks("filters"):  # written as a block, which Packer takes too
        filters += [
            NamedValues(name=name, values=asked.scope.values(value)) for name, value in nested.attributes.items()
        ]
    owners = asked.values("owners")
    return LookUp(
        file=file,
        line=asked.line,
        form=Form.PACKER,
        subject=".".join(block.labels),
        region=block.text("region"),
        owners=owners if owners and (owners.known or owners.open) else None,
        filters=tuple(filters),
        most_recent=asked.flag("most_recent"),
        include_deprecated=asked.flag("include_deprecated") is True,
        open=("filters",) if given is not None and not isinstance(given, dict) else (),
    )


def read_packer_json(file: str, text: str) -> Reading:
    """The look-ups of a JSON template's builders. Raises UnreadableError."""
    found = Reading()
    for document in read_documents(text.replace("\t", " ")):
        defaults = {
            name: scalar(value)
            for variables in [node for key, node in entries(document) if key == "variables"]
            for name, value in entries(variables)
        }
        for key, builders in entries(document):
            if key == "builders":
                for builder in builders.value if isinstance(builders.value, list) else []:
                    found.look_ups += _of_builder(file, builder, defaults)
    return found


def _of_builder(file: str, builder: Node, defaults: dict[str, str | None]) -> list[LookUp]:
    settings = dict(entries(builder))
    asked = settings.get(FILTER)
    if not isinstance(asked, Mapping):
        return []
    inside: dict[str, Any] = dict(entries(asked))
    owners = _resolved(texts(inside.get("owners")), defaults)
    return [
        LookUp(
            file=file,
            line=asked.start_mark.line + 1,
            form=Form.PACKER_JSON,
            subject=f"{scalar(settings.get('name')) or scalar(settings.get('type')) or 'builder'}.{FILTER}",
            region=next(iter(_resolved(texts(settings.get("region")), defaults).known), None),
            owners=owners if owners.known or owners.open else None,
            filters=tuple(
                NamedValues(name=name, values=_resolved(texts(value), defaults))
                for name, value in entries(inside.get("filters"))
            ),
            most_recent=flag(inside.get("most_recent")),
            include_deprecated=flag(inside.get("include_deprecated")) is True,
        )
    ]


def _resolved(values: Values, defaults: dict[str, str | None]) -> Values:
    """With {{user `name`}} as the template's own default says, where it says anything."""
    known, unresolved = [], list(values.open)
    for text in values.known:
        if "{{" not in text:
            known.append(text)
            continue
        name = text.strip("{} ").removeprefix("user").strip(" `'\"")
        default = defaults.get(name)
        if default and "{{" not in default:
            known += default.split(",")
        else:
            unresolved.append(text)
    return Values(known=tuple(known), open=tuple(unresolved))
