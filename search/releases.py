"""From the catalog's images of one release to its search documents."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from catalog.directory import Directory
from catalog.document import unpack
from catalog.family import family_id, family_pattern
from catalog.image_details import image_details
from catalog.images import IndexedImage
from catalog.release import release_identity, release_name
from search.document import Audience, ImageInRegion, ReleaseDocument
from search.operating_system import operating_system
from trust.identity import Identity, identify
from trust.release import weakest_identity


def release_documents(images: Sequence[IndexedImage], directory: Directory, *, demo: bool) -> list[ReleaseDocument]:
    """The documents of one release, from all its images: none, one, or one for each audience.

    A release without private images has one document that both audiences see; see search/document.py.
    """
    public = [image for image in images if not image.private]
    if len(public) == len(images):
        return [_document(public, directory, tuple(Audience), demo=demo)] if public else []
    documents = [_document(images, directory, (Audience.OPERATOR,), demo=demo)]
    if public:
        documents.append(_document(public, directory, (Audience.PUBLIC,), demo=demo))
    return documents


def _document(
    images: Sequence[IndexedImage], directory: Directory, audiences: tuple[Audience, ...], *, demo: bool
) -> ReleaseDocument:
    shown = [image for image in images if image.gone_at is None] or list(images)
    newest = max(shown, key=lambda image: (image.created_at is not None, image.created_at, image.image_id))
    identity = _identity(shown, directory)
    publisher = directory.publisher(identity.publisher) if identity.publisher else None
    name = release_name(newest.name, newest.image_location, newest.image_id)
    platform_details = _values(shown, lambda image: image.platform_details)
    details = [image_details(unpack(image.document)) for image in shown]
    return ReleaseDocument(
        release_id=newest.release_id,
        family_id=family_id(newest.partition, _whose(newest, directory), family_pattern(name)),
        superseded_by=None,
        audiences=audiences,
        partition=newest.partition,
        name=name,
        description=newest.description or "",
        owner_ids=_values(shown, lambda image: image.owner_id),
        owner_aliases=_values(shown, lambda image: image.owner_alias),
        publisher=publisher.slug if publisher else None,
        publisher_name=publisher.name if publisher else None,
        trust=identity.level,
        score=50,
        operating_system=operating_system(name, platform_details, newest.description or ""),
        platform=newest.platform,
        platform_details=platform_details,
        architectures=_values(shown, lambda image: image.architecture),
        root_device_types=_values(shown, lambda image: image.root_device_type),
        virtualization_types=_values(shown, lambda image: image.virtualization_type),
        boot_modes=_values(shown, lambda image: image.boot_mode),
        imds_support=_values(shown, lambda image: image.imds_support),
        product_codes=_sorted(code for detail in details for code in detail.product_codes),
        ssm_parameters=_sorted(detail.ssm_parameter for detail in details),
        source_image_ids=_sorted(detail.source_image_id for detail in details),
        snapshot_ids=_sorted(snapshot for detail in details for snapshot in detail.snapshot_ids),
        image_locations=_values(shown, lambda image: image.image_location),
        created_at=newest.created_at,
        deprecated_at=_latest(image.deprecated_at for image in shown),
        gone_at=_latest(image.gone_at for image in shown),
        demo=demo,
        images=tuple(
            ImageInRegion(
                region=image.region,
                image_id=image.image_id,
                owner_id=image.owner_id,
                architecture=image.architecture,
                created_at=image.created_at,
                deprecated_at=image.deprecated_at,
                gone_at=image.gone_at,
            )
            for image in shown
        ),
    )


def _identity(images: Iterable[IndexedImage], directory: Directory) -> Identity:
    # Most images of a release say the same of who made them; each different thing is judged once.
    said = {}
    for image in images:
        attribution = directory.attribute(
            image.partition, image.region, image.owner_id, name=image.name, created_at=image.created_at
        )
        said[image.owner_alias, id(attribution)] = (image.owner_alias, attribution)
    return weakest_identity(identify(alias, attribution) for alias, attribution in said.values())


def _whose(image: IndexedImage, directory: Directory) -> str:
    attribution = directory.attribute(
        image.partition, image.region, image.owner_id, name=image.name, created_at=image.created_at
    )
    return release_identity(attribution, image.owner_id)


def _values(images: Iterable[IndexedImage], of: Callable[[IndexedImage], str | None]) -> tuple[str, ...]:
    return _sorted(map(of, images))


def _sorted(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    """The last of the moments, None when one of them never comes."""
    known = list(moments)
    return max((moment for moment in known if moment is not None), default=None) if None not in known else None
