"""What members watch: a release, a family, an owner, a publisher, an image they use, or a search."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

import orjson

from catalog.account_id import is_account_id
from catalog.image_id import is_image_id

MOST_WATCHES = 50
_ID = re.compile("(?:rel|fam)-[a-z2-7]{20}")


class WatchKind(StrEnum):
    """What can be watched."""

    RELEASE = "release"
    FAMILY = "family"
    OWNER = "owner"
    PUBLISHER = "publisher"
    IMAGE = "image"
    SEARCH = "search"


_KINDS = {"rel-": WatchKind.RELEASE, "fam-": WatchKind.FAMILY}


class Watch(NamedTuple):
    """Something watched: by its id, a publisher by his slug, a search by its query."""

    kind: WatchKind
    about: str

    @classmethod
    def of(cls, text: str) -> "Watch":
        """What somebody means who names it so. Whether there can be such a thing is not looked at."""
        if is_image_id(text):
            kind = WatchKind.IMAGE
        elif is_account_id(text):
            kind = WatchKind.OWNER
        elif "=" in text:
            kind = WatchKind.SEARCH
        else:
            kind = _KINDS.get(text[:4], WatchKind.PUBLISHER) if _ID.fullmatch(text) else WatchKind.PUBLISHER
        return cls(kind, text)


def packed(watches: Iterable[Watch]) -> str:
    """As a column keeps them."""
    return orjson.dumps([list(watch) for watch in watches]).decode()


def unpacked(column: str) -> tuple[Watch, ...]:
    """What `packed` was given."""
    return tuple(Watch(WatchKind(kind), about) for kind, about in orjson.loads(column))
