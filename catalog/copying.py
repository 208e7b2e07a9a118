"""Copying every row of one catalog into another, whichever engines they are on."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, select, type_coerce
from sqlmodel import Session

from catalog.dialects import give_ids_after, insert_many
from catalog.schema import metadata
from catalog.utc_time import UtcTime

ROWS_A_BATCH = 10_000


def copy_rows(source: Session, target: Session, *, progress: Callable[[str, int], None]) -> int:
    """Copy all rows, in the target's one transaction; how many there are.

    Both have the tables of this code, and the target's are empty. `progress` is told the table and its rows done.
    """
    copied = 0
    # Parents first: a foreign key is checked row by row.
    for table in metadata.sorted_tables:
        names = [column.name for column in table.columns]
        rows = source.connection().execute(
            select(*map(_as_stored, table.columns)), execution_options={"stream_results": True}
        )
        done = 0
        for batch in rows.partitions(ROWS_A_BATCH):
            insert_many(target, table, names, [tuple(row) for row in batch])
            done += len(batch)
            progress(table.name, done)
        give_ids_after(target, table)
        copied += done
    return copied


def _as_stored(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Times are the same number on every engine: nobody needs millions of datetimes made of them on the way."""
    return type_coerce(column, BigInteger()) if isinstance(column.type, UtcTime) else column
