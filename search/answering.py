"""How every engine answers a request: tiers, order, pages and cursors, from three primitives of one committed state."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from enum import Enum
from typing import Protocol

from search.correcting import Spelling
from search.cursor import Cursor, Position, read_cursor, write_cursor
from search.document import Audience, ReleaseDocument
from search.errors import BadCursorError
from search.fields import FILTERS, Facet
from search.index import SUGGESTED_FROM_HITS, Hit, SearchRequest, SearchResult, Sort
from search.matching import AllOf, AnyOf, AtLeast, AtMost, Field, Match, Not, Token
from search.ordering import NEVER_SECONDS, oldest_rank_of, seconds
from search.query import parse_query
from search.terms import Query
from search.tiers import asks_for_the_past, telling, tiers, word_match

Rank = int | str
# Whoever finds so few may have misspelt a word that somebody else misspelt before him.
FEW_HITS = 10
_SHOWN_TO = {Audience.PUBLIC: Field.SHOWN_TO_PUBLIC, Audience.OPERATOR: Field.SHOWN_TO_OPERATOR}
_NAME_RANK = re.compile(r"[\w./-]+,[0-9a-f]{8}")


class Order(Enum):
    """The orders an engine keeps ranks for (search/ordering.py)."""

    BEST_FIRST = "best_first"
    NEWEST_FIRST = "newest_first"
    BY_NAME = "by_name"


Counted = tuple[int, Mapping[Facet, Sequence[tuple[str, int]]]]


class Snapshot(Protocol):
    """One committed state of an index."""

    @property
    def generation(self) -> str:
        """The state's name."""

    def first(
        self, match: Match, order: Order, after: Rank | None, limit: int
    ) -> Sequence[tuple[Rank, ReleaseDocument]]:
        """The first `limit` documents that match and stand behind the rank `after`, in order, with their ranks."""

    def counting(self, match: Match, now_seconds: int | None) -> Callable[[], Counted]:
        """Begin to count, and give what waits for it: how many documents match, and the facets of SearchResult over
        them.

        What is deprecated at `now_seconds` counts as such; None: nothing that matches is, by its conditions.
        """

    def words(self, beginning: str, match: Match) -> Mapping[str, int]:
        """The tokens of titles that begin so, and how many of the documents that match hold each. Not 0."""


