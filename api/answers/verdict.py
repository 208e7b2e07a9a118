"""Verdicts as the catalog keeps them: what is thought of a release and so of its images, why, and since when."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, Part, PublisherName, publisher_name
from catalog.directory import Directory
from catalog.release import release_name
from catalog.rulings import RulingRow
from catalog.signals import unpack_signals
from catalog.tables import Image
from catalog.verdicts import Former, JudgedImage, ReleaseRow
from trust.levels import TrustLevel
from trust.verdict import Outcome


class SignalAnswer(Part):
    """One finding of one rule."""

    rule: str
    outcome: Annotated[Outcome, Field(description="good, note (neither good nor bad), caution or danger.")]
    reason: Annotated[str, Field(description="What was found, as a sentence.")]
    evidence: Annotated[dict[str, Any], Field(description="The facts it rests on, for tools.")]
    source: Annotated[str, Field(description="Where the facts are from: a URL, a citation, or EC2.")]
    at: Annotated[AwareDatetime | None, Field(description="When what it tells of happened, where that is known.")]


Level = Annotated[TrustLevel, Field(description="verified, known, unverified, suspicious or malicious: best first.")]
Score = Annotated[int, Field(description="0 to 100: orders releases of one level, higher is better.")]
RulesVersion = Annotated[int, Field(description="Which version of the rules judged.")]
JudgedAt = Annotated[AwareDatetime, Field(description="When it was judged last and something in it was new.")]


class ImageVerdict(Part):
    """The verdict on an image, which is that on its release."""

    image_id: str
    partition: str
    region: str
    release_id: str
    name: str
    owner_id: str
    publisher: PublisherName | None
    level: Level
    score: Score
    signals: list[SignalAnswer]
    rules_version: RulesVersion
    judged_at: JudgedAt
    created_at: AwareDatetime | None
    deprecated_at: AwareDatetime | None
    gone_at: AwareDatetime | None


class ImageVerdictAnswer(Answer, ImageVerdict):
    """The verdict on one image."""


class VerdictsAnswer(Answer):
    """The verdicts on many images. Each id that was asked for is in exactly one of the three lists, once."""

    verdicts: list[ImageVerdict]
    not_judged: Annotated[
        list[str], Field(description="Known images whose release was not judged yet: nothing is said of them so far.")
    ]
    unknown: Annotated[list[str], Field(description="No image that you may see has these ids.")]


class ReleaseVerdictAnswer(Answer):
    """The verdict on one release."""

    release_id: str
    partition: str
    family_id: str
    name: str
    publisher: PublisherName | None
    level: Level
    score: Score
    signals: list[SignalAnswer]
    rules_version: RulesVersion
    since_at: Annotated[AwareDatetime, Field(description="Since when level and kinds of signals are what they are.")]
    judged_at: JudgedAt
    created_at: Annotated[AwareDatetime | None, Field(description="When its newest image was made.")]
    gone_at: Annotated[AwareDatetime | None, Field(description="When its last image went.")]
    history: Annotated[str, Field(description="Where its former verdicts are.")]


class PastVerdict(Part):
    """A verdict as it was over a stretch of time."""

    level: Level
    score: Score
    signals: list[SignalAnswer]
    rules_version: RulesVersion
    since_at: AwareDatetime
    until_at: Annotated[AwareDatetime | None, Field(description="null: it still holds.")]


class RulingAnswer(Part):
    """What a moderator decided of a release, for ever on record."""

    malicious: Annotated[bool, Field(description="false: the suspicion was found to be unfounded.")]
    reason: str
    at: AwareDatetime


class RulingsAnswer(Answer):
    """Every ruling on a release."""

    release_id: str
    rulings: Annotated[list[RulingAnswer], Field(description="The latest first, which is the one that counts.")]


class VerdictHistoryAnswer(Answer):
    """What was thought of a release, and what is, and what moderators decided of it."""

    release_id: str
    rulings: Annotated[list[RulingAnswer], Field(description="The latest first, which is the one that counts.")]
    verdicts: Annotated[list[PastVerdict], Field(description="The latest first, which is the one that holds.")]


def verdicts_answer(
    asked: Sequence[str],
    images: Mapping[str, JudgedImage],
    rows: Mapping[str, ReleaseRow],
    *,
    directory: Directory,
    demo: bool,
) -> VerdictsAnswer:
    """The verdicts on the images `asked` for, in that order; `rows` are those of their releases."""
    ids = list(dict.fromkeys(asked))
    # Many images of one release are asked for together: its signals are read once.
    signals = {release_id: signals_answer(row.signals) for release_id, row in rows.items()}
    judged = {image_id: image for image_id, image in images.items() if image.release_id in rows}
    return VerdictsAnswer(
        demo=demo,
        verdicts=[
            ImageVerdict(**_fields(image, rows[image.release_id], signals[image.release_id], directory))
            for image in (judged[image_id] for image_id in ids if image_id in judged)
        ],
        not_judged=[image_id for image_id in ids if image_id in images and image_id not in judged],
        unknown=[image_id for image_id in ids if image_id not in images],
    )


def image_verdict_answer(image: Image, row: ReleaseRow, *, directory: Directory, demo: bool) -> ImageVerdictAnswer:
    return ImageVerdictAnswer(demo=demo, **_fields(image, row, signals_answer(row.signals), directory))


def _fields(
    image: Image | JudgedImage, row: ReleaseRow, signals: list[SignalAnswer], directory: Directory
) -> dict[str, Any]:
    return {
        "image_id": image.image_id,
        "partition": image.partition,
        "region": image.region,
        "release_id": image.release_id,
        "name": release_name(image.name, image.image_location, image.image_id),
        "owner_id": image.owner_id,
        "publisher": publisher_of(row, directory),
        "level": row.level,
        "score": row.score,
        "signals": signals,
        "rules_version": row.rules_version,
        "judged_at": row.judged_at,
        "created_at": image.created_at,
        "deprecated_at": image.deprecated_at,
        "gone_at": image.gone_at,
    }


def release_verdict_answer(row: ReleaseRow, *, directory: Directory, demo: bool) -> ReleaseVerdictAnswer:
    return ReleaseVerdictAnswer(
        demo=demo,
        release_id=row.release_id,
        partition=row.partition,
        family_id=row.family_id,
        name=row.name,
        publisher=publisher_of(row, directory),
        level=TrustLevel(row.level),
        score=row.score,
        signals=signals_answer(row.signals),
        rules_version=row.rules_version,
        since_at=row.since_at,
        judged_at=row.judged_at,
        created_at=row.created_at,
        gone_at=row.gone_at,
        history=f"/v1/releases/{row.release_id}/verdict/history",
    )


def verdict_history_answer(
    row: ReleaseRow, former: Sequence[Former], rulings: Sequence[RulingRow], *, demo: bool
) -> VerdictHistoryAnswer:
    """The verdict that holds, and the former ones, which come latest first; the rulings come oldest first."""
    return VerdictHistoryAnswer(
        demo=demo,
        release_id=row.release_id,
        rulings=_rulings(rulings),
        verdicts=[_past(row), *(_past(verdict) for verdict in former)],
    )


def _past(verdict: ReleaseRow | Former) -> PastVerdict:
    return PastVerdict(
        level=TrustLevel(verdict.level),
        score=verdict.score,
        signals=signals_answer(verdict.signals),
        rules_version=verdict.rules_version,
        since_at=verdict.since_at,
        until_at=verdict.until_at if isinstance(verdict, Former) else None,
    )


def publisher_of(row: ReleaseRow, directory: Directory) -> PublisherName | None:
    return publisher_name(directory.publisher(row.publisher)) if row.publisher else None


def signals_answer(stored: bytes) -> list[SignalAnswer]:
    names = tuple(SignalAnswer.model_fields)
    return [SignalAnswer(**dict(zip(names, values, strict=True))) for values in unpack_signals(stored)]


def rulings_answer(release_id: str, rulings: Sequence[RulingRow], *, demo: bool) -> RulingsAnswer:
    """The rulings on a release, which come oldest first."""
    return RulingsAnswer(demo=demo, release_id=release_id, rulings=_rulings(rulings))


def _rulings(rulings: Sequence[RulingRow]) -> list[RulingAnswer]:
    return [RulingAnswer(malicious=one.malicious, reason=one.reason, at=one.at) for one in reversed(rulings)]
