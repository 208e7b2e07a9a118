"""The answers about one image, and how they are made from the catalog."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, IdentityAnswer, Part, PublisherName, identity_answer, publisher_name
from api.image_identity import image_identity
from catalog.directory import Directory
from catalog.document import unpack
from catalog.history import EventKind, HistoryEntry
from catalog.scopes import Scope
from catalog.tables import Image
from catalog.visibility import public_fields


class ReleaseLink(Part):
    """The release an image belongs to."""

    release_id: str
    link: str


class ImageAnswer(Answer):
    """One image, with all that EC2 said of it when it was last seen."""

    image_id: str
    partition: str
    region: str
    other_regions: Annotated[
        list[str], Field(description="Other regions that have an image of the same id; ask for one with `region`.")
    ]
    release: ReleaseLink
    name: str | None
    image_location: str | None
    description: str | None
    owner_id: str
    owner_alias: Annotated[
        str | None, Field(description="Set by AWS alone: amazon, aws-marketplace, aws-backup-vault.")
    ]
    publisher: Annotated[PublisherName | None, Field(description="Who is behind the owner, if the directory knows.")]
    identity: IdentityAnswer
    architecture: str | None
    platform: Annotated[
        str, Field(description="windows or linux; linux also stands for everything EC2 says nothing of.")
    ]
    platform_details: str | None
    image_type: str | None
    root_device_type: str | None
    virtualization_type: str | None
    boot_mode: str | None
    imds_support: str | None
    ena_support: bool | None
    state: str | None
    public: Annotated[bool | None, Field(description="What EC2 says: whether everyone may launch it.")]
    private: Annotated[
        bool,
        Field(description="Whether only the operator sees it: it was shared with his account and not with everyone."),
    ]
    scopes: Annotated[list[str], Field(description="Which questions to EC2 showed it when it was last seen.")]
    created_at: AwareDatetime | None
    deprecated_at: Annotated[AwareDatetime | None, Field(description="When it is or was deprecated.")]
    deprecated: bool
    first_seen_at: Annotated[AwareDatetime, Field(description="When a crawl first saw it.")]
    changed_at: Annotated[AwareDatetime, Field(description="When EC2 last began to describe it differently.")]
    gone_at: Annotated[AwareDatetime | None, Field(description="When crawls ceased to see it. null: it is there.")]
    history: Annotated[str, Field(description="Where its history is.")]
    document: Annotated[
        dict[str, Any],
        Field(
            description="What DescribeImages said of it, in EC2's words. Fields about the asking account are left out."
        ),
    ]


class HistoryEntryAnswer(Part):
    """One thing that happened to an image."""

    at: AwareDatetime
    event: EventKind
    changes: Annotated[
        dict[str, tuple[Any, Any]],
        Field(description="For `changed`: each field of the EC2 document with its values before and after."),
    ]


class HistoryAnswer(Answer):
    """What happened to an image, oldest first."""

    image_id: str
    partition: str
    region: str
    history: list[HistoryEntryAnswer]


def image_answer(
    image: Image,
    *,
    other_regions: Sequence[str],
    directory: Directory,
    now: datetime,
    with_private: bool,
    demo: bool,
) -> ImageAnswer:
    """The answer about an image. What only the crawling account may know is left out unless `with_private`."""
    document = unpack(image.document)
    identity = image_identity(image, directory, document)
    return ImageAnswer(
        demo=demo,
        image_id=image.image_id,
        partition=image.partition,
        region=image.region,
        other_regions=list(other_regions),
        release=ReleaseLink(release_id=image.release_id, link=f"/v1/releases/{image.release_id}"),
        name=image.name,
        image_location=image.image_location,
        description=image.description,
        owner_id=image.owner_id,
        owner_alias=image.owner_alias,
        publisher=publisher_name(directory.publisher(identity.publisher)) if identity.publisher else None,
        identity=identity_answer(identity),
        architecture=image.architecture,
        platform=image.platform,
        platform_details=image.platform_details,
        image_type=image.image_type,
        root_device_type=image.root_device_type,
        virtualization_type=image.virtualization_type,
        boot_mode=image.boot_mode,
        imds_support=image.imds_support,
        ena_support=image.ena_support,
        state=image.state,
        public=image.public,
        private=image.private,
        scopes=_scopes(image, with_private=with_private),
        created_at=image.created_at,
        deprecated_at=image.deprecated_at,
        deprecated=image.deprecated_at is not None and image.deprecated_at <= now,
        first_seen_at=image.first_seen_at,
        changed_at=image.changed_at,
        gone_at=image.gone_at,
        history=f"/v1/images/{image.image_id}/history",
        document=document if with_private else public_fields(document),
    )


def _scopes(image: Image, *, with_private: bool) -> list[str]:
    """That a public image was also shared with the operator by name is the operator's business."""
    scopes = Scope(image.scopes)
    return (scopes if with_private else scopes & ~Scope.SELF).labels


def history_answer(image: Image, entries: Sequence[HistoryEntry], *, with_private: bool, demo: bool) -> HistoryAnswer:
    """The answer about an image's history. A change of nothing but hidden fields is left out with them."""
    shown = []
    for entry in entries:
        changes = entry.changes if with_private else public_fields(entry.changes)
        if entry.kind is not EventKind.CHANGED or changes:
            shown.append(HistoryEntryAnswer(at=entry.at, event=entry.kind, changes=changes))
    return HistoryAnswer(
        demo=demo, image_id=image.image_id, partition=image.partition, region=image.region, history=shown
    )
