"""What many answers share: that they say whether they are demo data, and who is behind an image."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from catalog.publisher import Grade, Publisher
from trust.identity import Identity
from trust.levels import TrustLevel

Demo = Annotated[
    bool, Field(description="Whether this is demo data: recorded and invented images, not AWS's of today.")
]
NextCursor = Annotated[
    str | None, Field(description="What `cursor` has to be for the next page. null: this is the last.")
]


class Part(BaseModel):
    """A piece of an answer."""

    model_config = ConfigDict(frozen=True)


class Answer(Part):
    """A whole answer. Every one says whether it is demo data."""

    demo: Demo


class PublisherName(Part):
    """A publisher of the directory."""

    slug: Annotated[str, Field(description="Its short name, which never changes.")]
    name: str


class EvidenceAnswer(Part):
    """A public source."""

    source: Annotated[str, Field(description="A URL or a citation.")]
    grade: Annotated[
        Grade | None,
        Field(description="How good the source is, official being best. null: AWS's own word, which needs no grade."),
    ]


class IdentityAnswer(Part):
    """Who is behind an image, and how we know."""

    level: Annotated[
        TrustLevel,
        Field(description="verified: AWS or a proof says so. known: a cited public source does. unverified: nobody."),
    ]
    reason: Annotated[str, Field(description="Why, as a sentence.")]
    evidence: list[EvidenceAnswer]


def publisher_name(publisher: Publisher | None) -> PublisherName | None:
    return None if publisher is None else PublisherName(slug=publisher.slug, name=publisher.name)


def identity_answer(identity: Identity) -> IdentityAnswer:
    return IdentityAnswer(
        level=identity.level,
        reason=identity.reason,
        evidence=[EvidenceAnswer(source=evidence.source, grade=evidence.grade) for evidence in identity.evidence],
    )
