"""Image ids that are written down, in any language, line by line, with the region where one stands beside them."""

import re
from collections.abc import Iterator

from catalog.errors import MalformedError
from catalog.partition import partition_of
from trust.lint.look_up import ImageUse

_ID = re.compile(r"(?<![\w-])a[kmr]i-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![\w-])")
_REGION = re.compile(r"(?<![\w-])[a-z]{2,4}(?:-[a-z]{2,5})?-[a-z]+-[0-9]{1,2}(?![\w-])")
_COMMENT = re.compile(r"\s*(?:#|//)")


def is_region(text: str) -> bool:
    try:
        partition_of(text)
    except MalformedError:
        return False
    return True


def ids_in(text: str) -> list[str]:
    return _ID.findall(text)


def image_uses(file: str, text: str, regions: dict[tuple[int, str], str], *, comments: bool) -> Iterator[ImageUse]:
    """Each id of each line once. `regions`: what a reader knows better; `comments`: whether comments count."""
    for number, line in enumerate(text.split("\n"), 1):
        if "i-" not in line or (not comments and _COMMENT.match(line)):
            continue
        beside = [region for region in _REGION.findall(line) if is_region(region)]
        for image_id in dict.fromkeys(ids_in(line)):
            region = regions.get((number, image_id)) or (beside[0] if len(beside) == 1 else None)
            yield ImageUse(file=file, line=number, subject=image_id, region=region, image_id=image_id)
