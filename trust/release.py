"""The identity of a release, from those of its images."""

from collections.abc import Iterable
from functools import lru_cache

from catalog.directory import Directory
from trust.facts import ImageFacts, ReleaseFacts
from trust.identity import Identity, identify


def weakest_identity(identities: Iterable[Identity]) -> Identity:
    """The identity of the least trusted image, the first one among equals.

    A release is no better than its worst copy: who reads "verified" must be able to launch it in any region.
    `identities` must not be empty.
    """
    return max(identities, key=lambda identity: identity.level.rank)


def identity_of(facts: ReleaseFacts, directory: Directory) -> Identity:
    """That of its least trusted image, as `weakest_identity` says. Only that one is asked who sells it."""
    partition, images = facts.partition, facts.images
    image = images[0]
    everywhere = _identity_of_account(directory, None, partition, image.owner_id, image.owner_alias, ())
    found = everywhere or _identity_of_image(directory, partition, image)
    for other in images[1:]:
        # Nearly every release is one account's, whose images are all known by it alone.
        if everywhere and other.owner_id == image.owner_id and other.owner_alias == image.owner_alias:
            continue
        said = _identity_of_image(directory, partition, other)
        if said is not found and said.level.rank > found.level.rank:
            image, found = other, said
    codes = image.document.get("ProductCodes")
    listed = _of_marketplace(codes) if codes else ()
    return _identity_of_image(directory, partition, image, listed) if listed else found


def _identity_of_image(
    directory: Directory, partition: str, image: ImageFacts, codes: tuple[str, ...] = ()
) -> Identity:
    of_account = partition, image.owner_id, image.owner_alias, codes
    found = _identity_of_account(directory, None, *of_account)
    if found is None:
        found = _identity_of_account(directory, image.region, *of_account)
    if found is None:
        attribution = directory.attribute(
            partition, image.region, image.owner_id, name=image.name, created_at=image.created_at
        )
        found = identify(image.owner_alias, attribution, codes)
    return found


@lru_cache(maxsize=1 << 13)
def _identity_of_account(
    directory: Directory, region: str | None, partition: str, owner_id: str, alias: str | None, codes: tuple[str, ...]
) -> Identity | None:
    """The identity of all images of an account, in one region or everywhere; None where more tells them apart."""
    for holder in directory.holders(partition, owner_id):
        account = holder.account
        if account.names or account.valid_from or account.valid_until or (account.regions and region is None):
            return None
    return identify(alias, directory.attribute(partition, region, owner_id), codes)


def _of_marketplace(codes: Iterable[object]) -> tuple[str, ...]:
    """Those of AWS Marketplace: they tell the seller."""
    return tuple(
        [
            code["ProductCodeId"]
            for code in codes
            if isinstance(code, dict)
            and code.get("ProductCodeType") == "marketplace"
            and isinstance(code.get("ProductCodeId"), str)
        ]
    )
