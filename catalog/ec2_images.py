"""Reading images the way DescribeImages asks for them: one region, by owners, names and ids, page after page.

The order is that of the index on (region, owner_id, id, name): owners by account id, and each one's images in the order
the catalog got them. The index holds all that the first step compares, so names are searched for without reading an
image. What it finds is read in a second step, where the columns of the image decide what they can; the rest of a
question is for whoever reads the documents.

Gone images do not exist here, and private ones not unless they are asked for. The partition is not in that index: a
region's name tells it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select, union
from sqlmodel import Session

from catalog.dialects import fits
from catalog.partition import partition_of
from catalog.scopes import Scope
from catalog.tables import Crawl, Image, Owner, OwnerRegion, core
from catalog.wildcard import Wildcard

IMAGES = core(Image).c
OWNERS = core(Owner).c
OWNED = core(OwnerRegion).c
CRAWLS = core(Crawl).c

PUBLIC_CRAWL = CRAWLS.scope.in_((Scope.ALL.label, Scope.AMAZON.label))

# Ids bound to one IN list.
IDS_A_STATEMENT = 500
# The columns of text that a filter can be compared with. Any text of the document that is not empty is in its column.
TEXT_COLUMNS = frozenset({
    "architecture",
    "boot_mode",
    "description",
    "image_id",
    "image_location",
    "image_type",
    "owner_alias",
    "owner_id",
    "root_device_type",
    "state",
    "virtualization_type",
})  # fmt: skip


class Position(NamedTuple):
    """An image's place in the order of a region."""

    owner_id: str
    id: int


@dataclass(frozen=True, slots=True)
class ImagesWanted:
    """What of a region is asked for. `owners` None: anybody's. `names`: each set of wildcards must have one that fits.

    `columns` maps columns of `TEXT_COLUMNS` to sets of wildcards in the same way. `at`: when to judge deprecation.
    """

    region: str
    at: datetime
    owners: Sequence[str] | None = None
    names: Sequence[Sequence[Wildcard]] = ()
    columns: Mapping[str, Sequence[Sequence[Wildcard]]] = field(default_factory=dict)
    include_deprecated: bool = False
    include_disabled: bool = False
    public: bool = True
    private: bool = False


class DescribedImage(NamedTuple):
    """One image that was read. Its fields are columns of `Image`."""

    id: int
    partition: str
    region: str
    image_id: str
    release_id: str
    owner_id: str
    owner_alias: str | None
    name: str | None
    created_at: datetime | None
    deprecated_at: datetime | None
    state: str | None
    private: bool
    document: bytes


COLUMNS = [IMAGES[name] for name in DescribedImage._fields]


def positions(
    session: Session, wanted: ImagesWanted, after: Position | None, limit: int, *, until: Position | None = None
) -> list[Position]:
    """The places after `after` of the next `limit` images whose owner and name fit, `until` at most; fewer: there are
    no more.

    Whether they fit otherwise, and may be seen at all, `described` tells.
    """
    named = [IMAGES.region == wanted.region, *_fitting(session, IMAGES.name, wanted.names)]
    statement = select(IMAGES.owner_id, IMAGES.id).where(*named).order_by(IMAGES.owner_id, IMAGES.id)
    found: list[Position] = []
    for conditions in _stretches(wanted.owners, after, until):
        left = statement.where(*conditions).limit(limit - len(found))
        found += [Position(*row) for row in session.connection().execute(left)]
        if len(found) == limit:
            break
    return found


def _stretches(
    owners: Sequence[str] | None, after: Position | None, until: Position | None
) -> Iterator[list[ColumnElement[bool]]]:
    """Parts of a region's order, one after the other, each of which the index goes straight to.

    Asked for several owners at once, SQLite would sort all of their images first; asked for places after one, it would
    begin with the first image of that owner.
    """
    if after is not None and until is not None and after >= until:
        return
    first, last = (None if place is None else place.owner_id for place in (after, until))
    begun = [] if after is None else [IMAGES.id > after.id]
    ended = [] if until is None else [IMAGES.id <= until.id]
    if owners is not None:
        for owner_id in sorted(set(owners)):
            if (first is None or owner_id >= first) and (last is None or owner_id <= last):
                within = [*(begun if owner_id == first else ()), *(ended if owner_id == last else ())]
                yield [IMAGES.owner_id == owner_id, *within]
    elif first is not None and first == last:
        yield [IMAGES.owner_id == first, *begun, *ended]
    else:
        if first is not None:
            yield [IMAGES.owner_id == first, *begun]
        beyond = [] if first is None else [IMAGES.owner_id > first]
        yield [*beyond, *([] if last is None else [IMAGES.owner_id < last])]
        if last is not None:
            yield [IMAGES.owner_id == last, *ended]


