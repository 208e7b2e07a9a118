"""What a release is in this world: what its images have in common over all regions."""

from typing import NamedTuple

from tests.world.hardware import Hardware

MARKETPLACE_ACCOUNT = b"679593333241"


class Release(NamedTuple):
    """One build. Texts are XML-escaped already, because that is the only way they are ever used.

    `owners` holds the account for each region number, or one account for all regions. `minute` is when it was made, in
    minutes since day 0 of `datetime.date`'s calendar. `deprecated_after_days` None means it has no deprecation time.
    """

    name: bytes
    description: bytes
    owners: tuple[bytes, ...] | bytes
    alias: bytes
    hardware: Hardware
    minute: int
    deprecated_after_days: int | None = 730
    location: bytes = b""  # empty: made from alias or owner, and name
    more: bytes = b""  # further elements, rendered
    state: bytes = b"available"
