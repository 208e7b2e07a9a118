"""`amidex findings` on a catalog of the simulated EC2, with the worker's part done here or by a worker."""

import time

import pytest

from catalog.database import Database
from catalog.errors import LockHeldError
from cli.wiring import WORKER_LOCK
from tests.cli.running import amidex, amidex_process, clean_environment
from tests.world.conftest import Caller
from tests.world.running import running_world

REGION = "il-central-1"


@pytest.fixture(scope="module")
def world():
    with running_world(images=20_000, regions=[REGION]) as running:
        yield running


@pytest.fixture(scope="module")
def crawled(world, tmp_path_factory):
    environment = clean_environment(
        tmp_path_factory.mktemp("findings") / "data",
        AWS_ENDPOINT_URL_EC2=world.url,
        AWS_ACCESS_KEY_ID="AKIDWORLD",
        AWS_SECRET_ACCESS_KEY="any",
        AWS_DEFAULT_REGION=REGION,
    )
    finished = amidex("crawl", "--region", REGION, "--scope", "all", environment=environment)
    assert finished.exit_code == 0, finished.said
    return environment


@pytest.fixture(autouse=True)
def sound(world):
    world.clear_faults()


def scanned(world, *, number):
    """An image with findings, another for each number: no two tests ask about the same one."""
    found = [image for image in Caller(world).images(REGION, ExecutableUsers=["all"]) if "ScanResults" in image]
    return found[number]["ImageId"]


def await_worker(crawled):
    database = Database(f"sqlite:///{crawled['AMIDEX_DATA_DIR']}/amidex.sqlite3")
    for _ in range(300):
        try:
            with database.lock(WORKER_LOCK):
                pass
        except LockHeldError:
            break
        time.sleep(0.1)
    database.close()


def scan_reason(crawled, image_id):
    verdict = amidex("check", image_id, "--json", environment=crawled).json
    return str(verdict)


def test_findings_are_fetched_without_a_worker_and_told_in_the_verdict(world, crawled):
    image_id = scanned(world, number=0)
    finished = amidex("findings", image_id, "--json", environment=crawled)

    assert finished.exit_code == 0, finished.said
    (row,) = finished.json
    assert (row["status"], row["region"], row["error"]) == ("fetched", REGION, None)
    assert row["summary"]["by_severity"]
    assert "EC2 named" in scan_reason(crawled, image_id)
    world.fault("error", action="GetImageFindings")
    again = amidex("findings", image_id, environment=crawled)  # what was just fetched is not fetched again
    assert again.exit_code == 0
    assert image_id in again.output


def test_a_worker_fetches_with_its_own_credentials(world, crawled):
    image_id = scanned(world, number=1)
    without = crawled | {"AWS_SECRET_ACCESS_KEY": "", "AWS_ACCESS_KEY_ID": ""}
    with amidex_process("worker", environment=crawled | {"AMIDEX_CRAWL_INTERVAL": "1440"}):
        await_worker(crawled)
        finished = amidex("findings", image_id, "--wait", "30", environment=without)

    assert finished.exit_code == 0, finished.said + finished.output


def test_a_denied_call_says_which_permission_it_takes_in_awss_words(world, crawled):
    image_id = scanned(world, number=2)
    world.fault("denied", action="GetImageFindings")
    finished = amidex("findings", image_id, environment=crawled)

    assert finished.exit_code == 1
    assert "UnauthorizedOperation" in finished.output
    assert "allow ec2:GetImageFindings" in finished.output


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["ami-0123456789abcdef0"], 1, "no image has the id ami-0123456789abcdef0"),
        (["web"], 2, "malformed image id 'web'"),
        (["ami-00000001"] * 101, 2, "at most 100 at a time"),
    ],
)
def test_what_cannot_be_asked_is_refused(crawled, arguments, exit_code, words):
    finished = amidex("findings", *arguments, environment=crawled)
    assert finished.exit_code == exit_code
    assert words in finished.said
