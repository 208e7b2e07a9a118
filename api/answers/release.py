"""The answer about one release, made from the catalog, so that it is there while the index is not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, IdentityAnswer, Part, PublisherName, identity_answer, publisher_name
from api.answers.family import superseded_by
from api.answers.verdict import Level, Score
from api.image_identity import image_identity
from catalog.directory import Directory
from catalog.families import Member
from catalog.release import release_name
from catalog.tables import Image
from catalog.verdicts import ReleaseRow
from trust.levels import TrustLevel
from trust.release import weakest_identity

# An owner who makes and removes one name each night fills a release without end. The newest of them tell enough.
MOST_IMAGES = 500


class ReleaseImage(Part):
    """One image of a release."""

    partition: str
    region: str
    image_id: str
    owner_id: str
    architecture: str | None
    created_at: AwareDatetime | None
    deprecated_at: AwareDatetime | None
    gone_at: AwareDatetime | None
    link: str


class VerdictLink(Part):
    """How far a release can be trusted, and where the reasons are."""

    level: Level
    score: Score
    link: str


class ReleaseAnswer(Answer):
    """One build copied to many regions."""

    release_id: str
    partition: str
    name: Annotated[str, Field(description="The images' name; of images without one, their location or id.")]
    description: Annotated[str | None, Field(description="That of the newest image.")]
    publisher: PublisherName | None
    identity: Annotated[
        IdentityAnswer, Field(description="Of the image that is trusted least: a release is no better than that.")
    ]
    owner_ids: list[str]
    owner_aliases: list[str]
    platform: str
    architectures: list[str]
    root_device_types: list[str]
    created_at: Annotated[AwareDatetime | None, Field(description="When its newest image was made.")]
    deprecated_at: Annotated[
        AwareDatetime | None,
        Field(description="When the last of its images is deprecated. null: at least one never is."),
    ]
    deprecated: bool
    gone_at: Annotated[
        AwareDatetime | None, Field(description="When its last image went. null: at least one is there.")
    ]
    family_id: Annotated[str | None, Field(description="Its family, told when it is judged.")]
    superseded_by: Annotated[
        str | None, Field(description="The id of the newest release of its family. null: it is that itself.")
    ]
    verdict: Annotated[VerdictLink | None, Field(description="null: it was not judged yet.")]
    newest: Annotated[ReleaseImage, Field(description="The newest image that is there, in any region.")]
    regions: Annotated[list[str], Field(description="Where it is there now.")]
    image_count: Annotated[int, Field(description="How many images it has, gone ones included.")]
    images: Annotated[
        list[ReleaseImage],
        Field(
            description=f"By region; at most {MOST_IMAGES}, of which those that are there and the newest come first."
        ),
    ]


def release_answer(
    images: Sequence[Image],
    *,
    verdict: ReleaseRow | None,
    family_newest: Member | None,
    directory: Directory,
    now: datetime,
    demo: bool,
) -> ReleaseAnswer:
    """The answer about the release that these images are. There must be one at least.

    `verdict` is the one on it, None before it was judged; `family_newest` the newest of its family that is there.
    Facts are told of the images that are there; of a release that is gone, of all it had.
    """
    alive = [image for image in images if image.gone_at is None]
    told = alive or list(images)
    newest = max(told, key=_age)
    identity = weakest_identity(image_identity(image, directory) for image in told)
    deprecations = [image.deprecated_at for image in told if image.deprecated_at is not None]
    deprecated_at = max(deprecations) if len(deprecations) == len(told) else None
    kept = sorted(images, key=lambda image: (image.gone_at is None, _age(image)), reverse=True)[:MOST_IMAGES]
    return ReleaseAnswer(
        demo=demo,
        release_id=newest.release_id,
        partition=newest.partition,
        name=release_name(newest.name, newest.image_location, newest.image_id),
        description=newest.description,
        publisher=publisher_name(directory.publisher(identity.publisher)) if identity.publisher else None,
        identity=identity_answer(identity),
        owner_ids=sorted({image.owner_id for image in told}),
        owner_aliases=sorted({image.owner_alias for image in told if image.owner_alias}),
        platform=newest.platform,
        architectures=sorted({image.architecture for image in told if image.architecture}),
        root_device_types=sorted({image.root_device_type for image in told if image.root_device_type}),
        created_at=newest.created_at,
        deprecated_at=deprecated_at,
        deprecated=deprecated_at is not None and deprecated_at <= now,
        gone_at=None if alive else max(image.gone_at for image in images if image.gone_at is not None),
        family_id=None if verdict is None else verdict.family_id,
        superseded_by=None if verdict is None else superseded_by(verdict, family_newest),
        verdict=None if verdict is None else _verdict(verdict),
        newest=_image(newest),
        regions=sorted({image.region for image in alive}),
        image_count=len(images),
        images=[_image(image) for image in sorted(kept, key=lambda image: (image.region, image.image_id))],
    )


def _verdict(row: ReleaseRow) -> VerdictLink:
    return VerdictLink(level=TrustLevel(row.level), score=row.score, link=f"/v1/releases/{row.release_id}/verdict")


def _age(image: Image) -> float:
    """Rises with the creation time; without one an image counts as older than all others."""
    return float("-inf") if image.created_at is None else image.created_at.timestamp()


def _image(image: Image) -> ReleaseImage:
    return ReleaseImage(
        partition=image.partition,
        region=image.region,
        image_id=image.image_id,
        owner_id=image.owner_id,
        architecture=image.architecture,
        created_at=image.created_at,
        deprecated_at=image.deprecated_at,
        gone_at=image.gone_at,
        link=f"/v1/images/{image.image_id}",
    )
