"""The answer about a family: the releases whose names differ only in what a new build changes, newest first."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, NextCursor, Part, PublisherName
from api.answers.verdict import Level, Score, publisher_of
from catalog.directory import Directory
from catalog.families import Member
from catalog.family import family_pattern
from catalog.signals import unpack_signals
from catalog.utc_time import milliseconds
from catalog.verdicts import ReleaseRow
from trust.levels import TrustLevel
from trust.rules import deprecation
from trust.verdict import Outcome


class FamilyRelease(Part):
    """A release as its family sees it."""

    release_id: str
    link: str
    name: str
    publisher: PublisherName | None
    level: Level
    score: Score
    created_at: Annotated[AwareDatetime | None, Field(description="When its newest image was made.")]
    deprecated_at: Annotated[
        AwareDatetime | None,
        Field(description="When the last of its images is deprecated. null: one never is, or all are gone."),
    ]
    gone_at: Annotated[AwareDatetime | None, Field(description="When its last image went.")]
    superseded: Annotated[bool, Field(description="Whether the family has a newer release that is there.")]


class FamilyAnswer(Answer):
    """A family and a page of its releases."""

    family_id: str
    partition: str
    pattern: Annotated[
        str, Field(description="The name with * for what a new build changes, as EC2's filters understand it.")
    ]
    newest: Annotated[str | None, Field(description="The id of its newest release that is there. null: all are gone.")]
    releases: Annotated[list[FamilyRelease], Field(description="Newest first, gone ones included.")]
    next_cursor: NextCursor


def family_answer(
    rows: Sequence[ReleaseRow],
    newest: Member | None,
    deprecated: Mapping[str, datetime],
    next_cursor: str | None,
    *,
    directory: Directory,
    demo: bool,
) -> FamilyAnswer:
    """The answer for these releases of one family, of which there must be one at least.

    `deprecated` is what catalog.families.deprecations tells of them.
    """
    return FamilyAnswer(
        demo=demo,
        family_id=rows[0].family_id,
        partition=rows[0].partition,
        pattern=family_pattern(rows[0].name),
        newest=None if newest is None else newest.release_id,
        releases=[
            FamilyRelease(
                release_id=row.release_id,
                link=f"/v1/releases/{row.release_id}",
                name=row.name,
                publisher=publisher_of(row, directory),
                level=TrustLevel(row.level),
                score=row.score,
                created_at=row.created_at,
                deprecated_at=deprecated.get(row.release_id),
                gone_at=row.gone_at,
                superseded=superseded_by(row, newest) is not None,
            )
            for row in rows
        ],
        next_cursor=next_cursor,
    )


def deprecations_judged(rows: Sequence[ReleaseRow]) -> dict[str, datetime]:
    """Since when the releases are deprecated of which every image is, as their verdicts tell."""
    found = {}
    for row in rows:
        for rule, outcome, *_, at in unpack_signals(row.signals):
            if (rule, outcome) == (deprecation.NAME, Outcome.CAUTION) and at is not None:
                found[row.release_id] = datetime.fromisoformat(at)
    return found


def superseded_by(row: ReleaseRow, newest: Member | None) -> str | None:
    """The id of the newest release of its family that is there, None when the release is that or is newer yet."""
    if newest is None or place(row.created_at, row.release_id) >= place(newest.created_at, newest.release_id):
        return None
    return newest.release_id


def place(created_at: datetime | None, release_id: str) -> tuple[int, str]:
    """Where a release stands in its family, rising: as catalog.families orders them."""
    return (0 if created_at is None else milliseconds(created_at)), release_id
