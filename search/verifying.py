"""Whether the search index holds what the catalog has judged: its documents counted, and some of them looked for."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from catalog.outbox import pending
from catalog.verifying import MOST_EXAMPLES, Finding, count_verdicts, some_judged
from search.document import Audience
from search.index import SearchIndex, SearchRequest

LOOKED_FOR = 200


def verify_index(session: Session, index: SearchIndex, *, now: datetime) -> Iterator[Finding]:
    """Each check on the index. What waits in the outbox is not expected in it yet."""
    expected, found, waiting = count_verdicts(session), index.document_count(), pending(session)
    # A release that waits has up to two documents too few or too many.
    difference = max(0, abs(expected - found) - 2 * waiting)
    examples = (f"{found:,} documents for {expected:,} verdicts",) if difference else ()
    yield Finding("documents of the index", difference, examples)
    lost = [release for release in some_judged(session, LOOKED_FOR) if not _is_found(index, release, now)]
    yield Finding("releases looked for in the index", len(lost), tuple(lost[:MOST_EXAMPLES]))


def _is_found(index: SearchIndex, release_id: str, now: datetime) -> bool:
    request = SearchRequest(
        f"id:{release_id}", now=now, audience=Audience.OPERATOR, include_deprecated=True, include_gone=True, limit=1
    )
    return [hit.document.release_id for hit in index.search(request).hits] == [release_id]
