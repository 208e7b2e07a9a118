"""The directory as a file for other tools: every publisher with its accounts, and where each fact is from.

The format is described in docs/API.md. A file is made once for a directory, since writing YAML takes a second.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import yaml

from catalog.directory import Directory
from catalog.publisher import Account, Publisher

FORMAT = "amidex-publishers/1"
ATTRIBUTION = (
    "Facts from the sources named with each publisher and account, collected by Amidex. `origin: import` marks what a "
    "list says that the operator imported, with the list first among the sources. Keep the sources with the facts."
)


class _AccountId(str):
    """In quotes, whatever else is: readers of YAML 1.1 take one for a number, readers of 1.2 also 099720109477."""

    __slots__ = ()


class _Dumper(yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper):  # type: ignore[misc]
    """PyYAML's own, and account ids."""


_Dumper.add_representer(
    _AccountId, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="'")
)


@lru_cache(maxsize=4)
def as_json(directory: Directory) -> bytes:
    """The directory as JSON."""
    return json.dumps(_whole(directory), indent=1, ensure_ascii=False).encode() + b"\n"


@lru_cache(maxsize=4)
def as_yaml(directory: Directory) -> bytes:
    """The same as YAML."""
    text: str = yaml.dump(_whole(directory), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return text.encode()


WRITERS: dict[str, tuple[Callable[[Directory], bytes], str]] = {
    "json": (as_json, "application/json"),
    "yaml": (as_yaml, "application/yaml"),
}


def _whole(directory: Directory) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "fingerprint": directory.fingerprint,
        "attribution": ATTRIBUTION,
        "publishers": [_publisher(publisher, directory) for publisher in directory.publishers()],
    }


def _publisher(publisher: Publisher, directory: Directory) -> dict[str, Any]:
    return _filled(
        slug=publisher.slug,
        name=publisher.name,
        url=publisher.url,
        kind=publisher.kind.value,
        origin=publisher.origin.value,
        accounts=[_account(account, directory) for account in publisher.accounts],
        name_patterns=[pattern.text for pattern in publisher.name_patterns],
        ssm_parameters=list(publisher.ssm_parameters),
        sources=list(publisher.sources),
        warnings=list(publisher.warnings),
        conflicts=list(publisher.conflicts),
    )


def _account(account: Account, directory: Directory) -> dict[str, Any]:
    holders = directory.holders(account.partition, account.id)
    held = next((entry for entry in holders if entry.account is account), None)
    proof = held.proof if held else None
    return _filled(
        id=_AccountId(account.id),
        partition=account.partition,
        regions=list(account.regions or ()),
        grade=[grade.value for grade in account.grades],
        standing=account.standing.value,
        known=bool(held and held.known),
        valid_from=account.valid_from and account.valid_from.isoformat(),
        valid_until=account.valid_until and account.valid_until.isoformat(),
        names=[pattern.text for pattern in account.names],
        sources=list(account.sources),
        proof=proof
        and {
            "proved_by": proof.proved_by,
            "proved_at": proof.proved_at.isoformat(),
            "domain": proof.domain,
            "domain_checked_at": proof.domain_checked_at.isoformat(),
        },
        note=account.note,
    )


def _filled(**fields: Any) -> dict[str, Any]:
    """The fields that say something. `regions` left out means every region, as in publishers.toml."""
    return {name: value for name, value in fields.items() if value not in (None, [], ())}
