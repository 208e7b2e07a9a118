"""The words of the directory: publishers, the accounts they own images by, and what an attribution says.

Only their forms are here. catalog/publishers.toml holds most of them, directory_file.py reads it, whole_directory.py
adds what was imported or proven, and directory.py answers.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from catalog.name_pattern import NamePattern


class Grade(StrEnum):
    """How good the source is that ties an account to a publisher, best first."""

    PROVEN = "proven"  # the publisher proved here that the account and his domain are his
    OFFICIAL = "official"  # the publisher's or AWS's own text
    PROJECT = "project"  # a maintained project's code or documentation
    OBSERVED = "observed"  # recorded DescribeImages output
    THIRD_PARTY = "third-party"  # other public code: confirm before trusting


# What a file may grade a source: a proof is made, not cited.
CITED_GRADES = tuple(grade for grade in Grade if grade is not Grade.PROVEN)


class Origin(StrEnum):
    """Where a publisher's entry comes from."""

    DIRECTORY = "directory"  # catalog/publishers.toml
    IMPORT = "import"  # a list that the operator imported
    MEMBER = "member"  # a member who gave it its name himself


class PublisherKind(StrEnum):
    PUBLISHER = "publisher"  # whoever makes the images
    STOREFRONT = "storefront"  # owns images that others make and sell; the product code tells who


class Standing(StrEnum):
    """What an account is to its publisher today."""

    CURRENT = "current"  # new images are expected here
    FORMER = "former"  # theirs, but new images come from another account
    LOST = "lost"  # they say that they no longer control it: nothing here is theirs for sure
    STOREFRONT = (
        "storefront"  # a storefront's account, through which they were listed: tells nothing of who made an image
    )


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a publisher, in some regions and over some time.

    `regions` None means every region of the partition. `names` tell which images of a shared account are this
    publisher's; empty: all of them. Images created on `valid_until` or later are not covered. `grades` has the best
    first and is never empty.
    """

    id: str
    partition: str
    grades: tuple[Grade, ...]
    regions: tuple[str, ...] | None = None
    standing: Standing = Standing.CURRENT
    valid_from: date | None = None
    valid_until: date | None = None
    names: tuple[NamePattern, ...] = ()
    sources: tuple[str, ...] = ()
    note: str | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it speaks of all images of the account."""
        return self.regions is None and self.valid_from is None and self.valid_until is None and not self.names

    def covers(self, region: str | None, created_at: datetime | None) -> bool:
        """Whether the entry speaks of images in this region made at this time. None leaves the question out."""
        if region is not None and self.regions is not None and region not in self.regions:
            return False
        if created_at is None:
            return True
        day = created_at.date()
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )

    def names_image(self, name: str | None) -> bool:
        """Whether an image of this name is the publisher's, as far as names tell: a shared account needs one."""
        return not self.names or (name is not None and any(pattern.matches(name) for pattern in self.names))


@dataclass(frozen=True, slots=True)
class Publisher:
    """The person or organisation behind accounts. `sources` are URLs or citations, in the order of the file."""

    slug: str
    name: str
    url: str
    accounts: tuple[Account, ...]
    sources: tuple[str, ...]
    kind: PublisherKind = PublisherKind.PUBLISHER
    name_patterns: tuple[NamePattern, ...] = ()
    ssm_parameters: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    origin: Origin = Origin.DIRECTORY


@dataclass(frozen=True, slots=True)
class Proof:
    """A publisher proved that an account and the domain of his URL are his, and neither has lapsed.

    `proved_by` says by what the account was proved, `domain_checked_at` when the domain was looked at last.
    """

    account_id: str
    proved_by: str
    proved_at: datetime
    domain: str
    domain_proved_at: datetime
    domain_checked_at: datetime


@dataclass(frozen=True, slots=True)
class Attribution:
    """The directory's word on who is behind an image: the publisher, by which account, from which sources.

    `known`: the sources are good enough to say "this is them". Third-party code alone is not, unless two independent
    places say so; an account that its publisher lost never is. `shared`: several publishers own images by the account.
    `proof`: the publisher proved it besides.
    """

    publisher: Publisher
    account: Account
    sources: tuple[str, ...]
    known: bool
    shared: bool
    proof: Proof | None = None

    @property
    def grades(self) -> tuple[Grade, ...]:
        return self.account.grades
