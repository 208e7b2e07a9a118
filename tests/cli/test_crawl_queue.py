"""The laws of the crawl queue, on a real PostgreSQL."""

import asyncio
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event, Lock, Thread

import pytest
from sqlalchemy import text

from catalog.database import Database
from catalog.errors import DatabaseUnreachableError
from catalog.scopes import Scope
from cli.crawl_queue import RETRIES, CrawlFailedError, CrawlQueue

ASKED_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
PATIENCE_SECONDS = 30


@pytest.fixture
def postgresql(copies):
    with copies("postgresql").copy() as made:
        yield made


@pytest.fixture
def queue(postgresql):
    return CrawlQueue(postgresql, silence_seconds=1, retry_seconds=0.01)


def tamper(database, statement, **values):
    """Make the queue's tables tell what would take long, or a broken machine, to come about."""
    with database.write() as session:
        session.execute(text("SET LOCAL search_path TO crawl_queue"))
        session.execute(text(statement), values)


class Crawls:
    """Stands for the crawls' processes: counts them, and holds them up until `go`."""

    def __init__(self, *, failures=0):
        self.go = Event()
        self.started = []
        self.done = Event()
        self.expected = 0
        self.most_at_once = 0
        self.handed_back = []
        self._running: Counter[str] = Counter()
        self._failures = failures
        self._lock = Lock()
        self._changed = Event()

    async def crawl(self, request):
        question = (request.region, request.scope)
        with self._lock:
            self.started.append(request)
            self._running[request.region] += 1
            self.most_at_once = max(self.most_at_once, *self._running.values())
            fails = len(self.started) <= self._failures
        self._changed.set()
        try:
            if fails:
                raise CrawlFailedError("on purpose")
            while not self.go.is_set():  # noqa: ASYNC110 - the test that sets it is no coroutine
                await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            self.handed_back.append(question)
            raise
        finally:
            with self._lock:
                self._running[request.region] -= 1

    def wait_for(self, count):
        while len(self.started) < count:
            assert self._changed.wait(PATIENCE_SECONDS), f"{len(self.started)} of {count} crawls started"
            self._changed.clear()


