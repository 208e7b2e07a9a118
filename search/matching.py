"""Plain conditions on documents, the same for every engine.

An engine compiles a `Match` into its own query and decides nothing itself; that is why two engines find the same
releases. `Field` names what a condition looks at; search/fields.py says what each document holds there, and
search/tiers.py makes conditions of queries.
"""

from dataclasses import dataclass
from enum import StrEnum

from search.tokens import fold


class Field(StrEnum):
    """What a condition looks at."""

    TITLE = "title"
    DESCRIPTION = "description"
    TEXT = "text"  # the tokens of both and of locations, without their places: most words are looked up here, once
    IDENTIFIER = "identifier"
    EXACT_NAME = "exact_name"
    RELEASE = "release"
    AUDIENCE = "audience"
    GONE = "gone"
    REGION = "region"
    ARCHITECTURE = "architecture"
    PLATFORM = "platform"
    OPERATING_SYSTEM = "operating_system"
    OWNER = "owner"
    PUBLISHER = "publisher"
    TRUST = "trust"
    ROOT_DEVICE_TYPE = "root_device_type"
    VIRTUALIZATION_TYPE = "virtualization_type"
    BOOT_MODE = "boot_mode"
    YEAR = "year"
    ALIAS = "alias"
    IMDS = "imds"
    SYSTEM = "system"  # the operating system's label and its beginnings, alone and with its version: ubuntu-22.04
    PURPOSE = "purpose"
    FAMILY = "family"
    PRODUCT = "product"
    SSM = "ssm"
    SOURCE = "source"
    NAME = "name"  # the name as it is, for wildcards
    CREATED = "created"  # newest_rank() of search/ordering.py
    BEST = "best"  # best_rank() of search/ordering.py
    DEPRECATED = "deprecated"
    # Until when an audience sees a document without asking for deprecated or gone ones; 0 if it never does. One
    # comparison for what nearly every search asks for, and what is not said to be visible is not.
    SHOWN_TO_PUBLIC = "shown_to_public"
    SHOWN_TO_OPERATOR = "shown_to_operator"


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every document."""


@dataclass(frozen=True, slots=True)
class Token:
    """The field holds exactly this token."""

    field: Field
    token: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The field holds a token that begins so."""

    field: Field
    beginning: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """The field holds these tokens side by side."""

    field: Field
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """The field holds a value that fits this pattern of EC2's, in its own case.

    `*` stands for any characters or none, `?` for one, a backslash takes the next one literally. The field is NAME.
    """

    field: Field
    pattern: str


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The field's number is this or higher."""

    field: Field
    number: int


@dataclass(frozen=True, slots=True)
class AtMost:
    """The field's number is this or lower."""

    field: Field
    number: int


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple["Match", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple["Match", ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: "Match"


Match = Everything | Token | Prefix | Sequence | Like | AtLeast | AtMost | AllOf | AnyOf | Not


def exact_name(text: str) -> str:
    """A name or location as it is compared with a whole query: folded, white space as single spaces."""
    return " ".join(fold(text).split())
