"""The search index in memory: small, slow and honest. The fake in tests, and what real engines are held against."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from catalog.name_pattern import NamePattern
from search.answering import Counted, Order, Rank, answer, suggest
from search.document import ReleaseDocument
from search.document_json import decode_document, encode_document
from search.errors import IndexLockedError
from search.fields import (
    Facet,
    facet_values,
    keywords,
    numbers,
    texts,
)
from search.index import Committed, Encode, SearchRequest, SearchResult, most_frequent
from search.matching import (
    AllOf,
    AnyOf,
    AtLeast,
    AtMost,
    Everything,
    Field,
    Like,
    Match,
    Not,
    Prefix,
    Token,
)
from search.matching import Sequence as TokenSequence
from search.ordering import best_rank, name_rank, newest_rank
from search.replacing import refuse_foreign

_Documents = dict[str, tuple["Entry", ...]]


class Entry:
    """A document and what is searched of it."""

    def __init__(self, document: ReleaseDocument) -> None:
        self.document = document

    @cached_property
    def tokens(self) -> dict[Field, dict[str, set[int]]]:
        """For each field, where each token stands; what is compared as a whole stands at 0."""
        fields = texts(self.document)
        for name, values in keywords(self.document).items():
            fields[name] = [(value, 0) for value in values]
        for facet, values in facet_values(self.document).items():
            fields[Field(facet)] = [(value, 0) for value in values]
        places: dict[Field, dict[str, set[int]]] = {name: {} for name in fields}
        for name, placed in fields.items():
            for token, position in placed:
                places[name].setdefault(token, set()).add(position)
        return places

    @cached_property
    def numbers(self) -> dict[Field, int]:
        return numbers(self.document)

    def matches(self, match: Match) -> bool:  # noqa: C901, PLR0911 - one return for each kind of condition
        match match:
            case Everything():
                return True
            case Token():
                return match.token in self.tokens[match.field]
            case Prefix():
                return any(token.startswith(match.beginning) for token in self.tokens[match.field])
            case TokenSequence():
                places = [self.tokens[match.field].get(token, set()) for token in match.tokens]
                return any(all(first + step in place for step, place in enumerate(places)) for first in places[0])
            case Like():
                pattern = _pattern(match.pattern)
                return any(map(pattern.matches, self.tokens[match.field]))
            case AtLeast():
                return self.numbers[match.field] >= match.number
            case AtMost():
                return self.numbers[match.field] <= match.number
            case AllOf():
                return all(map(self.matches, match.parts))
            case AnyOf():
                return any(map(self.matches, match.parts))
            case Not():
                return not self.matches(match.part)


_pattern = lru_cache(maxsize=64)(NamePattern.parse)


@dataclass(frozen=True, slots=True)
class _State:
    generation: str
    documents: _Documents

    def first(
        self, match: Match, order: Order, after: Rank | None, limit: int
    ) -> Sequence[tuple[Rank, ReleaseDocument]]:
        found = [entry.document for entries in self.documents.values() for entry in entries if entry.matches(match)]
        if order is Order.BY_NAME:
            by_name = sorted((name_rank(document), document.key, document) for document in found)
            return [(rank, document) for rank, _, document in by_name if not isinstance(after, str) or rank > after][
                :limit
            ]
        rank_of = best_rank if order is Order.BEST_FIRST else newest_rank
        highest = sorted(((rank_of(document), document.key, document) for document in found), reverse=True)
        return [(rank, document) for rank, _, document in highest if not isinstance(after, int) or rank < after][:limit]

    def counting(self, match: Match, now_seconds: int | None) -> Callable[[], Counted]:
        return lambda: self._count(match, now_seconds)

    def _count(self, match: Match, now_seconds: int | None) -> Counted:
        counters: dict[Facet, Counter[str]] = {facet: Counter() for facet in Facet}
        total = 0
        for entry in (entry for entries in self.documents.values() for entry in entries if entry.matches(match)):
            total += 1
            for facet, values in facet_values(entry.document).items():
                counters[facet].update(values)
            is_deprecated = now_seconds is not None and entry.numbers[Field.DEPRECATED] <= now_seconds
            counters[Facet.DEPRECATED]["true" if is_deprecated else "false"] += 1
            counters[Facet.GONE].update(entry.tokens[Field.GONE].keys())
        return total, {facet: most_frequent(counter.items()) for facet, counter in counters.items()}

    def words(self, beginning: str, match: Match) -> Mapping[str, int]:
        return Counter(
            token
            for entries in self.documents.values()
            for entry in entries
            if entry.matches(match)
            for token in entry.tokens[Field.TITLE]
            if token.startswith(beginning)
        )


@dataclass(slots=True)
class _Writer:
    index: "MemoryIndex"
    documents: _Documents
    aside: bool = False
    pending: _Documents = field(default_factory=dict)

    def replace(self, release_id: str, documents: Sequence[ReleaseDocument]) -> None:
        refuse_foreign(release_id, documents)
        self.pending[release_id] = tuple(Entry(document) for document in documents)

    @property
    def encode(self) -> Encode:
        return encode_document

    def replace_encoded(self, release_id: str, documents: Sequence[bytes]) -> None:
        self.replace(release_id, list(map(decode_document, documents)))

    def flush(self) -> Committed:
        self.commit()
        return lambda: True

    def commit(self) -> None:
        if not self.pending:
            return
        self.documents = {
            release_id: entries for release_id, entries in (self.documents | self.pending).items() if entries
        }
        self.pending = {}
        if not self.aside:
            self.index.show(self.documents)


class MemoryIndex:
    """A SearchIndex for one process, forgotten when it ends."""

    def __init__(self) -> None:
        self._state = _State("memory-0", {})
        self._states = 0
        self._writing = threading.Lock()

    def search(self, request: SearchRequest) -> SearchResult:
        return answer(self._state, request)

    def suggest(self, request: SearchRequest) -> Sequence[ReleaseDocument]:
        return suggest(self._state, request)

    @contextmanager
    def writer(self, *, many: bool = False) -> Iterator[_Writer]:  # noqa: ARG002
        with self._locked():
            writer = _Writer(self, self._state.documents)
            yield writer
            writer.commit()

    @contextmanager
    def rebuild(self) -> Iterator[_Writer]:
        with self._locked():
            writer = _Writer(self, {}, aside=True)
            yield writer
            writer.commit()
            self.show(writer.documents)

    def document_count(self) -> int:
        return sum(map(len, self._state.documents.values()))

    def generation(self) -> str:
        return self._state.generation

    def show(self, documents: _Documents) -> None:
        """Make these documents the committed state."""
        self._states += 1
        self._state = _State(f"memory-{self._states}", documents)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        if not self._writing.acquire(blocking=False):
            raise IndexLockedError(
                "Something else is writing to the search index in memory; try again when it is done."
            )
        try:
            yield
        finally:
            self._writing.release()
