"""A sweep in several processes finds what the simulated EC2 shows, stops when told, and survives a killed process."""

import os
import signal
from contextlib import nullcontext, suppress
from functools import partial
from threading import Event

import psutil
import pytest
from sqlmodel import func, select

from catalog.crawls import CrawlStatus
from catalog.images import images_by_id
from catalog.scopes import Scope
from catalog.tables import Image
from cli.settings import Settings, real_place
from cli.wiring import make_sweep
from crawler.processes import run_in_processes
from tests.crawler.conftest import Remembering
from tests.world.running import running_world

REGIONS = ("eu-west-1", "il-central-1", "us-east-1")
QUESTIONS = [(region, scope) for scope in (Scope.ALL, Scope.SELF) for region in REGIONS]


@pytest.fixture(scope="module")
def world():
    with running_world(images=600, regions=REGIONS) as running:
        yield running


@pytest.fixture
def environment(world, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_EC2", world.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


def run(database, *, watcher=None, stop=None, questions=QUESTIONS):
    settings = Settings(database_url=database.url.render_as_string(hide_password=False))
    make = partial(make_sweep, settings, real_place(settings))
    return run_in_processes(
        make,
        questions,
        parallel_regions=4,
        watching=lambda: nullcontext(watcher or Remembering()),
        stop=stop or Event(),
    )


def test_everything_the_regions_show_is_in_the_catalog(database, world, environment):
    watcher = Remembering()
    outcomes = run(database, watcher=watcher)
    assert {(outcome.region, outcome.scope) for outcome in outcomes} == set(QUESTIONS)
    assert {outcome.status for outcome in outcomes} == {CrawlStatus.COMPLETED}
    for outcome in outcomes:
        assert outcome.counts.seen == world.expected(outcome.region, outcome.scope.label)["images"]
    with database.read() as session:
        public = session.exec(select(func.count()).select_from(Image).where(Image.private == False)).one()  # noqa: E712
    assert public == sum(world.expected(region)["images"] for region in REGIONS)
    finished = [call[1] for call in watcher.calls if call[0] == "finished"]
    assert finished == outcomes


def test_a_sweep_that_is_stopped_begins_no_other_crawl(sqlite_database, environment):
    stop = Event()
    stop.set()
    assert run(sqlite_database, stop=stop) == []


class Killer(Remembering):
    """Kills the crawling processes when one says it started."""

    def __init__(self):
        super().__init__()
        self._others = {child.pid for child in psutil.Process(os.getpid()).children()}

    def started(self, region, scope):
        super().started(region, scope)
        for child in psutil.Process(os.getpid()).children():
            with suppress(psutil.Error):  # it is dead already
                if child.pid not in self._others:
                    child.send_signal(signal.SIGKILL)


def test_crawls_of_a_killed_process_fail_and_the_next_sweep_completes_them(sqlite_database, world, environment):
    outcomes = run(sqlite_database, watcher=Killer())
    assert any(outcome.status is CrawlStatus.FAILED and "killed" in outcome.error for outcome in outcomes)
    outcomes = run(sqlite_database)
    assert {outcome.status for outcome in outcomes} == {CrawlStatus.COMPLETED}
    with sqlite_database.read() as session:
        ids = session.exec(select(Image.image_id)).all()
        assert images_by_id(session, ids[0], with_private=True)
    assert len(set(ids)) == len(ids)
