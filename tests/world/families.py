"""The families of well-known publishers: who makes them, how they are named, on what hardware, from when to when.

They are in families.csv, whose names follow what the publishers really call their images (the project's naming notes
and publisher facts). A `{form}` in a name or description is a form of the build's day: see calendar_forms.py. A name
that begins with `?` is a manifest instead: instance-store images of old carry no name.
"""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from tests.world.accounts import owners_of
from tests.world.hardware import Hardware, element
from tests.world.machines import MACHINES
from tests.world.releases import details

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

    `location` and `details` (see releases.py) are bytes templates over the forms of a day; `newest_details` are those
    of the newest builds, which an SSM parameter resolves to.
    """

    location: bytes
    details: bytes
    newest_details: bytes
    hardware: Hardware
    first_day: int
    last_day: int
    deprecated_after_days: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """All families of a publisher. `weight` is its share of the releases, in thousandths."""

    publisher: str
    weight: int
    alias: bytes
    families: tuple[Family, ...]


def _template(text: str) -> bytes:
    return _FORM.sub(r"%(\1)b", escape(text, quote=False).replace("%", "%%")).encode()


def _family(row: dict[str, str], alias: bytes) -> Family:
    publisher, days, ssm_parameter = row["publisher"], row["deprecated_after_days"], row["ssm_parameter"]
    name = _template(row["name"])
    if name.startswith(b"?"):
        name, location = b"", publisher.encode() + b"-images/" + name[1:]
    else:
        # Who has no alias has one account for all regions.
        location = b"%b/%b" % (alias or owners_of(publisher)[0], name)
    described = details(name, _template(row["description"]), alias)
    return Family(
        location=location,
        details=described,
        newest_details=described + (element("publicSsmParameterName", ssm_parameter) if ssm_parameter else b""),
        hardware=MACHINES[row["machine"]],
        first_day=date.fromisoformat(row["since"] + "-01").toordinal(),
        last_day=date.fromisoformat(row["until"] + "-01").toordinal(),
        deprecated_after_days=int(days) if days else None,
    )


def _line(publisher: str, rows: Iterable[dict[str, str]]) -> Line:
    alias = b"amazon" if publisher in _ALIASED else b""
    return Line(publisher, _WEIGHTS[publisher], alias, tuple(_family(row, alias) for row in rows))


def all_lines() -> tuple[Line, ...]:
    """Every publisher's line, in the order of families.csv."""
    with _FAMILIES.open(newline="", encoding="utf-8") as rows:
        return tuple(_line(*group) for group in groupby(csv.DictReader(rows), key=itemgetter("publisher")))


LINES = all_lines()