_ORDER_OF = {
    Sort.RELEVANCE: Order.BEST_FIRST,
    Sort.NEWEST: Order.NEWEST_FIRST,
    Sort.NAME: Order.BY_NAME,
}


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the answer in which documents stand by rank alone."""

    score: float
    match: Match


def answer(snapshot: Snapshot, request: SearchRequest) -> SearchResult:
    """Answer the request from this state, by the laws of SearchIndex. Raises BadQueryError and BadCursorError."""
    query = telling(parse_query(request.text))
    if asks_for_the_past(query):
        request = replace(request, include_deprecated=True, include_gone=True)
    cursor = Cursor(_minute_of(request), Position(0, None))
    if request.cursor is not None:
        cursor = read_cursor(request.cursor, request, query)
    first_page, order = request.cursor is None, _ORDER_OF[request.sort]
    parts, everything = _parts(query, request, cursor.now_seconds)
    counted_now = cursor.now_seconds if request.include_deprecated else None
    counting = snapshot.counting(everything, counted_now)
    # The first page is read meanwhile; a later one's place may be of the corrected query.
    found = _hits(snapshot, parts, order, cursor.position, request.limit + 1) if first_page else []
    total, facets = counting()
    corrected = None if total else _spelling(snapshot, request, cursor.now_seconds).correct(query)
    if corrected is not None:
        parts, everything = _parts(corrected.query, request, cursor.now_seconds)
        total, facets = snapshot.counting(everything, counted_now)()
    if not first_page or corrected is not None:
        _refuse_forged(cursor, order, len(parts))
        found = _hits(snapshot, parts, order, cursor.position, request.limit + 1)
    # One more than asked for tells whether there is a next page.
    next_cursor = None
    if len(found) > request.limit:
        last_shown, _ = found[request.limit - 1]
        next_cursor = write_cursor(replace(cursor, position=last_shown), request, query)
    return SearchResult(
        hits=tuple(hit for _, hit in found[: request.limit]),
        total=total,
        facets=facets,
        next_cursor=next_cursor,
        generation=snapshot.generation,
        corrected={} if corrected is None else corrected.replaced,
        also=_spelling(snapshot, request, cursor.now_seconds).better_known(query) if 0 < total <= FEW_HITS else {},
    )


def suggest(snapshot: Snapshot, request: SearchRequest) -> Sequence[ReleaseDocument]:
    """The first release of each family, by the law of SearchIndex.suggest. Raises BadQueryError."""
    query = telling(parse_query(request.text))
    if asks_for_the_past(query):
        request = replace(request, include_deprecated=True, include_gone=True)
    now_seconds, order = _minute_of(request), _ORDER_OF[request.sort]
    parts, _ = _parts(query, request, now_seconds)
    families: dict[str, ReleaseDocument] = {}
    # Families differ mostly from the first hits on, since those that were superseded stand behind: a few are enough.
    few = min(2 * request.limit, SUGGESTED_FROM_HITS)
    position = Position(0, None)
    for some in filter(None, (few, SUGGESTED_FROM_HITS - few)):
        found = _hits(snapshot, parts, order, position, some)
        if not found and position.rank is None:
            corrected = _spelling(snapshot, request, now_seconds).correct(query)
            if corrected is not None:
                parts, _ = _parts(corrected.query, request, now_seconds)
                found = _hits(snapshot, parts, order, position, some)
        for _, hit in found:
            families.setdefault(hit.document.family_id, hit.document)
        if len(families) >= request.limit or len(found) < some:
            break
        position, _ = found[-1]
    return tuple(families.values())[: request.limit]


def _minute_of(request: SearchRequest) -> int:
    """Now, in seconds, as of the minute: EC2 deprecates on whole minutes, and for a minute the same is asked alike."""
    now = seconds(request.now)
    return now - now % 60


def _hits(
    snapshot: Snapshot, parts: Sequence[_Part], order: Order, start: Position, limit: int
) -> list[tuple[Position, Hit]]:
    """The first `limit` hits behind a position, in order, with theirs."""
    found: list[tuple[Position, Hit]] = []
    after = start.rank
    for place in range(start.part, len(parts)):
        for rank, document in snapshot.first(parts[place].match, order, after, limit - len(found)):
            found.append((Position(place, rank), Hit(document, parts[place].score)))
        if len(found) >= limit:
            break
        after = None
    return found


def _spelling(snapshot: Snapshot, request: SearchRequest, now_seconds: int) -> Spelling:
    """What the audience sees decides what is a word, whatever the filters: a word of theirs is never a typo."""
    seen = AllOf(_conditions(SearchRequest(now=request.now, audience=request.audience), now_seconds))
    return Spelling(
        vocabulary=lambda beginning: snapshot.words(beginning, seen),
        finds_something=lambda word: bool(
            snapshot.first(AllOf((seen, word_match(word, now_seconds))), Order.NEWEST_FIRST, None, 1)
        ),
    )


def _parts(query: Query, request: SearchRequest, now_seconds: int) -> tuple[list[_Part], Match]:
    """The answer's stretches in order, and what all of them match together."""
    conditions = _conditions(request, now_seconds)
    levels = tiers(query, request.text, now_seconds)
    everything = AllOf((*conditions, levels[-1].match))
    if request.sort is not Sort.RELEVANCE:
        return [_Part(0.0, everything)], everything
    deprecated = AtMost(Field.DEPRECATED, now_seconds)
    gone = Token(Field.GONE, "true")
    current: list[tuple[Match, ...]] = [()]
    if request.include_deprecated or request.include_gone:
        # Conditions that are both positive: an engine walks them without looking at the documents in between.
        current = [
            (AtLeast(Field.DEPRECATED, now_seconds + 1), Token(Field.GONE, "false")),
            (AnyOf((deprecated, gone)),),
        ]
    parts = []
    better: tuple[Match, ...] = ()
    for level in levels:
        parts += [
            _Part(level.score, AllOf((*conditions, *freshness, level.match, *map(Not, better))))
            for freshness in current
        ]
        better = (*better, level.match)
    return parts, everything


def _conditions(request: SearchRequest, now_seconds: int) -> tuple[Match, ...]:
    conditions: list[Match] = []
    if request.include_deprecated or request.include_gone:
        conditions.append(Token(Field.AUDIENCE, request.audience))
        if not request.include_deprecated:
            conditions.append(AtLeast(Field.DEPRECATED, now_seconds + 1))
        if not request.include_gone:
            conditions.append(Token(Field.GONE, "false"))
    else:
        conditions.append(AtLeast(_SHOWN_TO[request.audience], now_seconds + 1))
    for facet in FILTERS:
        values = sorted(set(request.filters.get(facet, ())))
        if values:
            conditions.append(AnyOf(tuple(Token(Field(facet), value) for value in values)))
    if request.released_after is not None:
        midnight = datetime.combine(request.released_after, time(), UTC)
        conditions.append(AtLeast(Field.CREATED, oldest_rank_of(seconds(midnight))))
    return tuple(conditions)


def _refuse_forged(cursor: Cursor, order: Order, parts: int) -> None:
    """What is in a cursor comes from outside, however opaque it looks."""
    position = cursor.position
    match position.rank:
        case None:
            is_rank = True
        case int():
            is_rank = order is not Order.BY_NAME and 0 <= position.rank < 2**64
        case str():
            is_rank = order is Order.BY_NAME and _NAME_RANK.fullmatch(position.rank) is not None
    if not is_rank or not 0 <= position.part < parts or not 0 <= cursor.now_seconds < NEVER_SECONDS:
        raise BadCursorError("The cursor was changed on its way; leave it out to start from the first page.")
