"""The answer about crawls."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, NextCursor, Part
from catalog.crawl_requests import RequestStatus, regions_of, scope_labels_of
from catalog.crawls import CrawlStatus
from catalog.tables import Crawl, CrawlRequest


class CrawlAnswer(Part):
    """One pass over one region and scope."""

    crawl_id: int
    partition: str
    region: str
    scope: str
    status: CrawlStatus
    started_at: AwareDatetime
    finished_at: AwareDatetime | None
    seen: Annotated[int, Field(description="Images that EC2 showed.")]
    added: Annotated[int, Field(description="Images that the catalog did not have.")]
    changed: int
    gone: Annotated[int, Field(description="Images that EC2 no longer shows.")]
    held: Annotated[int, Field(description="Images that it did not see and that wait for a decision: too many went.")]
    held_of: Annotated[int, Field(description="How many images there were before it.")]
    source: Annotated[str | None, Field(description="The EC2 endpoint or dump it read. The operator's to see.")]
    error: Annotated[
        str | None, Field(description="Why it failed, which may name accounts and hosts. The operator's to see.")
    ]
    warning: Annotated[str | None, Field(description="Why what it saw may not be everything. The operator's to see.")]


class CrawlRequestPart(Part):
    """A crawl that the operator asked for."""

    request_id: int
    regions: Annotated[list[str], Field(description="Which regions. Empty: all that the account has enabled.")]
    scopes: Annotated[list[str], Field(description="Which scopes. Empty: all.")]
    status: Annotated[
        RequestStatus, Field(description="failed: it could not be run, or not every crawl of it completed.")
    ]
    requested_at: AwareDatetime
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    error: str | None
    link: Annotated[str, Field(description="Where to see how it goes.")]


class CrawlRequestAnswer(CrawlRequestPart, Answer):
    """One such request."""


class CrawlsAnswer(Answer):
    """One page of crawls, newest first."""

    crawls: list[CrawlAnswer]
    requests: Annotated[
        list[CrawlRequestPart],
        Field(description="What was asked for and waits or runs, newest first. The operator's to see."),
    ]
    next_cursor: NextCursor


def crawl_answer(crawl: Crawl, *, with_private: bool) -> CrawlAnswer:
    """The answer about a stored crawl."""
    if crawl.id is None:
        raise ValueError("a crawl that was never stored has no answer")
    return CrawlAnswer(
        crawl_id=crawl.id,
        partition=crawl.partition,
        region=crawl.region,
        scope=crawl.scope,
        status=CrawlStatus(crawl.status),
        started_at=crawl.started_at,
        finished_at=crawl.finished_at,
        seen=crawl.seen,
        added=crawl.added,
        changed=crawl.changed,
        gone=crawl.gone,
        held=crawl.held,
        held_of=crawl.held_of,
        source=crawl.source if with_private else None,
        error=crawl.error if with_private else None,
        warning=crawl.warning if with_private else None,
    )


def crawl_request_part(request: CrawlRequest) -> CrawlRequestPart:
    """The entry of a stored request in a list."""
    if request.id is None:
        raise ValueError("a request that was never stored has no answer")
    return CrawlRequestPart(
        request_id=request.id,
        regions=regions_of(request),
        scopes=scope_labels_of(request),
        status=RequestStatus(request.status),
        requested_at=request.requested_at,
        started_at=request.started_at,
        finished_at=request.finished_at,
        error=request.error,
        link=f"/v1/crawls/requests/{request.id}",
    )


def crawl_request_answer(request: CrawlRequest, *, demo: bool) -> CrawlRequestAnswer:
    """The answer about a stored request."""
    return CrawlRequestAnswer(demo=demo, **crawl_request_part(request).model_dump())
