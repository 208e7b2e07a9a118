"""Which fields of an EC2 document are for the crawling account's eyes alone.

EC2 tells an account more of its own images, and of its own settings, than it tells others. The catalog keeps it all;
the public is told what EC2 would tell any account.
Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html
"""

from collections.abc import Mapping
from typing import TypeVar

Value = TypeVar("Value")

CRAWLING_ACCOUNTS_FIELDS = frozenset({
    "FreeTierEligible",  # whether the crawling account could launch it for free
    "ImageAllowed",  # what its Allowed AMIs settings say
    "LastLaunchedTime",  # shown to the owner
    "Tags",  # each account has its own on an image, and sees no others
})  # fmt: skip


def public_fields(document: Mapping[str, Value]) -> dict[str, Value]:
    """What of a document, or of the changes in one, may be told to everyone."""
    return {field: value for field, value in document.items() if field not in CRAWLING_ACCOUNTS_FIELDS}
