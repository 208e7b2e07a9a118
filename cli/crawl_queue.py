"""The kept queue of crawls that workers on one PostgreSQL share: procrastinate, which only this file imports.

A job is one region and scope. Its laws, all held by the database:
- a region and scope waits in the queue at most once (procrastinate's `queueing_lock`);
- at most one job of a region is taken at a time (`lock`), oldest first;
- a job is kept until its crawl completed or is given up; one whose worker died is taken over by another worker.
"""

import asyncio
import math
from asyncio import CancelledError
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event
from typing import Any

import psycopg
from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job

from catalog.database import Database
from catalog.errors import DatabaseUnreachableError
from catalog.queue_tables import SCHEMA
from catalog.scopes import Scope
from catalog.utc_time import now

QUEUE = "crawls"
TASK = "crawl"
RETRIES = 3
RETRY_GROWTH = 4
# Heartbeats, and looks for workers without one, in the time after which a silent worker counts as dead.
BEATS_A_SILENCE = 3
# Mostly a notification wakes a worker; it looks by itself for what was handed back, taken over or waits for a retry.
POLL_SECONDS = 5.0
STOP_POLL_SECONDS = 0.2
# For heartbeats, jobs taken and jobs ended, all short; one more listens for notifications.
CONNECTIONS = 4

Question = tuple[str, Scope]


class CrawlFailedError(Exception):
    """A crawl did not complete, for a reason that may pass."""


@dataclass(frozen=True, slots=True)
class CrawlRequest:
    """A job: what to crawl, since when it is wanted, and whether a failure would be its last."""

    region: str
    scope: Scope
    asked_at: datetime
    is_last_try: bool


