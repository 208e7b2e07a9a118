"""What a release is in this world: what its images have in common over all regions."""

from typing import NamedTuple

from tests.world.hardware import Hardware, element

MARKETPLACE_ACCOUNT = b"679593333241"


class Release(NamedTuple):
    """One build. Texts are XML already, because that is the only way they are ever used.

    `details` are the elements that say what it is: alias, name, description and more. `owners` holds the account for
    each region number, or one account for all regions. `minute` is when it was made, in minutes since day 0 of
    `datetime.date`'s calendar. `deprecated_after_days` None means it has no deprecation time.
    """

    location: bytes
    details: bytes
    owners: tuple[bytes, ...] | bytes
    alias: bytes
    hardware: Hardware
    minute: int
    deprecated_after_days: int | None = 730
    state: bytes = b"available"


def details(name: bytes, description: bytes, alias: bytes = b"", more: bytes = b"") -> bytes:
    """A release's details. Texts are escaped already and left out when empty; `more` is elements, rendered already."""
    texts = (("imageOwnerAlias", alias), ("name", name), ("description", description))
    return b"".join(element(tag, text) for tag, text in texts if text) + more
