"""The answer to what is being typed: publishers, families by their newest release, complete ids."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from api.answers.common import Answer, Part
from catalog.publisher import Publisher
from search.document import ReleaseDocument
from trust.levels import TrustLevel


class SuggestionKind(StrEnum):
    PUBLISHER = "publisher"
    FAMILY = "family"
    IMAGE = "image"


class Suggestion(Part):
    """One thing that may be meant."""

    kind: SuggestionKind
    text: Annotated[str, Field(description="The publisher's or the newest release's name, or the whole image id.")]
    trust: Annotated[TrustLevel | None, Field(description="Of the release. null for a publisher.")]
    link: str


class SuggestAnswer(Answer):
    """What may be meant, publishers first."""

    suggestions: list[Suggestion]


def suggestions(
    typed: str, publishers: Sequence[Publisher], documents: Iterable[ReleaseDocument], *, limit: int
) -> list[Suggestion]:
    """At most `limit`: of them no more than half publishers, and each family once."""
    made = [
        Suggestion(
            kind=SuggestionKind.PUBLISHER,
            text=publisher.name,
            trust=None,
            link=f"/v1/search?q=publisher:{publisher.slug}",
        )
        for publisher in publishers[: limit // 2]
    ]
    found: dict[str, Suggestion] = {}
    for document in documents:
        for one in _of_release(typed.lower(), document):
            found.setdefault(one.link, one)
    return [*made, *found.values()][:limit]


def _of_release(typed: str, document: ReleaseDocument) -> list[Suggestion]:
    """Its images whose id begins as typed, or else its family."""
    trust = TrustLevel(document.trust)
    images = [
        Suggestion(kind=SuggestionKind.IMAGE, text=image.image_id, trust=trust, link=f"/v1/images/{image.image_id}")
        for image in document.images
        if typed.startswith("ami-") and image.image_id.startswith(typed)
    ]
    return images or [
        Suggestion(
            kind=SuggestionKind.FAMILY, text=document.name, trust=trust, link=f"/v1/families/{document.family_id}"
        )
    ]
