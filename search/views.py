"""A release as an audience sees it: which of its images count, and what follows from them alone.

A release can be public in one region and shared in private in another. Then there are two views of it, of its public
images for everyone and of all its images for the operator; one that has no private images has one view for both.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter

from catalog.directory import Directory
from catalog.family import family_id, family_pattern
from catalog.image_details import ImageDetails, image_details
from catalog.images import IndexedImage
from catalog.publisher import Attribution
from catalog.release import release_identity, release_name
from search.document import Audience
from trust.identity import Identity, identify
from trust.release import weakest_identity

# What all images of a release are asked for, faster than one by one.
_PRIVATE, _GONE_AT, _DOCUMENT = map(attrgetter, ("private", "gone_at", "document"))


@dataclass(frozen=True)
class View:
    """One release as some audiences see it.

    `images` is never empty: the live ones, or the last ones of a release that is gone. `details` are of all of them.
    `private`: it is made of private images too.
    """

    release_id: str
    private: bool
    audiences: tuple[Audience, ...]
    images: Sequence[IndexedImage]
    details: ImageDetails
    newest: IndexedImage
    name: str
    whose: str  # catalog.release.release_identity
    pattern: str
    family_id: str
    gone_at: datetime | None
    directory: Directory

    @cached_property
    def identity(self) -> Identity:
        """Who made it: that of its weakest image. Few views are asked."""
        # Most images of a release say the same of who made them; each different thing is judged once.
        said = {}
        for image in self.images:
            attribution = _attribution(image, self.directory)
            said[image.owner_alias, id(attribution)] = (image.owner_alias, attribution)
        return weakest_identity(identify(alias, attribution) for alias, attribution in said.values())


def views_of(images: Sequence[IndexedImage], directory: Directory) -> list[View]:
    """The views of one release, from all its images: none, one, or one for the operator and one for everyone."""
    if not any(map(_PRIVATE, images)):
        return [_view(images, directory, tuple(Audience), private=False)] if images else []
    public = [image for image in images if not image.private]
    views = [_view(images, directory, (Audience.OPERATOR,), private=True)]
    if public:
        views.append(_view(public, directory, (Audience.PUBLIC,), private=False))
    return views


def _view(
    images: Sequence[IndexedImage], directory: Directory, audiences: tuple[Audience, ...], *, private: bool
) -> View:
    shown, gone_at = images, None
    if any(map(_GONE_AT, images)):
        shown = [image for image in images if image.gone_at is None] or images
        gone_at = latest(map(_GONE_AT, shown))
    newest = shown[0] if len(shown) == 1 else max(shown, key=_age)
    name = release_name(newest.name, newest.image_location, newest.image_id)
    whose = release_identity(_attribution(newest, directory), newest.owner_id)
    pattern = family_pattern(name)
    return View(
        release_id=newest.release_id,
        private=private,
        audiences=audiences,
        images=shown,
        details=image_details(map(_DOCUMENT, shown)),
        newest=newest,
        name=name,
        whose=whose,
        pattern=pattern,
        family_id=family_id(newest.partition, whose, pattern),
        gone_at=gone_at,
        directory=directory,
    )


def _age(image: IndexedImage) -> tuple[bool, datetime | None, str]:
    return image.created_at is not None, image.created_at, image.image_id


def _attribution(image: IndexedImage, directory: Directory) -> Attribution | None:
    return directory.attribute(
        image.partition, image.region, image.owner_id, name=image.name, created_at=image.created_at
    )


def latest(moments: Iterable[datetime | None]) -> datetime | None:
    """The last of the moments, None when one of them never comes."""
    known = list(moments)
    return max((moment for moment in known if moment is not None), default=None) if None not in known else None
