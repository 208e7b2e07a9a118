"""The forms of the ids EC2 gives to images and snapshots.

EC2 calls machine, kernel and RAM disk images all "images" (ami-, aki-, ari-). Ids have 17 hexadecimal digits; those
made before 2016 have 8 and live on.
"""

import re

from catalog.errors import MalformedError

IMAGE_ID_FORM = "ami-, aki- or ari- followed by 8 or 17 hexadecimal digits in lower case, like ami-0abcdef1234567890"
SNAPSHOT_ID_FORM = "snap- followed by 8 or 17 hexadecimal digits in lower case, like snap-0abcdef1234567890"

_IMAGE_ID = re.compile(r"a[kmr]i-(?:[0-9a-f]{17}|[0-9a-f]{8})\Z")
_IN_TEXT = re.compile(r"(?<![\w-])a[kmr]i-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![\w-])")
_SNAPSHOT_ID = re.compile(r"snap-(?:[0-9a-f]{17}|[0-9a-f]{8})\Z")


def is_image_id(text: str) -> bool:
    return _IMAGE_ID.match(text) is not None


def check_image_id(text: str) -> str:
    """The text itself when it has the form of an image id. Raises MalformedError otherwise."""
    if not is_image_id(text):
        raise MalformedError("image id", text, IMAGE_ID_FORM)
    return text


def image_ids_in(text: str) -> list[str]:
    """Every image id that stands in a text, each once, in order."""
    return list(dict.fromkeys(_IN_TEXT.findall(text)))


def is_snapshot_id(text: str) -> bool:
    return _SNAPSHOT_ID.match(text) is not None


def check_snapshot_id(text: str) -> str:
    """The text itself when it has the form of a snapshot id. Raises MalformedError otherwise."""
    if not is_snapshot_id(text):
        raise MalformedError("snapshot id", text, SNAPSHOT_ID_FORM)
    return text
