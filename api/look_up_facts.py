"""What the catalog knows of look-ups and of ids in files: public images alone, whoever asks.

A look-up is answered as EC2 would answer it, by the code that answers /ec2.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from api.ec2.errors import Ec2Error
from api.ec2.filters import Filters, read_filters
from catalog.directory import Directory
from catalog.document import unpack
from catalog.ec2_images import (
    DescribedImage,
    ImagesWanted,
    crawled_regions,
    described,
    is_crawled,
    newest_first,
    owners_in_region,
    positions,
)
from catalog.errors import MalformedError
from catalog.resolving import Wanted, passing_of_family
from catalog.verdicts import JudgedImage, ReleaseRow, images_to_check, verdicts_of_releases
from catalog.visibility import public_fields
from trust.levels import TrustLevel
from trust.lint.binding import SELF, Bound, binding
from trust.lint.facts import FoundImage, KnownImage, Matches
from trust.lint.look_up import ImageUse, LookUp

# Names that fit so many images, or more, are looked through no further: what wins among some need not win among all.
MOST_LOOKED_AT = 20_000
NEWEST_TOLD = 10
# So many of the newest are read whole, for filters that no column answers.
MOST_DOCUMENTS = 100
USUAL_REGION = "us-east-1"


@dataclass(frozen=True)
class LookUpFacts:
    """Asks one session. `region` is for look-ups that name none."""

    session: Session
    directory: Directory
    now: datetime
    region: str | None

    def matches(self, look_up: LookUp) -> Matches | None:
        """What a look-up finds. None: it is not told whole, is for images of one's own, or for a region without a
        crawl.
        """
        region = look_up.region or self.region
        bound = binding(look_up)
        if region is None or not _is_told_whole(look_up) or bound.bound is Bound.IDS or SELF in bound.owners:
            return None
        try:
            if not is_crawled(self.session, region):
                return None
            filters = read_filters([(one.name, one.values.known) for one in look_up.filters])
        except (Ec2Error, MalformedError):
            return None
        return self._found(region, self._wanted(region, look_up, filters), filters)

    def _wanted(self, region: str, look_up: LookUp, filters: Filters) -> ImagesWanted:
        owners = look_up.owners.known if look_up.owners else None
        bindings = (owners, filters.exactly("owner-id"), filters.exactly("owner-alias"))
        bound = [
            set(owners_in_region(self.session, region, names, with_private=False))
            for names in bindings
            if names is not None
        ]
        return ImagesWanted(
            region,
            at=self.now,
            owners=sorted(set.intersection(*bound)) if bound else None,
            names=filters.names,
            columns=filters.columns,
            include_deprecated=look_up.include_deprecated,
        )

    def _found(self, region: str, wanted: ImagesWanted, filters: Filters) -> Matches:
        rows = [place.id for place in positions(self.session, wanted, None, MOST_LOOKED_AT)]
        if len(rows) == MOST_LOOKED_AT:
            return Matches(region, MOST_LOOKED_AT, (), whole=False)
        ordered = newest_first(self.session, wanted, rows)
        # What only the document tells is asked of the newest alone.
        images = described(self.session, wanted, ordered[:MOST_DOCUMENTS])
        fitting = [
            images[row]
            for row in ordered[:MOST_DOCUMENTS]
            if row in images and filters.fit(public_fields(unpack(images[row].document)))
        ]
        unread = len(ordered) - min(len(ordered), MOST_DOCUMENTS)
        whole = bool(fitting) or not unread
        return Matches(region, len(fitting) + unread, self._judged(fitting[:NEWEST_TOLD]), whole=whole)

    def _judged(self, images: Sequence[DescribedImage]) -> tuple[FoundImage, ...]:
        rows = verdicts_of_releases(self.session, {image.release_id for image in images}, with_private=False)
        return tuple(
            FoundImage(
                image.image_id,
                image.name or "",
                image.owner_id,
                image.owner_alias,
                row.publisher if row else None,
                TrustLevel(row.level) if row else None,
                image.created_at,
            )
            for image in images
            for row in [rows.get(image.release_id)]
        )

    def known(self, uses: Iterable[ImageUse]) -> dict[str, tuple[KnownImage, ...]]:
        """The public images that ids name, by id; none for an id that names none."""
        ids = {use.image_id for use in uses}
        images = images_to_check(self.session, ids, with_private=False)
        rows = verdicts_of_releases(self.session, {image.release_id for image in images.values()}, with_private=False)
        return {
            image_id: (self._known(images[image_id], rows.get(images[image_id].release_id)),)
            if image_id in images
            else ()
            for image_id in ids
        }

    def _known(self, image: JudgedImage, row: ReleaseRow | None) -> KnownImage:
        ended = image.gone_at is not None or (image.deprecated_at is not None and image.deprecated_at <= self.now)
        return KnownImage(
            image.image_id,
            image.region,
            image.name or image.image_location or "",
            image.owner_id,
            TrustLevel(row.level) if row else None,
            image.deprecated_at,
            image.gone_at,
            self._newer(image, row) if ended and row else None,
        )

    def _newer(self, image: JudgedImage, row: ReleaseRow) -> str | None:
        levels = (TrustLevel.VERIFIED, TrustLevel.KNOWN, TrustLevel.UNVERIFIED)
        wanted = Wanted(image.region, None, levels, self.now)
        newest = passing_of_family(self.session, row.family_id, wanted, with_private=False)
        return newest.image_id if newest and newest.image_id != image.image_id else None


def usual_region(session: Session) -> str | None:
    """Where to look when nobody says: the biggest region if it was crawled, else the first that was."""
    crawled = crawled_regions(session, "aws")
    return USUAL_REGION if USUAL_REGION in crawled else next(iter(crawled), None)


def _is_told_whole(look_up: LookUp) -> bool:
    values = [*(one.values for one in look_up.filters), *([look_up.owners] if look_up.owners else [])]
    return not look_up.open and all(one.known and not one.open for one in values)