def middle(session: Session, region: str, at_least: int) -> Position | None:
    """The place that as many of a region's images are before as after; None where there are fewer than `at_least`."""
    count = session.connection().execute(select(func.count()).where(IMAGES.region == region)).scalar_one()
    if count < at_least:
        return None
    statement = select(IMAGES.owner_id, IMAGES.id).where(IMAGES.region == region)
    half = statement.order_by(IMAGES.owner_id, IMAGES.id).offset(count // 2).limit(1)
    return Position(*session.connection().execute(half).one())


def described(session: Session, wanted: ImagesWanted, rows: Sequence[int]) -> dict[int, DescribedImage]:
    """Those images of some rows that the columns say are wanted, by row."""
    conditions = _wanted(session, wanted)
    found: dict[int, DescribedImage] = {}
    for start in range(0, len(rows), IDS_A_STATEMENT):
        statement = select(*COLUMNS).where(IMAGES.id.in_(rows[start : start + IDS_A_STATEMENT]), *conditions)
        found |= {row[0]: DescribedImage(*row) for row in session.connection().execute(statement)}
    return found


def newest_first(session: Session, wanted: ImagesWanted, rows: Sequence[int]) -> list[int]:
    """Those rows that the columns say are wanted, the newest image first."""
    conditions = _wanted(session, wanted)
    found: list[tuple[str, str, int]] = []
    for start in range(0, len(rows), IDS_A_STATEMENT):
        statement = select(IMAGES.created_at, IMAGES.image_id, IMAGES.id).where(
            IMAGES.id.in_(rows[start : start + IDS_A_STATEMENT]), *conditions
        )
        for created_at, image_id, row in session.connection().execute(statement):
            found.append(("" if created_at is None else created_at.isoformat(), image_id, row))
    return [row for _, _, row in sorted(found, reverse=True)]


def images_with_ids(
    session: Session, region: str, image_ids: Sequence[str], *, with_private: bool
) -> dict[str, DescribedImage]:
    """Those of some images that are there to see, deprecated and disabled ones too, by image id."""
    found: dict[str, DescribedImage] = {}
    visible = _visible(public=True, private=with_private)
    for start in range(0, len(image_ids), IDS_A_STATEMENT):
        some = image_ids[start : start + IDS_A_STATEMENT]
        statement = select(*COLUMNS).where(IMAGES.region == region, IMAGES.image_id.in_(some), *visible)
        found |= {row.image_id: DescribedImage(*row) for row in session.connection().execute(statement)}
    return found


def owners_in_region(session: Session, region: str, names: Iterable[str], *, with_private: bool) -> list[str]:
    """The account ids among `names`, and those whose owner alias is among them, that have images to see in a region."""
    partition = partition_of(region)
    wanted = sorted(set(names))
    here = OWNERS.owner_id.in_(
        select(OWNED.owner_id).where(
            OWNED.partition == partition,
            OWNED.owner_id == OWNERS.owner_id,
            OWNED.region == region,
            *(() if with_private else (OWNED.private.is_(False),)),
        )
    )
    # Two questions and not one with "or": each has an index.
    statement = union(
        *(
            select(OWNERS.owner_id).where(OWNERS.partition == partition, named.in_(wanted), here)
            for named in (OWNERS.owner_id, OWNERS.owner_alias)
        )
    )
    return sorted(session.connection().execute(statement).scalars())


def is_crawled(session: Session, region: str) -> bool:
    """Whether a crawl of public images was made of a region."""
    statement = select(CRAWLS.id).where(CRAWLS.partition == partition_of(region), CRAWLS.region == region, PUBLIC_CRAWL)
    return session.connection().execute(statement.limit(1)).first() is not None


def crawled_regions(session: Session, partition: str) -> list[str]:
    """The regions of a partition that a crawl of public images was made of, in order.

    One look into the index for each: the table grows with every crawl.
    """
    found: list[str] = []
    while True:
        statement = (
            select(CRAWLS.region)
            .where(
                CRAWLS.partition == partition,
                CRAWLS.region > (found[-1] if found else ""),
                PUBLIC_CRAWL,
            )
            .order_by(CRAWLS.region)
            .limit(1)
        )
        region = session.connection().execute(statement).scalar_one_or_none()
        if region is None:
            return found
        found.append(region)


def _wanted(session: Session, wanted: ImagesWanted) -> list[ColumnElement[bool]]:
    """What the columns of an image must be, owner and name aside."""
    conditions = _visible(public=wanted.public, private=wanted.private)
    if not wanted.include_deprecated:
        conditions.append(or_(IMAGES.deprecated_at.is_(None), IMAGES.deprecated_at > wanted.at))
    if not wanted.include_disabled:
        conditions.append(or_(IMAGES.state.is_(None), IMAGES.state != "disabled"))
    for name, wildcards in wanted.columns.items():
        conditions += _fitting(session, IMAGES[name], wildcards)
    return conditions


def _visible(*, public: bool, private: bool) -> list[ColumnElement[bool]]:
    kinds = [] if public and private else [IMAGES.private.is_(private)]
    return [IMAGES.gone_at.is_(None), *kinds]


def _fitting(session: Session, column: Any, sets: Sequence[Collection[Wildcard]]) -> list[ColumnElement[bool]]:
    """That a column fits one of each set. An empty text is no text in a column, so what fits it fits NULL as well."""
    conditions = []
    for wildcards in sets:
        alternatives = [fits(session, column, wildcard) for wildcard in wildcards]
        if any(wildcard.matches("") for wildcard in wildcards):
            alternatives.append(column.is_(None))
        conditions.append(or_(*alternatives))
    return conditions
