"""The fields of the query language, what each takes, and how a value is written in it.

`checked` gives a value in its one spelling or raises MalformedError, whose message says what is right. Several values
with commas between them are alternatives wherever a field does not say otherwise.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from catalog.account_id import is_account_id
from catalog.errors import MalformedError
from catalog.image_id import check_image_id, is_image_id, is_snapshot_id
from catalog.name_pattern import NamePattern
from catalog.partition import REGION_FORM, check_region
from catalog.release import is_release_id
from search.moments import MOMENTS_FORM, stretch
from trust.levels import TrustLevel

OWNER_ALIASES = ("amazon", "aws-marketplace", "aws-backup-vault")
ARCHITECTURES = ("x86_64", "arm64", "i386", "x86_64_mac", "arm64_mac")
# Debian and Canonical say amd64 and EC2 says x86_64; people say both.
ARCHITECTURE_OF = {
    "amd64": "x86_64",
    "x86-64": "x86_64",
    "x64": "x86_64",
    "intel": "x86_64",
    "aarch64": "arm64",
    "graviton": "arm64",
    "arm": "arm64",
    "x86": "i386",
}

_SLUG_GAP = re.compile(r"[\s_]+")
_WORD = re.compile(r"[^\s\"()]+")
_SSM_PATH = re.compile(r"/[A-Za-z0-9_./*-]+")


class QueryField(StrEnum):
    OWNER = "owner"
    ALIAS = "alias"
    PUBLISHER = "publisher"
    REGION = "region"
    ARCH = "arch"
    OS = "os"
    PLATFORM = "platform"
    ROOT = "root"
    VIRT = "virt"
    BOOT = "boot"
    IMDS = "imds"
    TRUST = "trust"
    STATE = "state"
    PURPOSE = "purpose"
    NAME = "name"
    ID = "id"
    PRODUCT = "product"
    SSM = "ssm"
    SOURCE = "source"
    FAMILY = "family"
    YEAR = "year"
    CREATED = "created"
    DEPRECATED = "deprecated"


@dataclass(frozen=True, slots=True)
class FieldForm:
    """What a field takes: in words for people, one example, and the check of one value."""

    meaning: str
    example: str
    check: Callable[[str], str]
    takes_several: bool = True


def checked(field: QueryField, text: str) -> str:
    """The value as the field writes it. Raises MalformedError."""
    form = FIELDS[field]
    if not form.takes_several:
        return form.check(text.strip())
    values = [value.strip() for value in text.split(",")]
    return ",".join(dict.fromkeys(form.check(value) for value in values))


def nearest_field(name: str) -> QueryField | None:
    """The field that somebody who wrote this name may have meant."""
    near = get_close_matches(name.lower(), list(QueryField), n=1, cutoff=0.6)
    return QueryField(near[0]) if near else _ALSO_CALLED.get(name.lower())


def field_called(name: str) -> QueryField | None:
    """The field of this name, or of the name EC2 and Terraform have for it."""
    name = name.lower()
    return QueryField(name) if name in set(QueryField) else _ALSO_CALLED.get(name)


# The names of EC2's filters, which people know by heart.
_ALSO_CALLED = {
    "owner-id": QueryField.OWNER,
    "owner-alias": QueryField.ALIAS,
    "architecture": QueryField.ARCH,
    "image-id": QueryField.ID,
    "root-device-type": QueryField.ROOT,
    "root_device": QueryField.ROOT,
    "virtualization": QueryField.VIRT,
    "virtualization-type": QueryField.VIRT,
    "boot-mode": QueryField.BOOT,
    "imds-support": QueryField.IMDS,
    "product-code": QueryField.PRODUCT,
    "operating_system": QueryField.OS,
    "creation-date": QueryField.CREATED,
    "resolve": QueryField.SSM,  # resolve:ssm:/aws/service/…, as launch templates write it
}


def _one_of(what: str, values: tuple[str, ...], others: Mapping[str, str] | None = None) -> Callable[[str], str]:
    def check(text: str) -> str:
        value = text.lower()
        value = (others or {}).get(value, value)
        if value not in values:
            raise MalformedError(what, text, f"one of {', '.join(values)}")
        return value

    return check


def _owner(text: str) -> str:
    if is_account_id(text) or text.lower() in OWNER_ALIASES:
        return text.lower()
    form = f"12 digits like 099720109477, or {', '.join(OWNER_ALIASES)}; for a publisher's name write publisher:"
    raise MalformedError("owner", text, form)


def _region(text: str) -> str:
    region = text.lower()
    if region.endswith("*") and re.fullmatch(r"[a-z0-9-]+\*", region):
        return region
    try:
        return check_region(region)
    except MalformedError as error:
        raise MalformedError("region", text, f"{REGION_FORM}, or its beginning and *, like eu-*") from error


def _slug(text: str) -> str:
    slug = _SLUG_GAP.sub("-", text.strip().lower())
    if not _WORD.fullmatch(slug):
        raise MalformedError("value", text, "letters and digits, like ubuntu or red-hat")
    return slug


def _word(text: str) -> str:
    if not _WORD.fullmatch(text):
        raise MalformedError("value", text, "letters and digits without a space")
    return text


def _trust(text: str) -> str:
    level = text.lower().removeprefix(">=")
    if level not in set(TrustLevel):
        raise MalformedError("trust level", text, f"one of {', '.join(TrustLevel)}, or >=known for that and better")
    return text.lower()


def _name(text: str) -> str:
    try:
        NamePattern.parse(text)
    except MalformedError as error:
        raise MalformedError("name", text, error.right_form) from error
    return text


def _id(text: str) -> str:
    value = text.lower()
    if not (is_image_id(value) or is_snapshot_id(value) or is_release_id(value)):
        raise MalformedError("id", text, "a whole id, like ami-0abcdef1234567890, snap-… or rel-…")
    return value


def _source(text: str) -> str:
    return check_image_id(text.lower())


def _ssm(text: str) -> str:
    path = text.removeprefix("ssm:")
    if not _SSM_PATH.fullmatch(path) or "*" in path[:-1]:
        form = "the path of a public parameter like /aws/service/canonical/ubuntu/…, or its beginning and *"
        raise MalformedError("SSM parameter", text, form)
    return path


def _time(text: str) -> str:
    if stretch(text, 0) is None:
        raise MalformedError("time", text, MOMENTS_FORM)
    return text.lower()


def _deprecated(text: str) -> str:
    if text.lower() in {"true", "false"}:
        return text.lower()
    try:
        return _time(text)
    except MalformedError as error:
        raise MalformedError("time of deprecation", text, f"true, false, <now, {MOMENTS_FORM}") from error


FIELDS: Mapping[QueryField, FieldForm] = {
    QueryField.OWNER: FieldForm("the owner's account id or alias", "owner:099720109477", _owner),
    QueryField.ALIAS: FieldForm("the alias AWS gave the owner", "alias:amazon", _one_of("owner alias", OWNER_ALIASES)),
    QueryField.PUBLISHER: FieldForm("who publishes it, by slug", "publisher:canonical", _slug),
    QueryField.REGION: FieldForm("has an image in this region", "region:eu-central-1,eu-west-*", _region),
    QueryField.ARCH: FieldForm("the processor", "arch:arm64", _one_of("architecture", ARCHITECTURES, ARCHITECTURE_OF)),
    QueryField.OS: FieldForm("the operating system, with its version if you like", "os:ubuntu-22.04", _slug),
    QueryField.PLATFORM: FieldForm("linux or windows", "platform:windows", _one_of("platform", ("linux", "windows"))),
    QueryField.ROOT: FieldForm(
        "the root device", "root:ebs", _one_of("root device", ("ebs", "instance-store"), {"instance": "instance-store"})
    ),
    QueryField.VIRT: FieldForm(
        "the virtualisation",
        "virt:hvm",
        _one_of("virtualisation", ("hvm", "paravirtual"), {"pv": "paravirtual"}),
    ),
    QueryField.BOOT: FieldForm(
        "the boot mode",
        "boot:uefi",
        _one_of("boot mode", ("legacy-bios", "uefi", "uefi-preferred"), {"bios": "legacy-bios"}),
    ),
    QueryField.IMDS: FieldForm(
        "asks for instance metadata version 2",
        "imds:v2.0",
        _one_of("IMDS version", ("v2.0",), {"v2": "v2.0", "2": "v2.0"}),
    ),
    QueryField.TRUST: FieldForm("the trust level", "trust:>=known", _trust),
    QueryField.STATE: FieldForm(
        "available, deprecated or gone", "state:gone", _one_of("state", ("available", "deprecated", "gone"))
    ),
    QueryField.PURPOSE: FieldForm("what it is made for, as its name says", "purpose:eks", _slug),
    QueryField.NAME: FieldForm(
        "the whole name in its own case, with * and ? as EC2 takes them",
        "name:ubuntu/images/*-22.04-*",
        _name,
        takes_several=False,
    ),
    QueryField.ID: FieldForm("an image, snapshot or release id", "id:ami-0abcdef1234567890", _id),
    QueryField.PRODUCT: FieldForm("a Marketplace product code", "product:aw0evgkw8e5c1q413zgy5pjce", _word),
    QueryField.SSM: FieldForm("a public SSM parameter that names it", "ssm:/aws/service/canonical/*", _ssm),
    QueryField.SOURCE: FieldForm("the image it was copied from", "source:ami-0abcdef1234567890", _source),
    QueryField.FAMILY: FieldForm("a family, by its id", "family:fam-abcdefghijklmnop2345", _word),
    QueryField.YEAR: FieldForm("the year it was made", "year:2024..2026", _time, takes_several=False),
    QueryField.CREATED: FieldForm("when it was made", "created:2026-01..2026-03", _time, takes_several=False),
    QueryField.DEPRECATED: FieldForm("when it is deprecated", "deprecated:<now", _deprecated, takes_several=False),
}
