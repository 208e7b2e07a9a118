"""Whether a look-up can find a stranger's image, or only images of owners that it names.

EC2 finds images by name among all that are public, and anybody can make one public under any name. What strangers
cannot have: another account's id, an alias (AWS alone gives those), somebody's product code, and tags of yours, since
each account has its own tags on an image.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from catalog.wildcard import Wildcard
from trust.identity import MARKETPLACE
from trust.lint.look_up import LookUp, Values

MARKETPLACE_ACCOUNT = "679593333241"
EVERYBODYS_SHOP = frozenset({MARKETPLACE, MARKETPLACE_ACCOUNT})
SELF = "self"

_OWNER_FILTERS = ("owner-id", "owner-alias")
_BINDING_FILTERS = frozenset({"product-code", "image-id", "tag-key"})


class Bound(StrEnum):
    """What keeps strangers out."""

    OWNER = "owner"  # accounts or aliases
    IDS = "ids"  # the images themselves
    OTHERWISE = "otherwise"  # a product code, or tags of one's own
    NOTHING = "nothing"
    UNKNOWN = "unknown"  # something may, which the file does not tell


@dataclass(frozen=True, slots=True)
class Binding:
    """`owners` are all that may own what is found, when owners are what binds."""

    bound: Bound
    owners: frozenset[str] = frozenset()
    open: tuple[str, ...] = ()


def binding(look_up: LookUp) -> Binding:
    """What binds a look-up."""
    demands = [owners for owners in (look_up.owners, *_owner_filters(look_up)) if owners is not None]
    told = [frozenset(owners.known) for owners in demands if not owners.open and _literal(owners.known)]
    unsure = tuple(text for owners in demands for text in owners.open)
    if told:
        return Binding(Bound.OWNER, frozenset.intersection(*told) or told[0], unsure)
    if look_up.image_ids.known or look_up.image_ids.open:
        return Binding(Bound.IDS)
    if any(_binds(one.name, one.values) for one in look_up.filters):
        return Binding(Bound.OTHERWISE)
    unsure += tuple(look_up.open)
    unsure += tuple(one.name for one in look_up.filters if "$" in one.name or one.name == "?")
    return Binding(Bound.UNKNOWN if unsure else Bound.NOTHING, open=unsure)


def _owner_filters(look_up: LookUp) -> Iterable[Values]:
    for name in _OWNER_FILTERS:
        for values in look_up.values(name):
            # A star binds nobody, and so does no filter that has one among its values.
            if values.open or _literal(values.known):
                yield values


def _binds(name: str, values: Values) -> bool:
    return (name in _BINDING_FILTERS or name.startswith("tag:")) and (
        bool(values.open) or (bool(values.known) and all(text.strip("*?") for text in values.known))
    )


def _literal(texts: Iterable[str]) -> bool:
    listed = list(texts)
    return bool(listed) and all(Wildcard.parse(text).literal is not None for text in listed)
