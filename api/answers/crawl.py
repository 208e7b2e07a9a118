"""The answer about crawls."""

from typing import Annotated

from pydantic import AwareDatetime, Field

from api.answers.common import Answer, NextCursor, Part
from catalog.crawls import CrawlStatus
from catalog.tables import Crawl


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
    source: Annotated[str | None, Field(description="The EC2 endpoint or dump it read. The operator's to see.")]
    error: Annotated[
        str | None, Field(description="Why it failed, which may name accounts and hosts. The operator's to see.")
    ]


class CrawlsAnswer(Answer):
    """One page of crawls, newest first."""

    crawls: list[CrawlAnswer]
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
        source=crawl.source if with_private else None,
        error=crawl.error if with_private else None,
    )
