"""What `amidex doctor` looks at: each check says what it found, how good that is, and what to do."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from api.mail import MailError
from catalog import outbox
from catalog.crawl_requests import open_crawl_requests
from catalog.crawls import CrawlStatus, latest_crawls
from catalog.dialects import server_time
from catalog.errors import (
    CatalogError,
    DatabaseDamagedError,
    DatabaseLockedError,
    DatabaseMissingError,
    DatabaseUnreachableError,
    LockHeldError,
    SchemaVersionError,
)
from catalog.queue_tables import queued_crawls
from catalog.tables import Crawl
from catalog.utc_time import now
from cli.wiring import WORKER_LOCK, Workplace
from crawler.ec2 import Ec2
from crawler.errors import CrawlError, CredentialsError, DeniedError
from search.errors import SearchError

# A crawl of the world takes some 3 GB, and SQLite and the index need room beside what they replace.
LITTLE_BYTES, TOO_LITTLE_BYTES = 4 << 30, 256 << 20
# AWS refuses requests that were signed more than five minutes ago.
CLOCK_DOUBTFUL, CLOCK_WRONG = timedelta(seconds=30), timedelta(minutes=4)
LONG_LAG = timedelta(hours=1)


class Health(StrEnum):
    """How good what was found is. Only what is wrong keeps Amidex from doing its work."""

    RIGHT = "right"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found. `do`: what to do about it."""

    check: str
    health: Health
    found: str
    do: str | None = None


