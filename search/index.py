"""The seam between Amidex and its search engines: what is asked, what is answered, and the laws.

Whoever searches or indexes knows this file and search/document.py and no engine. tests/contracts/search_index.py
runs the laws on every engine.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from search.document import Audience, ReleaseDocument
from search.errors import BadRequestError
from search.fields import FILTERS, Facet

LARGEST_LIMIT = 100
# A facet names its most frequent values. Owners go into the tens of thousands; nobody reads so far.
MOST_FACET_VALUES = 100
# Suggestions are made of so many first hits. Families beyond are not what is being typed.
SUGGESTED_FROM_HITS = 40


class Sort(StrEnum):
    """How hits are ordered. Ties are broken by the release's id, so every order is total."""

    RELEVANCE = "relevance"  # best tier (search/matching.py), then neither deprecated nor gone, then newest
    NEWEST = "newest"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. Raises BadRequestError when made with a limit, filter or time that makes no sense.

    `filters` maps a facet to the values of which a release must have at least one; facets are combined with "and".
    `now` decides what is deprecated; a cursor carries the moment of its first page, so a list does not shift while it
    is paged through. Times are compared to the second. `released_after` counts from the beginning of that day in UTC.
    """

    text: str = ""
    now: datetime = field(kw_only=True)
    audience: Audience = field(default=Audience.PUBLIC, kw_only=True)
    filters: Mapping[Facet, Collection[str]] = field(default_factory=dict, kw_only=True)
    released_after: date | None = field(default=None, kw_only=True)
    include_deprecated: bool = field(default=False, kw_only=True)
    include_gone: bool = field(default=False, kw_only=True)
    sort: Sort = field(default=Sort.RELEVANCE, kw_only=True)
    limit: int = field(default=20, kw_only=True)
    cursor: str | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= LARGEST_LIMIT:
            message = f"The limit is {self.limit}; it can be 1 to {LARGEST_LIMIT}. Page on with next_cursor."
            raise BadRequestError(message)
        for facet, values in self.filters.items():
            if facet not in FILTERS:
                raise BadRequestError(f"{facet} is no filter; filters are {', '.join(FILTERS)}.")
            if isinstance(values, str):
                raise BadRequestError(
                    f"The values of the filter {facet} are a list of strings, not the string {values!r}."
                )
        if self.now.tzinfo is None:
            raise BadRequestError(f"now is {self.now.isoformat()}, without a time zone; give it in UTC.")


@dataclass(frozen=True, slots=True)
class Hit:
    """A release that was found.

    `score` is its tier, 1 to 4 (search/matching.py); 0 without words, and in other sorts than relevance.
    """

    document: ReleaseDocument
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of an answer. Everything in it is from one committed state, named by `generation`.

    `total` is exact. `facets` has every facet; values are counted over all matches (not the page) under all filters,
    most frequent first, equals by value, `MOST_FACET_VALUES` at most; where a facet has many thousands of values
    (owners), an engine may count those that are rare too low. `next_cursor` is None on the last page. When nothing was
    found as typed, `corrected` maps words to those that were looked for in their place; when little was, `also` maps
    words to those near them that many more releases have (search/correcting.py).
    """

    hits: Sequence[Hit]
    total: int
    facets: Mapping[Facet, Sequence[tuple[str, int]]]
    next_cursor: str | None
    generation: str
    corrected: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)


def most_frequent(counts: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """The counted values of one facet as `SearchResult.facets` has them."""
    ordered = sorted(counts, key=lambda counted: (-counted[1], counted[0]))
    return tuple(ordered[:MOST_FACET_VALUES])


Encode = Callable[[ReleaseDocument], bytes]
# Whether what was written until some moment is visible and durable by now. Raises what went wrong with it.
Committed = Callable[[], bool]


class DocumentWriter(Protocol):
    """Writes documents. Nothing is visible to any reader before a commit; then all of it is, at once."""

    def replace(self, release_id: str, documents: Sequence[ReleaseDocument]) -> None:
        """Remove every document of the release and add these (none, one or two with different audiences).

        Raises ValueError for a document of another release or two documents with one audience.
        """

    @property
    def encode(self) -> Encode:
        """Makes what `replace_encoded` takes, in whatever process of ours, which leaves the writer's less to do."""

    def replace_encoded(self, release_id: str, documents: Sequence[bytes]) -> None:
        """The same as `replace` with documents that were encoded."""

    def flush(self) -> Committed:
        """As `commit`, but go on at once where another process writes. What it gives tells whether it is done."""

    def commit(self) -> None:
        """Make everything since the last commit visible and durable. Without any there is nothing to do."""


class SearchIndex(Protocol):
    """A disposable copy of what the catalog knows, for searching.

    Laws:
    - An audience sees only documents for it. No hit, total, facet or cursor of a PUBLIC answer depends on a document
      that is not for the public.
    - Exactly one writer or rebuild is open at a time, over all processes; a second one raises IndexLockedError at once.
    - Searches never wait for a writer, and see committed states only, at the latest one second after the commit,
      in this process and in others, without a restart.
    - An index that was never written is empty: searches answer with nothing.
    - The same request on the same state gives the same answer, on every engine: hits, order, total, facets.
    - Following next_cursor through an unchanged index visits every hit exactly once, at any depth, each page for about
      the price of the first. Through a changing one, a hit that did not change is visited exactly once.
    - `generation` changes whenever a commit or a swap changes answers.
    """

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer a request. Raises BadQueryError, BadCursorError, IndexUnavailableError."""

    def suggest(self, request: SearchRequest) -> Sequence[ReleaseDocument]:
        """What may be meant by what is being typed: of each family the release that `search` shows first.

        In the order of `search`, among its first SUGGESTED_FROM_HITS hits, `limit` at most. Nothing is counted, so that
        it may be asked at each keystroke. The request's cursor is not looked at. Raises BadQueryError,
        IndexUnavailableError.
        """

    def writer(self, *, many: bool = False) -> AbstractContextManager[DocumentWriter]:
        """A writer on the current index. Leaving commits; leaving by an exception drops what was not committed.

        `many`: there are thousands of releases to write, for which an engine may take more of the machine.

        Hold it for a batch, not for good: `rebuild` waits for nobody. Raises IndexLockedError, IndexUnavailableError.
        """

    def rebuild(self) -> AbstractContextManager[DocumentWriter]:
        """A writer on an empty index built aside, which replaces the current one when the block is left.

        Searches go on with the old one meanwhile, and see the new one only, whole, afterwards. Leaving by an exception
        deletes what was built; so does the next rebuild when a process died in the middle. Its `commit` saves progress
        but shows nothing. Works whatever state the current index is in. Raises IndexLockedError.
        """

    def document_count(self) -> int:
        """How many documents the committed state holds. Raises IndexUnavailableError."""

    def generation(self) -> str:
        """A short name of the committed state, cheap to ask for on every request. Raises IndexUnavailableError."""
