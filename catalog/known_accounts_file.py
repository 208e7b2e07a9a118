"""Reads accounts.yaml as the community keeps it in fwdcloudsec/known_aws_accounts: whose accounts are, by whose word.

A list of entries, each with `name`, `accounts` and, of most, `source`: what publicly mentions the accounts. `type: aws`
marks services of AWS, whose `name` is the service's; `enabled: false` an entry that they took back, which is left out.
Other fields are left alone: the format is theirs.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn
from unicodedata import normalize

import yaml

from catalog.account_id import is_account_id
from catalog.errors import DirectoryError, quoted

KNOWN_ACCOUNTS = "https://github.com/fwdcloudsec/known_aws_accounts"
AWS = "aws"


class KnownEntry(NamedTuple):
    """One entry of the file. `sources` are what it cites, which may be nothing."""

    name: str
    accounts: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The name as a publisher's slug."""
        plain = normalize("NFKD", self.name).encode("ascii", "ignore").decode().casefold()
        words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
        return words if words[:1].isalpha() else f"publisher-{words}".strip("-")


def parse_known_accounts(text: str, file_name: str) -> tuple[KnownEntry, ...]:
    """The entries of a file, in its order. Raises DirectoryError with the line and the reason."""
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = "" if mark is None else f" line {mark.line + 1}:"
        reason = getattr(error, "problem", None) or str(error)
        raise DirectoryError(f"{file_name}:{line} not YAML: {reason}") from error
    except RecursionError as error:
        raise DirectoryError(f"{file_name}: it is nested too deeply to be a list of accounts") from error
    if root is None:
        raise DirectoryError(f"{file_name}: it is empty; expected a list of entries with name, source and accounts")
    if not isinstance(root, yaml.SequenceNode):
        _refuse(file_name, root, "expected a list of entries, each begun by `- name: …`")
    entries = (_entry(node, file_name) for node in root.value)
    return tuple(entry for entry in entries if entry is not None)


def _entry(node: yaml.Node, file_name: str) -> KnownEntry | None:
    if not isinstance(node, yaml.MappingNode):
        _refuse(file_name, node, "expected an entry with name, source and accounts")
    fields = {key.value: value for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    for field in ("name", "accounts"):
        if field not in fields:
            _refuse(file_name, node, f"an entry without {field}; add it")
    name = _text(fields["name"], file_name, "name")
    if "type" in fields and _text(fields["type"], file_name, "type") == AWS:
        name = f"AWS {name}" if not name.startswith("AWS ") else name
    accounts = []
    for value in _several(fields["accounts"]):
        # As it is written: without quotes, YAML would read 012345670123 as a number to the base of eight.
        account_id = _text(value, file_name, "account")
        if not is_account_id(account_id):
            _refuse(file_name, value, f"account {quoted(account_id)} of {quoted(name)} should have 12 digits")
        accounts.append(account_id)
    if not accounts:
        _refuse(file_name, fields["accounts"], f"{quoted(name)} has no accounts; add them or remove the entry")
    sources = [_text(value, file_name, "source") for value in _several(fields["source"])] if "source" in fields else []
    if "enabled" in fields and _text(fields["enabled"], file_name, "enabled").lower() in {"false", "no", "off"}:
        return None
    return KnownEntry(name, tuple(dict.fromkeys(accounts)), tuple(dict.fromkeys(sources)))


def _several(node: yaml.Node) -> Iterator[yaml.Node]:
    yield from node.value if isinstance(node, yaml.SequenceNode) else [node]


def _text(node: yaml.Node, file_name: str, field: str) -> str:
    text = node.value.strip() if isinstance(node, yaml.ScalarNode) else ""
    if not text:
        _refuse(file_name, node, f"{field} should be a text that is not empty")
    return str(text)


def _refuse(file_name: str, node: yaml.Node, reason: str) -> NoReturn:
    raise DirectoryError(f"{file_name}: line {node.start_mark.line + 1}: {reason}")
