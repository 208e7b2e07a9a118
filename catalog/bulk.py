"""Statements on thousands of rows at once, in the words of the session's engine."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import ColumnElement, FromClause, func, literal, select
from sqlalchemy.dialects import postgresql
from sqlmodel import Session


def listed(session: Session, values: Sequence[Any], kind: type[str | int] = str) -> FromClause:
    """Texts, or numbers, as a table of one column, `value`, in their order: one statement for all of them."""
    if _is_sqlite(session):
        return func.json_each(orjson.dumps(values).decode()).table_valued("value")
    type_ = postgresql.ARRAY(postgresql.BIGINT if kind is int else postgresql.TEXT)
    return select(func.unnest(literal(list(values), type_)).label("value")).subquery()


def listed_pairs(session: Session, pairs: Mapping[str, str | None]) -> FromClause:
    """Texts by their keys as a table of two columns, `key` and `value`, in their order."""
    if _is_sqlite(session):
        return func.json_each(orjson.dumps(pairs).decode()).table_valued("key", "value")
    return func.json_each_text(literal(dict(pairs), postgresql.JSON)).table_valued("key", "value")


def in_row_order(session: Session, row: ColumnElement[int], condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition on many rows, met in the order of their ids, as they lie in SQLite's file. PostgreSQL sees to it."""
    return row.in_(select(row).where(condition).order_by(row)) if _is_sqlite(session) else condition


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"
