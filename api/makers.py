"""Whether somebody proved to act for who makes an image."""

from collections.abc import Iterable

from sqlmodel import Session

from api.audience import sees_private
from api.caller import Caller
from api.services import Services
from catalog.directory import Directory
from catalog.images import images_of_release
from catalog.members import ProvenAccount
from catalog.tables import Image


def makes_release(session: Session, services: Services, caller: Caller, release_id: str) -> bool:
    """Whether the caller proved to act for who makes a release, by an image of it that he sees."""
    if not caller.accounts:
        return False
    images = images_of_release(session, release_id, with_private=sees_private(caller.audience))
    return makes_one_of(services.directory, caller.accounts, images)


def acts_for_owner(directory: Directory, accounts: Iterable[ProvenAccount], owner: tuple[str, str]) -> bool:
    """Whether one of these accounts is the owner (partition, account id), or one publisher has both."""
    proven = {(account.partition, account.account_id) for account in accounts}
    publisher = _publisher(directory, *owner) if proven else None
    return owner in proven or (publisher is not None and publisher in {_publisher(directory, *mine) for mine in proven})


def makes_one_of(directory: Directory, accounts: Iterable[ProvenAccount], images: Iterable[Image]) -> bool:
    """Whether one of these accounts owns one of the images, or the directory knows both as one publisher's."""
    proven = {(account.partition, account.account_id) for account in accounts}
    if not proven:
        return False
    shown = list(images)
    if any((image.partition, image.owner_id) in proven for image in shown):
        return True
    publishers = {slug for partition, account_id in proven if (slug := _publisher(directory, partition, account_id))}
    return any(publisher_of(directory, image) in publishers for image in shown)


def publisher_of(directory: Directory, image: Image) -> str | None:
    """The slug of who owns an image, as the directory knows."""
    return _publisher(directory, image.partition, image.owner_id, region=image.region, name=image.name)


def _publisher(
    directory: Directory, partition: str, account_id: str, *, region: str | None = None, name: str | None = None
) -> str | None:
    attribution = directory.attribute(partition, region, account_id, name=name)
    return attribution.publisher.slug if attribution is not None and attribution.known else None
