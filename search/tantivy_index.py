"""The search index in a directory, by Tantivy: the embedded default.

Every process opens the directory by itself. A search costs two `stat` calls to notice commits and swapped generations
(search/generations.py). Hits come by rank out of a column, not by text score: search/matching.py says what is better
than what, so no frequencies are needed, and a page costs the same at any depth.
"""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import orjson
import tantivy
from tantivy import Occur

from search.answering import Counted, Order, Rank, answer, suggest
from search.beside import Beside
from search.document import ReleaseDocument
from search.errors import IndexUnavailableError
from search.fields import Facet
from search.generations import Generations, Signature, signature, unavailable
from search.index import MOST_FACET_VALUES, DocumentWriter, SearchRequest, SearchResult, most_frequent
from search.matching import AtMost, Field, Match
from search.packed_facets import COLUMNS, unpack
from search.recent import Recent
from search.tantivy_aside import WriterAside
from search.tantivy_document import (
    BEST,
    BY_NAME,
    COUNTED,
    COUNTED_NUMBERS,
    COUNTED_TEXTS,
    NEWEST,
)
from search.tantivy_queries import document_at
from search.tantivy_schema import FORMAT, Compiler, schema, with_tokenizers
from search.tantivy_writer import Writer, mapped_errors

# Tantivy gives up on an aggregation of more buckets than 65,000. No world has as many different sets of regions.
_MOST_PACKED_VALUES: Final = 60_000
# A segment reports this many publishers, and accounts; a count misses only segments where it is not among the first so
# many. A publisher costs a look-up in the segment's dictionary; an account is a number, and costs only being added up.
_MOST_TEXTS_A_SEGMENT: Final = 120
_MOST_NUMBERS_A_SEGMENT: Final = 1_000
_MOST_VALUES_A_SEGMENT: Final[Mapping[str, int]] = {
    **dict.fromkeys(COUNTED_TEXTS, _MOST_TEXTS_A_SEGMENT),
    **dict.fromkeys(COUNTED_NUMBERS, _MOST_NUMBERS_A_SEGMENT),
}
_COLUMN_OF: Final = {Order.BEST_FIRST: BEST, Order.NEWEST_FIRST: NEWEST, Order.BY_NAME: BY_NAME}
# Counting many documents takes long, and what finds many is asked often: the home page, a region, an architecture.
# What was counted belongs to one committed state, and to one audience, which is among the conditions.
_REMEMBERED_FROM: Final = 20_000
_MOST_REMEMBERED: Final = 64
# Words that begin with one letter, some thousands, for one audience and minute.
_MOST_VOCABULARIES: Final = 32
_META: Final = "meta.json"  # Tantivy replaces it at every commit
_EMPTY: Final = "empty"


class _State:
    """One committed state: a Snapshot (search/answering.py) over one Tantivy searcher."""

    def __init__(self, index: tantivy.Index, generation: str, directory: Path, beside: Beside) -> None:
        self._beside = beside
        self._index = index
        self._directory = directory
        self.searcher = index.searcher()
        self._query = Compiler(index.schema, self.searcher).query
        self.generation = generation
        self._counts: Recent[tuple[Match, int | None], Counted] = Recent(_MOST_REMEMBERED)
        self._words: Recent[tuple[str, Match], Mapping[str, int]] = Recent(_MOST_VOCABULARIES)

    def first(
        self, match: Match, order: Order, after: Rank | None, limit: int
    ) -> Sequence[tuple[Rank, ReleaseDocument]]:
        by_name = order is Order.BY_NAME
        with mapped_errors(self._directory):
            found = self.searcher.search(
                tantivy.Query.boolean_query([(Occur.Must, self._query(match)), *self._behind(order, after)]),
                limit,
                count=False,
                order_by_field=_COLUMN_OF[order],
                order=tantivy.Order.Asc if by_name else tantivy.Order.Desc,
            )
            return [(rank, document_at(self.searcher, address)) for rank, address in found.hits]

    def counting(self, match: Match, now_seconds: int | None) -> Callable[[], Counted]:
        asked = match, now_seconds
        known = self._counts.known(asked)
        if known is not None:
            return lambda: known
        counting = partial(self._counted, match, now_seconds)
        return self._beside.begin(
            lambda: self._counts.told(asked, counting, worth=lambda counted: counted[0] >= _REMEMBERED_FROM)
        )

    def _counted(self, match: Match, now_seconds: int | None) -> Counted:
        wanted: dict[str, Any] = {}
        if now_seconds is not None:
            ranges = [{"key": "true", "to": now_seconds + 1}, {"key": "false", "from": now_seconds + 1}]
            wanted[Facet.DEPRECATED] = {"range": {"field": Facet.DEPRECATED, "ranges": ranges}}
        for name in (*COLUMNS, *COUNTED):
            size = _MOST_PACKED_VALUES if name in COLUMNS else MOST_FACET_VALUES
            of_segment = _MOST_VALUES_A_SEGMENT.get(name, _MOST_PACKED_VALUES)
            wanted[name] = {"terms": {"field": name, "size": size, "segment_size": of_segment}}
        with mapped_errors(self._directory):
            counted = self.searcher.aggregate(self._query(match), wanted)
        counts = {
            name: [(bucket["key"], bucket["doc_count"]) for bucket in counted[name]["buckets"] if bucket["doc_count"]]
            for name in wanted
        }
        facets: dict[Facet, Iterable[tuple[str, int]]] = {facet: counts[facet] for facet in COUNTED_TEXTS}
        for facet in COUNTED_NUMBERS:
            facets[facet] = [(f"{int(account):012}", count) for account, count in counts[facet]]
        for column in COLUMNS:
            for facet, counter in unpack(column, counts[column]).items():
                facets[facet] = counter.items()
        total = sum(count for _, count in facets[Facet.GONE])  # every document is either gone or not
        facets[Facet.DEPRECATED] = counts.get(Facet.DEPRECATED, [("false", total)] if total else [])
        return total, {facet: most_frequent(facets[facet]) for facet in Facet}

    def words(self, beginning: str, match: Match) -> Mapping[str, int]:
        return self._words.told((beginning, match), lambda: self._words_looked_up(beginning, match))

    def _words_looked_up(self, beginning: str, match: Match) -> Mapping[str, int]:
        with mapped_errors(self._directory):
            found = self.searcher.terms_with_prefix(Field.TITLE, beginning, self._query(match))
        return {token: count for token, count in found if count}

    def _behind(self, order: Order, rank: Rank | None) -> list[tuple[Occur, tantivy.Query]]:
        match rank:
            case None:
                return []
            case 0:
                return [(Occur.Must, tantivy.Query.empty_query())]
            case int():
                return [
                    (
                        Occur.Must,
                        self._query(AtMost(Field.BEST if order is Order.BEST_FIRST else Field.CREATED, rank - 1)),
                    )
                ]
            case str():
                # Only Tantivy's own language compares strings; name_rank() holds nothing that needs quoting there.
                return [(Occur.Must, self._index.parse_query(f"{BY_NAME}:{{{rank} TO *}}"))]


