"""What is wrong with look-ups and ids: each rule with its level and what it says. Pure: facts in, findings out.

docs/LINT.md has a section for each rule.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from catalog.directory import Directory
from catalog.errors import quoted
from catalog.wildcard import Wildcard
from trust.levels import TrustLevel
from trust.lint.binding import EVERYBODYS_SHOP, SELF, Binding, Bound, binding
from trust.lint.facts import FoundImage, KnownImage, Matches
from trust.lint.fixes import in_one, with_owners
from trust.lint.look_up import ImageUse, LookUp
from trust.lint.meaning import accounts_of, publisher_meant, publishes_in

_PRODUCT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
BAD = (TrustLevel.SUSPICIOUS, TrustLevel.MALICIOUS)


class Level(StrEnum):
    """How much a finding matters: an error or a warning makes a run fail, a note does not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that one rule found. `fix` is what to write instead, where that is known."""

    rule: str
    message: str
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class LookUpCase:
    """A look-up with all that rules may look at. `matches` None: the catalog was not asked, or cannot tell."""

    look_up: LookUp
    binding: Binding
    directory: Directory
    matches: Matches | None

    @property
    def pinned(self) -> str | None:
        """The line that binds the look-up to whom it means."""
        slug = publisher_meant(self.directory, self.look_up, self.matches)
        accounts = accounts_of(self.directory, slug, self.look_up.region) if slug else []
        return with_owners(self.look_up, accounts) if accounts else None


@dataclass(frozen=True, slots=True)
class ImageCase:
    """An id with what the catalog knows of it: the images of this id, None when it was not asked."""

    use: ImageUse
    known: tuple[KnownImage, ...] | None
    now: datetime

    @property
    def image(self) -> KnownImage | None:
        """The image that is meant: in the region that the file says, where it says one."""
        here = [image for image in self.known or () if self.use.region in (None, image.region)]
        return here[0] if here else None


def look_up_findings(look_up: LookUp, directory: Directory, matches: Matches | None) -> Iterator[Finding]:
    """What is wrong with a look-up, without what a comment there switches off."""
    case = LookUpCase(look_up, binding(look_up), directory, matches)
    for rule in LOOK_UP_RULES:
        yield from (found for found in rule(case) if not look_up.ignores(found.rule))


def image_findings(use: ImageUse, known: tuple[KnownImage, ...] | None, now: datetime) -> Iterator[Finding]:
    """What is wrong with an id, without what a comment there switches off."""
    case = ImageCase(use, known, now)
    for rule in IMAGE_RULES:
        yield from (found for found in rule(case) if not use.ignores(found.rule))


def _no_owner(case: LookUpCase) -> Iterator[Finding]:
    if case.binding.bound is not Bound.NOTHING:
        return
    names = [text for values in case.look_up.values("name") for text in values.known]
    exact = bool(names) and all(Wildcard.parse(name).literal is not None for name in names)
    if exact:
        message = (
            f"it asks for the name {quoted(names[0])} and for no owner: a name belongs to nobody, and whoever "
            "publishes a newer image under it is taken"
        )
        yield Finding("exact-name-without-owner", f"{message}. {_today(case)}".rstrip(), case.pinned)
        return
    asked = f"names like {quoted(names[0])}" if names else "images"
    message = f"it asks for {asked} and for no owner: anybody can publish one that is found, and be the newest"
    yield Finding("no-owner", f"{message}. {_today(case)}".rstrip(), case.pinned)


def _today(case: LookUpCase) -> str:
    matches = case.matches
    if matches is None:
        return ""
    if matches.winner is None:
        found = "nothing" if matches.whole else f"more than {matches.total:,} images"
        return f"In {matches.region} it finds {found} today."
    winner = matches.winner
    images = "the only image" if matches.total == 1 else f"the newest of {matches.total:,}"
    return f"In {matches.region} {winner.image_id} wins today, {images}: {_called(winner)}."


def _called(image: FoundImage) -> str:
    who = image.publisher or f"account {image.owner_id}"
    return f"{quoted(image.name)} of {who}, {image.level.value if image.level else 'not judged yet'}"


def _dropped(case: LookUpCase) -> Iterator[Finding]:
    dropped = case.look_up.dropped
    if dropped:
        option = dropped[0].partition(" ")[0]
        message = (
            f"{option} is given more than once, and the CLI takes the last alone: {'; '.join(dropped)} does nothing"
        )
        yield Finding("dropped-option", message, in_one(dropped, case.look_up))


def _marketplace(case: LookUpCase) -> Iterator[Finding]:
    shops = case.binding.owners & EVERYBODYS_SHOP
    if not shops:
        return
    names = [text for values in case.look_up.values("name") for text in values.known]
    by_product = bool(names) and all(_PRODUCT.search(name) for name in names)
    if not by_product and not case.look_up.values("product-code"):
        message = (
            f"the owner {', '.join(sorted(shops))} is that of every seller in AWS Marketplace, who choose their names "
            "themselves; bind the product as well, by a product-code filter or by the product's id in the name"
        )
        yield Finding("marketplace-wide-owner", message)


def _not_in_region(case: LookUpCase) -> Iterator[Finding]:
    region = case.look_up.region
    if case.binding.bound is not Bound.OWNER or region is None or case.binding.open:
        return
    told = {owner: publishes_in(case.directory, owner, region) for owner in case.binding.owners if owner.isdigit()}
    absent = sorted(owner for owner, here in told.items() if here is False)
    if not absent or len(absent) < len(case.binding.owners):
        return
    partitions = ("aws", "aws-cn", "aws-us-gov")
    holders = [holder for owner in absent for one in partitions for holder in case.directory.holders(one, owner)]
    slug = holders[0].publisher.slug
    here = accounts_of(case.directory, slug, region)
    message = (
        f"{', '.join(absent)} ({holders[0].publisher.name}) is not known to publish in {region}"
        f"{', where ' + ', '.join(here) + ' does' if here else ''}"
    )
    yield Finding("owner-not-in-region", message, with_owners(case.look_up, here) if here else None)


def _bad_winner(case: LookUpCase) -> Iterator[Finding]:
    matches = case.matches
    if matches is None:
        return
    bad = [image for image in matches.newest if image.level in BAD]
    if bad and case.binding.bound is not Bound.IDS:
        wins = matches.winner is bad[0]
        does = "wins" if wins else "is among what it finds"
        message = f"{bad[0].image_id} {does} in {matches.region} today: {_called(bad[0])}"
        yield Finding("suspicious-match", message, case.pinned)


def _nothing_found(case: LookUpCase) -> Iterator[Finding]:
    matches = case.matches
    if matches is None or SELF in case.binding.owners:
        return
    if matches.whole and not matches.total and case.look_up.region == matches.region:
        yield Finding("finds-nothing", f"no public image of {matches.region} fits it today")


def _not_told(case: LookUpCase) -> Iterator[Finding]:
    if case.binding.bound is Bound.UNKNOWN:
        what = ", ".join(dict.fromkeys(case.binding.open))[:300]
        yield Finding("could-not-tell", f"whether an owner is bound depends on {what}, which this file does not say")


def _gone(case: ImageCase) -> Iterator[Finding]:
    image = case.image
    if image and image.gone_at:
        yield Finding("image-gone", f"EC2 no longer shows {image.image_id} since {image.gone_at.date()}", image.newer)


def _deprecated(case: ImageCase) -> Iterator[Finding]:
    image = case.image
    if image and not image.gone_at and image.deprecated_at and image.deprecated_at <= case.now:
        message = f"{image.image_id} ({quoted(image.name)}) is deprecated since {image.deprecated_at.date()}"
        yield Finding("image-deprecated", message, image.newer)


def _bad_image(case: ImageCase) -> Iterator[Finding]:
    image = case.image
    if image and image.level in BAD:
        message = f"{image.image_id} ({quoted(image.name)}, account {image.owner_id}) is {image.level}"
        yield Finding("image-suspicious", message)


def _elsewhere(case: ImageCase) -> Iterator[Finding]:
    if case.known and case.image is None:
        regions = ", ".join(sorted({image.region for image in case.known}))
        yield Finding("image-elsewhere", f"{case.use.image_id} is in {regions} and not in {case.use.region}")


def _unknown(case: ImageCase) -> Iterator[Finding]:
    if case.known == ():
        message = f"the catalog does not know {case.use.image_id}: it is private, or no crawl has seen it"
        yield Finding("image-unknown", message)


LOOK_UP_RULES: tuple[Callable[[LookUpCase], Iterator[Finding]], ...] = (
    _no_owner, _dropped, _marketplace, _not_in_region, _bad_winner, _nothing_found, _not_told,
)  # fmt: skip
IMAGE_RULES: tuple[Callable[[ImageCase], Iterator[Finding]], ...] = (
    _gone, _deprecated, _bad_image, _elsewhere, _unknown,
)  # fmt: skip

LEVELS: dict[str, Level] = {
    "no-owner": Level.ERROR,
    "exact-name-without-owner": Level.ERROR,
    "dropped-option": Level.ERROR,
    "marketplace-wide-owner": Level.WARNING,
    "owner-not-in-region": Level.ERROR,
    "suspicious-match": Level.ERROR,
    "finds-nothing": Level.NOTE,
    "could-not-tell": Level.NOTE,
    "image-gone": Level.ERROR,
    "image-deprecated": Level.WARNING,
    "image-suspicious": Level.ERROR,
    "image-elsewhere": Level.ERROR,
    "image-unknown": Level.NOTE,
}
SUMMARIES: dict[str, str] = {
    "no-owner": "The look-up binds no owner, so anybody's image can win it",
    "exact-name-without-owner": "An exact name without an owner can be anybody's",
    "dropped-option": "An option is given twice, and the CLI drops the first",
    "marketplace-wide-owner": "The owner is that of every seller in AWS Marketplace",
    "owner-not-in-region": "The owner does not publish in this region",
    "suspicious-match": "The look-up finds an image that is suspicious or malicious",
    "finds-nothing": "The look-up finds nothing today",
    "could-not-tell": "The file does not tell whether an owner is bound",
    "image-gone": "EC2 no longer shows the image",
    "image-deprecated": "The image is deprecated",
    "image-suspicious": "The image is suspicious or malicious",
    "image-elsewhere": "The image is in another region",
    "image-unknown": "The catalog does not know the image",
}
