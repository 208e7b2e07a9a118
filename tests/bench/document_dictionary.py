"""Trains a dictionary for catalog/document.py and says what it saves.

    PYTHONPATH=. python tests/bench/document_dictionary.py CATALOG.sqlite3 … OUT.zdict

Each catalog's documents have equal weight: dictionary 1 was made from moto's recorded images and from the simulated
EC2's, 6,000 of each. A new dictionary gets a new number, and old ones stay: stored documents need them.
"""

import sqlite3
import sys
from pathlib import Path
from typing import Any

import orjson
import zstandard

from catalog.document import unpack

DOCUMENTS_A_CATALOG = 6_000
DICTIONARY_BYTES = 64 * 1024


def main() -> None:
    *catalogs, out = sys.argv[1:]
    statement = f"SELECT document FROM image ORDER BY random() LIMIT {2 * DOCUMENTS_A_CATALOG}"
    documents = [
        [orjson.dumps(unpack(row[0])) for row in sqlite3.connect(catalog).execute(statement)] for catalog in catalogs
    ]
    training: list[Any] = [document for some in documents for document in some[:DOCUMENTS_A_CATALOG]]
    dictionary = zstandard.train_dictionary(DICTIONARY_BYTES, training, level=3)
    Path(out).write_bytes(dictionary.as_bytes())
    compressor = zstandard.ZstdCompressor(level=3, dict_data=dictionary, write_dict_id=False)
    for catalog, some in zip(catalogs, documents, strict=True):
        unseen = some[DOCUMENTS_A_CATALOG:] or some
        plain, packed = sum(map(len, unseen)), sum(len(compressor.compress(document)) for document in unseen)
        print(f"{catalog}: {plain / len(unseen):.0f} bytes a document, {packed / len(unseen):.0f} packed")


if __name__ == "__main__":
    main()
