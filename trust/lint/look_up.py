"""The words of look-ups: how a file asks for images, which ids it names, and what of it could not be read.

They are models, since a look-up read on one machine is judged on another (POST /v1/lint), which takes nobody's word for
their sizes.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_VALUES = 200  # EC2 takes no more
LONGEST_TEXT = 1_000
MOST_LOOK_UPS = 500  # of one file
ALL_RULES = "*"


class Form(StrEnum):
    """In whose words a look-up is written."""

    TERRAFORM = "terraform"
    TERRAFORM_JSON = "terraform-json"
    PACKER = "packer"
    PACKER_JSON = "packer-json"
    AWS_CLI = "aws-cli"
    BOTO3 = "boto3"
    JAVASCRIPT = "javascript-sdk"
    CDK_PYTHON = "cdk-python"
    CDK_TYPESCRIPT = "cdk-typescript"
    ANSIBLE = "ansible"


Text = Annotated[str, Field(max_length=LONGEST_TEXT)]
Texts = Annotated[tuple[Text, ...], Field(max_length=MOST_VALUES)]


class _Word(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Values(_Word):
    """Some texts: those that are `known`, and the expressions that nothing in the file resolves."""

    known: Texts = ()
    open: Texts = ()


class NamedValues(_Word):
    """One filter."""

    name: Text
    values: Values = Values()


class _Placed(_Word):
    file: Text
    line: Annotated[int, Field(ge=1, description="Where it begins, from 1.")]
    subject: Annotated[Text, Field(description="What it is called there, like data.aws_ami.ubuntu.")]
    region: Annotated[Text | None, Field(description="Where it looks, as far as the file says.")] = None
    ignore: Annotated[Texts, Field(description="Rules that a comment there switches off; * is all of them.")] = ()

    def ignores(self, rule: str) -> bool:
        return rule in self.ignore or ALL_RULES in self.ignore


class LookUp(_Placed):
    """One question for images. `owners` None: it names none.

    `dropped`: filters or owners that are written down and that the tool throws away. `open`: parts that cannot be
    read whole, so that what binds may be among them.
    """

    form: Form
    owners: Values | None = None
    filters: Annotated[tuple[NamedValues, ...], Field(max_length=MOST_VALUES)] = ()
    image_ids: Values = Values()
    most_recent: bool | None = None
    include_deprecated: bool = False
    dropped: Texts = ()
    open: Texts = ()

    def values(self, name: str) -> list[Values]:
        """The values of each filter of a name."""
        return [one.values for one in self.filters if one.name == name]


class ImageUse(_Placed):
    """An image id that is written down."""

    image_id: Text


class Broken(_Word):
    """A file that could not be read, or not whole; `line` is where, as far as that is known."""

    file: Text
    line: int | None = None
    why: Text


class Reading(BaseModel):
    """What was read of one file or of many."""

    look_ups: list[LookUp] = []
    images: list[ImageUse] = []
    broken: list[Broken] = []

    def add(self, other: "Reading") -> None:
        self.look_ups += other.look_ups
        self.images += other.images
        self.broken += other.broken


class UnreadableError(Exception):
    """A text is not of the language that it should be. `str` says why, `line` where."""

    def __init__(self, why: str, line: int | None = None) -> None:
        super().__init__(why)
        self.line = line
