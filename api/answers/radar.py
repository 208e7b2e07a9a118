"""Who wins a look-up by name alone, and should not."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, Part, PublisherName, publisher_name
from api.answers.verdict import Level, Score
from catalog.directory import Directory
from catalog.look_ups import Winner
from catalog.publisher import PublisherKind
from trust.levels import TrustLevel


class GenuineAnswer(Part):
    """The newest genuine release that the look-up would find."""

    release_id: str
    link: str
    created_at: AwareDatetime


class RadarEntry(Part):
    """An image of nobody we know that a look-up gives to whoever names no owner."""

    pattern: Annotated[str, Field(description="The name pattern that is looked up.")]
    publisher: Annotated[PublisherName | None, Field(description="Whose images the pattern is meant to find.")]
    partition: str
    region: str
    image_id: str
    name: str
    owner_id: str
    release_id: str
    level: Level
    score: Score
    created_at: AwareDatetime
    deprecated_at: AwareDatetime | None
    verdict: Annotated[str, Field(description="Where the reasons of its level are.")]
    genuine: Annotated[
        GenuineAnswer | None, Field(description="What should win and is older. null: nothing genuine is found there.")
    ]


class RadarAnswer(Answer):
    """Who wins look-ups and should not."""

    winners: Annotated[list[RadarEntry], Field(description="Newest first.")]
    more: Annotated[bool, Field(description="Whether there are more than `limit`.")]


def radar_answer(winners: Sequence[Winner], *, limit: int, directory: Directory, demo: bool) -> RadarAnswer:
    """The answer for these winners, of which at most `limit` are shown."""
    meant = {
        pattern.text: publisher
        for publisher in directory.publishers()
        if publisher.kind is not PublisherKind.STOREFRONT
        for pattern in publisher.name_patterns
    }
    return RadarAnswer(
        demo=demo,
        winners=[
            RadarEntry(
                pattern=winner.match.pattern,
                publisher=publisher_name(meant.get(winner.match.pattern)),
                partition=winner.match.partition,
                region=winner.match.region,
                image_id=winner.match.image_id,
                name=winner.name,
                owner_id=winner.match.owner_id,
                release_id=winner.match.release_id,
                level=TrustLevel(winner.level),
                score=winner.score,
                created_at=winner.match.created_at,
                deprecated_at=winner.match.deprecated_at,
                verdict=f"/v1/images/{winner.match.image_id}/verdict",
                genuine=None
                if winner.genuine is None
                else GenuineAnswer(
                    release_id=winner.genuine.release_id,
                    link=f"/v1/releases/{winner.genuine.release_id}",
                    created_at=winner.genuine.created_at,
                ),
            )
            for winner in winners[:limit]
        ],
        more=len(winners) > limit,
    )
