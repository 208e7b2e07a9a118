"""Look-ups by name alone: what Terraform's `most_recent` with a publisher's name pattern and no owner would find.

Kept while releases are judged, so that no request has to scan the catalog: the newest genuine image for each pattern
and region, and every image of nobody we know that a pattern finds.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import delete, func, literal, or_, select, type_coerce
from sqlalchemy.types import NULLTYPE
from sqlmodel import Session

from catalog.dialects import insert_or
from catalog.tables import GenuineNewest, Release, UnsafeMatch, core
from catalog.utc_time import moment
from catalog.verdicts import in_batches

GENUINE = core(GenuineNewest).c
MATCHES = core(UnsafeMatch).c
RELEASES = core(Release).c

LookUp = tuple[str, str, str]  # partition, pattern, region


class Genuine(NamedTuple):
    """The newest genuine image that a look-up would find."""

    created_at: datetime
    release_id: str


class Match(NamedTuple):
    """An image of nobody we know that a look-up finds. Its fields are the columns of `UnsafeMatch`."""

    partition: str
    pattern: str
    region: str
    image_id: str
    release_id: str
    owner_id: str
    created_at: datetime
    deprecated_at: datetime | None


class Winner(NamedTuple):
    """A match that is newer than everything genuine, with the verdict on its release."""

    match: Match
    name: str
    level: str
    score: int
    genuine: Genuine | None


def genuine_newest(session: Session) -> Mapping[LookUp, Genuine]:
    """The newest genuine image of every look-up that has one: some thousands at most."""
    return _genuine(tuple(map(tuple, session.connection().execute(_STORED_GENUINE))))


# As the driver gives them.
_STORED_GENUINE = select(
    *(type_coerce(column, NULLTYPE) for column in (GENUINE.partition, GENUINE.pattern, GENUINE.region)),
    *(type_coerce(column, NULLTYPE) for column in (GENUINE.created_at, GENUINE.release_id)),
)


@lru_cache(maxsize=1)  # asked for twice by each batch of releases, and changed by few
def _genuine(rows: tuple[tuple[Any, ...], ...]) -> Mapping[LookUp, Genuine]:
    return {
        (partition, pattern, region): Genuine(cast(datetime, moment(created_at)), release_id)
        for partition, pattern, region, created_at, release_id in rows
    }


def store_genuine(session: Session, newest: Mapping[LookUp, Genuine]) -> None:
    """Write the newest genuine images of some look-ups over."""
    if not newest:
        return
    statement = insert_or(session, GenuineNewest)
    written = {name: statement.excluded[name] for name in Genuine._fields}
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["partition", "pattern", "region"], set_=written),
        [
            {"partition": partition, "pattern": pattern, "region": region, **found._asdict()}
            for (partition, pattern, region), found in sorted(newest.items())
        ],
    )


def forget_genuine(session: Session, look_ups: Collection[LookUp]) -> None:
    """Nothing genuine is found by these look-ups any more."""
    for partition, pattern, region in look_ups:
        session.connection().execute(
            delete(core(GenuineNewest)).where(
                GENUINE.partition == partition, GENUINE.pattern == pattern, GENUINE.region == region
            )
        )


def releases_matched(session: Session, changes: Mapping[LookUp, tuple[Genuine | None, Genuine | None]]) -> set[str]:
    """The releases of nobody we know that win a look-up now and did not, or did and do not, when what is genuine
    changes so: from the first to the second.
    """
    found: set[str] = set()
    columns = (MATCHES.partition, MATCHES.pattern, MATCHES.region, MATCHES.release_id, MATCHES.created_at)
    for some in in_batches({pattern for _, pattern, _ in changes}):
        statement = select(*columns).where(MATCHES.pattern.in_(some))
        for partition, pattern, region, release_id, created_at in session.connection().execute(statement):
            change = changes.get((partition, pattern, region))
            if change is not None and _wins(created_at, change[0]) != _wins(created_at, change[1]):
                found.add(release_id)
    return found


def _wins(created_at: datetime, genuine: Genuine | None) -> bool:
    return genuine is None or created_at > genuine.created_at


def replace_matches(session: Session, release_ids: Collection[str], matches: Sequence[Match]) -> None:
    """Write down anew what finds images of some releases."""
    for some in in_batches(release_ids):
        session.connection().execute(delete(core(UnsafeMatch)).where(MATCHES.release_id.in_(some)))
    if matches:
        statement = insert_or(session, UnsafeMatch)
        key = ["partition", "pattern", "region", "image_id"]
        written = {name: statement.excluded[name] for name in Match._fields if name not in key}
        session.connection().execute(
            statement.on_conflict_do_update(index_elements=key, set_=written),
            [match._asdict() for match in sorted(matches)],
        )


def winners(session: Session, *, now: datetime, regions: Collection[str] = (), limit: int) -> list[Winner]:
    """Who wins look-ups and should not: the newest match of each that is newer than everything genuine and that
    EC2 still shows. Newest first, at most `limit`.
    """
    here = (
        MATCHES.partition == GENUINE.partition,
        MATCHES.pattern == GENUINE.pattern,
        MATCHES.region == GENUINE.region,
    )
    place = func.row_number().over(
        partition_by=[MATCHES.partition, MATCHES.pattern, MATCHES.region],
        order_by=(MATCHES.created_at.desc(), MATCHES.image_id.desc()),
    )
    moment = literal(now, type_=MATCHES.created_at.type)
    shown = (
        select(
            *(MATCHES[name] for name in Match._fields),
            GENUINE.created_at.label("genuine_created_at"),
            GENUINE.release_id.label("genuine_release_id"),
            place.label("place"),
        )
        .outerjoin_from(core(UnsafeMatch), core(GenuineNewest), here[0] & here[1] & here[2])
        .where(or_(MATCHES.deprecated_at.is_(None), MATCHES.deprecated_at > moment))
        .where(or_(GENUINE.created_at.is_(None), MATCHES.created_at > GENUINE.created_at))
    )
    if regions:
        shown = shown.where(MATCHES.region.in_(list(regions)))
    ranked = shown.subquery()
    statement = (
        select(ranked, RELEASES.name, RELEASES.level, RELEASES.score)
        .join_from(
            ranked,
            core(Release),
            (RELEASES.release_id == ranked.c.release_id) & RELEASES.private.is_(False),
        )
        .where(ranked.c.place == 1)
        .order_by(ranked.c.created_at.desc(), ranked.c.image_id, ranked.c.pattern, ranked.c.region)
        .limit(limit)
    )
    found = []
    for row in session.connection().execute(statement):
        *match, genuine_created_at, genuine_release_id, _, name, level, score = row
        genuine = None if genuine_created_at is None else Genuine(genuine_created_at, genuine_release_id)
        found.append(Winner(Match(*match), name, level, score, genuine))
    return found
