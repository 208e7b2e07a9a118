"""Whose images a look-up means, and by which accounts they own them in a region."""

from functools import lru_cache

from catalog.directory import Directory
from catalog.errors import MalformedError
from catalog.name_pattern import NamePattern
from catalog.partition import partition_of
from catalog.publisher import Account, PublisherKind, Standing
from catalog.wildcard import Wildcard
from trust.levels import TrustLevel
from trust.lint.facts import Matches
from trust.lint.look_up import LookUp
from trust.names.lookups import unsafe_lookups

LEAST = 3  # letters that a pattern must have outside of its wildcards to mean anybody


def publisher_meant(directory: Directory, look_up: LookUp, matches: Matches | None) -> str | None:
    """The slug of the one publisher whose names the look-up asks for, None when there is none or more than one.

    The directory's patterns decide. Where they fit none or several, the images that are found do: if all that somebody
    vouches for are of one publisher, and none of several that fit speaks against it, it is meant.
    """
    names = [text for values in look_up.values("name") for text in values.known]
    meant = {slug for name in names for slug in _publishers_of(directory, name)}
    if len(meant) != 1 and matches is not None:
        found = {
            image.publisher
            for image in matches.newest
            if image.publisher and image.level in (TrustLevel.VERIFIED, TrustLevel.KNOWN)
        }
        meant = found & meant if meant else found
    return next(iter(meant)) if len(meant) == 1 else None


def accounts_of(directory: Directory, slug: str, region: str | None) -> list[str]:
    """The accounts by which a publisher owns what it makes today in a region; without one, in most of them."""
    try:
        partition = partition_of(region) if region else "aws"
    except MalformedError:
        return []
    publisher = directory.publisher(slug)
    accounts = [
        account
        for account in directory.accounts_of(slug)
        if account.partition == partition
        and account.standing is Standing.CURRENT
        and account.covers(region or "us-east-1", None)
    ]
    if publisher is None or publisher.kind is PublisherKind.STOREFRONT:
        return []
    return list(dict.fromkeys(account.id for account in accounts))


def publishes_in(directory: Directory, owner_id: str, region: str) -> bool | None:
    """Whether an account publishes in a region, as far as the directory tells; None: it does not know the account."""
    try:
        partition = partition_of(region)
    except MalformedError:
        return None
    held = [holder.account for holder in directory.holders(partition, owner_id)]
    if held:
        return any(_here(account, region) for account in held)
    elsewhere = any(directory.holders(other, owner_id) for other in ("aws", "aws-cn", "aws-us-gov"))
    return False if elsewhere else None


def _here(account: Account, region: str) -> bool:
    return account.covers(region, None)


@lru_cache(maxsize=4_096)
def _publishers_of(directory: Directory, name: str) -> frozenset[str]:
    """The publishers that a filter on names asks for: it finds a name of theirs, or all it finds is theirs."""
    asked = Wildcard.parse(name)
    if len(name.strip("*?")) < LEAST:
        return frozenset()
    sample = name.replace("*", "0").replace("?", "0")
    return frozenset(
        one.publisher
        for one in unsafe_lookups(directory)
        if NamePattern.parse(one.filter).matches(sample)
        or asked.matches(one.filter.replace("*", "0").replace("?", "0").replace("\\", ""))
    )