def host_checks(workplace: Workplace) -> Iterator[Found]:
    """The disk that the data directory is on."""
    directory = workplace.settings.data_dir.absolute()
    existing = next(parent for parent in (directory, *directory.parents) if parent.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        yield Found(
            "disk",
            Health.WRONG,
            f"{existing} cannot be written to by this user",
            "give it to the user that runs Amidex, or set AMIDEX_DATA_DIR",
        )
        return
    free = shutil.disk_usage(existing).free
    told = f"{free / 1e9:,.1f} GB free at {existing}"
    if free < TOO_LITTLE_BYTES:
        yield Found("disk", Health.WRONG, told, "make room: crawls and the index fail when it is full")
    elif free < LITTLE_BYTES:
        yield Found("disk", Health.DOUBTFUL, told, "make room before a crawl of all regions, which takes some 4 GB")
    else:
        yield Found("disk", Health.RIGHT, told)


def catalog_checks(workplace: Workplace) -> Iterator[Found]:
    """The database, its clock, the index, the worker and what waits for it."""
    try:
        database = workplace.database
        with database.read() as session:
            crawls = list(latest_crawls(session, with_private=True))
            waiting, since = outbox.pending(session), outbox.oldest_touch(session)
            requests, queued = open_crawl_requests(session), queued_crawls(session)
            at_server = server_time(session)
    except CatalogError as error:
        yield Found("database", Health.WRONG, str(error), _remedy(error))
        return
    yield Found("database", Health.RIGHT, f"{database.name} answers, and its tables fit this version")
    if at_server is not None:
        yield _clock("database", at_server)
    ahead = [crawl for crawl in crawls if crawl.started_at > now() + CLOCK_DOUBTFUL]
    if ahead:
        yield Found(
            "clock",
            Health.WRONG,
            f"the crawl of {ahead[0].region} began in the future, at {ahead[0].started_at:%F %T} UTC",
            "set this machine's clock; what was crawled meanwhile becomes due again when that time has come",
        )
    yield _index(workplace)
    yield _worker(workplace, waiting, since)
    yield _queue(requests, queued)
    yield _crawls(crawls)


def mail_checks(workplace: Workplace) -> Iterator[Found]:
    """The server that digests are sent by, where one is set."""
    server = workplace.mail
    if server is None:
        return
    try:
        with server.connected():
            yield Found("mail", Health.RIGHT, f"{server.host}:{server.port} takes mail from {server.sender}")
    except MailError as error:
        yield Found("mail", Health.WRONG, str(error), "see AMIDEX_SMTP_URL: digests wait until it answers")


def ec2_checks(ec2: Ec2, *, demo: bool) -> Iterator[Found]:
    """Credentials, the clock as AWS has it, and the permissions of a crawl."""
    if not ec2.has_credentials():
        kind = Health.RIGHT if demo else Health.DOUBTFUL
        yield Found(
            "credentials",
            kind,
            "boto3 finds none: nothing is crawled from AWS",
            None
            if demo
            else "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role",
        )
        return
    try:
        regions, at_aws = ec2.regions_and_time()
    except DeniedError as error:
        yield Found("permissions", Health.WRONG, str(error), "docs/OPERATING.md lists the permissions of a crawl")
        return
    except CrawlError as error:
        check = "credentials" if isinstance(error, CredentialsError) else "EC2"
        yield Found(check, Health.WRONG, str(error))
        return
    yield Found("credentials", Health.RIGHT, f"{ec2.name} takes them, and shows {len(regions)} regions")
    if at_aws is not None:
        yield _clock("AWS", at_aws)
    try:
        ec2.check_images(regions[0])
    except CrawlError as error:
        do = "docs/OPERATING.md lists the permissions of a crawl" if isinstance(error, DeniedError) else None
        yield Found("permissions", Health.WRONG, str(error), do)
        return
    try:
        hidden = ec2.hides_images(regions[0])
    except CrawlError as error:
        yield Found(
            "permissions",
            Health.DOUBTFUL,
            f"images may be described; whether Allowed AMIs hide some cannot be seen ({error})",
            "allow ec2:GetAllowedImagesSettings",
        )
        return
    if hidden:
        yield Found(
            "permissions",
            Health.DOUBTFUL,
            f"the account's Allowed AMIs hide images in {regions[0]} from it",
            "crawl with an account where Allowed AMIs are disabled or in audit mode",
        )
    else:
        yield Found("permissions", Health.RIGHT, "images may be described, and none is hidden by Allowed AMIs")


def _clock(whose: str, there: datetime) -> Found:
    apart = abs(now() - there)
    told = f"{apart.total_seconds():.0f} s from the clock of {whose}"
    if apart < CLOCK_DOUBTFUL:
        return Found("clock", Health.RIGHT, told)
    health = Health.WRONG if apart >= CLOCK_WRONG else Health.DOUBTFUL
    return Found("clock", health, told, "let a time service (chrony, systemd-timesyncd) set this machine's clock")


def _index(workplace: Workplace) -> Found:
    try:
        count = workplace.index.document_count()
        lost = workplace.indexer.is_lost()
    except (SearchError, CatalogError) as error:
        return Found(
            "index", Health.WRONG, str(error), "start `amidex worker`, which builds it anew, or run `amidex reindex`"
        )
    if lost:
        return Found(
            "index",
            Health.WRONG,
            "it is missing, or another version wrote it",
            "start `amidex worker`, which builds it anew, or run `amidex reindex`",
        )
    return Found("index", Health.RIGHT, f"{count:,} documents can be searched")


def _worker(workplace: Workplace, waiting: int, since: datetime | None) -> Found:
    try:
        with workplace.database.lock(WORKER_LOCK):
            runs = False
    except LockHeldError:
        runs = True
    lag = now() - since if since else timedelta()
    told = f"{'one runs' if runs else 'none runs'}, {waiting:,} releases wait to be indexed"
    if waiting and not runs:
        return Found("worker", Health.WRONG, told, "start `amidex worker` (or `amidex up`)")
    if lag > LONG_LAG:
        return Found("worker", Health.DOUBTFUL, f"{told}, the first for {lag}", "see what the worker says")
    if not runs:
        return Found(
            "worker", Health.DOUBTFUL, told, "start `amidex worker` (or `amidex up`): nothing crawls on schedule"
        )
    return Found("worker", Health.RIGHT, told)


def _queue(requests: Mapping[str, int], queued: Mapping[str, int]) -> Found:
    waiting = requests["waiting"] + queued.get("waiting", 0)
    running, failed = requests["running"] + queued.get("running", 0), queued.get("failed", 0)
    told = f"{waiting:,} crawls wait, {running:,} run, {failed:,} were given up"
    if failed:
        return Found("queue", Health.DOUBTFUL, told, "`amidex status` says why they failed")
    return Found("queue", Health.RIGHT, told)


def _crawls(crawls: Sequence[Crawl]) -> Found:
    bad = [crawl for crawl in crawls if crawl.status in (CrawlStatus.FAILED, CrawlStatus.HELD)]
    if not bad:
        return Found("crawls", Health.RIGHT, f"the newest of {len(crawls)} regions and scopes ended well")
    names = ", ".join(f"{crawl.region} {crawl.scope} ({crawl.status})" for crawl in bad[:5])
    return Found(
        "crawls",
        Health.DOUBTFUL,
        f"{len(bad)} of {len(crawls)} did not end well: {names}",
        "`amidex status` says why; those that are held wait for `amidex crawls confirm` or `discard`",
    )


def _remedy(error: CatalogError) -> str:
    match error:
        case DatabaseMissingError():
            return "`amidex up` or `amidex crawl` makes a catalog, `amidex db upgrade` its tables"
        case SchemaVersionError():
            return "`amidex backup` with the version you had, then `amidex db upgrade`; or upgrade Amidex"
        case DatabaseDamagedError():
            return "put back a backup with `amidex restore`"
        case DatabaseUnreachableError():
            return "see whether the server runs, and whether AMIDEX_DATABASE_URL is right"
        case DatabaseLockedError():
            return "another process writes for a long time: try again, and see what it does"
        case _:
            return "the sentence says what is wrong"
