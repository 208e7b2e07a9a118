"""Workers on one PostgreSQL: real processes that share the crawls of a simulated EC2, are killed, and go on.

Nothing here waits for a time: every wait is for something that the catalog, the queue or EC2 shows.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import psutil
import pytest
from sqlmodel import col, select

from catalog import outbox
from catalog.crawls import CrawlStatus
from catalog.scopes import Scope
from catalog.tables import Crawl
from cli.crawl_queue import CrawlQueue
from search.opening import open_index
from tests.world.running import running_world

REGIONS = ("eu-west-1", "us-west-2")
QUESTIONS = {(region, scope.label) for region in REGIONS for scope in Scope}
PATIENCE_SECONDS = 90
pytestmark = pytest.mark.timeout(300)  # several processes start in each, on machines that may be busy
POLL_SECONDS = 0.1


@pytest.fixture(scope="module")
def endless_world():
    with running_world(images=2000, regions=REGIONS) as world:
        yield world


@pytest.fixture
def world(endless_world):
    yield endless_world
    endless_world.clear_faults()
    endless_world.forget_requests()


@pytest.fixture
def database(copies):
    with copies("postgresql").copy() as made:
        yield made


def wait_until(what, condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, f"not within {PATIENCE_SECONDS} s: {what}"
        time.sleep(POLL_SECONDS)
    return found


@dataclass
class Worker:
    process: psutil.Popen
    log: Path

    def said(self):
        return self.log.read_text()

    def die(self):
        """As by kill -9, or when it runs out of memory: without a word."""
        self.process.kill()
        self.process.wait(PATIENCE_SECONDS)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE_SECONDS)


@dataclass
class Workers:
    """Starts workers that share a catalog and an index."""

    environment: dict
    directory: Path
    started: list = field(default_factory=list)

    def start(self, *arguments):
        log = self.directory / f"worker-{len(self.started)}.log"
        with log.open("wb") as output:
            process = psutil.Popen(
                [sys.executable, "-m", "cli", "worker", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=self.environment,
            )
        worker = Worker(process, log)
        self.started.append(worker)
        return worker


@contextmanager
def workers_of(database, world, directory, **settings):
    url = database.url.render_as_string(hide_password=False)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "AMIDEX_"))}
    environment |= {
        "AMIDEX_DATABASE_URL": url,
        "AMIDEX_DATA_DIR": str(directory),
        "AMIDEX_PARALLEL_REGIONS": "1",
        "AMIDEX_WORKER_SILENCE_SECONDS": "5",
        "AMIDEX_CRAWL_RETRY_SECONDS": "0.1",
        "AWS_ENDPOINT_URL_EC2": world.url,
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": REGIONS[0],
    }
    made = Workers(environment | settings, directory)
    try:
        yield made
    finally:
        for worker in made.started:
            if worker.process.poll() is None:
                for process in [*worker.process.children(recursive=True), worker.process]:
                    process.kill()
                worker.process.wait(PATIENCE_SECONDS)


@pytest.fixture
def workers(database, world, tmp_path):
    with workers_of(database, world, tmp_path) as made:
        yield made


def crawls(database, **wanted):
    with database.read() as session:
        found = session.exec(select(Crawl).order_by(col(Crawl.id))).all()
        session.expunge_all()
    return [crawl for crawl in found if all(getattr(crawl, name) == value for name, value in wanted.items())]


def all_completed(database):
    done = {(crawl.region, crawl.scope) for crawl in crawls(database, status=CrawlStatus.COMPLETED)}
    return done == QUESTIONS


def assert_one_crawl_of_a_region_at_a_time(found):
    for region in REGIONS:
        of_region = sorted((crawl.started_at, crawl.finished_at) for crawl in found if crawl.region == region)
        for (_, finished_at), (started_at, _) in pairwise(of_region):
            assert finished_at <= started_at


def queue_of(database):
    return CrawlQueue(database, silence_seconds=5, retry_seconds=1)


def waiting(database):
    with database.read() as session:
        return outbox.pending(session)


def test_workers_share_the_crawls_each_due_once_and_a_failing_one_fails_alone(database, world, workers, tmp_path):
    world.fault("denied", region="eu-west-1", scope="self", times=1)
    two = [workers.start(), workers.start()]
    wait_until("every region and scope is crawled", lambda: all_completed(database))
    wait_until("everything is indexed", lambda: waiting(database) == 0)
    wait_until("the queue is empty", lambda: not queue_of(database).pending())
    found = crawls(database)
    completed = [(crawl.region, crawl.scope) for crawl in found if crawl.status == CrawlStatus.COMPLETED]
    assert sorted(completed) == sorted(QUESTIONS)
    failed = [crawl for crawl in found if crawl.status != CrawlStatus.COMPLETED]
    assert [(crawl.region, crawl.scope, crawl.status) for crawl in failed] == [("eu-west-1", "self", "failed")]
    assert_one_crawl_of_a_region_at_a_time(found)
    assert all(": completed, " in worker.said() for worker in two)
    assert open_index(f"tantivy://{tmp_path}/index").document_count() > 0
    assert [worker.stop() for worker in two] == [0, 0]

    world.forget_requests()
    restarted = workers.start()
    wait_until("the restarted worker looks for what is due", world.requests)
    assert restarted.stop() == 0
    assert {question.split()[0] for question in world.requests()} == {"DescribeRegions"}
    assert len(crawls(database)) == len(found)


def test_when_a_worker_is_killed_in_the_middle_of_a_crawl_another_does_all_its_work(database, world, workers):
    """The first leads, indexes and crawls when it is killed; its crawl's process outlives it for a page."""
    world.fault("slow", region="us-west-2", scope="all", delay_ms=5_000, times=1)
    victim = workers.start()
    wait_until(
        "the slow region is being crawled",
        lambda: crawls(database, region="us-west-2", scope="all", status=CrawlStatus.RUNNING),
    )
    survivor = workers.start()
    victim.die()
    wait_until("the other worker crawled everything", lambda: all_completed(database))
    found = crawls(database)
    assert [crawl.status for crawl in found if (crawl.region, crawl.scope) == ("us-west-2", "all")] == [
        CrawlStatus.INTERRUPTED,
        CrawlStatus.COMPLETED,
    ]
    assert len(found) == len(QUESTIONS) + 1
    assert_one_crawl_of_a_region_at_a_time(found)
    assert "us-west-2 all: its worker died" in survivor.said()
    wait_until("everything is indexed", lambda: waiting(database) == 0)


