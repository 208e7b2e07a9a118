"""Crawls as rows: what was asked, when, how it ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from catalog.scopes import Scope
from catalog.tables import Crawl


class CrawlStatus(StrEnum):
    """How a crawl stands. Only a completed one may have marked images gone."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    INTERRUPTED = "interrupted"  # its process ended before it did


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


def start_crawl(
    session: Session, *, partition: str, region: str, scope: Scope, source: str, started_at: datetime
) -> int:
    """A new running crawl's id.

    The caller holds the region's lock, so a crawl of the region that still says it is running has lost its process.
    """
    session.exec(
        update(Crawl)
        .where(
            col(Crawl.partition) == partition,
            col(Crawl.region) == region,
            col(Crawl.status) == CrawlStatus.RUNNING,
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
    """Keep the counts of a running crawl, in the transaction that made them true."""
    session.exec(
        update(Crawl)
        .where(col(Crawl.id) == crawl_id)
        .values(seen=counts.seen, added=counts.added, changed=counts.changed, gone=counts.gone)
    )


def finish_crawl(
    session: Session, crawl_id: int, *, status: CrawlStatus, finished_at: datetime, error: str | None = None
) -> None:
    """Say how a crawl ended."""
    session.exec(
        update(Crawl).where(col(Crawl.id) == crawl_id).values(status=status, finished_at=finished_at, error=error)
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


def latest_crawls(session: Session) -> Sequence[Crawl]:
    """The newest crawl of each region and scope, by region."""
    newest = select(func.max(Crawl.id)).group_by(Crawl.partition, Crawl.region, Crawl.scope)
    statement = select(Crawl).where(col(Crawl.id).in_(newest)).order_by(Crawl.partition, Crawl.region, col(Crawl.id))
    return session.exec(statement).all()


def last_completed(session: Session) -> dict[tuple[str, Scope], datetime]:
    """When the newest completed crawl of each region and scope ended."""
    statement = (
        select(Crawl.region, Crawl.scope, func.max(Crawl.finished_at))
        .where(Crawl.status == CrawlStatus.COMPLETED)
        .group_by(Crawl.region, Crawl.scope)
    )
    return {
        (region, Scope.of_label(scope)): finished_at
        for region, scope, finished_at in session.exec(statement)
        if finished_at is not None
    }
