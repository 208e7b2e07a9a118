"""`amidex doctor` finds what is wrong with real files, servers and answers, and says what to do about it."""

import os
import shutil
import socket
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import pytest

from catalog.outbox import enqueue
from cli import examinations
from cli.settings import Settings, real_place
from cli.wiring import Workplace
from tests.cli.running import amidex, amidex_process
from tests.cli.test_serve import eventually
from tests.world.running import running_world

REGIONS = ("us-east-1", "eu-west-1")
ANY_KEYS = {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any", "AWS_DEFAULT_REGION": "us-east-1"}
DESCRIBE_REGIONS = (
    b'<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><regionInfo>'
    b"<item><regionName>us-east-1</regionName></item></regionInfo></DescribeRegionsResponse>"
)


# Locks, and what SQLite keeps beside an open file.
UNIMPORTANT = ("lock", "-shm", "-wal")


def examined(environment):
    """What the doctor says, by the check (of several of one name the worst), and his exit code."""
    finished = amidex("doctor", "--json", environment=environment)
    found = {}
    for one in sorted(finished.json, key=lambda one: ["right", "doubtful", "wrong"].index(one["health"])):
        found[one["check"]] = one
    return found, finished.exit_code


def assert_wrong(environment, check, *words):
    found, exit_code = examined(environment)
    assert (found[check]["health"], exit_code) == ("wrong", 1), found
    for word in words:
        assert word in f"{found[check]['found']} {found[check]['do']}"


@pytest.fixture
def healthy(read_environment, tmp_path):
    data = shutil.copytree(read_environment["AMIDEX_DATA_DIR"], tmp_path / "data")
    return read_environment | {"AMIDEX_DATA_DIR": str(data)}


def catalog_of(environment):
    return Path(environment["AMIDEX_DATA_DIR"]) / "amidex.sqlite3"


def change(environment, statement, *values):
    with closing(sqlite3.connect(catalog_of(environment))) as connection:
        connection.execute(statement, values)
        connection.commit()


def test_a_catalog_that_is_well_is_told_so_with_what_is_merely_missing(healthy):
    found, exit_code = examined(healthy)

    assert exit_code == 0
    assert {check for check, one in found.items() if one["health"] == "right"} == {
        *("disk", "database", "index", "queue", "crawls"),
    }
    assert "AWS_PROFILE" in found["credentials"]["do"]
    assert "amidex worker" in found["worker"]["do"]


def test_what_is_printed_for_people_has_a_line_for_each_and_what_to_do(healthy):
    finished = amidex("doctor", environment=healthy)

    assert finished.exit_code == 0
    assert "right     database" in finished.output
    assert "→ set AWS_PROFILE" in finished.output


def test_a_worker_that_runs_is_seen(healthy):
    with amidex_process("worker", "--no-crawl", environment=healthy) as process:
        eventually(lambda: examined(healthy)[0]["worker"]["health"] == "right" or None, process)


def test_no_catalog(environment):
    assert_wrong(environment, "database", "there is no catalog", "amidex db upgrade")


def test_a_catalog_of_another_version(healthy):
    change(healthy, "UPDATE alembic_version SET version_num = '0001'")
    assert_wrong(healthy, "database", "older version", "amidex db upgrade")
    change(healthy, "UPDATE alembic_version SET version_num = '9999'")
    assert_wrong(healthy, "database", "newer Amidex")


def test_a_file_that_is_no_database(healthy):
    for beside in ("", "-wal", "-shm"):
        Path(f"{catalog_of(healthy)}{beside}").write_bytes(b"no database" * 1_000)
    assert_wrong(healthy, "database", "amidex restore")


def test_a_server_that_does_not_answer(environment):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    away = environment | {"AMIDEX_DATABASE_URL": f"postgresql://amidex:hunter2@127.0.0.1:{port}/amidex"}
    assert_wrong(away, "database", "AMIDEX_DATABASE_URL")
    assert "hunter2" not in amidex("doctor", environment=away).output


def test_the_clock_of_the_database_is_compared(copies, tmp_path, monkeypatch):
    with copies("postgresql").copy() as database:
        url = database.url.render_as_string(hide_password=False)
        workplace = Workplace(Settings(database_url=url, data_dir=tmp_path), real_place(Settings(database_url=url)))
        (clock,) = [one for one in examinations.catalog_checks(workplace) if one.check == "clock"]
        assert clock.health == "right"
        for seconds, health in ((60, "doubtful"), (3_600, "wrong")):
            monkeypatch.setattr(examinations, "now", lambda late=seconds: datetime.now(UTC) + timedelta(seconds=late))
            (clock,) = [one for one in examinations.catalog_checks(workplace) if one.check == "clock"]
            assert clock.health == health
        workplace.database.close()


def test_a_clock_that_went_back_behind_what_was_crawled(healthy):
    change(healthy, "UPDATE crawl SET started_at = ?", int((datetime.now(UTC) + timedelta(days=2)).timestamp() * 1000))
    assert_wrong(healthy, "clock", "began in the future", "set this machine's clock")


@pytest.mark.parametrize("harm", ["removed", "corrupt"])
def test_an_index_that_is_lost(healthy, harm):
    index = Path(healthy["AMIDEX_DATA_DIR"]) / "index"
    if harm == "removed":
        shutil.rmtree(index)
    else:
        (index / "current").write_text("{")
    assert_wrong(healthy, "index", "amidex reindex")


def test_releases_that_wait_while_no_worker_runs(healthy):
    settings = Settings(data_dir=Path(healthy["AMIDEX_DATA_DIR"]))
    with Workplace(settings, real_place(settings)).database.write() as session:
        enqueue(session, ["rel-aaaaaaaaaaaaaaaaaaaa"])
    assert_wrong(healthy, "worker", "1 releases wait", "amidex worker")


def test_a_crawl_that_failed_or_is_held_is_named(healthy):
    change(healthy, "UPDATE crawl SET status = 'failed'")
    found, exit_code = examined(healthy)
    assert (found["crawls"]["health"], exit_code) == ("doubtful", 0)
    assert "eu-west-1 all (failed)" in found["crawls"]["found"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_directory_that_cannot_be_written_to(healthy):
    Path(healthy["AMIDEX_DATA_DIR"]).chmod(0o500)
    assert_wrong(healthy, "disk", "cannot be written")


@pytest.mark.parametrize(("free", "health"), [(100 << 20, "wrong"), (1 << 30, "doubtful"), (1 << 40, "right")])
def test_a_disk_that_is_nearly_full(tmp_path, monkeypatch, free, health):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    settings = Settings(data_dir=tmp_path / "not yet" / "made")
    (disk,) = examinations.host_checks(Workplace(settings, real_place(settings)))
    assert disk.health == health
    assert (disk.do is None) == (health == "right")


@pytest.fixture(scope="module")
def world():
    with running_world(images=400, regions=REGIONS) as running:
        yield running


@pytest.fixture
def with_aws(healthy, world):
    world.clear_faults()
    yield healthy | ANY_KEYS | {"AWS_ENDPOINT_URL_EC2": world.url}
    world.clear_faults()


def test_credentials_and_permissions_that_are_good(with_aws):
    found, exit_code = examined(with_aws)
    assert exit_code == 0
    assert found["credentials"]["health"] == found["permissions"]["health"] == "right"
    assert "2 regions" in found["credentials"]["found"]


@pytest.mark.parametrize(
    ("kind", "fields", "check", "word"),
    [
        ("auth-failure", {"action": "DescribeRegions"}, "credentials", "check the credentials"),
        ("denied", {"action": "DescribeRegions"}, "permissions", "ec2:DescribeRegions"),
        ("denied", {"action": "DescribeImages"}, "permissions", "ec2:DescribeImages"),
    ],
)
def test_credentials_and_permissions_that_are_not(with_aws, world, kind, fields, check, word):
    world.fault(kind, **fields)
    assert_wrong(with_aws, check, word)


def test_what_may_be_hidden_is_doubtful(with_aws, world):
    world.fault("denied", action="GetAllowedImagesSettings")
    assert "ec2:GetAllowedImagesSettings" in examined(with_aws)[0]["permissions"]["do"]
    world.clear_faults()
    world.fault("allowed-amis")
    assert "hide images" in examined(with_aws)[0]["permissions"]["found"]


def test_an_endpoint_that_is_away(healthy):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert_wrong(healthy | ANY_KEYS | {"AWS_ENDPOINT_URL_EC2": f"http://127.0.0.1:{port}"}, "EC2", "does not answer")


@contextmanager
def ec2_in_another_hour(hours):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Length", str(len(DESCRIBE_REGIONS)))
            self.end_headers()
            self.wfile.write(DESCRIBE_REGIONS)

        def date_time_string(self, _timestamp=None):
            return format_datetime(datetime.now(UTC) + timedelta(hours=hours), usegmt=True)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


@pytest.mark.parametrize("hours", [-2, 2])
def test_a_clock_that_is_not_the_one_of_aws(healthy, hours):
    with ec2_in_another_hour(hours) as url:
        assert_wrong(healthy | ANY_KEYS | {"AWS_ENDPOINT_URL_EC2": url}, "clock", "clock of AWS", "chrony")


def test_nothing_is_changed_by_looking(healthy):
    def state():
        data = Path(healthy["AMIDEX_DATA_DIR"])
        files = (path for path in data.rglob("*") if path.is_file() and not path.name.endswith(UNIMPORTANT))
        return {path: path.stat().st_mtime_ns for path in files}

    before = state()
    examined(healthy)
    assert state() == before
