"""The answers about annotations: what members state of a release, with evidence."""

from datetime import datetime
from typing import Annotated

import orjson
from pydantic import Field

from api.answers.comment import AuthorAnswer
from api.answers.common import Answer, NextCursor, Part
from api.caller import Caller
from api.markdown import rendered
from catalog.annotations import AnnotationKind, AnnotationRow, Decision


class ReportAnswer(Part):
    """How much a scanner found, by severity."""

    tool: str
    critical: int
    high: int
    medium: int
    low: int
    unknown: int


class AnnotationEventAnswer(Part):
    """What was done about an annotation."""

    kind: Decision
    reason: str
    at: datetime


class AnnotationAnswer(Part):
    """One statement."""

    annotation_id: int
    release_id: Annotated[str | None, Field(description="The release it is about. null: it is about an owner.")]
    image_id: Annotated[str | None, Field(description="The image it was made about; it counts for all of the release.")]
    owner_id: Annotated[str | None, Field(description="The account it is about. null: it is about a release.")] = None
    kind: AnnotationKind
    author: AuthorAnswer
    by_maker: Annotated[bool, Field(description="Whether its author had proved an account of who makes the image.")]
    counts: Annotated[bool, Field(description="Whether it stands: neither withdrawn nor dismissed, nor expired.")]
    text: Annotated[str | None, Field(description="Markdown. null: not disclosed yet.")]
    html: Annotated[str | None, Field(description="The text as HTML that does nothing.")]
    url: Annotated[str | None, Field(description="Evidence elsewhere. null: none, or not disclosed yet.")]
    report: Annotated[ReportAnswer | None, Field(description="A scanner's report in short.")]
    created_at: datetime
    disclosed_at: Annotated[datetime, Field(description="When everyone reads the details.")]
    expires_at: datetime
    events: Annotated[list[AnnotationEventAnswer], Field(description="What was done about it, the last of each kind.")]
    link: str


class AnnotationsAnswer(Answer):
    """What was stated of a release, the latest first."""

    annotations: list[AnnotationAnswer]
    next_cursor: NextCursor


class OneAnnotationAnswer(Answer):
    """A statement by itself."""

    annotation: AnnotationAnswer


def annotation_answer(row: AnnotationRow, caller: Caller, *, is_maker: bool, at: datetime) -> AnnotationAnswer:
    """A statement as this caller may read it at this time; `is_maker`: he proved to act for who makes the image."""
    is_author = caller.member is not None and caller.member.id == row.member_id
    told = row.disclosed_at <= at or is_author or is_maker or caller.moderates
    return AnnotationAnswer(
        annotation_id=row.id,
        release_id=row.release_id,
        image_id=row.image_id,
        owner_id=row.owner_id,
        kind=AnnotationKind(row.kind),
        author=AuthorAnswer(member_id=row.member_id, name=row.member_name),
        by_maker=row.by_maker,
        counts=row.counts and row.expires_at > at,
        text=row.text if told else None,
        html=rendered(row.text) if told else None,
        url=row.url if told else None,
        report=ReportAnswer(**orjson.loads(row.report)) if told and row.report else None,
        created_at=row.created_at,
        disclosed_at=row.disclosed_at,
        expires_at=row.expires_at,
        events=[AnnotationEventAnswer(kind=done.kind, reason=done.reason, at=done.at) for done in row.events.values()]
        if told
        else [],
        link=f"/v1/annotations/{row.id}",
    )
