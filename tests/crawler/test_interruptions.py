"""kill -9 at any moment, again and again: the catalog ends the same as that of undisturbed crawls."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlmodel import col, select

from catalog.crawls import CrawlStatus, list_crawls
from catalog.database import Database
from catalog.outbox import take
from catalog.tables import Image, ImageEvent, Owner, OwnerRegion
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.world.running import running_world

REGIONS = ("us-east-1", "il-central-1")
SCOPES = ("all", "self")
TICKS_A_STEP = 8  # some hundred changes
CHECKOUT = Path(__file__).parents[2]
# What says when something was noticed, which depends on who noticed it when.
OUR_TIMES = {"id", "first_seen_at", "changed_at"}


@dataclass
class Crawls:
    """Runs sweeps in a process that forks them: see killable.py."""

    process: "subprocess.Popen[str]"

    def run(self, database: Database, *, images_a_transaction: int = 10, **when_to_die: Any) -> dict[str, Any]:
        order = {
            "database": database.url.render_as_string(hide_password=False),
            "regions": REGIONS,
            "scopes": SCOPES,
            "images_a_transaction": images_a_transaction,
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(order | when_to_die) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def run_undisturbed(self, database: Database) -> dict[str, Any]:
        answer = self.run(database)
        assert [outcome for outcome in answer["outcomes"] if outcome != ["completed", None]] == []
        return answer


@contextmanager
def crawls_of(url: str) -> Iterator[Crawls]:
    command = [sys.executable, "-m", "tests.crawler.killable", url]
    with subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Crawls(process)
        assert process.stdin is not None
        process.stdin.close()


def contents(database: Database) -> dict[str, Any]:
    """Everything a catalog knows, but for the numbers and times of its own making."""
    with database.read() as session:
        images = session.exec(select(Image)).all()
        names = {image.id: (image.region, image.image_id) for image in images}
        history: dict[tuple[str, str], list[tuple[str, Any]]] = {}
        for event in session.exec(select(ImageEvent).order_by(col(ImageEvent.id))):
            told = (event.kind, orjson.loads(event.changes) if event.changes else None)
            history.setdefault(names[event.image_row], []).append(told)
        return {
            "images": {
                names[image.id]: image.model_dump(exclude=OUR_TIMES) | {"gone_at": image.gone_at is not None}
                for image in images
            },
            "history": history,
            "owners": {(owner.owner_id, owner.owner_alias) for owner in session.exec(select(Owner))},
            "owner_regions": {
                tuple(sorted((name, str(value)) for name, value in counted.model_dump().items()))
                for counted in session.exec(select(OwnerRegion))
            },
        }


def assert_same(database: Database, reference: Database) -> None:
    found, expected = contents(database), contents(reference)
    for part, wanted in expected.items():
        assert found[part] == wanted, part


def waiting(database: Database) -> set[str]:
    with database.read() as session:
        return set(take(session, 1_000_000).release_ids)


def indexed(database: Database, index: MemoryIndex, directory: Any) -> dict[str, Any]:
    while Indexer(database, directory, index).drain():
        pass
    return {
        release_id: [_without_our_times(entry.document) for entry in entries]
        for release_id, entries in index._state.documents.items()
        if entries
    }


def _without_our_times(document: Any) -> Any:
    def some_time(moment: Any) -> Any:
        return None if moment is None else "some time"

    anonymous = [image._replace(gone_at=some_time(image.gone_at)) for image in document.images]
    images = sorted(anonymous, key=lambda image: (image.region, image.image_id))
    return replace(document, gone_at=some_time(document.gone_at), images=images)


@dataclass
class Steps:
    """The same ticks for two catalogs: one crawled in peace, one killed again and again in between."""

    crawls: Crawls
    world: Any
    reference: Database
    killed: Database
    directory: Any
    chance: random.Random
    kills: int = 0

    def __post_init__(self) -> None:
        self.indexes = MemoryIndex(), MemoryIndex()

    def take(self) -> None:
        """One step of the world: some kills, then a crawl in peace, then everything is compared."""
        calm = self.crawls.run_undisturbed(self.reference)
        for _ in range(self.chance.randint(15, 25)):
            self.kills += self.crawls.run(self.killed, **self.when_to_die(calm)).get("killed", False)
        self.crawls.run_undisturbed(self.killed)
        assert_same(self.killed, self.reference)
        # An image may have been noticed to be changed by two crawls: then its release is told of, at least once.
        assert waiting(self.killed) >= waiting(self.reference)
        peaceful, disturbed = self.indexes
        assert indexed(self.killed, disturbed, self.directory) == indexed(self.reference, peaceful, self.directory)
        self.world.advance(self.world.overview()["tick"] + TICKS_A_STEP)

    def when_to_die(self, calm: dict[str, Any]) -> dict[str, Any]:
        """After some time, at some statement, or in the transactions that begin and end a crawl."""
        match self.chance.randrange(4):
            case 0:
                return {"seconds": self.chance.uniform(0, calm["took_seconds"] / 2)}
            case 1:
                return {"statement": self.chance.randint(1, calm["statements"]), "after": self.chance.random() < 0.5}
            case 2:
                return {"statement": self.chance.randint(1, 40), "after": self.chance.random() < 0.5}
        sql = ["INSERT INTO crawl", "DELETE FROM owner_region", "INSERT INTO image_event", "INSERT INTO outbox"]
        return {"sql": self.chance.choice(sql), "after": self.chance.random() < 0.5}


@pytest.mark.timeout(300)
@pytest.mark.parametrize(("engine", "kills"), [("sqlite", 100), ("postgresql", 10)])
def test_a_crawl_killed_at_random_loses_nothing_and_doubles_nothing(engine, kills, copies, directory):
    databases = copies(engine)
    with (
        running_world(images=1_000, regions=REGIONS) as world,
        crawls_of(world.url) as crawls,
        databases.copy() as reference,
        databases.copy() as killed,
    ):
        steps = Steps(crawls, world, reference, killed, directory, random.Random(20261123))
        while steps.kills < kills:
            steps.take()
        with killed.read() as session:
            ended = [crawl.status for crawl in list_crawls(session, limit=10_000, with_private=True)]
        assert CrawlStatus.RUNNING not in ended
        assert CrawlStatus.INTERRUPTED in ended
