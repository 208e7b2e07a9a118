"""Which account owns a publisher's images in each region, from accounts.toml."""

import tomllib
from functools import cache
from pathlib import Path

from tests.world.regions import all_region_names

_ACCOUNTS = Path(__file__).with_name("accounts.toml")


@cache
def _accounts() -> dict[str, dict[str, str]]:
    return tomllib.loads(_ACCOUNTS.read_text())


def owners_of(publisher: str) -> tuple[bytes, ...]:
    """The account for each region number. `NAME#former` gives the account that owned the publisher's older images."""
    name, _, former = publisher.partition("#")
    accounts = _accounts()[name]
    if former:
        return (accounts["former"].encode(),) * len(all_region_names())
    return tuple(accounts.get(region, accounts.get("default", "")).encode() for region in all_region_names())
