"""The search index on a Meilisearch server, for when one machine is outgrown.

A commit is one task that adds documents, so that it shows whole or not at all: what a release no longer has is
overwritten by a mark that no search finds, and only then deleted. The name of the state stands in a document of its
own, written by the same task. An answer takes several requests; when the state changed between them, it is asked again.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from uuid import uuid4

from search.answering import Counted, Order, Rank, answer, suggest
from search.document import ReleaseDocument
from search.document_json import decode_document, encode_document
from search.errors import IndexUnavailableError
from search.fields import Facet
from search.index import Committed, Encode, SearchRequest, SearchResult, most_frequent
from search.matching import AllOf, AtMost, Field, Match, Prefix
from search.meilisearch_filters import (
    BY_NAME,
    DOCUMENT,
    FORMAT,
    IS_DOCUMENT,
    KEY,
    NUMBERS,
    PAIRS,
    RUNS_OF_THREE,
    any_key,
    decoded,
    encoded,
    encoded_number,
    filter_of,
    written,
)
from search.meilisearch_server import Server, WriterLease
from search.memory_index import Entry
from search.ordering import best_rank, name_rank, newest_rank
from search.replacing import refuse_foreign

# Meilisearch counts exactly up to this many hits, and refuses to page behind them.
_MOST_HITS: Final = 100_000_000
# Owners go into the tens of thousands; what is rarer than so many others may be missing.
_MOST_VALUES: Final = 10_000
_COMPARED_AT_ONCE: Final = 1_000
_RELEASES_AT_ONCE: Final = 500
_TRIES: Final = 20
_STATE: Final = "state"
_Answer = TypeVar("_Answer")
_EMPTY: Final = "empty"
_COLUMN_OF: Final = {
    Order.BEST_FIRST: (Field.BEST, "desc"),
    Order.NEWEST_FIRST: (Field.CREATED, "desc"),
    Order.BY_NAME: (BY_NAME, "asc"),
}
_RANK_OF: Final[dict[Order, Callable[[ReleaseDocument], Rank]]] = {
    Order.BEST_FIRST: best_rank,
    Order.NEWEST_FIRST: newest_rank,
    Order.BY_NAME: name_rank,
}
_ORDERED: Final = (*NUMBERS, BY_NAME)
_COMPARED: Final = tuple(name for name in Field if name not in {*NUMBERS, Field.NAME})
SETTINGS: Final[dict[str, Any]] = {
    "searchableAttributes": [KEY],
    "filterableAttributes": [
        {
            "attributePatterns": ["kind", KEY, RUNS_OF_THREE, *PAIRS.values(), *_COMPARED],
            "features": {"facetSearch": False, "filter": {"equality": True, "comparison": False}},
        },
        {
            "attributePatterns": list(_ORDERED),
            "features": {"facetSearch": False, "filter": {"equality": True, "comparison": True}},
        },
    ],
    "sortableAttributes": [Field.BEST, Field.CREATED, BY_NAME],
    "rankingRules": ["sort"],
    "distinctAttribute": None,
    "faceting": {"maxValuesPerFacet": _MOST_VALUES, "sortFacetValuesBy": {"*": "count"}},
    "pagination": {"maxTotalHits": _MOST_HITS},
    "typoTolerance": {"enabled": False},  # search/correcting.py forgives typos, the same in every engine
}


@dataclass(frozen=True, slots=True)
class _State:
    """A Snapshot (search/answering.py). What `generation` names is there as long as the server still says so."""

    server: Server
    uid: str
    generation: str
    resolved: dict[Match, str] = field(default_factory=dict)

    def first(
        self, match: Match, order: Order, after: Rank | None, limit: int
    ) -> Sequence[tuple[Rank, ReleaseDocument]]:
        column, direction = _COLUMN_OF[order]
        wanted = self._filter(match)
        match after:
            case int():
                wanted += f' AND {column} < "{encoded_number(after)}"'
            case str():
                wanted += f' AND {column} > "{encoded(after)}"'
        found = self._search(wanted, limit=limit, sort=[f"{column}:{direction}"], attributesToRetrieve=[DOCUMENT])
        documents = [decode_document(hit[DOCUMENT].encode()) for hit in found.get("hits", ())]
        return [(_RANK_OF[order](document), document) for document in documents]

    def counting(self, match: Match, now_seconds: int | None) -> Callable[[], Counted]:
        return lambda: self._count(match, now_seconds)

    def _count(self, match: Match, now_seconds: int | None) -> Counted:
        counts = self._counted(self._filter(match), [facet for facet in Facet if facet is not Facet.DEPRECATED])
        total = sum(counts[Facet.GONE].values())  # every document is either gone or not
        deprecated = 0
        if now_seconds is not None:
            past = self._filter(AllOf((match, AtMost(Field.DEPRECATED, now_seconds))))
            deprecated = sum(self._counted(past, [Facet.GONE])[Facet.GONE].values())
        life = {"true": deprecated, "false": total - deprecated}
        counts[Facet.DEPRECATED] = {value: count for value, count in life.items() if count}
        return total, {facet: most_frequent(counts[facet].items()) for facet in Facet}

    def words(self, beginning: str, match: Match) -> Mapping[str, int]:
        holding = self._filter(AllOf((match, Prefix(Field.TITLE, beginning))))
        counts = self._counted(holding, [Field.TITLE])[Field.TITLE]
        return {token: count for token, count in counts.items() if token.startswith(beginning)}

    def documents(self) -> int:
        return sum(self._counted(IS_DOCUMENT, [Facet.GONE])[Facet.GONE].values())

    def _counted(self, wanted: str, names: Sequence[str]) -> dict[Any, dict[str, int]]:
        found = self._search(wanted, limit=0, facets=[str(name) for name in names]).get("facetDistribution", {})
        return {name: {decoded(value): count for value, count in found.get(name, {}).items()} for name in names}

    def _filter(self, match: Match) -> str:
        return f"{IS_DOCUMENT} AND ({filter_of(match, self._resolve)})"

    def _resolve(self, may_fit: str, match: Match) -> str:
        """What only the documents themselves can tell is asked of those that may fit, once for a whole answer."""
        if match not in self.resolved:
            keys: list[str] = []
            last = ""
            while True:
                # Behind the last key by order of name, so that no page costs more than the first.
                behind = f' AND {BY_NAME} > "{last}"' if last else ""
                found = self._search(
                    f"{IS_DOCUMENT} AND ({may_fit}){behind}",
                    limit=_COMPARED_AT_ONCE,
                    sort=[f"{BY_NAME}:asc"],
                    attributesToRetrieve=["id", BY_NAME, DOCUMENT],
                ).get("hits", ())
                if not found:
                    break
                keys += [hit["id"] for hit in found if Entry(decode_document(hit[DOCUMENT].encode())).matches(match)]
                is_last = len(found) < _COMPARED_AT_ONCE
                last = found[-1][BY_NAME]
                if is_last:
                    break
            self.resolved[match] = any_key(keys)
        return self.resolved[match]

    def _search(self, wanted: str, **options: Any) -> dict[str, Any]:
        if self.generation == _EMPTY:
            return {}
        return self.server.search(self.uid, {"filter": wanted, **options})


@dataclass(slots=True)
class _Writer:
    """A DocumentWriter on one index of the server."""

    server: Server
    uid: str
    lease: WriterLease
    pending: dict[str, Sequence[ReleaseDocument]] = field(default_factory=dict)
    aside: bool = False

    def replace(self, release_id: str, documents: Sequence[ReleaseDocument]) -> None:
        refuse_foreign(release_id, documents)
        self.pending[release_id] = tuple(documents)
        if self.aside and len(self.pending) >= _RELEASES_AT_ONCE:
            self.commit()

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
        self.lease.renew()
        rows = {
            identity: written(document, identity)
            for release_id, documents in self.pending.items()
            for place, document in enumerate(documents)
            for identity in (f"{release_id}-{place}",)
        }
        leaving = [identity for identity in self._there(list(self.pending)) if identity not in rows]
        marks = [{"id": identity, "kind": "leaving"} for identity in leaving]
        self.server.add(self.uid, [*rows.values(), *marks, state_document()])
        if leaving:
            self.server.delete(self.uid, 'kind = "leaving"')
        self.pending = {}

    def _there(self, release_ids: Sequence[str]) -> Iterable[str]:
        for start in range(0, len(release_ids), _RELEASES_AT_ONCE):
            some = release_ids[start : start + _RELEASES_AT_ONCE]
            quoted = ", ".join(f'"{encoded(release_id)}"' for release_id in some)
            wanted = f"{IS_DOCUMENT} AND {Field.RELEASE} IN [{quoted}]"
            # A release has two documents at most.
            found = self.server.search(
                self.uid, {"filter": wanted, "limit": 2 * len(some), "attributesToRetrieve": ["id"]}
            )
            yield from (hit["id"] for hit in found["hits"])


def state_document() -> dict[str, str]:
    """A new name for the state of an index."""
    return {"id": _STATE, "kind": "state", "generation": uuid4().hex, "format": FORMAT}


class MeilisearchIndex:
    """A SearchIndex on a server. `uid` names the index there; `key` must allow what the process does with it."""

    def __init__(self, url: str, uid: str, key: str | None = None) -> None:
        self._server = Server(url, key)
        self._uid = uid
        self._writing = threading.Lock()

    def search(self, request: SearchRequest) -> SearchResult:
        return self._of_one_state(lambda state: answer(state, request))

    def suggest(self, request: SearchRequest) -> Sequence[ReleaseDocument]:
        return self._of_one_state(lambda state: suggest(state, request))

    @contextmanager
    def writer(self, *, many: bool = False) -> Iterator[_Writer]:  # noqa: ARG002
        with self._server.lease(self._uid) as lease:
            if self._state().generation == _EMPTY:
                self._make(self._uid)
            writer = _Writer(self._server, self._uid, lease)
            yield writer
            writer.commit()

    @contextmanager
    def rebuild(self) -> Iterator[_Writer]:
        with self._server.lease(self._uid) as lease:
            aside = f"{self._uid}-aside"
            self._server.remove(aside)
            self._make(aside)
            try:
                writer = _Writer(self._server, aside, lease, aside=True)
                yield writer
                writer.commit()
                self._server.create(self._uid)
                self._server.swap(self._uid, aside)
            except BaseException:
                with suppress(IndexUnavailableError):
                    self._server.remove(aside)
                raise
            self._server.remove(aside)

    def document_count(self) -> int:
        return self._state().documents()

    def generation(self) -> str:
        return self._state().generation

    def _of_one_state(self, asked: Callable[[_State], _Answer]) -> _Answer:
        for _ in range(_TRIES):
            state = self._state()
            answered = asked(state)
            if self._state().generation == state.generation:
                return answered
        raise IndexUnavailableError(f"The search index {self._uid} changes faster than it can be read; try again.")

    def _make(self, uid: str) -> None:
        self._server.create(uid)
        self._server.configure(uid, SETTINGS)
        self._server.add(uid, [state_document()])

    def _state(self) -> _State:
        state = self._server.document(self._uid, _STATE)
        if state is None:
            return _State(self._server, self._uid, _EMPTY)
        if state["format"] != FORMAT:
            raise IndexUnavailableError(
                f"The search index {self._uid} was written in format {state['format']}, and this Amidex reads "
                f"{FORMAT}. Run `amidex reindex` to build it again."
            )
        return _State(self._server, self._uid, str(state["generation"]))
