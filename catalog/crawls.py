"""Crawls as rows: what was asked, when, how it ended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from catalog.errors import CrawlTakenOverError
from catalog.scopes import Scope
from catalog.tables import Crawl, core

# By the table itself: crawls update it in several threads at once, and SQLAlchemy is not ready for that by the class.
CRAWLS = core(Crawl).c


class CrawlStatus(StrEnum):
    """How a crawl stands. Only a completed one has marked images gone."""

    RUNNING = "running"
    COMPLETED = "completed"
    HELD = "held"  # it saw everything; what it would remove is implausibly much and waits for a person
    DISCARDED = "discarded"  # held, and a person refused its removals
    SUPERSEDED = "superseded"  # held, and a newer crawl saw everything before anybody decided
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # its process ended before it did


# The statuses of a crawl that saw everything its scope shows, whatever became of its removals.
WHOLE = (CrawlStatus.COMPLETED, CrawlStatus.HELD, CrawlStatus.DISCARDED, CrawlStatus.SUPERSEDED)


@dataclass(slots=True)
class CrawlCounts:
    """What a crawl did so far, in images."""

    seen: int = 0
    added: int = 0
    changed: int = 0
    gone: int = 0

    def __add__(self, other: "CrawlCounts") -> "CrawlCounts":
        return CrawlCounts(
            self.seen + other.seen, self.added + other.added, self.changed + other.changed, self.gone + other.gone
        )


def region_lock(partition: str, region: str) -> str:
    """The name of the lock that whoever writes a region's images holds."""
    return f"crawl-{partition}-{region}"


def start_crawl(
    session: Session, *, partition: str, region: str, scope: Scope, source: str, started_at: datetime
) -> int:
    """A new running crawl's id.

    The caller holds the region's lock, so a crawl of the region that still says it is running has lost its process.
    """
    session.connection().execute(
        update(core(Crawl))
        .where(
            CRAWLS.partition == partition,
            CRAWLS.region == region,
            CRAWLS.status == CrawlStatus.RUNNING,
        )
        .values(
            status=CrawlStatus.INTERRUPTED,
            finished_at=started_at,
            error="its process ended before the crawl did; the next crawl took up where it stood",
        )
    )
    crawl = Crawl(
        partition=partition,
        region=region,
        scope=scope.label,
        source=source,
        status=CrawlStatus.RUNNING,
        started_at=started_at,
    )
    session.add(crawl)
    session.flush()
    if crawl.id is None:
        raise RuntimeError("the database gave a new crawl no id")
    return crawl.id


def note_progress(session: Session, crawl_id: int, counts: CrawlCounts) -> None:
    """Keep the counts of a running crawl, at the beginning of the transaction that makes them true.

    Raises CrawlTakenOverError when the crawl runs no more: its lock died with a connection, and another crawl of the
    region began, which marked this one (`start_crawl`). Both update this row, so one waits for the other to commit.
    """
    updated = session.connection().execute(
        update(core(Crawl))
        .where(CRAWLS.id == crawl_id, CRAWLS.status == CrawlStatus.RUNNING)
        .values(seen=counts.seen, added=counts.added, changed=counts.changed, gone=counts.gone)
    )
    if not updated.rowcount:
        raise CrawlTakenOverError(crawl_id)


def finish_crawl(
    session: Session,
    crawl_id: int,
    *,
    status: CrawlStatus,
    finished_at: datetime,
    error: str | None = None,
    warning: str | None = None,
) -> None:
    """Say how a running crawl ended. One that runs no more stays as it is."""
    session.connection().execute(
        update(core(Crawl))
        .where(CRAWLS.id == crawl_id, CRAWLS.status == CrawlStatus.RUNNING)
        .values(status=status, finished_at=finished_at, error=error, warning=warning)
    )


def list_crawls(
    session: Session,
    *,
    region: str | None = None,
    scope: Scope | None = None,
    status: CrawlStatus | None = None,
    before_id: int | None = None,
    limit: int,
    with_private: bool,
) -> Sequence[Crawl]:
    """Crawls, newest first, at most `limit`, those started before crawl `before_id` when it is given.

    Crawls of the scope `self` count private images, so they are left out unless `with_private`.
    """
    statement = select(Crawl).order_by(col(Crawl.id).desc()).limit(limit)
    if not with_private:
        statement = statement.where(Crawl.scope != Scope.SELF.label)
    if region is not None:
        statement = statement.where(Crawl.region == region)
    if scope is not None:
        statement = statement.where(Crawl.scope == scope.label)
    if status is not None:
        statement = statement.where(Crawl.status == status)
    if before_id is not None:
        statement = statement.where(col(Crawl.id) < before_id)
    return session.exec(statement).all()


def running_progress(session: Session) -> dict[int, int]:
    """The images seen so far by each crawl that runs, or was killed and not taken up again yet, by the crawl's id."""
    found = session.exec(select(Crawl.id, Crawl.seen).where(Crawl.status == CrawlStatus.RUNNING))
    return {crawl_id: seen for crawl_id, seen in found if crawl_id is not None}


def latest_crawls(session: Session, *, with_private: bool) -> Sequence[Crawl]:
    """The newest crawl of each region and scope, by region. Those of `self` only `with_private`: see `list_crawls`."""
    newest = select(func.max(Crawl.id)).group_by(Crawl.partition, Crawl.region, Crawl.scope)
    statement = select(Crawl).where(col(Crawl.id).in_(newest)).order_by(Crawl.partition, Crawl.region, col(Crawl.id))
    if not with_private:
        statement = statement.where(Crawl.scope != Scope.SELF.label)
    return session.exec(statement).all()


def next_run(crawl: Crawl, intervals: Mapping[Scope, timedelta], *, now: datetime) -> datetime | None:
    """When the newest crawl of its region and scope is to be followed by another; None: nothing is planned.

    One that is late is due now. The clock that starts crawls adds some chance, so that it may be a little later.
    """
    interval = intervals.get(Scope.of_label(crawl.scope))
    return None if interval is None else max(crawl.started_at + interval, now)


def crawl_by_id(session: Session, crawl_id: int) -> Crawl | None:
    """One crawl, None when there never was one of the id."""
    return session.get(Crawl, crawl_id)


def last_completed(session: Session) -> dict[tuple[str, Scope], datetime]:
    """When the newest crawl of each region and scope that saw everything ended."""
    return {
        (region, Scope.of_label(scope)): finished_at
        for region, scope, finished_at in session.exec(_newest_whole(Crawl.finished_at))
        if finished_at is not None
    }


def last_seen(session: Session) -> dict[tuple[str, Scope], int]:
    """How many images that crawl saw."""
    return {(region, Scope.of_label(scope)): seen for region, scope, seen in session.exec(_newest_whole(Crawl.seen))}


def _newest_whole(column: Any) -> Any:
    """Region, scope and a column of the newest crawl of each of them that saw everything.

    The newest by its number: a clock that went back makes an older one seem to have ended later.
    """
    newest = select(func.max(Crawl.id)).where(col(Crawl.status).in_(WHOLE)).group_by(Crawl.region, Crawl.scope)
    return select(Crawl.region, Crawl.scope, column).where(col(Crawl.id).in_(newest))
