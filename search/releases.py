"""From a release's view and the verdict on it to its search document."""

from collections.abc import Callable, Iterable

from catalog.directory import Directory
from catalog.images import IndexedImage
from search.document import ImageInRegion, ReleaseDocument
from search.operating_system import operating_system
from search.views import View, latest
from trust.verdict import Verdict


def release_document(
    view: View, verdict: Verdict, directory: Directory, *, superseded_by: str | None, demo: bool
) -> ReleaseDocument:
    """The document of one release for the audiences of this view."""
    newest, shown = view.newest, view.images
    publisher = directory.publisher(verdict.publisher) if verdict.publisher else None
    platform_details = _values(shown, lambda image: image.platform_details)
    return ReleaseDocument(
        release_id=view.release_id,
        family_id=view.family_id,
        superseded_by=superseded_by,
        audiences=view.audiences,
        partition=newest.partition,
        name=view.name,
        description=newest.description or "",
        owner_ids=_values(shown, lambda image: image.owner_id),
        owner_aliases=_values(shown, lambda image: image.owner_alias),
        publisher=publisher.slug if publisher else None,
        publisher_name=publisher.name if publisher else None,
        trust=verdict.level,
        score=verdict.score,
        operating_system=operating_system(view.name, platform_details, newest.description or ""),
        platform=newest.platform,
        platform_details=platform_details,
        architectures=_values(shown, lambda image: image.architecture),
        root_device_types=_values(shown, lambda image: image.root_device_type),
        virtualization_types=_values(shown, lambda image: image.virtualization_type),
        boot_modes=_values(shown, lambda image: image.boot_mode),
        imds_support=_values(shown, lambda image: image.imds_support),
        product_codes=_sorted(code for details in view.details for code in details.product_codes),
        ssm_parameters=_sorted(details.ssm_parameter for details in view.details),
        source_image_ids=_sorted(details.source_image_id for details in view.details),
        snapshot_ids=_sorted(snapshot for details in view.details for snapshot in details.snapshot_ids),
        image_locations=_values(shown, lambda image: image.image_location),
        created_at=newest.created_at,
        deprecated_at=latest(image.deprecated_at for image in shown),
        gone_at=view.gone_at,
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


def _values(images: Iterable[IndexedImage], of: Callable[[IndexedImage], str | None]) -> tuple[str, ...]:
    return _sorted(map(of, images))


def _sorted(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
