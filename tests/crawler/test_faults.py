"""EC2 misbehaves in every way it can, the disk is full, the database goes away: what the catalog holds then."""

import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlmodel import select

from catalog.crawls import CrawlStatus, latest_crawls
from catalog.database import Database
from catalog.document import unpack
from catalog.errors import CrawlTakenOverError, DatabaseFullError
from catalog.scopes import Scope
from catalog.tables import Image, ImageEvent
from crawler.batch import Place
from crawler.ec2 import Ec2
from crawler.precautions import PAGES_KEPT, Precautions
from crawler.region_crawl import crawl_region
from crawler.sweep import Sweep
from tests.crawler.conftest import Remembering, ScriptedSource, image, write_every
from tests.world.expected import digest_of
from tests.world.faults import KINDS
from tests.world.running import RunningWorld, running_world

# The first has two pages of the public images, the other one.
BIG, OTHER = "us-east-1", "il-central-1"
REGIONS = (BIG, OTHER)


@pytest.fixture(scope="module")
def running():
    with running_world(images=1_600, regions=REGIONS) as world:
        yield world


@dataclass
class Faulty:
    """A catalog that is crawled from a world which misbehaves."""

    world: RunningWorld
    ec2: Ec2
    database: Database
    directory: Any
    pages: Path

    def crawl(self, scope=Scope.ALL, regions=REGIONS):
        sweep = Sweep(
            self.database,
            self.directory,
            self.ec2,
            demo=False,
            parallel_regions=2,
            precautions=Precautions(malformed_pages=self.pages),
        )
        outcomes = sweep.run([(region, scope) for region in regions], watcher=Remembering())
        return {outcome.region: outcome for outcome in outcomes}

    def statuses(self, scope=Scope.ALL):
        return {region: str(outcome.status) for region, outcome in self.crawl(scope).items()}

    def alive(self, region):
        with self.database.read() as session:
            return list(session.exec(select(Image.image_id).where(Image.region == region, Image.scopes != 0)))

    def is_right(self, region):
        """Whether the catalog holds exactly what the region shows."""
        return digest_of(self.alive(region)) == self.world.expected(region)["digest"]

    def events(self):
        with self.database.read() as session:
            return session.exec(select(ImageEvent.kind)).all()


