"""From a release's view and the verdict on it to its search document."""

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
    newest = view.newest
    # By column: most hold one value all the way down, and there are thirty million cells in the world.
    column = dict(zip(IndexedImage._fields, zip(*view.images, strict=True), strict=True))
    publisher = directory.publisher(verdict.publisher) if verdict.publisher else None
    platform_details = _values(column["platform_details"])
    return ReleaseDocument(
        release_id=view.release_id,
        family_id=view.family_id,
        superseded_by=superseded_by,
        audiences=view.audiences,
        partition=newest.partition,
        name=view.name,
        description=newest.description or "",
        owner_ids=_values(column["owner_id"]),
        owner_aliases=_values(column["owner_alias"]),
        publisher=publisher.slug if publisher else None,
        publisher_name=publisher.name if publisher else None,
        trust=verdict.level,
        score=verdict.score,
        operating_system=operating_system(view.name, platform_details, newest.description or ""),
        platform=newest.platform,
        platform_details=platform_details,
        architectures=_values(column["architecture"]),
        root_device_types=_values(column["root_device_type"]),
        virtualization_types=_values(column["virtualization_type"]),
        boot_modes=_values(column["boot_mode"]),
        imds_support=_values(column["imds_support"]),
        product_codes=view.details.product_codes,
        ssm_parameters=view.details.ssm_parameters,
        source_image_ids=view.details.source_image_ids,
        snapshot_ids=view.details.snapshot_ids,
        image_locations=_values(column["image_location"]),
        created_at=newest.created_at,
        deprecated_at=latest(column["deprecated_at"]),
        gone_at=view.gone_at,
        demo=demo,
        images=tuple(map(ImageInRegion, *(column[name] for name in ImageInRegion._fields))),
    )


def _values(cells: tuple[str | None, ...]) -> tuple[str, ...]:
    first = cells[0]
    if cells.count(first) == len(cells):
        return (first,) if first else ()
    return tuple(sorted(cell for cell in set(cells) if cell))
