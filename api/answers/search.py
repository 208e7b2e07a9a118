"""The answer to a search, made from what the index found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, NextCursor, Part, PublisherName
from catalog.directory import Directory
from catalog.partition import PARTITIONS
from search.document import ImageInRegion, ReleaseDocument
from search.fields import Facet
from search.index import MOST_FACET_VALUES, SearchResult
from trust.levels import TrustLevel

MOST_COMMENTS_COUNTED = 1_000


# A page has hundreds of them: a plain dataclass is made in a fifth of the time that a model takes to check itself.
@dataclass(frozen=True, slots=True)
class HitImage:
    """The image of a release in one region."""

    image_id: str
    owner_id: str
    architecture: str | None
    created_at: AwareDatetime | None
    deprecated_at: AwareDatetime | None
    gone_at: AwareDatetime | None


class Hit(Part):
    """A release that was found."""

    release_id: str
    link: str
    name: str
    image_id: Annotated[
        str | None, Field(description="Its image in the first of the regions that `region` asks for. null without one.")
    ]
    description: str
    partition: str
    publisher: PublisherName | None
    owner_ids: list[str]
    owner_aliases: list[str]
    trust: Annotated[TrustLevel, Field(description="How far it can be trusted; /v1/releases says why.")]
    operating_system: Annotated[
        str | None, Field(description="As told from its name and what EC2 says; the `os` filter.")
    ]
    platform: str
    architectures: list[str]
    root_device_types: list[str]
    created_at: Annotated[AwareDatetime | None, Field(description="When its newest image was made.")]
    deprecated_at: AwareDatetime | None
    deprecated: bool
    gone_at: Annotated[
        AwareDatetime | None, Field(description="When its last image went. null: at least one is there.")
    ]
    gone: bool
    family_id: str
    superseded_by: Annotated[
        str | None, Field(description="The id of the newest release of its family. null: it is that itself.")
    ]
    region_count: int
    images: Annotated[
        dict[str, HitImage],
        Field(description="The image for each region; regions that `region` asks for come first, the others by name."),
    ]
    comment_count: Annotated[
        int | None, Field(description="How many comments there are on it. null: it cannot be told now.")
    ] = None
    comment_hits: Annotated[
        int | None, Field(description="How many of them have all words of the query. null: it has no words.")
    ] = None
    score: Annotated[float, Field(description="How well the words fit, 4 best; 0 without words or in another order.")]


class FacetValue(Part):
    """How many releases of the whole answer have a value."""

    value: str
    count: int
    name: Annotated[str | None, Field(description="Of a publisher or an owner: what people call it.")] = None


class SearchAnswer(Answer):
    """One page of releases, and what all pages hold."""

    hits: list[Hit]
    total: Annotated[int, Field(description="How many releases match, over all pages. Exact.")]
    facets: Annotated[
        dict[Facet, list[FacetValue]],
        Field(description=f"Counts over all pages, most frequent first, at most {MOST_FACET_VALUES} values each."),
    ]
    next_cursor: NextCursor
    corrected: Annotated[
        dict[str, str],
        Field(description="When nothing was found: words as typed, and those looked for in their place."),
    ]
    also: Annotated[
        dict[str, str],
        Field(description="When little was found: words as typed, and those near them that many more releases have."),
    ]
    comments_found: Annotated[
        int | None,
        Field(
            description="How many comments on any image have all words of the query, which /v1/comments finds; "
            f"counted up to {MOST_COMMENTS_COUNTED:,}. null: it has no words, or too many."
        ),
    ] = None
    took_ms: Annotated[float, Field(description="How long the index took.")]


def search_answer(
    result: SearchResult,
    *,
    regions: Sequence[str],
    directory: Directory,
    now: datetime,
    took_ms: float,
    demo: bool,
) -> SearchAnswer:
    """The answer for a result. `regions` are those asked for, in the order they were asked for."""
    return SearchAnswer(
        demo=demo,
        hits=[_hit(hit.document, hit.score, regions, now) for hit in result.hits],
        total=result.total,
        facets={
            facet: [
                FacetValue(value=value, count=count, name=_name(facet, value, directory)) for value, count in counts
            ]
            for facet, counts in result.facets.items()
        },
        next_cursor=result.next_cursor,
        corrected=dict(result.corrected),
        also=dict(result.also),
        took_ms=round(took_ms, 1),
    )


def _hit(document: ReleaseDocument, score: float, regions: Sequence[str], now: datetime) -> Hit:
    images = _by_region(document.images, regions)
    asked_for = next((images[region] for region in regions if region in images), None)
    publisher = None
    if document.publisher is not None:
        publisher = PublisherName(slug=document.publisher, name=document.publisher_name or document.publisher)
    return Hit(
        release_id=document.release_id,
        link=f"/v1/releases/{document.release_id}",
        name=document.name,
        image_id=None if asked_for is None else asked_for.image_id,
        description=document.description,
        partition=document.partition,
        publisher=publisher,
        owner_ids=list(document.owner_ids),
        owner_aliases=list(document.owner_aliases),
        trust=TrustLevel(document.trust),
        operating_system=document.operating_system,
        platform=document.platform,
        architectures=list(document.architectures),
        root_device_types=list(document.root_device_types),
        created_at=document.created_at,
        deprecated_at=document.deprecated_at,
        deprecated=document.deprecated_at is not None and document.deprecated_at <= now,
        gone_at=document.gone_at,
        gone=document.gone_at is not None,
        family_id=document.family_id,
        superseded_by=document.superseded_by,
        region_count=len(images),
        images=images,
        score=score,
    )


def _by_region(images: Iterable[ImageInRegion], regions: Sequence[str]) -> dict[str, HitImage]:
    """The newest image of each region; the regions asked for stand first."""
    newest: dict[str, ImageInRegion] = {}
    for image in images:
        other = newest.setdefault(image.region, image)
        if other is not image and _age(image) > _age(other):
            newest[image.region] = image
    first = [region for region in dict.fromkeys(regions) if region in newest]
    order = [*first, *sorted(newest.keys() - set(first))]
    # A page has some hundreds of them: their fields stand in the same order, behind the region.
    return {region: HitImage(*newest[region][1:]) for region in order}


def _age(image: ImageInRegion) -> tuple[bool, float]:
    """Rises with how much one would rather have the image: first one that is there, then the newest."""
    return image.gone_at is None, float("-inf") if image.created_at is None else image.created_at.timestamp()


def _name(facet: Facet, value: str, directory: Directory) -> str | None:
    if facet is Facet.PUBLISHER:
        publisher = directory.publisher(value)
        return None if publisher is None else publisher.name
    if facet is Facet.OWNER:
        # An account id is given once in all partitions. One that publishers share has the name of none of them.
        names = {entry.publisher.name for partition in PARTITIONS for entry in directory.holders(partition, value)}
        return names.pop() if len(names) == 1 else None
    return None
