"""Trains a dictionary for catalog/packing.py and says what it saves.

    python -m tests.bench.dictionary document|signals|release CATALOG.sqlite3 … OUT.zdict

Each catalog has equal weight. Dictionary 1 was made from moto's recorded images and from the simulated EC2's, 6,000 of
each; 2 and 3 from as many releases of both. A new dictionary gets a new number, and old ones stay: what is stored needs
them.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import zstandard

from catalog.database import Database
from catalog.directory import load_directory
from catalog.packing import unpack_json
from search.document_json import encode_document
from search.indexing import Indexer

SAMPLES_A_CATALOG = 6_000
DICTIONARY_BYTES = 64 * 1024


def main() -> None:
    kind, *catalogs, out = sys.argv[1:]
    samples = [KINDS[kind](catalog) for catalog in catalogs]
    training: list[Any] = [sample for some in samples for sample in some[:SAMPLES_A_CATALOG]]
    dictionary = zstandard.train_dictionary(DICTIONARY_BYTES, training, level=3)
    Path(out).write_bytes(dictionary.as_bytes())
    compressor = zstandard.ZstdCompressor(level=3, dict_data=dictionary, write_dict_id=False)
    for catalog, some in zip(catalogs, samples, strict=True):
        unseen = some[SAMPLES_A_CATALOG:] or some
        plain, packed = sum(map(len, unseen)), sum(len(compressor.compress(sample)) for sample in unseen)
        print(f"{catalog}: {plain / len(unseen):.0f} bytes each, {packed / len(unseen):.0f} packed")


def column(table: str, name: str) -> Callable[[str], list[bytes]]:
    def read(catalog: str) -> list[bytes]:
        statement = f"SELECT {name} FROM {table} ORDER BY random() LIMIT {2 * SAMPLES_A_CATALOG}"
        return [unpack_json(row[0]) for row in sqlite3.connect(catalog).execute(statement)]

    return read


def releases(catalog: str) -> list[bytes]:
    """The documents of a catalog whose releases wait in the outbox."""
    documents: list[bytes] = []

    @contextmanager
    def writer() -> Iterator[Any]:
        yield SimpleNamespace(replace=lambda _, made: documents.extend(map(encode_document, made)))

    index: Any = SimpleNamespace(writer=writer)
    Indexer(Database(f"sqlite:///{catalog}"), load_directory(), index).drain(2 * SAMPLES_A_CATALOG)
    return documents


KINDS = {"document": column("image", "document"), "signals": column("release", "signals"), "release": releases}


if __name__ == "__main__":
    main()
