"""What a listing is about: a release or a family that somebody sees, with the images that tell whose it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator
from sqlmodel import Session

from api.errors import UnknownError
from catalog.errors import MalformedError
from catalog.families import newest_of_family, releases_of_family
from catalog.family import family_pattern, is_family_id
from catalog.images import images_of_release
from catalog.listings import Family, ListingRow, listing_of_family, listing_of_release, listings_by_id
from catalog.release import is_release_id, release_name
from catalog.safe_sharing import Platform
from catalog.tables import Image
from catalog.verdicts import verdicts_of_releases
from trust.levels import TrustLevel

ABOUT_FORM = "a release id (rel-…) or a family id (fam-…)"
NOTHING = UnknownError("release", "rel-abcdefghijklmnop2345")
WRONG_ABOUT = MalformedError("id", "rel-1", ABOUT_FORM)


def check_about(text: str) -> str:
    """The text itself when it is the id of a release or a family. Raises MalformedError."""
    if not is_release_id(text) and not is_family_id(text):
        raise MalformedError("id", text, ABOUT_FORM)
    return text


About = Annotated[str, Path(description=f"What the listing is about: {ABOUT_FORM}."), AfterValidator(check_about)]


@dataclass(frozen=True, slots=True)
class Subject:
    """A release, or a family by its newest release that is there: `images` are that release's, by region.

    `family` and `level` are None before the release was judged.
    """

    about: str
    is_family: bool
    name: str
    images: Sequence[Image]
    family: Family | None
    level: TrustLevel | None

    @property
    def platform(self) -> Platform:
        """Which checklist it has."""
        windows = any(image.platform == Platform.WINDOWS for image in self.images)
        return Platform.WINDOWS if windows else Platform.LINUX

    @property
    def pattern(self) -> str:
        """How the catalog's listings name the family; empty for a release."""
        return self.family.pattern if self.is_family and self.family else ""

    @property
    def alive(self) -> list[Image]:
        """The images that are there."""
        return [image for image in self.images if image.gone_at is None]


def subject_of(session: Session, about: str, *, with_private: bool) -> Subject:
    """What an id is of. Raises UnknownError when who asks sees nothing of it."""
    return (_family if is_family_id(about) else _release)(session, about, with_private=with_private)


def listing_shown(session: Session, subject: Subject, *, with_private: bool) -> ListingRow | None:
    """What is listed: of a release its own, or else that of its family. What cannot be read any more, where there is
    nothing else.
    """
    own = own_listing(session, subject, with_private=with_private)
    if subject.is_family or subject.family is None or (own is not None and own.is_shown):
        return own
    whole = listing_of_family(session, subject.family, with_private=with_private)
    return whole if whole is not None and whole.is_shown else own


def own_listing(session: Session, subject: Subject, *, with_private: bool) -> ListingRow | None:
    """What is listed of the very release or family."""
    if subject.is_family and subject.family is not None:
        return listing_of_family(session, subject.family, with_private=with_private)
    return listing_of_release(session, subject.about, with_private=with_private)


def abouts_of(session: Session, listing_ids: Collection[int], *, with_private: bool) -> dict[int, str]:
    """What some listings are about, by their numbers, without those that who asks may not see."""
    rows = listings_by_id(session, listing_ids, with_private=with_private)
    releases = verdicts_of_releases(session, {row.release_id for row in rows}, with_private=with_private)
    return {
        row.id: releases[row.release_id].family_id if row.pattern and row.release_id in releases else row.release_id
        for row in rows
    }


def _release(session: Session, release_id: str, *, with_private: bool) -> Subject:
    images = images_of_release(session, release_id, with_private=with_private)
    if not images:
        raise UnknownError("release", release_id)
    row = verdicts_of_releases(session, [release_id], with_private=with_private).get(release_id)
    first = images[0]
    return Subject(
        release_id,
        is_family=False,
        name=release_name(first.name, first.image_location, first.image_id),
        images=images,
        family=None if row is None else Family(row.family_id, family_pattern(row.name)),
        level=None if row is None else TrustLevel(row.level),
    )


def _family(session: Session, family_id: str, *, with_private: bool) -> Subject:
    newest = newest_of_family(session, family_id, with_private=with_private)
    if newest is None:
        last = releases_of_family(session, family_id, after=None, limit=1, with_private=with_private)
        release_id, name, level = (last[0].release_id, last[0].name, last[0].level) if last else ("", "", "")
    else:
        release_id, name, level = newest.release_id, newest.name, newest.level
    images = images_of_release(session, release_id, with_private=with_private) if release_id else ()
    if not images:
        raise UnknownError("family", family_id)
    pattern = family_pattern(name)
    return Subject(family_id, True, pattern, images, Family(family_id, pattern), TrustLevel(level))
