"""Terraform: `data "aws_ami"` and `data "aws_ami_ids"`, with the region of their provider."""

from trust.lint.look_up import Form, LookUp, NamedValues, Reading, Values
from trust.lint.readers.hcl import Block, read_hcl

KINDS = {"aws_ami", "aws_ami_ids"}
DEFAULT = ""  # the name of a provider without an alias


def read_terraform(file: str, text: str) -> Reading:
    """The look-ups of a file. Raises UnreadableError."""
    blocks, _ = read_hcl(text)
    regions = {
        block.text("alias") or DEFAULT: block.text("region")
        for block in blocks
        if block.labels[:2] == ["provider", "aws"]
    }
    return Reading(
        look_ups=[
            _look_up(file, block, regions)
            for block in blocks
            if len(block.labels) == 3 and block.labels[0] == "data" and block.labels[1] in KINDS
        ]
    )


def _look_up(file: str, block: Block, regions: dict[str, str | None]) -> LookUp:
    provider = str(block.attributes.get("provider", "")).strip('${}"').partition(".")[2]
    return LookUp(
        file=file,
        line=block.line,
        form=Form.TERRAFORM,
        subject=".".join(block.labels),
        region=block.text("region") or (None if "region" in block.attributes else regions.get(provider)),
        owners=_unless_empty(block.values("owners")),
        filters=tuple(_filter(one) for one in block.blocks("filter")),
        most_recent=block.flag("most_recent"),
        include_deprecated=block.flag("include_deprecated") is True,
        open=tuple(f"dynamic {one.labels[1]}" for one in block.blocks("dynamic") if len(one.labels) > 1),
    )


def _unless_empty(owners: Values | None) -> Values | None:
    """An empty list is no list: it binds nobody."""
    return owners if owners and (owners.known or owners.open) else None


def _filter(block: Block) -> NamedValues:
    return NamedValues(name=block.text("name") or "?", values=block.values("values") or Values())
