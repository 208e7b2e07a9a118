"""Whether a catalog is sound in itself, as far as its database tells."""

from sqlalchemy import text
from sqlmodel import Session


def file_damage(session: Session) -> list[str]:
    """What SQLite finds wrong with the pages of its file, a line each. PostgreSQL's files are its server's business."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    return [line for (line,) in session.execute(text("PRAGMA integrity_check(20)")) if line != "ok"]


def lost_references(session: Session) -> list[str]:
    """Rows of SQLite's that refer to what is not there, as table and row. PostgreSQL lets none be lost."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    found = session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    return [f"{table} {row}" for table, row, *_ in found]
