"""Crawls that somebody asked for: kept until a worker has run them.

A request that runs is locked by whoever runs it. So one that says it runs, and whose lock is free, has lost its
process, and whoever finds it takes it up again.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from catalog.database import Database
from catalog.errors import LockHeldError
from catalog.facts import read_fact, write_fact
from catalog.scopes import Scope
from catalog.tables import CrawlRequest

ENABLED_REGIONS = "enabled_regions"


class RequestStatus(StrEnum):
    """How a request stands."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"  # it could not be run, or not all of its crawls completed


OPEN = (RequestStatus.WAITING, RequestStatus.RUNNING)


@dataclass(frozen=True, slots=True)
class TakenRequest:
    """A request to run. Without regions or scopes: all of them."""

    request_id: int
    regions: Sequence[str]
    scopes: Sequence[Scope]


def request_crawl(
    session: Session, *, regions: Collection[str], scopes: Collection[Scope], requested_at: datetime
) -> CrawlRequest:
    """Keep a request for the worker. One that asks the same and still waits is not kept twice: it is given back."""
    wanted = CrawlRequest(
        regions=",".join(sorted(set(regions))),
        scopes=",".join(scope.label for scope in Scope if scope in scopes),
        status=RequestStatus.WAITING,
        requested_at=requested_at,
    )
    same = session.exec(
        select(CrawlRequest).where(
            CrawlRequest.status == RequestStatus.WAITING,
            CrawlRequest.regions == wanted.regions,
            CrawlRequest.scopes == wanted.scopes,
        )
    ).first()
    if same is not None:
        return same
    session.add(wanted)
    session.flush()
    return wanted


def crawl_request_by_id(session: Session, request_id: int) -> CrawlRequest | None:
    """One request, None when there never was one of the id."""
    return session.get(CrawlRequest, request_id)


def list_crawl_requests(
    session: Session, *, only_open: bool = False, before_id: int | None = None, limit: int
) -> Sequence[CrawlRequest]:
    """Requests, newest first, at most `limit`; `only_open`: those that wait or run."""
    statement = select(CrawlRequest).order_by(col(CrawlRequest.id).desc()).limit(limit)
    if only_open:
        statement = statement.where(col(CrawlRequest.status).in_(OPEN))
    if before_id is not None:
        statement = statement.where(col(CrawlRequest.id) < before_id)
    return session.exec(statement).all()


def open_crawl_requests(session: Session) -> dict[str, int]:
    """How many requests wait, and how many run."""
    counts = session.exec(
        select(CrawlRequest.status, func.count())
        .where(col(CrawlRequest.status).in_(OPEN))
        .group_by(CrawlRequest.status)
    )
    return {status.value: 0 for status in OPEN} | dict(counts.all())


@contextmanager
def next_crawl_request(database: Database, *, at: datetime) -> Iterator[TakenRequest | None]:
    """The oldest request that nobody runs, to be run within the block; None when there is none.

    Until the block ends no other process takes it. Whoever runs it says by `finish_crawl_request` how it went; if he
    does not, or dies, the request is taken up again.
    """
    with database.read() as session:
        open_ids = session.exec(
            select(CrawlRequest.id).where(col(CrawlRequest.status).in_(OPEN)).order_by(col(CrawlRequest.id))
        ).all()
    for request_id in open_ids:
        with ExitStack() as held:
            try:
                held.enter_context(database.lock(f"crawl-request-{request_id}"))
            except LockHeldError:
                continue
            taken = _take(database, request_id, at)
            if taken is not None:
                yield taken
                return
    yield None


def finish_crawl_request(session: Session, request_id: int, *, finished_at: datetime, error: str | None) -> None:
    """Say how a request went."""
    status = RequestStatus.FINISHED if error is None else RequestStatus.FAILED
    session.exec(
        update(CrawlRequest)
        .where(col(CrawlRequest.id) == request_id)
        .values(status=status, finished_at=finished_at, error=error)
    )


def remember_enabled_regions(session: Session, regions: Collection[str]) -> None:
    """Keep which regions the crawling account has enabled: who asks for a crawl is told the right ones."""
    names = ",".join(sorted(regions))
    if read_fact(session, ENABLED_REGIONS) != names:
        write_fact(session, ENABLED_REGIONS, names)


def enabled_regions(session: Session) -> list[str] | None:
    """The regions the crawling account had enabled when it crawled last, None before it ever did."""
    names = read_fact(session, ENABLED_REGIONS)
    return None if names is None else names.split(",")


def _take(database: Database, request_id: int | None, at: datetime) -> TakenRequest | None:
    with database.write() as session:
        request = session.get(CrawlRequest, request_id)
        if request is None or request.id is None or request.status not in OPEN:
            return None  # it was run between our looking and our locking
        request.status, request.started_at = RequestStatus.RUNNING, at
        return TakenRequest(
            request.id, regions_of(request), [Scope.of_label(label) for label in scope_labels_of(request)]
        )


def regions_of(request: CrawlRequest) -> list[str]:
    """The regions a request names."""
    return [name for name in request.regions.split(",") if name]


def scope_labels_of(request: CrawlRequest) -> list[str]:
    """The scopes a request names."""
    return [label for label in request.scopes.split(",") if label]
