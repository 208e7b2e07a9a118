"""Reading owners: who they are and what they have where. Counts come from `owner_region`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, tuple_
from sqlmodel import Session, col, select

from catalog.partition import PARTITIONS
from catalog.tables import Owner, OwnerRegion


@dataclass(frozen=True, slots=True)
class OwnerSummary:
    """One account and what it has, as far as who asks may know."""

    partition: str
    owner_id: str
    owner_alias: str | None
    first_seen_at: datetime
    images: int
    gone_images: int
    regions: int
    oldest_created_at: datetime | None
    newest_created_at: datetime | None


def list_owners(
    session: Session,
    *,
    owner_ids: Collection[str] | None = None,
    id_prefix: str = "",
    after: tuple[str, str] = ("", ""),
    limit: int,
    with_private: bool,
) -> list[OwnerSummary]:
    """Owners by partition and account id, at most `limit`, those that come after `after` = (partition, account id).

    An account with nothing but private images is left out unless `with_private`.
    """
    owned = OwnerRegion
    visible = (col(Owner.partition) == owned.partition) & (col(Owner.owner_id) == owned.owner_id)
    if not with_private:
        visible &= col(owned.private).is_(False)
    # The page first and its sums after: to sum over hundreds of thousands of owners and then cut would take seconds.
    page = (
        select(Owner.partition, Owner.owner_id, Owner.owner_alias, Owner.first_seen_at)
        .where(tuple_(col(Owner.partition), col(Owner.owner_id)) > after)
        .where(exists().where(visible))
        .order_by(Owner.partition, Owner.owner_id)
        .limit(limit)
    )
    if owner_ids is not None:
        page = page.where(col(Owner.partition).in_(PARTITIONS), col(Owner.owner_id).in_(owner_ids))
    if id_prefix:
        # A range instead of LIKE, and in every partition by name: both engines answer it from the primary key.
        page = page.where(
            col(Owner.partition).in_(PARTITIONS), Owner.owner_id >= id_prefix, Owner.owner_id < id_prefix + ":"
        )
    owners = {(row[0], row[1]): row for row in session.exec(page)}
    sums = (
        select(
            owned.partition,
            owned.owner_id,
            func.sum(owned.images),
            func.sum(owned.gone_images),
            func.count(func.distinct(owned.region)),
            func.min(owned.oldest_created_at),
            func.max(owned.newest_created_at),
        )  # type: ignore[call-overload]  # sqlmodel types a select of at most four columns
        .where(col(owned.partition).in_(PARTITIONS), col(owned.owner_id).in_([owner_id for _, owner_id in owners]))
        .group_by(owned.partition, owned.owner_id)
    )
    if not with_private:
        sums = sums.where(col(owned.private).is_(False))
    counted = {(row[0], row[1]): row[2:] for row in session.exec(sums)}
    return [OwnerSummary(*owner, *counted[key]) for key, owner in owners.items()]


def owner_key(session: Session, owner_id: str, *, with_private: bool) -> tuple[str, str] | None:
    """The owner with this account id, which AWS gives once in all partitions; None when nothing of his is seen."""
    found = list_owners(session, owner_ids=[owner_id], limit=1, with_private=with_private)
    return (found[0].partition, found[0].owner_id) if found else None


def regions_of_owner(session: Session, partition: str, owner_id: str, *, with_private: bool) -> Sequence[OwnerRegion]:
    """What an owner has in each region, by region; public and private images are rows of their own."""
    statement = (
        select(OwnerRegion)
        .where(OwnerRegion.partition == partition, OwnerRegion.owner_id == owner_id)
        .order_by(OwnerRegion.region, col(OwnerRegion.private))
    )
    if not with_private:
        statement = statement.where(col(OwnerRegion.private).is_(False))
    return session.exec(statement).all()
