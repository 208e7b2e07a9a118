"""The answers about owners: who is behind an account, what they publish, where, since when."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, IdentityAnswer, NextCursor, Part, PublisherName, identity_answer
from api.answers.publisher import AttributionPart, OriginField, attribution_fields
from catalog.directory import Directory
from catalog.owners import OwnerSummary
from catalog.publisher import Attribution, PublisherKind
from catalog.tables import OwnerRegion
from search.document import ImageInRegion, ReleaseDocument
from trust.identity import identify


class OwnerListed(Part):
    """One account and how much it publishes."""

    owner_id: str
    partition: str
    owner_alias: Annotated[
        str | None, Field(description="Set by AWS alone: amazon, aws-marketplace, aws-backup-vault.")
    ]
    publishers: Annotated[list[PublisherName], Field(description="Whom the directory names; several share an account.")]
    image_count: Annotated[int, Field(description="Images that are there.")]
    gone_image_count: int
    region_count: Annotated[int, Field(description="In how many regions it has or had images.")]
    since: Annotated[AwareDatetime | None, Field(description="When the oldest of its images was made.")]
    newest_at: Annotated[AwareDatetime | None, Field(description="When the newest of its images was made.")]
    link: str


class OwnersAnswer(Answer):
    """One page of owners."""

    owners: list[OwnerListed]
    next_cursor: NextCursor


class OwnerAttribution(AttributionPart):
    """What the directory says of an account."""

    publisher: PublisherName
    url: Annotated[str, Field(description="The publisher's home or documentation.")]
    kind: Annotated[PublisherKind, Field(description="storefront: it owns images that others make and sell.")]
    origin: OriginField
    warnings: list[str]
    conflicts: Annotated[list[str], Field(description="Where sources contradict each other.")]


class OwnerRegionAnswer(Part):
    """What an owner has in one region."""

    region: str
    image_count: int
    gone_image_count: int
    oldest_at: AwareDatetime | None
    newest_at: AwareDatetime | None


class OwnerRelease(Part):
    """One of an owner's newest releases, by one of its images."""

    release_id: str
    name: str
    created_at: AwareDatetime | None
    image_id: str
    region: str
    architecture: str | None
    platform: str
    link: str


class OwnerAnswer(Answer):
    """One account: who, what, where, since when."""

    owner_id: str
    partition: str
    owner_alias: str | None
    identity: Annotated[
        IdentityAnswer, Field(description="Of the account; that of an image also minds region and date.")
    ]
    attributions: Annotated[list[OwnerAttribution], Field(description="All that the directory says of the account.")]
    image_count: int
    gone_image_count: int
    since: AwareDatetime | None
    newest_at: AwareDatetime | None
    regions: list[OwnerRegionAnswer]
    newest_releases: Annotated[
        list[OwnerRelease] | None,
        Field(description="The ten newest that are there, newest first. null: no search is possible now."),
    ]


def owner_listed(key: tuple[str, str], summary: OwnerSummary | None, directory: Directory) -> OwnerListed:
    """The entry for (partition, account id). Without a summary the directory knows the account and the catalog has
    nothing of it that may be shown.
    """
    partition, owner_id = key
    return OwnerListed(
        owner_id=owner_id,
        partition=partition,
        owner_alias=summary.owner_alias if summary else None,
        publishers=_publishers(directory.holders(partition, owner_id)),
        image_count=summary.images if summary else 0,
        gone_image_count=summary.gone_images if summary else 0,
        region_count=summary.regions if summary else 0,
        since=summary.oldest_created_at if summary else None,
        newest_at=summary.newest_created_at if summary else None,
        link=f"/v1/owners/{owner_id}",
    )


def owner_answer(
    owner_id: str,
    partition: str,
    *,
    owner_alias: str | None,
    rows: Iterable[OwnerRegion],
    newest: Sequence[ReleaseDocument] | None,
    directory: Directory,
    demo: bool,
) -> OwnerAnswer:
    """The answer about an account, from its visible rows and newest releases; both are empty when only the directory
    knows it.
    """
    regions = _regions(rows)
    identity = identify(owner_alias, directory.attribute(partition, None, owner_id))
    return OwnerAnswer(
        demo=demo,
        owner_id=owner_id,
        partition=partition,
        owner_alias=owner_alias,
        identity=identity_answer(identity),
        attributions=[_attribution(entry) for entry in directory.holders(partition, owner_id)],
        image_count=sum(region.image_count for region in regions),
        gone_image_count=sum(region.gone_image_count for region in regions),
        since=_least(region.oldest_at for region in regions),
        newest_at=_most(region.newest_at for region in regions),
        regions=regions,
        newest_releases=None if newest is None else [_release(document, owner_id) for document in newest],
    )


def _regions(rows: Iterable[OwnerRegion]) -> list[OwnerRegionAnswer]:
    """Public and private images are counted apart in the catalog; whoever sees both sees their sum."""
    by_region: dict[str, list[OwnerRegion]] = {}
    for row in rows:
        by_region.setdefault(row.region, []).append(row)
    return [
        OwnerRegionAnswer(
            region=region,
            image_count=sum(part.images for part in parts),
            gone_image_count=sum(part.gone_images for part in parts),
            oldest_at=_least(part.oldest_created_at for part in parts),
            newest_at=_most(part.newest_created_at for part in parts),
        )
        for region, parts in sorted(by_region.items())
    ]


def _least(times: Iterable[datetime | None]) -> datetime | None:
    return min((time for time in times if time is not None), default=None)


def _most(times: Iterable[datetime | None]) -> datetime | None:
    return max((time for time in times if time is not None), default=None)


def _publishers(attributions: Iterable[Attribution]) -> list[PublisherName]:
    names = {entry.publisher.slug: entry.publisher.name for entry in attributions}
    return [PublisherName(slug=slug, name=name) for slug, name in names.items()]


def _attribution(entry: Attribution) -> OwnerAttribution:
    return OwnerAttribution(
        publisher=PublisherName(slug=entry.publisher.slug, name=entry.publisher.name),
        url=entry.publisher.url,
        kind=entry.publisher.kind,
        origin=entry.publisher.origin,
        **attribution_fields(entry.publisher, entry.account, entry),
        warnings=list(entry.publisher.warnings),
        conflicts=list(entry.publisher.conflicts),
    )


def _release(document: ReleaseDocument, owner_id: str) -> OwnerRelease:
    image = max((image for image in document.images if image.owner_id == owner_id), key=_made_at)
    return OwnerRelease(
        release_id=document.release_id,
        name=document.name,
        created_at=image.created_at,
        image_id=image.image_id,
        region=image.region,
        architecture=image.architecture,
        platform=document.platform,
        link=f"/v1/releases/{document.release_id}",
    )


def _made_at(image: ImageInRegion) -> datetime:
    return image.created_at or datetime.min.replace(tzinfo=UTC)
