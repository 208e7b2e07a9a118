"""What is wrong with look-ups and ids in files, and what they find."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, Part
from trust.levels import TrustLevel
from trust.lint.binding import Bound
from trust.lint.facts import FoundImage, Matches
from trust.lint.look_up import Broken, Form, ImageUse, LookUp
from trust.lint.rules import LEVELS, Finding, Level


class FindingAnswer(Part):
    """One thing that is wrong in one place."""

    rule: Annotated[str, Field(description="Its name, as docs/LINT.md explains it.")]
    level: Annotated[Level, Field(description="error and warning make a run fail; note does not.")]
    file: str
    line: int
    subject: Annotated[str, Field(description="The look-up or the image id that it is about.")]
    message: str
    fix: Annotated[str | None, Field(description="What to write there, where that is known.")]


class FoundImageAnswer(Part):
    """An image that a look-up finds."""

    image_id: str
    name: str
    owner_id: str
    owner_alias: str | None
    publisher: Annotated[str | None, Field(description="The slug of who made it, where the directory knows.")]
    level: Annotated[TrustLevel | None, Field(description="null: its release was not judged yet.")]
    created_at: AwareDatetime | None


class MatchesAnswer(Part):
    """What a look-up finds today."""

    region: str
    total: int
    whole: Annotated[bool, Field(description="false: there are more than were looked through, and no winner is told.")]
    winner: Annotated[FoundImageAnswer | None, Field(description="What a tool that takes the newest would launch.")]
    newest: Annotated[list[FoundImageAnswer], Field(description="Up to ten, newest first.")]


class LookUpAnswer(Part):
    """One look-up."""

    file: str
    line: int
    form: Form
    subject: str
    bound: Annotated[Bound, Field(description="What keeps strangers out: owner, ids, otherwise, nothing, or unknown.")]
    owners: Annotated[list[str], Field(description="All that can own what it finds, when owners bind it.")]
    matches: Annotated[
        MatchesAnswer | None,
        Field(description="null: it is not told whole, asks for your own images, or for a region without a crawl."),
    ]


class BrokenAnswer(Part):
    """A file that could not be read, or not whole."""

    file: str
    line: int | None
    why: str


class LintAnswer(Answer):
    """What some files ask EC2 for, and what is wrong with that."""

    passes: Annotated[bool, Field(description="Whether there is no error, no warning, and nothing broken.")]
    findings: list[FindingAnswer]
    look_ups: list[LookUpAnswer]
    images: Annotated[int, Field(description="How many image ids are written down.")]
    broken: list[BrokenAnswer]


def finding_answer(place: LookUp | ImageUse, found: Finding) -> FindingAnswer:
    return FindingAnswer(
        rule=found.rule,
        level=LEVELS[found.rule],
        file=place.file,
        line=place.line,
        subject=place.subject,
        message=found.message,
        fix=found.fix,
    )


def matches_answer(matches: Matches | None) -> MatchesAnswer | None:
    if matches is None:
        return None
    newest = [_image(image) for image in matches.newest]
    return MatchesAnswer(
        region=matches.region,
        total=matches.total,
        whole=matches.whole,
        winner=_image(matches.winner) if matches.winner else None,
        newest=newest,
    )


def _image(image: FoundImage) -> FoundImageAnswer:
    return FoundImageAnswer(
        image_id=image.image_id,
        name=image.name,
        owner_id=image.owner_id,
        owner_alias=image.owner_alias,
        publisher=image.publisher,
        level=image.level,
        created_at=image.created_at,
    )


def broken_answers(broken: Sequence[Broken]) -> list[BrokenAnswer]:
    return [BrokenAnswer(file=one.file, line=one.line, why=one.why) for one in broken]
