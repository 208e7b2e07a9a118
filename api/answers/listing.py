"""The answers about listings, and about the checklist in them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from api.answers.comment import AuthorAnswer
from api.answers.common import Answer, NextCursor, Part
from api.listed import Subject
from api.markdown import rendered
from catalog.listing_content import ListingContent
from catalog.listings import ListingPast, ListingRow
from catalog.publisher import Publisher
from catalog.safe_sharing import CHECKLISTS, Answered, CheckPoint, Platform

MOST_IMAGES = 100


class ListingState(StrEnum):
    """Whether a listing can be read."""

    SHOWN = "shown"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


class Covers(StrEnum):
    """How much of what there is a listing is about."""

    RELEASE = "release"
    FAMILY = "family"


class ListedImage(Part):
    """An image that a listing is about."""

    region: str
    image_id: str
    manifest: Annotated[str | None, Field(description="Where its manifest is, of an instance-store image.")]


class ListedPublisher(Part):
    """Who publishes it: one whom the member spoke for, or whom the directory knows as the owner."""

    slug: str
    name: str
    url: str


class NoteAnswer(Part):
    """What changed on a day."""

    date: date
    text: str
    html: str


class CheckPointAnswer(Part):
    """One point of the safe-sharing checklist."""

    key: str
    what: Annotated[str, Field(description="What should have been done.")]
    why: str


class CheckedPoint(CheckPointAnswer):
    """A point with what the publisher says of it."""

    answer: Annotated[Answered | None, Field(description="The publisher's own word. null: he did not answer.")]
    note: str | None


class ListingAnswer(Part):
    """What a publisher says of a release or a family. All of it is his own statement, and nobody checked it."""

    about: Annotated[str, Field(description="The release or family that it was published for.")]
    covers: Covers
    name: Annotated[str, Field(description="Of the release, or the pattern of the family's names.")]
    state: ListingState
    version: Annotated[int, Field(description="Counts what was published from 1, withdrawals too.")]
    published_at: Annotated[datetime, Field(description="When it was published first.")]
    stated_at: Annotated[datetime, Field(description="When it was published like this, or withdrawn.")]
    stated_by: Annotated[AuthorAnswer, Field(description="A member who had proved an account of who makes the images.")]
    publisher: ListedPublisher | None
    publisher_url: str | None
    images: Annotated[
        list[ListedImage],
        Field(description=f"Those there are, by region, {MOST_IMAGES} at most; of a family, its newest release's."),
    ]
    platform: Platform
    os: str | None
    features: list[str]
    description: Annotated[str | None, Field(description="Markdown.")]
    description_html: Annotated[str | None, Field(description="The same as HTML that does nothing.")]
    services: list[str]
    release_notes: Annotated[list[NoteAnswer], Field(description="The latest first.")]
    support: str | None
    source_url: str | None
    checklist: Annotated[list[CheckedPoint], Field(description="Every point of the platform's checklist.")]
    checklist_at: Annotated[
        datetime | None, Field(description="Since when it is answered like this. null: it is not answered.")
    ]
    link: str


class OneListingAnswer(Answer):
    """A listing by itself."""

    listing: ListingAnswer


class ListingVersionAnswer(Part):
    """What a listing said from a time on."""

    version: int
    at: datetime
    by: AuthorAnswer
    content: Annotated[ListingContent | None, Field(description="null: it was withdrawn.")]


class ListingVersionsAnswer(Answer):
    """Everything that was ever published, the latest first."""

    versions: list[ListingVersionAnswer]
    next_cursor: NextCursor


class ChecklistAnswer(Part):
    """The points for one platform."""

    platform: Platform
    points: list[CheckPointAnswer]


class ChecklistsAnswer(Answer):
    """What whoever publishes an image should have done, by platform."""

    checklists: list[ChecklistAnswer]


def listing_answer(
    row: ListingRow, subject: Subject, publisher: Publisher | None, *, reads_hidden: bool
) -> ListingAnswer:
    """A listing as somebody may see it. `publisher`: whom it is by; `reads_hidden`: for who makes it and moderators."""
    state = ListingState.WITHDRAWN if row.kept is None else ListingState.HIDDEN if row.hidden_at else ListingState.SHOWN
    content = row.content if state is ListingState.SHOWN or reads_hidden else None
    said = content or ListingContent()
    covers = Covers.FAMILY if row.pattern else Covers.RELEASE
    about = subject.family.family_id if row.pattern and subject.family else row.release_id
    return ListingAnswer(
        about=about,
        covers=covers,
        name=row.pattern or subject.name,
        state=state,
        version=row.version,
        published_at=row.created_at,
        stated_at=row.at,
        stated_by=AuthorAnswer(member_id=row.member_id, name=row.member_name),
        publisher=None
        if publisher is None
        else ListedPublisher(slug=publisher.slug, name=publisher.name, url=publisher.url),
        publisher_url=said.publisher_url or (None if publisher is None else publisher.url),
        images=[
            ListedImage(
                region=image.region,
                image_id=image.image_id,
                manifest=image.image_location if image.root_device_type == "instance-store" else None,
            )
            for image in subject.alive[:MOST_IMAGES]
        ],
        platform=subject.platform,
        os=said.os,
        features=list(said.features),
        description=said.description,
        description_html=None if said.description is None else rendered(said.description),
        services=list(said.services),
        release_notes=[
            NoteAnswer(date=note.date, text=note.text, html=rendered(note.text)) for note in said.release_notes
        ],
        support=said.support,
        source_url=said.source_url,
        checklist=checked_points(said, subject.platform),
        checklist_at=row.checklist_at if content is not None else None,
        link=f"/v1/listings/{about}",
    )


def versions_answer(past: Iterable[ListingPast]) -> list[ListingVersionAnswer]:
    """Versions, as they were published."""
    return [
        ListingVersionAnswer(
            version=one.version,
            at=one.at,
            by=AuthorAnswer(member_id=one.member_id, name=one.member_name),
            content=one.content,
        )
        for one in past
    ]


def checklists_answer(*, demo: bool) -> ChecklistsAnswer:
    """Both checklists."""
    return ChecklistsAnswer(
        demo=demo,
        checklists=[
            ChecklistAnswer(platform=platform, points=_points(points)) for platform, points in CHECKLISTS.items()
        ],
    )


def _points(points: Sequence[CheckPoint]) -> list[CheckPointAnswer]:
    return [CheckPointAnswer(key=point.key, what=point.what, why=point.why) for point in points]


def checked_points(content: ListingContent, platform: Platform) -> list[CheckedPoint]:
    """Every point of the platform's checklist, with what is said of it."""
    found = []
    for point in CHECKLISTS[platform]:
        said = content.checklist.get(point.key)
        found.append(
            CheckedPoint(
                key=point.key,
                what=point.what,
                why=point.why,
                answer=None if said is None else said.answer,
                note=None if said is None else said.note,
            )
        )
    return found