class TantivyIndex:
    """A SearchIndex in a directory. One object serves all threads of a process."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._generations = Generations(directory, FORMAT)
        self._refreshing = threading.Lock()
        self._seen: tuple[Signature | None, Signature | None] = (None, None)
        self._generation: Path | None = None
        self._index = _empty_index()
        self._beside = Beside()
        self._state = _State(self._index, _EMPTY, directory, self._beside)

    def search(self, request: SearchRequest) -> SearchResult:
        return answer(self._current(), request)

    def suggest(self, request: SearchRequest) -> Sequence[ReleaseDocument]:
        return suggest(self._current(), request)

    @contextmanager
    def writer(self, *, many: bool = False) -> Iterator[DocumentWriter]:
        with self._generations.locked():
            self._generations.remove_stale()
            generation = self._generations.current()
            if generation is None:
                generation = self._made()
                self._generations.switch_to(generation)
            with (WriterAside if many else Writer)(generation, self._directory) as writer:
                yield writer

    @contextmanager
    def rebuild(self) -> Iterator[DocumentWriter]:
        with self._generations.locked():
            with suppress(IndexUnavailableError):  # a pointer that cannot be read is what a rebuild mends
                self._generations.remove_stale()
            generation = self._made()
            try:
                with Writer(generation, self._directory) as writer:
                    yield writer
            except BaseException:
                shutil.rmtree(generation, ignore_errors=True)
                raise
            self._generations.switch_to(generation)

    def _made(self) -> Path:
        """A generation with nothing in it."""
        generation = self._generations.create()
        with mapped_errors(self._directory):
            tantivy.Index(schema(), str(generation))
        return generation

    def document_count(self) -> int:
        return self._current().searcher.num_docs

    def generation(self) -> str:
        return self._current().generation

    def _current(self) -> _State:
        """The newest committed state, opened again only when a file says that there is a newer one."""
        with self._refreshing:
            while True:
                pointer = self._generations.signature()
                try:
                    return self._refreshed(pointer)
                except (ValueError, OSError) as error:
                    # While it was being opened, a writer may have removed it in favour of the next one.
                    if self._generations.signature() == pointer:
                        raise unavailable(self._directory, str(error)) from error

    def _refreshed(self, pointer: Signature | None) -> _State:
        is_same = pointer == self._seen[0]
        generation = self._generation if is_same else self._generations.current()
        if generation is None and self._generation is not None:
            raise unavailable(self._directory, "it was removed")
        meta = None if generation is None else signature(generation / _META)
        if is_same and meta == self._seen[1]:
            return self._state
        # The name is read before the index is: it may be older than what it names, never newer, or a cache would keep
        # old answers under the new name.
        name = _EMPTY if generation is None else _name(generation)
        if is_same:
            self._index.reload()
        else:
            self._index = _empty_index() if generation is None else _opened(generation)
        self._state = _State(self._index, name, self._directory, self._beside)
        self._generation, self._seen = generation, (pointer, meta)
        return self._state


def _name(generation: Path) -> str:
    """Tantivy counts operations; the count of the last commit tells one committed state from the next."""
    return f"{generation.name[:12]}-{orjson.loads((generation / _META).read_bytes())['opstamp']}"


def _empty_index() -> tantivy.Index:
    return with_tokenizers(tantivy.Index(schema()), writing=False)


def _opened(generation: Path) -> tantivy.Index:
    index = with_tokenizers(tantivy.Index.open(str(generation)), writing=False)
    index.config_reader("manual", 0)  # its own watcher would poll the directory in a thread
    index.reload()
    return index
