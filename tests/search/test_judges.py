"""Judging in processes of their own finds what one process finds, whatever happens to them."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from sqlmodel import col, select

from catalog.bad_snapshots import BAD
from catalog.families import COUNTS
from catalog.images import release_names
from catalog.lineage import DESCENTS
from catalog.look_ups import GENUINE, MATCHES
from catalog.outbox import enqueue, pending, take
from catalog.scopes import Scope
from catalog.tables import Image, Outbox
from catalog.utc_time import now
from catalog.verdicts import RELEASES
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from search.document import Audience
from search.index import SearchRequest
from search.indexing import Indexer
from search.judges import Aside
from search.judging import Judge, store
from search.memory_index import MemoryIndex
from tests.conftest import ENGINES
from tests.crawler.conftest import Remembering, ScriptedSource, image

CANONICAL, STRANGER = "099720109477", "123456789012"
UBUNTU = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-{}"
TABLES = {
    "release": [RELEASES[name] for name in ("release_id", "private", "family_id", "publisher", "level", "material")],
    "family_count": [COUNTS.partition, COUNTS.identity, COUNTS.families],
    "genuine_newest": [GENUINE.pattern, GENUINE.region, GENUINE.created_at, GENUINE.release_id],
    "unsafe_match": [MATCHES.pattern, MATCHES.region, MATCHES.image_id, MATCHES.release_id],
    "descent": [DESCENTS.release_id, DESCENTS.source_image_id],
    "bad_snapshot": [BAD.snapshot_id, BAD.release_id, BAD.begins],
}


def nothing():
    """What a judging process does first in these tests."""


def end_at_once():
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def few_at_a_time(monkeypatch):
    monkeypatch.setattr("search.indexing.MANY_RELEASES", 2)
    monkeypatch.setattr("search.indexing.RELEASES_A_READ", 7)


def aside(begin=nothing):
    return Aside(get_context("forkserver"), begin, processes=2)


def judging(database, directory, **how):
    return Indexer(database, directory, MemoryIndex(), **how)


def crawl(indexer, *images, scope=Scope.ALL, region="eu-west-1"):
    source = ScriptedSource()
    source.show(*images, scope=scope, region=region)
    crawl_region(Place(indexer.database, indexer.directory, "aws", region), source, scope, watcher=Remembering())


def day(number):
    return {"CreationDate": f"2026-03-{number:02}T00:00:00.000Z"}


def on(snapshot):
    return {"BlockDeviceMappings": [{"DeviceName": "/dev/sda1", "Ebs": {"SnapshotId": f"snap-{snapshot:017x}"}}]}


def world():
    """Families of many builds, genuine images, impostors older and newer than those, and copies of the impostors."""
    return [
        *(image(n, Name=f"web-{n % 5}-202601{n % 28 + 1:02}", **day(n % 28 + 1)) for n in range(1, 60)),
        *(image(100 + n, Name=UBUNTU.format(f"202603{n:02}"), OwnerId=CANONICAL, **day(n)) for n in range(1, 20)),
        *(
            image(200 + n, Name=UBUNTU.format(f"202603{n:02}"), OwnerId=STRANGER, **day(n), **on(n % 3))
            for n in range(1, 28)
        ),
        *(
            image(300 + n, Name=f"copy-{n}", OwnerId="210987654321", SourceImageId=f"ami-{200 + n:017x}", **day(28))
            for n in range(1, 20)
        ),
        *(image(400 + n, Name=f"beside-{n}", OwnerId="310987654321", **day(28), **on(n % 3)) for n in range(1, 5)),
    ]


def drained(indexer):
    while indexer.drain():
        pass
    with indexer.database.read() as session:
        tables = {
            name: sorted(map(repr, session.connection().execute(select(*columns)))) for name, columns in TABLES.items()
        }
    request = SearchRequest("", now=now(), audience=Audience.OPERATOR, limit=100, include_deprecated=True)
    shown = {}
    while True:
        page = indexer.index.search(request)
        shown |= {hit.document.key: (hit.document.trust, hit.document.superseded_by is None) for hit in page.hits}
        if page.next_cursor is None:
            return tables, shown
        request = SearchRequest(
            "",
            now=request.now,
            audience=Audience.OPERATOR,
            limit=100,
            include_deprecated=True,
            cursor=page.next_cursor,
        )


@pytest.mark.parametrize("engine", ENGINES)
def test_several_processes_find_what_one_finds(engine, copies, directory, few_at_a_time):
    found = []
    for how in ({}, {"aside": aside()}):
        with copies(engine).copy() as database:
            indexer = judging(database, directory, **how)
            crawl(indexer, *world())
            crawl(indexer, image(900, Name="web-1-20260102", Public=False), scope=Scope.SELF, region="us-east-1")
            found.append(drained(indexer))
    alone, together = found
    assert alone[0]["unsafe_match"]
    assert alone[0]["bad_snapshot"]
    assert together == alone


def test_forty_thousand_releases_are_named_at_once_those_without_images_too(database, directory):
    indexer = judging(database, directory)
    crawl(indexer, image(1, Name="web-20260101"), image(2, Name=None))
    with database.read() as session:
        known = dict(session.exec(select(Image.release_id, Image.name)).all())
        named = release_names(session, [*known, *(f"rel-{number:020}" for number in range(40_000))])
    assert {named[release_id] for release_id in known} == {"web-20260101", "123456789012/image-2"}
    assert {name for release_id, name in named.items() if release_id not in known} == {""}


def test_when_they_are_killed_the_drain_is_finished_without_them(database, directory, few_at_a_time):
    indexer = judging(database, directory, aside=aside(end_at_once))
    crawl(indexer, *world()[:20])
    assert indexer.drain() == 20
    with database.read() as session:
        assert pending(session) == 0
    assert indexer.index.document_count() == 20


def test_when_one_cannot_be_asked_the_drain_is_finished_without_them(database, directory, few_at_a_time, monkeypatch):
    submit = ProcessPoolExecutor.submit
    asked = iter(range(100))

    def refuse_the_second(*given):
        if next(asked) == 1:
            raise OSError("handle is closed")
        return submit(*given)

    monkeypatch.setattr(ProcessPoolExecutor, "submit", refuse_the_second)
    indexer = judging(database, directory, aside=aside())
    crawl(indexer, *world()[:59])
    assert indexer.drain() == 59
    assert next(asked) > 3
    assert indexer.index.document_count() == 59


def test_what_becomes_urgent_waits_for_none_but_the_batches_that_are_begun(database, directory, few_at_a_time):
    indexer = judging(database, directory, aside=aside())
    crawl(indexer, *world()[:59])
    committed = []
    show = indexer.index.show

    def remember(documents):
        committed.append(len(documents))
        show(documents)

    indexer.index.show = remember
    with database.read() as session:
        last = session.exec(select(Image.release_id).order_by(Image.id.desc()).limit(1)).one()
    asked = iter(range(100))

    def clock():
        if next(asked) == 2:  # two batches are being judged
            with database.write() as session:
                enqueue(session, [last], urgent=True)
        return now()

    Indexer(database, directory, indexer.index, clock=clock, aside=aside()).drain()
    assert 0 < committed[0] < committed[-1] == 59


def test_a_rebuilt_index_is_what_the_drained_one_was(database, directory, few_at_a_time):
    indexer = judging(database, directory, aside=aside())
    crawl(indexer, *world())
    _, before = drained(indexer)
    again = judging(database, directory, aside=aside())
    told = []
    assert again.rebuild(progress=told.append) == len(before) == told[-1]
    assert drained(again)[1] == before


@pytest.mark.parametrize("genuine_on", [1, 20], ids=["older", "newer"])
def test_verdicts_found_at_the_same_time_are_made_good(database, directory, genuine_on):
    """Two processes read the catalog; then one stores something genuine, and then the other an impostor of it."""
    indexer = judging(database, directory)
    names = {"genuine": UBUNTU.format("20260301"), "strange": UBUNTU.format("20260302")}
    crawl(
        indexer,
        image(1, Name=names["genuine"], OwnerId=CANONICAL, **day(genuine_on)),
        image(2, Name=names["strange"], OwnerId=STRANGER, **day(10)),
    )
    judge = Judge(directory)
    with database.write() as session:
        waiting = take(session, 10).release_ids
        owners = dict(session.exec(select(Image.release_id, Image.owner_id)).all())
        genuine, strange = sorted(waiting, key=lambda one: owners[one] != CANONICAL)
        judgements = [judge.judge(session, [release_id], now=now()) for release_id in (genuine, strange)]
    for judgement in judgements:
        with database.write() as session:
            store(session, judgement)
    with database.read() as session:
        touched = set(session.exec(select(Outbox.release_id).where(col(Outbox.taken).is_(False))))
    # It was judged as if nothing genuine were there: that decides only where the genuine one is the newer.
    assert touched == ({strange} if genuine_on > 10 else set())
    tables, _ = drained(indexer)
    assert len(tables["genuine_newest"]) == 1
