"""`/releases/{id}`: may I launch this, why, and how. `/images/{id}` leads to it, `/families/{id}` has all of a kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AfterValidator

from api.answers.family import FamilyAnswer
from api.answers.image import HistoryAnswer, ImageAnswer
from api.answers.release import ReleaseAnswer, ReleaseImage
from api.answers.verdict import PastVerdict, SignalAnswer
from api.audience import Asking
from api.caller import Caller, Calling
from api.errors import NotJudgedError
from api.pages.discussion import DiscussionParameters, discussion_of
from api.pages.forms import Refused
from api.pages.listed import listed_of
from api.pages.parameters import PageParameters
from api.pages.regions import chosen_region
from api.pages.rendering import page
from api.pages.snippets import snippets
from api.pages.the_real_one import TheRealOne, the_real_one
from api.pages.timeline import timeline
from api.parameters import Cursor, FamilyId, ImageId, Region, ReleaseId, query
from api.routes.families import FamilyParameters, family_told
from api.routes.images import ImageParameters, history_told, image_told
from api.routes.releases import release_told
from api.routes.verdicts import verdict_history_told
from api.services import Served, Services
from catalog.image_id import check_image_id
from search.document import Audience
from trust.levels import TrustLevel
from trust.verdict import Outcome

router = APIRouter(include_in_schema=False)

# Worst first: what warns is what one came to read.
OUTCOMES = (Outcome.DANGER, Outcome.CAUTION, Outcome.GOOD, Outcome.NOTE)
FAMILY_SHOWN = 100
FAMILY_PAGE = 40
IMAGES_SHOWN = 60
NOT_TO_LAUNCH = (TrustLevel.SUSPICIOUS, TrustLevel.MALICIOUS)


class ReleasePageParameters(DiscussionParameters):
    """Which of its images is meant, and whether to show them all."""

    image: Annotated[str, AfterValidator(check_image_id)] | None = None
    images: str | None = None


class ImagePageParameters(PageParameters):
    """Which image, should an id be in several regions."""

    region: Region | None = None


class FamilyPageParameters(PageParameters):
    """Which page of the family's releases."""

    cursor: Cursor = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict on a release, and what follows from it for who reads. Of one not judged yet: nothing."""

    signals: list[SignalAnswer]
    history: list[PastVerdict]
    family: FamilyAnswer | None
    instead: TheRealOne | None


class Happening(NamedTuple):
    """One thing that happened to an image."""

    what: str
    at: datetime
    changes: Mapping[str, tuple[Any, Any]]


@router.get("/images/{image_id}")
def image_page(
    services: Served,
    audience: Asking,
    image_id: ImageId,
    parameters: Annotated[ImagePageParameters, query(ImagePageParameters)],
) -> Response:
    """To the page of its release, with this image set apart."""
    image = image_told(services, audience, image_id, ImageParameters(region=parameters.region))
    target = f"/releases/{image.release.release_id}?{urlencode({'image': image.image_id})}#{image.image_id}"
    # Not for good: when the directory learns whose an account is, its images belong to another release.
    return RedirectResponse(target, 302, headers={"Cache-Control": "private, no-cache", "Vary": "Authorization"})


@router.get("/releases/{release_id}")
def release_page(
    request: Request,
    services: Served,
    caller: Calling,
    release_id: ReleaseId,
    parameters: Annotated[ReleasePageParameters, query(ReleasePageParameters)],
) -> Response:
    """A release: its verdict with the reasons, its image in every region, how to launch it, its family, its history,
    what members state and say of it.
    """
    return release_shown(request, services, caller, release_id, parameters)


def release_shown(
    request: Request,
    services: Services,
    caller: Caller,
    release_id: str,
    parameters: ReleasePageParameters,
    refused: Refused | None = None,
) -> Response:
    """The page of a release; after a form of its that was `refused`, with what was typed."""
    audience = caller.audience
    release = release_told(services, audience, release_id)
    meant = _meant(release, parameters.image, chosen_region(request))
    judged = _judged(services, audience, release)
    image = image_told(services, audience, meant.image_id, ImageParameters(region=meant.region))
    happened = history_told(services, audience, meant.image_id, ImageParameters(region=meant.region))
    level = release.verdict.level if release.verdict else None
    now = services.clock()
    shown = release.images if parameters.images == "all" else _first(release, meant)
    return page(
        request,
        "release.html",
        audience,
        status=422 if refused else 200,
        release=release,
        discussion=discussion_of(services, caller, release_id, parameters),
        listed=listed_of(services, caller, release_id),
        refused=refused,
        level_name=None if level is None else level.value,
        judged=judged,
        image=image,
        meant=meant,
        asked=parameters.image,
        images=shown,
        snippets=[] if level in NOT_TO_LAUNCH or release.gone_at else snippets(release, meant.region),
        timeline=timeline(judged.family.releases, release_id, now) if judged.family else None,
        now=now,
        history=_history(happened, image),
    )


def _meant(release: ReleaseAnswer, image_id: str | None, region: str | None) -> ReleaseImage:
    """The image to speak of: the one that was asked for, or that of the visitor's region, or the newest."""
    asked = next((image for image in release.images if image.image_id == image_id), None)
    alive = (image for image in release.images if image.region == region and image.gone_at is None)
    return asked or next(alive, release.newest)


def _first(release: ReleaseAnswer, meant: ReleaseImage) -> list[ReleaseImage]:
    """Those that are there, and the one that is meant."""
    order = sorted(release.images, key=lambda image: (image != meant, image.gone_at is not None))
    kept = order[:IMAGES_SHOWN]
    return [image for image in release.images if image in kept]


def _judged(services: Services, audience: Audience, release: ReleaseAnswer) -> Judged:
    try:
        history = verdict_history_told(services, audience, release.release_id).verdicts
    except NotJudgedError:
        return Judged([], [], None, None)
    signals = sorted(history[0].signals, key=lambda signal: OUTCOMES.index(signal.outcome))
    family = (
        family_told(services, audience, release.family_id, FamilyParameters(limit=FAMILY_SHOWN), as_judged=True)
        if release.family_id
        else None
    )
    instead = (
        None if history[0].level.at_least(TrustLevel.KNOWN) else the_real_one(services, audience, release, signals)
    )
    return Judged(signals, history, family, instead)


def _history(happened: HistoryAnswer, image: ImageAnswer) -> list[Happening]:
    """What happened to the image, the latest first, from when it was made."""
    entries = [
        Happening(entry.event.value.replace("_", " "), entry.at, entry.changes) for entry in reversed(happened.history)
    ]
    return [*entries, Happening("made", image.created_at, {})] if image.created_at else entries


@router.get("/families/{family_id}")
def family_page(
    request: Request,
    services: Served,
    caller: Calling,
    family_id: FamilyId,
    parameters: Annotated[FamilyPageParameters, query(FamilyPageParameters)],
) -> Response:
    """All releases of one kind, newest first, with their verdicts."""
    asked = FamilyParameters(limit=FAMILY_PAGE, cursor=parameters.cursor)
    audience = caller.audience
    family = family_told(services, audience, family_id, asked)
    now = services.clock()
    return page(
        request,
        "family.html",
        audience,
        family=family,
        listed=listed_of(services, caller, family_id),
        timeline=timeline(family.releases, family.newest or "", now),
        now=now,
        continued=parameters.cursor is not None,
    )
