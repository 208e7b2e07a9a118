"""The answer to "which image do I launch": one image, with the verdict it passes by."""

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, PublisherName, publisher_name
from api.answers.verdict import Level, Score
from catalog.directory import Directory
from catalog.resolving import Resolved
from trust.levels import TrustLevel


class ResolveAnswer(Answer):
    """The one image that is meant."""

    image_id: str
    partition: str
    region: str
    architecture: str | None
    name: str
    owner_id: str
    publisher: PublisherName | None
    level: Level
    score: Score
    created_at: AwareDatetime | None
    deprecated_at: Annotated[AwareDatetime | None, Field(description="When it will be deprecated.")]
    release_id: str
    family_id: str
    link: str
    verdict: Annotated[str, Field(description="Where the reasons of its level are.")]


def resolve_answer(found: Resolved, *, directory: Directory, demo: bool) -> ResolveAnswer:
    return ResolveAnswer(
        demo=demo,
        image_id=found.image_id,
        partition=found.partition,
        region=found.region,
        architecture=found.architecture,
        name=found.name,
        owner_id=found.owner_id,
        publisher=publisher_name(directory.publisher(found.publisher)) if found.publisher else None,
        level=TrustLevel(found.level),
        score=found.score,
        created_at=found.created_at,
        deprecated_at=found.deprecated_at,
        release_id=found.release_id,
        family_id=found.family_id,
        link=f"/v1/images/{found.image_id}",
        verdict=f"/v1/images/{found.image_id}/verdict",
    )


def why_not(nearest: Resolved, at_least: TrustLevel, now: datetime) -> str:
    """What keeps an image from passing, as the end of a sentence."""
    reasons = []
    if nearest.gone_at is not None:
        reasons.append(f"EC2 has not shown it since {nearest.gone_at:%Y-%m-%d}")
    if nearest.deprecated_at is not None and nearest.deprecated_at <= now:
        reasons.append(f"it is deprecated since {nearest.deprecated_at:%Y-%m-%d}")
    if not TrustLevel(nearest.level).at_least(at_least):
        reasons.append(f"it is {nearest.level} and has to be {at_least} at least")
    return ", ".join(reasons) or "it changed a moment ago; ask again"
