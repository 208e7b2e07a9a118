"""What to write in place of what was found, in the words of the file."""

import json
import shlex
from collections.abc import Sequence

from trust.lint.look_up import Form, LookUp

_OWNERS = {
    Form.TERRAFORM: "owners = {list}",
    Form.TERRAFORM_JSON: '"owners": {list}',
    Form.PACKER: "owners = {list}",
    Form.PACKER_JSON: '"owners": {list}',
    Form.BOTO3: "Owners={list}",
    Form.JAVASCRIPT: "Owners: {list}",
    Form.CDK_PYTHON: "owners={list}",
    Form.CDK_TYPESCRIPT: "owners: {list}",
    Form.ANSIBLE: "owners: {list}",
}


def with_owners(look_up: LookUp, accounts: Sequence[str]) -> str:
    """The line that binds a look-up to accounts."""
    if look_up.form is Form.AWS_CLI:
        return f"--owners {' '.join(accounts)}"
    return _OWNERS[look_up.form].format(list=json.dumps(list(accounts)))


def in_one(dropped: Sequence[str], look_up: LookUp) -> str | None:
    """The options of a command of the CLI's that were given twice, each written once.

    None when one of them cannot be read: it was cut for its length, or is what a stranger made up.
    """
    merged: dict[str, list[str]] = {}
    for text in dropped:
        try:
            option, *words = shlex.split(text)
        except ValueError:  # also of the unpacking, where there is no word at all
            return None
        merged.setdefault(option, []).extend(words)
    if "--filters" in merged:
        merged["--filters"] += [
            f"Name={one.name},Values={','.join((*one.values.known, *one.values.open))}" for one in look_up.filters
        ]
    if "--owners" in merged and look_up.owners:
        merged["--owners"] += [*look_up.owners.known, *look_up.owners.open]
    return " ".join(f"{option} {shlex.join(words)}" for option, words in merged.items())
