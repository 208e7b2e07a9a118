"""The families of well-known publishers: who makes them, how they are named, on what hardware, from when to when.

They are in families.csv, whose names follow what the publishers really call their images (the project's naming notes
and publisher facts). A `{form}` in a name or description is a form of the build's day: see calendar_forms.py. A name
that begins with `?` is a manifest instead: instance-store images of old carry no name.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from tests.world.hardware import Hardware, element
from tests.world.machines import MACHINES

_FAMILIES = Path(__file__).with_name("families.csv")

# Each publisher's share of the world's releases, in thousandths. The rest is the Marketplace's and small vendors': see
# lanes.py. No share is so big that a family would get two builds a day, whose names were then the same.
_WEIGHTS = {
    "windows": 46,
    "canonical": 44,
    "amazon-linux": 20,
    "ecs": 12,
    "suse": 12,
    "debian": 12,
    "eks": 8,
    "red-hat": 10,
    "bottlerocket": 9,
    "eks-windows": 8,
    "dlami": 8,
    "debian#former": 6,
    "fedora": 6,
    "freebsd": 6,
    "flatcar": 6,
    "talos": 6,
    "rocky": 4,
    "almalinux": 4,
    "alpine": 4,
    "centos": 3,
    "oracle": 3,
    "nixos": 3,
    "cluster-api": 3,
    "coreos": 3,
    "freebsd#former": 2,
    "nixos#former": 2,
    "arch": 2,
    "cluster-api#former": 2,
    "macos": 2,
}
# Amazon itself and the providers it has verified: EC2 shows the alias `amazon` for their images.
_ALIASED = frozenset(
    {
        "windows",
        "canonical",
        "amazon-linux",
        "ecs",
        "suse",
        "eks",
        "red-hat",
        "bottlerocket",
        "eks-windows",
        "dlami",
        "macos",
    }
)
_FORM = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Family:
    """Builds whose names differ in their date alone. Days are date ordinals; the last one is excluded.

    `name` and `description` are bytes templates over the forms of a day, already escaped.
    """

    name: bytes
    description: bytes
    hardware: Hardware
    first_day: int
    last_day: int
    deprecated_after_days: int | None
    more: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """All families of a publisher. `weight` is its share of the releases, in thousandths."""

    publisher: str
    weight: int
    alias: bytes
    families: tuple[Family, ...]


def _template(text: str) -> bytes:
    return _FORM.sub(r"%(\1)b", escape(text, quote=False).replace("%", "%%")).encode()


def _family(row: dict[str, str]) -> Family:
    days = row["deprecated_after_days"]
    ssm_parameter = row["ssm_parameter"]
    return Family(
        name=_template(row["name"]),
        description=_template(row["description"]),
        hardware=MACHINES[row["machine"]],
        first_day=date.fromisoformat(row["since"] + "-01").toordinal(),
        last_day=date.fromisoformat(row["until"] + "-01").toordinal(),
        deprecated_after_days=int(days) if days else None,
        more=element("publicSsmParameterName", ssm_parameter) if ssm_parameter else b"",
    )


def all_lines() -> tuple[Line, ...]:
    """Every publisher's line, in the order of families.csv."""
    with _FAMILIES.open(newline="", encoding="utf-8") as rows:
        by_publisher = groupby(csv.DictReader(rows), key=itemgetter("publisher"))
        return tuple(
            Line(
                publisher,
                _WEIGHTS[publisher],
                b"amazon" if publisher in _ALIASED else b"",
                tuple(_family(row) for row in families),
            )
            for publisher, families in by_publisher
        )


LINES = all_lines()
