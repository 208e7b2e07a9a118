"""Accounts of which the directory says something else now, and keying and judging their images anew.

Whoever changes what is known of an account marks it in the same transaction. The worker, or whoever else holds the
lock, keys its images and has its releases judged. A crawl that began before the change keys images as it knew them:
so an account stays marked until no such crawl runs, and is then gone through once more.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from catalog.crawls import CrawlStatus
from catalog.database import Database
from catalog.dialects import insert_or
from catalog.directory import Directory
from catalog.facts import read_fact, write_fact
from catalog.publisher_tables import ChangedAccount
from catalog.rekeying import LOCK, rekey_account
from catalog.tables import Crawl

REVISION = "directory_revision"
# Between a crawl's reading of the directory and the row that says it runs.
CRAWL_START = timedelta(minutes=1)
AccountKey = tuple[str, str]  # partition and account id


def mark_changed(session: Session, accounts: Iterable[AccountKey], *, at: datetime) -> None:
    """Have the images of accounts keyed and judged anew, and every process read the directory anew."""
    insert = insert_or(session, ChangedAccount)
    statement = insert.on_conflict_do_update(
        index_elements=["partition", "account_id"], set_={"changed_at": insert.excluded.changed_at, "keyed_at": None}
    )
    rows = [
        {"partition": partition, "account_id": account_id, "changed_at": at, "keyed_at": None}
        for partition, account_id in sorted(set(accounts))
    ]
    if rows:
        session.connection().execute(statement, rows)
    write_fact(session, REVISION, uuid4().hex)


def directory_revision(session: Session) -> str | None:
    """Another value whenever something was changed; None as long as nothing ever was."""
    return read_fact(session, REVISION)


def changed_accounts(session: Session) -> int:
    """How many accounts wait to be keyed."""
    return session.exec(
        select(func.count()).select_from(ChangedAccount).where(col(ChangedAccount.keyed_at).is_(None))
    ).one()


def key_changed_accounts(database: Database, directory_now: Callable[[], Directory], *, at: datetime) -> int:
    """Key the images of all changed accounts, and put their releases into the outbox.

    How many accounts were gone through. Raises LockHeldError while another process keys.
    """
    with database.read() as session:
        changes = session.exec(select(ChangedAccount)).all()
        began = session.exec(select(func.min(Crawl.started_at)).where(col(Crawl.status) == CrawlStatus.RUNNING)).one()
    certain = {change.account_id for change in changes if began is None or began > change.changed_at + CRAWL_START}
    due = [change for change in changes if change.keyed_at is None or change.account_id in certain]
    if not due:
        return 0
    directory = directory_now()  # only now: it must know of every change that was read
    with database.lock(LOCK):
        for change in due:
            rekey_account(database, directory, change.partition, change.account_id)
            with database.write() as session:
                _settle(session, change, at, certain=change.account_id in certain)
    return len(due)


def _settle(session: Session, change: ChangedAccount, at: datetime, *, certain: bool) -> None:
    same = (
        col(ChangedAccount.partition) == change.partition,
        col(ChangedAccount.account_id) == change.account_id,
        col(ChangedAccount.changed_at) == change.changed_at,  # else it was changed again meanwhile
    )
    if certain:
        session.exec(delete(ChangedAccount).where(*same))
    else:
        session.exec(update(ChangedAccount).where(*same).values(keyed_at=at))
