"""YAML and JSON: Ansible's modules that look images up, scripts inside of workflows, and the regions of mapped ids.

CloudFormation looks nothing up by itself. It maps regions to ids, and asks SSM for parameters: those under /aws/service
are Amazon's own, and nobody else can write there.
"""

from trust.lint.look_up import Form, LookUp, NamedValues, Reading
from trust.lint.readers.image_ids import ids_in, is_region
from trust.lint.readers.shell import read_shell
from trust.lint.readers.yaml_nodes import Mapping, Node, entries, flag, read_documents, scalar, texts, walk

MODULES = frozenset({"ec2_ami_info", "ec2_ami_facts"})  # with or without the name of their collection


def read_yaml(file: str, text: str) -> tuple[Reading, dict[tuple[int, str], str]]:
    """The look-ups of a file, and the region of each (line, id) that is mapped from one. Raises UnreadableError."""
    found = Reading()
    regions: dict[tuple[int, str], str] = {}
    for node, path in walk(read_documents(text)):
        line = node.start_mark.line + 1
        if isinstance(node, Mapping):
            for name, value in entries(node):
                if name.rpartition(".")[2] in MODULES and isinstance(value, Mapping):
                    found.look_ups.append(_of_ansible(file, name, value))
            continue
        written = scalar(node)
        if written is None:
            continue
        if "describe-images" in written:
            # A block of text begins on the line after its sign.
            below = 1 if getattr(node, "style", None) in ("|", ">") else 0
            for look_up in read_shell(file, written).look_ups:
                found.look_ups.append(look_up.model_copy(update={"line": line + below + look_up.line - 1}))
        region = next((name for name in reversed(path) if is_region(name)), None)
        for image_id in ids_in(written) if region else ():
            regions[line, image_id] = region or ""
    return found, regions


def _of_ansible(file: str, module: str, asked: Node) -> LookUp:
    inside = dict(entries(asked))
    owners = texts(inside.get("owners") or inside.get("owner"))
    given = inside.get("filters")
    return LookUp(
        file=file,
        line=asked.start_mark.line or 1,
        form=Form.ANSIBLE,
        subject=module,
        region=next(iter(texts(inside.get("region") or inside.get("aws_region")).known), None),
        owners=owners if owners.known or owners.open else None,
        filters=tuple(NamedValues(name=name, values=texts(value)) for name, value in entries(given)),
        image_ids=texts(inside.get("image_ids")),
        include_deprecated=flag(inside.get("include_deprecated")) is True,
        open=("filters",) if given is not None and not isinstance(given, Mapping) else (),
    )
