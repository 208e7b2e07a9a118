"""Importing a list of whose accounts are whose.

The same list again changes nothing; what it no longer has is taken out.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from catalog.directory import Directory
from catalog.directory_changes import mark_changed
from catalog.imported_accounts import ImportedEntry, imported_entries
from catalog.known_accounts_file import KnownEntry
from catalog.publisher import Origin
from catalog.publisher_tables import ImportedAccount, ListedPublisher

PARTITION = "aws"  # the list tells of no other


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, in accounts."""

    added: int
    changed: int
    removed: int
    same: int


def import_accounts(
    session: Session, entries: Iterable[KnownEntry], built_in: Directory, *, of_list: str, at: datetime
) -> Imported:
    """Make a list's accounts those of these entries, in this transaction; none: forget the list.

    An entry joins the publisher of the directory that it names, and else makes one of its own. Whether its accounts are
    attributed by it is for catalog/whole_directory.py to say.
    """
    before = {_key(entry): entry for entry in imported_entries(session) if entry.list == of_list}
    after: dict[tuple[str, str], ImportedEntry] = {}
    listed: dict[str, ListedPublisher] = {}
    join = _Joining(session, built_in)
    for entry in entries:
        slug = join.slug(entry)
        if built_in.publisher(slug) is None and slug not in listed:
            url = next((source for source in entry.sources if source.startswith("https://")), of_list)
            listed[slug] = ListedPublisher(slug=slug, origin=Origin.IMPORT, name=entry.name, url=url, recorded_at=at)
        for account_id in entry.accounts:
            known = after.get((slug, account_id))
            sources = tuple(dict.fromkeys((*(known.sources if known else ()), *entry.sources)))
            after[slug, account_id] = ImportedEntry(of_list, PARTITION, account_id, slug, entry.name, sources)
    different = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    if different:
        _store(session, of_list, list(after.values()), listed, at)
        mark_changed(session, {(PARTITION, account_id) for _, account_id in different}, at=at)
    return Imported(
        added=len(after.keys() - before.keys()),
        changed=len(different & before.keys() & after.keys()),
        removed=len(before.keys() - after.keys()),
        same=len(after.keys() - different),
    )


def _key(entry: ImportedEntry) -> tuple[str, str]:
    return entry.publisher, entry.account_id


class _Joining:
    """Which publisher an entry speaks of."""

    def __init__(self, session: Session, built_in: Directory) -> None:
        self._names = {
            KnownEntry(name, (), ()).slug: publisher.slug
            for publisher in built_in.publishers()
            for name in (publisher.slug, publisher.name, publisher.name.partition(" (")[0])
        }
        members = select(col(ListedPublisher.slug)).where(col(ListedPublisher.origin) == Origin.MEMBER)
        self._members = set(session.connection().scalars(members))

    def slug(self, entry: KnownEntry) -> str:
        """A publisher of the directory, or one that lists alone know: what a member named himself is no other's."""
        slug = entry.slug
        return f"{slug}-listed" if slug in self._members else self._names.get(slug, slug)


def _store(
    session: Session, of_list: str, entries: list[ImportedEntry], listed: dict[str, ListedPublisher], at: datetime
) -> None:
    session.exec(delete(ImportedAccount).where(col(ImportedAccount.list) == of_list))
    rows = [entry._asdict() | {"sources": json.dumps(entry.sources), "recorded_at": at} for entry in entries]
    if rows:
        session.connection().execute(insert(ImportedAccount), rows)
    for slug, publisher in listed.items():
        found = session.get(ListedPublisher, slug)
        if found is None:
            session.add(publisher)
    session.flush()
    # Publishers that no list names any more.
    session.exec(
        delete(ListedPublisher).where(
            col(ListedPublisher.origin) == Origin.IMPORT,
            col(ListedPublisher.slug).not_in(select(col(ImportedAccount.publisher))),
        )
    )
