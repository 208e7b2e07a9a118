"""A listing as pages show it: beside a release or a family, and among what a member published."""

from dataclasses import dataclass
from datetime import datetime

from api.answers.listing import ListingAnswer
from api.audience import sees_private
from api.caller import Caller
from api.listed import Subject, abouts_of, listing_shown, subject_of
from api.makers import makes_one_of
from api.routes.listings import told_of
from api.services import Services
from catalog.listings import listings_of_member

MOST_MINE = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """What is listed of `about`, if anything, and whether who reads may publish it."""

    about: str
    listing: ListingAnswer | None
    mine: bool


@dataclass(frozen=True, slots=True)
class MyListing:
    """One of a member's listings: where it is, and since when it says what it does. `withdrawn`: nothing."""

    about: str
    name: str
    at: datetime
    withdrawn: bool


def listed_of(services: Services, caller: Caller, about: str) -> Listed:
    """Raises UnknownError when who reads sees nothing of it."""
    return listed_with_subject(services, caller, about)[0]


def listed_with_subject(services: Services, caller: Caller, about: str) -> tuple[Listed, Subject]:
    """The same, with what it is about."""
    with_private = sees_private(caller.audience)
    with services.database.read() as session:
        subject = subject_of(session, about, with_private=with_private)
        row = listing_shown(session, subject, with_private=with_private)
        listing = None if row is None else told_of(session, services, caller, subject, row).listing
    return Listed(about, listing, makes_one_of(services.directory, caller.accounts, subject.images)), subject


def listings_by(services: Services, caller: Caller) -> list[MyListing]:
    """What a member published or changed, the last one he touched first."""
    with services.database.read() as session:
        rows = listings_of_member(session, caller.me.id, limit=MOST_MINE)
        abouts = abouts_of(session, [row.id for row in rows], with_private=True)
    return [
        MyListing(
            abouts[row.id],
            row.pattern or row.image_id,
            row.at,
            row.kept is None,
        )
        for row in rows
    ]