def test_a_worker_that_is_asked_to_stop_hands_its_crawl_back(database, world, workers):
    world.fault("slow", region="us-west-2", scope="all", delay_ms=3_000)
    worker = workers.start()
    wait_until(
        "the slow region is being crawled",
        lambda: crawls(database, region="us-west-2", scope="all", status=CrawlStatus.RUNNING),
    )
    assert worker.stop() == 0
    [stopped] = crawls(database, region="us-west-2", scope="all")
    assert stopped.status == CrawlStatus.INTERRUPTED
    assert ("us-west-2", Scope.ALL) in queue_of(database).pending()


def test_when_the_worker_that_indexes_is_killed_another_goes_on_indexing(database, workers):
    def index(release):
        with database.write() as session:
            outbox.enqueue(session, [release])
        wait_until(f"{release} is indexed", lambda: waiting(database) == 0)

    first = workers.start("--no-crawl")
    index("one")
    workers.start("--no-crawl")
    first.die()
    index("two")


def test_a_second_worker_on_sqlite_says_that_one_runs(world, tmp_path, sqlite_database):
    with workers_of(sqlite_database, world, tmp_path) as made:
        with sqlite_database.write() as session:
            outbox.enqueue(session, ["one"])
        made.start("--no-crawl")
        wait_until("the first worker works", lambda: waiting(sqlite_database) == 0)
        second = made.start("--no-crawl")
        assert second.process.wait(PATIENCE_SECONDS) == 2
        assert "a worker runs already" in second.said()