@pytest.fixture(scope="module")
def environment(running):
    """Where boto3 finds the world."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", running.url)
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIDWORLD")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "any")
        patch.setenv("AWS_DEFAULT_REGION", BIG)
        yield


@pytest.fixture(scope="module")
def ec2(environment):
    return Ec2(max_attempts=3)


@pytest.fixture
def faulty(request, running, ec2, sqlite_database, directory, tmp_path):
    """A world that is in order yet."""
    running.advance(0)
    running.clear_faults()
    # A client that was throttled is slow for long: it is nobody else's. One that finds a bucket empty has patience:
    # refilled faster, a slow machine might never find it so.
    attempts = 8 if "capacity" in request.node.name else 3
    used = Ec2(max_attempts=attempts) if "throttle" in request.node.name else ec2
    yield Faulty(running, used, sqlite_database, directory, tmp_path / "malformed")
    running.clear_faults()


WELL = dict.fromkeys(REGIONS, "completed")


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("throttle", {"times": 2}),
        ("throttle", {"capacity": 1, "refill_per_second": 0.25}),
        ("error", {"status": 500, "code": "InternalError", "times": 2}),
        ("error", {"status": 503, "times": 2}),
        ("slow", {"delay_ms": 50}),
        ("drop", {"times": 2}),
        ("drop", {"times": 1, "reset": True}),
        ("truncate", {"times": 2}),
        ("malformed", {"times": 1}),
        ("duplicate", {"count": 500}),
        ("unknown-fields", {}),
        ("no-alias", {}),
    ],
    ids=lambda value: value if isinstance(value, str) else ",".join(f"{name}={of}" for name, of in value.items()),
)
def test_what_passes_or_does_no_harm_leaves_a_right_catalog(faulty, kind, fields):
    faulty.world.fault(kind, **fields)
    assert faulty.statuses() == WELL
    assert all(faulty.is_right(region) for region in REGIONS)
    assert faulty.world.faults()[0]["fired"] > 0
    assert faulty.events() == []


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [
        ("throttle", {}, "RequestLimitExceeded"),
        ("error", {"status": 500, "code": "InternalError"}, "InternalError"),
        ("drop", {}, "the page does not parse"),
        ("drop", {"reset": True}, "connection failed"),
        ("truncate", {"page": 2}, "it ends after"),
        ("malformed", {"page": 2}, "the page does not parse"),
        ("expire-token", {}, "The token has expired"),
        ("auth-failure", {}, "whether the account has enabled the region"),
        ("denied", {"page": 2}, "allow ec2:DescribeRegions and ec2:DescribeImages"),
    ],
    ids=lambda value: value if isinstance(value, str) else ",".join(f"{name}={of}" for name, of in value.items()),
)
def test_a_region_that_stays_faulty_fails_alone_removes_nothing_and_is_right_again_by_the_next_crawl(
    faulty, kind, fields, reason
):
    faulty.crawl()
    before = set(faulty.alive(BIG))
    faulty.world.advance(4)
    faulty.world.fault(kind, region=BIG, action="DescribeImages", **fields)
    outcomes = faulty.crawl()
    assert {region: str(outcome.status) for region, outcome in outcomes.items()} == WELL | {BIG: "failed"}
    assert reason in outcomes[BIG].error
    assert before <= set(faulty.alive(BIG))

    faulty.world.clear_faults()
    assert faulty.statuses() == WELL
    assert all(faulty.is_right(region) for region in REGIONS)


@pytest.mark.parametrize(("kind", "fields"), [("empty", {}), ("half", {"page": 1}), ("empty", {"page": 2})])
def test_an_answer_that_claims_to_be_complete_and_is_not_is_held(faulty, kind, fields):
    faulty.crawl()
    faulty.world.fault(kind, region=BIG, **fields)
    outcome = faulty.crawl()[BIG]
    assert outcome.status is CrawlStatus.HELD
    assert faulty.is_right(BIG)
    assert faulty.events() == []

    faulty.world.clear_faults()
    assert faulty.statuses() == WELL
    with faulty.database.read() as session:
        assert {crawl.status for crawl in latest_crawls(session, with_private=True)} == {"completed"}


def test_unknown_fields_are_kept(faulty):
    faulty.world.fault("unknown-fields", region=OTHER)
    faulty.crawl(regions=[OTHER])
    with faulty.database.read() as session:
        document = unpack(session.exec(select(Image.document)).first())
    assert document["QuantumSupport"] == "v9"
    assert document["BlockDeviceMappings"][0]["Ebs"]["Holographic"] == "true"


def test_what_allowed_amis_hide_is_warned_of_and_not_gone(faulty):
    faulty.crawl()
    before = faulty.alive(OTHER)
    faulty.world.fault("allowed-amis", region=OTHER)
    outcomes = faulty.crawl()
    assert {region: outcome.status.value for region, outcome in outcomes.items()} == WELL
    assert "Allowed AMIs" in outcomes[OTHER].warning
    assert [region for region, outcome in outcomes.items() if outcome.warning] == [OTHER]
    assert outcomes[OTHER].counts.seen < len(before)
    assert faulty.alive(OTHER) == before
    with faulty.database.read() as session:
        warned = {crawl.region for crawl in latest_crawls(session, with_private=True) if crawl.warning}
    assert warned == {OTHER}


def test_in_audit_mode_nothing_is_hidden_and_nothing_changes(faulty):
    faulty.crawl()
    faulty.world.fault("allowed-amis", state="audit-mode")
    outcomes = faulty.crawl()
    assert [outcome.warning for outcome in outcomes.values()] == [None] * 2
    assert faulty.events() == []


def test_the_counts_are_those_of_the_world(faulty):
    faulty.crawl()
    faulty.world.advance(8)
    for region, outcome in faulty.crawl().items():
        told = faulty.world.expected(region, since=0)
        counts = outcome.counts
        found = (counts.seen, counts.added, counts.changed, counts.gone)
        assert found == (told["images"], told["added"], told["changed"], told["gone"]), region


def test_every_fault_of_the_world_is_tried():
    tried = Path(__file__).read_text()
    assert [kind for kind in KINDS if f'"{kind}"' not in tried] == []


def test_a_page_that_does_not_parse_is_kept_for_a_look(faulty):
    faulty.world.fault("malformed", region=OTHER)
    error = faulty.crawl(regions=[OTHER])[OTHER].error
    (page,) = faulty.pages.iterdir()
    assert error.endswith(f"the page is kept as {page}")
    assert page.name.startswith("il-central-1-all-2")
    assert b"</imageLokation>" in page.read_bytes()


def test_only_the_last_malformed_pages_are_kept(faulty):
    faulty.pages.mkdir()
    for number in range(PAGES_KEPT + 5):
        (faulty.pages / f"{number}.xml").write_text("old")
    faulty.world.fault("malformed", region=OTHER)
    faulty.crawl(regions=[OTHER])
    kept = sorted(page.name for page in faulty.pages.iterdir())
    assert len(kept) == PAGES_KEPT
    assert kept[-1].startswith("il-central-1")


def many(count):
    return [image(number, Description="x" * 200 + str(number)) for number in range(1, count + 1)]


def test_a_full_database_stops_the_sweep_and_the_catalog_goes_on_when_there_is_room(
    sqlite_database, directory, monkeypatch
):
    write_every(100, monkeypatch)
    source = ScriptedSource()
    source.show(*many(2_000))
    source.show(*many(2_000), region="eu-west-2")
    questions = [("eu-west-1", Scope.ALL), ("eu-west-2", Scope.ALL)]
    sweep = Sweep(sqlite_database, directory, source, demo=False, parallel_regions=1)

    def limit(connection, _record):
        connection.execute("PRAGMA max_page_count = 200")

    event.listen(sqlite_database._engine, "connect", limit)
    sqlite_database.close()
    with pytest.raises(DatabaseFullError, match="no space left for the catalog"):
        sweep.run(questions, watcher=Remembering())
    event.remove(sqlite_database._engine, "connect", limit)
    sqlite_database.close()

    with sqlite_database.read() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
        assert 0 < len(session.exec(select(Image.id)).all()) < 2_000
        assert session.exec(select(Image.id).where(Image.region == "eu-west-2")).all() == []
    outcomes = sweep.run(questions, watcher=Remembering())
    assert [outcome.status for outcome in outcomes] == ["completed", "completed"]
    with sqlite_database.read() as session:
        assert len(session.exec(select(Image.id)).all()) == 4_000


CRAWL_WITHOUT_ROOM = """
import resource, sys
from catalog.database import Database
from catalog.directory import load_directory
from catalog.scopes import Scope
from crawler.sweep import Sweep
from tests.crawler.conftest import Remembering, ScriptedSource
from tests.crawler.test_faults import many