@dataclass(frozen=True)
class CrawlQueue:
    """The queue in one database. Every method may be called from any thread, and from several processes at once.

    All raise DatabaseUnreachableError.
    """

    database: Database
    silence_seconds: float
    retry_seconds: float

    @property
    def beat_seconds(self) -> float:
        """How often workers give a sign of life, and how often to look for those that do not."""
        return self.silence_seconds / BEATS_A_SILENCE

    def add(self, questions: Collection[Question], *, asked_at: datetime) -> list[Question]:
        """Put crawls into the queue; those that did not wait there already."""
        with self._plain_errors():
            return asyncio.run(self._add(questions, asked_at))

    def pending(self) -> set[Question]:
        """The crawls that wait or run."""
        with self._plain_errors():
            return asyncio.run(self._pending())

    def take_over(self) -> list[Question]:
        """Put the crawls of workers that have gone silent back into the queue; which ones."""
        with self._plain_errors():
            return asyncio.run(self._take_over())

    def work(self, crawl: Callable[[CrawlRequest], Awaitable[None]], *, crawls_at_a_time: int, stop: Event) -> None:
        """Take crawls from the queue until `stop` is set, and hand back those that run by then.

        `crawl` raises CrawlFailedError to have the crawl tried again later. It is cancelled when the crawl is to be
        handed back, and must have ended it when it lets the cancellation through.
        """
        with self._plain_errors():
            asyncio.run(self._work(crawl, crawls_at_a_time, stop))

    async def _add(self, questions: Collection[Question], asked_at: datetime) -> list[Question]:
        added = []
        async with self._open() as app:
            for region, scope in questions:
                job = app.configure_task(TASK, queue=QUEUE, lock=region, queueing_lock=f"{region} {scope.label}")
                try:
                    await job.defer_async(region=region, scope=scope.label, asked_at=asked_at.isoformat())
                except AlreadyEnqueued:
                    continue
                added.append((region, scope))
        return added

    async def _pending(self) -> set[Question]:
        async with self._open() as app:
            return {_question(job) for job in await app.job_manager.list_jobs_async(queue=QUEUE, task=TASK)}

    async def _take_over(self) -> list[Question]:
        async with self._open() as app:
            stalled = list(
                await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=self.silence_seconds)
            )
            taken = []
            for job in stalled:
                try:
                    await app.job_manager.retry_job(job, retry_at=now())
                except ConnectorException as error:
                    # What procrastinate's function raises when the job was finished after all.
                    if not isinstance(error.__cause__, psycopg.errors.RaiseException):
                        raise
                else:
                    taken.append(_question(job))
            await app.job_manager.prune_stalled_workers(self.silence_seconds)
        return taken

    async def _work(self, crawl: Callable[[CrawlRequest], Awaitable[None]], crawls_at_a_time: int, stop: Event) -> None:
        mine: set[int | None] = set()

        async def run(context: JobContext, region: str, scope: str, asked_at: str) -> None:
            mine.add(context.job.id)
            try:
                is_last_try = context.job.attempts >= RETRIES
                asked = datetime.fromisoformat(asked_at)
                await crawl(CrawlRequest(region, Scope.of_label(scope), asked, is_last_try))
            finally:
                mine.discard(context.job.id)

        async with self._open() as app:
            app.task(name=TASK, queue=QUEUE, retry=_Patience(self.retry_seconds), pass_context=True)(run)
            worker = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    concurrency=crawls_at_a_time,
                    fetch_job_polling_interval=min(POLL_SECONDS, self.beat_seconds),
                    # Running crawls are stopped at once: what they wrote is kept, and the next one goes on from there.
                    shutdown_graceful_timeout=0,
                    # How a crawl ended is in the catalog.
                    delete_jobs="always",
                    install_signal_handlers=False,
                    update_heartbeat_interval=self.beat_seconds,
                    stalled_worker_timeout=self.silence_seconds,
                )
            )
            watch = asyncio.create_task(self._watch(app, mine))
            while not stop.is_set() and not worker.done() and not watch.done():
                await asyncio.wait({worker, watch}, timeout=STOP_POLL_SECONDS)
            ended = [task for task in (worker, watch) if task.done()]
            for task in (worker, watch):
                task.cancel()
            await asyncio.gather(worker, watch, return_exceptions=True)
        for task in ended:
            task.result()

    async def _watch(self, app: App, mine: Collection[int | None]) -> None:
        """End with DatabaseUnreachableError when the heartbeats do not arrive, before others take over the crawls.

        procrastinate watches its own heartbeat only until the first of its side tasks ends, and the one for periodic
        jobs, of which we have none, ends at once (its issue 1597).
        """
        while True:
            await asyncio.sleep(self.beat_seconds)
            late_seconds = self.silence_seconds - self.beat_seconds
            stalled = await app.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=late_seconds)
            if any(job.id in mine for job in stalled):
                raise DatabaseUnreachableError(
                    f"no sign of life of this worker arrives at {self.database.name}: it hands back its crawls"
                )

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[App]:
        arguments: dict[str, Any] = self.database.driver_arguments()
        # procrastinate's scripts and queries name no schema.
        arguments["options"] = f"{arguments.get('options', '')} -c search_path={SCHEMA}".strip()
        # A pool tries for half a minute and keeps the reason to itself; a connection tells it at once.
        await (await psycopg.AsyncConnection.connect(**arguments)).close()
        app = App(connector=PsycopgConnector(kwargs=arguments, min_size=1, max_size=CONNECTIONS))
        async with app.open_async():
            yield app

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except (ConnectorException, psycopg.Error) as error:
            reason = str(error.__cause__ or error).strip().partition("\n")[0]
            raise DatabaseUnreachableError(
                f"the crawl queue in {self.database.name} does not answer ({reason}); is the server up?"
            ) from error


@dataclass(frozen=True)
class _Patience(BaseRetryStrategy):
    """When a crawl is tried again."""

    first_seconds: float

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, CancelledError):
            return RetryDecision(retry_at=now())
        if isinstance(exception, CrawlFailedError) and job.attempts < RETRIES:
            wait = math.ceil(self.first_seconds * RETRY_GROWTH**job.attempts)
            # A waiting job holds up those of its region that have no higher priority.
            return RetryDecision(retry_in={"seconds": wait}, priority=-1 - job.attempts)
        return None


def _question(job: Job) -> Question:
    return str(job.task_kwargs["region"]), Scope.of_label(str(job.task_kwargs["scope"]))
