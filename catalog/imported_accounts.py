"""Accounts from imported lists, as they are kept: which list, which publisher, what the list cites."""

import json
from typing import NamedTuple

from sqlmodel import Session, col, select

from catalog.publisher_tables import ImportedAccount


class ImportedEntry(NamedTuple):
    """One account as a list gives it. `list` says where the list is kept, `sources` what it cites."""

    list: str
    partition: str
    account_id: str
    publisher: str
    name: str
    sources: tuple[str, ...]


def imported_entries(session: Session) -> tuple[ImportedEntry, ...]:
    """Everything imported, by publisher and account."""
    order = (ImportedAccount.publisher, ImportedAccount.partition, ImportedAccount.account_id, ImportedAccount.list)
    rows = session.exec(select(ImportedAccount).order_by(*map(col, order))).all()
    return tuple(
        ImportedEntry(row.list, row.partition, row.account_id, row.publisher, row.name, tuple(json.loads(row.sources)))
        for row in rows
    )