source = ScriptedSource()
source.show(*many(2_000))
sweep = Sweep(Database(sys.argv[1]), load_directory(), source, demo=False)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
sweep.run([("eu-west-1", Scope.ALL)], watcher=Remembering())
"""


def test_a_file_that_may_grow_no_further_is_a_clear_stop_and_the_catalog_opens(sqlite_database):
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
    command = [sys.executable, "-c", CRAWL_WITHOUT_ROOM, str(sqlite_database.url), "400000"]
    checkout = Path(__file__).parents[2]
    crawl = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False, timeout=60)
    assert crawl.returncode == 1
    assert crawl.stderr.strip().splitlines()[-1].startswith("catalog.errors.DatabaseFullError: no space left")
    with sqlite_database.read() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


@pytest.fixture
def postgresql_database(copies):
    with copies("postgresql").copy() as made:
        yield made


@dataclass
class Cutting(ScriptedSource):
    """Cuts every connection to the database before it shows the rest."""

    database: Database | None = None

    def pages(self, region, scope):
        for number, page in enumerate(super().pages(region, scope)):
            if number == 30 and self.database is not None:
                cut = Database(self.database.url.render_as_string(hide_password=False))
                with cut.read() as session:
                    session.execute(
                        text(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                        )
                    )
                cut.close()
            yield page


def test_a_cut_connection_to_postgresql_loses_nothing(postgresql_database, directory, monkeypatch):
    write_every(20, monkeypatch)
    source = Cutting(database=postgresql_database)
    source.show(*many(200))
    sweep = Sweep(postgresql_database, directory, source, demo=False)
    sweep.run([("eu-west-1", Scope.ALL)], watcher=Remembering())
    source.database = None
    (outcome,) = sweep.run([("eu-west-1", Scope.ALL)], watcher=Remembering())
    assert outcome.status is CrawlStatus.COMPLETED
    with postgresql_database.read() as session:
        assert len(session.exec(select(Image.id)).all()) == 200
        assert session.exec(select(ImageEvent.id)).all() == []


def test_a_connection_that_is_cut_within_a_transaction_fails_the_crawl_and_the_next_one_repairs(
    postgresql_database, directory
):
    source = ScriptedSource()
    source.show(*many(200))
    place = Place(postgresql_database, directory, "aws", "eu-west-1")

    def cut(connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO outbox"):
            event.remove(postgresql_database._engine, "before_cursor_execute", cut)
            connection.connection.driver_connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    event.listen(postgresql_database._engine, "before_cursor_execute", cut)
    outcome = crawl_region(place, source, Scope.ALL, watcher=Remembering())
    assert outcome.status is CrawlStatus.FAILED
    assert "does not answer" in str(outcome.error)
    outcome = crawl_region(place, source, Scope.ALL, watcher=Remembering())
    assert outcome.status is CrawlStatus.COMPLETED
    with postgresql_database.read() as session:
        assert len(session.exec(select(Image.id)).all()) == 200


@dataclass
class TakenOver(ScriptedSource):
    """Lets another process begin the same crawl in the middle, as when a lock was lost with its connection."""

    other: Any = None

    def pages(self, region, scope):
        for number, page in enumerate(super().pages(region, scope)):
            if number == 30 and self.other:
                other, self.other = self.other, None
                other()
            yield page


def test_a_crawl_that_another_process_took_over_writes_nothing_more(database, directory, monkeypatch):
    write_every(20, monkeypatch)
    place = Place(database, directory, "aws", "eu-west-1")
    source, newer = TakenOver(), ScriptedSource()
    source.show(*many(100))
    newer.show(*many(90))
    ended = []
    source.other = lambda: ended.append(crawl_region(place, newer, Scope.ALL, watcher=Remembering()))
    outcome = crawl_region(place, source, Scope.ALL, watcher=Remembering())
    assert outcome.status is CrawlStatus.FAILED
    assert outcome.error == str(CrawlTakenOverError(outcome.crawl_id or 0))
    assert ended[0].status is CrawlStatus.COMPLETED
    with database.read() as session:
        assert len(session.exec(select(Image.id)).all()) == 90
        (latest,) = latest_crawls(session, with_private=True)
    assert (latest.id, latest.status) == (ended[0].crawl_id, "completed")