@contextmanager
def working(queue, crawls, *, crawls_at_a_time=4, workers=1):
    stop = Event()
    threads = [
        Thread(target=queue.work, args=[crawls.crawl], kwargs={"crawls_at_a_time": crawls_at_a_time, "stop": stop})
        for _ in range(workers)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive()


def wait_until_empty(queue):
    pause = Event()
    for _ in range(PATIENCE_SECONDS * 20):
        if not queue.pending():
            return
        pause.wait(0.05)
    raise AssertionError(f"still in the queue: {queue.pending()}")


def test_a_region_and_scope_never_waits_twice(queue):
    questions = [("eu-west-1", Scope.ALL), ("eu-west-1", Scope.SELF)]
    assert queue.add(questions, asked_at=ASKED_AT) == questions
    assert queue.add([*questions, ("us-east-1", Scope.ALL)], asked_at=ASKED_AT) == [("us-east-1", Scope.ALL)]
    assert queue.pending() == {*questions, ("us-east-1", Scope.ALL)}


def test_each_crawl_is_taken_once_and_one_of_a_region_at_a_time(queue):
    questions = [(f"eu-west-{number}", scope) for scope in Scope for number in range(1, 5)]
    queue.add(questions, asked_at=ASKED_AT)
    crawls = Crawls()
    with working(queue, crawls, workers=3):
        crawls.wait_for(4)
        crawls.go.set()
        wait_until_empty(queue)
    assert Counter((request.region, request.scope) for request in crawls.started) == Counter(questions)
    assert {request.asked_at for request in crawls.started} == {ASKED_AT}
    assert crawls.most_at_once == 1


def test_a_failed_crawl_is_tried_again(queue):
    queue.add([("eu-west-1", Scope.ALL)], asked_at=ASKED_AT)
    crawls = Crawls(failures=1)
    crawls.go.set()
    with working(queue, crawls):
        crawls.wait_for(2)
        wait_until_empty(queue)
    assert len(crawls.started) == 2


def test_a_crawl_that_waits_for_another_try_does_not_hold_up_its_region(postgresql):
    queue = CrawlQueue(postgresql, silence_seconds=1, retry_seconds=3600)
    queue.add([("eu-west-1", Scope.ALL)], asked_at=ASKED_AT)
    crawls = Crawls(failures=1)
    crawls.go.set()
    with working(queue, crawls):
        crawls.wait_for(1)
        queue.add([("eu-west-1", Scope.AMAZON)], asked_at=ASKED_AT)
        crawls.wait_for(2)
    assert crawls.started[1].scope is Scope.AMAZON
    assert ("eu-west-1", Scope.ALL) in queue.pending()


def test_the_last_try_knows_that_it_is_and_leaves_the_queue(queue, postgresql):
    queue.add([("eu-west-1", Scope.ALL)], asked_at=ASKED_AT)
    tamper(postgresql, "UPDATE procrastinate_jobs SET attempts = :tries", tries=RETRIES)
    crawls = Crawls()
    crawls.go.set()
    with working(queue, crawls):
        wait_until_empty(queue)
    assert [request.is_last_try for request in crawls.started] == [True]


def test_a_worker_that_stops_hands_its_crawls_back(queue):
    queue.add([("eu-west-1", Scope.ALL)], asked_at=ASKED_AT)
    crawls = Crawls()
    with working(queue, crawls):
        crawls.wait_for(1)
    assert crawls.handed_back == [("eu-west-1", Scope.ALL)]
    crawls.go.set()
    with working(queue, crawls):
        wait_until_empty(queue)
    assert len(crawls.started) == 2


def test_a_living_worker_keeps_its_crawls(queue):
    queue.add([("eu-west-1", Scope.ALL)], asked_at=ASKED_AT)
    crawls = Crawls()
    with working(queue, crawls):
        crawls.wait_for(1)
        assert queue.take_over() == []
        crawls.go.set()
        wait_until_empty(queue)


def test_the_crawls_of_a_silent_worker_are_taken_over(queue, postgresql):
    queue.add([("eu-west-1", Scope.ALL)], asked_at=ASKED_AT)
    tamper(
        postgresql,
        "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat) "
        "VALUES (now() - interval '2 seconds') RETURNING id) "
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead",
    )
    assert queue.take_over() == [("eu-west-1", Scope.ALL)]
    crawls = Crawls()
    crawls.go.set()
    with working(queue, crawls):
        wait_until_empty(queue)
    assert len(crawls.started) == 1


def test_a_worker_whose_heartbeats_do_not_arrive_hands_back_its_crawls(queue, postgresql):
    queue.add([("eu-west-1", Scope.ALL)], asked_at=ASKED_AT)
    crawls = Crawls()
    errors = []

    def work():
        try:
            queue.work(crawls.crawl, crawls_at_a_time=1, stop=Event())
        except DatabaseUnreachableError as error:
            errors.append(str(error))

    thread = Thread(target=work)
    thread.start()
    crawls.wait_for(1)
    tamper(postgresql, "DELETE FROM procrastinate_workers")
    thread.join(PATIENCE_SECONDS)
    assert crawls.handed_back == [("eu-west-1", Scope.ALL)]
    assert "hands back its crawls" in errors[0]
    assert queue.pending() == {("eu-west-1", Scope.ALL)}


def test_a_server_that_does_not_answer_is_said_in_plain_words():
    gone = CrawlQueue(Database("postgresql://nobody@127.0.0.1:1/nothing"), silence_seconds=1, retry_seconds=1)
    with pytest.raises(DatabaseUnreachableError, match=r"nobody@127\.0\.0\.1:1/nothing.*is the server up"):
        gone.pending()
