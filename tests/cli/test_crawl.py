"""`amidex crawl` as it is typed: from dumps and from a real endpoint, with its outcome, its words and its exit code."""

import gzip
import json
import socket

import pytest

from catalog.scopes import Scope
from cli.crawl import largest_first
from tests.cli.conftest import IMAGES
from tests.cli.running import amidex
from tests.crawler.conftest import image
from tests.world.running import running_world

REGIONS = ("us-east-1", "il-central-1")


@pytest.fixture
def dump(tmp_path):
    """Writes a dump and gives its path."""

    def write(content=None, name="images.json"):
        file = tmp_path / name
        file.write_bytes(json.dumps({"Images": IMAGES}).encode() if content is None else content)
        return str(file)

    return write


@pytest.fixture(scope="module")
def world():
    with running_world(images=400, regions=REGIONS) as running:
        yield running


@pytest.fixture
def at_world(environment, world):
    yield environment | {
        "AWS_ENDPOINT_URL": world.url,
        "AWS_ACCESS_KEY_ID": "AKIDWORLD",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_MAX_ATTEMPTS": "1",
    }
    world.clear_faults()


def names(environment):
    return sorted(hit["name"] for hit in amidex("search", "--json", environment=environment).json["hits"])


@pytest.mark.parametrize("name", ["images.json", "images.json.gz"])
def test_what_a_dump_holds_is_searchable_when_the_command_returns(dump, environment, name):
    content = json.dumps({"Images": IMAGES}).encode()
    file = dump(gzip.compress(content) if name.endswith(".gz") else content, name)

    finished = amidex("crawl", "--from", file, "--region", "eu-west-1", environment=environment)

    assert finished.exit_code == 0
    assert "3 images, 3 new" in finished.said
    assert names(environment) == sorted(image["Name"] for image in IMAGES)


def test_a_dump_comes_by_standard_input_too(environment):
    given = json.dumps(IMAGES).encode()

    finished = amidex("crawl", "--from", "-", "--region", "eu-west-1", environment=environment, given=given)

    assert finished.exit_code == 0
    assert len(names(environment)) == 3


def test_the_outcome_comes_as_json_and_alone(dump, environment):
    finished = amidex("crawl", "--from", dump(), "--region", "eu-west-1", "--json", environment=environment)

    (outcome,) = finished.json
    assert finished.said == ""
    assert (outcome["region"], outcome["scope"], outcome["status"]) == ("eu-west-1", "all", "completed")
    assert (outcome["seen"], outcome["added"], outcome["error"]) == (3, 3, None)


def test_a_dump_again_changes_nothing_and_a_changed_one_only_what_changed(dump, environment):
    def crawl(images):
        file = dump(json.dumps(images).encode())
        (outcome,) = amidex("crawl", "--from", file, "--region", "eu-west-1", "--json", environment=environment).json
        return outcome["added"], outcome["changed"], outcome["gone"]

    assert crawl(IMAGES) == (3, 0, 0)
    assert crawl(IMAGES) == (0, 0, 0)
    assert crawl([IMAGES[0] | {"Description": "another"}]) == (0, 1, 0)


def test_only_a_complete_dump_marks_images_gone(dump, environment):
    crawl = ("crawl", "--from", dump(), "--region", "eu-west-1")
    few = dump(json.dumps(IMAGES[:2]).encode(), "few.json")
    assert amidex(*crawl, environment=environment).exit_code == 0
    assert amidex("crawl", "--from", few, "--region", "eu-west-1", environment=environment).exit_code == 0
    assert len(names(environment)) == 3

    complete = ("crawl", "--from", few, "--region", "eu-west-1", "--complete")
    finished = amidex(*complete, environment=environment | {"AMIDEX_HOLD_SHARE": "1"})

    assert finished.exit_code == 0
    assert names(environment) == sorted(image["Name"] for image in IMAGES[:2])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (json.dumps({"Images": IMAGES}).encode()[:-40], "the file ends in the middle: it is truncated"),
        (gzip.compress(json.dumps({"Images": IMAGES}).encode())[:-20], "copy it again"),
        (b"An error occurred", "byte 0: this is a message of the aws CLI"),
        (json.dumps([*IMAGES, {"ImageId": "nonsense"}]).encode(), "byte"),
    ],
)
def test_a_dump_that_breaks_is_refused_whole(dump, environment, tmp_path, content, words):
    finished = amidex("crawl", "--from", dump(content), "--region", "eu-west-1", environment=environment)

    assert finished.exit_code == 2
    assert words in finished.said
    assert finished.said.count("\n") == 1
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "exactly one --region"),
        (("--region", "eu-west-1", "--region", "eu-west-2"), "exactly one --region"),
        (("--region", "mars-1"), "malformed region 'mars-1'"),
        (("--region", "eu-west-1", "--scope", "everything"), "malformed scope 'everything'"),
        (("--region", "eu-west-1", "--scope", "all", "--scope", "self"), "at most one --scope"),
    ],
)
def test_a_dump_needs_a_region_and_may_have_a_scope(dump, environment, arguments, words):
    finished = amidex("crawl", "--from", dump(), *arguments, environment=environment)

    assert finished.exit_code == 2
    assert words in " ".join(finished.said.replace("│", " ").split())


def test_without_credentials_it_says_so_and_makes_no_catalog(environment, tmp_path):
    finished = amidex("crawl", environment=environment)

    assert finished.exit_code == 2
    assert "no complete credentials" in finished.said
    assert "AWS_PROFILE" in finished.said
    assert not (tmp_path / "data").exists()


def test_an_endpoint_that_does_not_answer_is_named(at_world):
    with socket.create_server(("127.0.0.1", 0)) as server:
        unused = server.getsockname()[1]

    finished = amidex("crawl", environment=at_world | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{unused}"})

    assert finished.exit_code == 2
    assert f'EC2 does not answer (Could not connect to the endpoint URL: "http://127.0.0.1:{unused}/")' in finished.said
    assert finished.said.count("\n") == 1


def test_regions_and_scopes_are_crawled_as_chosen(at_world, world):
    finished = amidex("crawl", "-r", "il-central-1", "-s", "all", "-s", "amazon", "--json", environment=at_world)

    assert finished.exit_code == 0
    assert {(one["region"], one["scope"]) for one in finished.json} == {
        ("il-central-1", "all"),
        ("il-central-1", "amazon"),
    }
    assert {one["scope"]: one["seen"] for one in finished.json} == {
        scope: world.expected("il-central-1", scope)["images"] for scope in ("all", "amazon")
    }


def test_the_largest_regions_are_crawled_first():
    later = [("ap-south-2", Scope.ALL)]
    questions = [(region, Scope.ALL) for region in ("af-south-1", "eu-west-1", "us-east-1")]
    assert [region for region, _ in largest_first([*later, *questions], {})] == [
        *("eu-west-1", "us-east-1", "af-south-1", "ap-south-2")
    ]
    seen = {("af-south-1", Scope.ALL): 7, ("us-east-1", Scope.ALL): 9, ("eu-west-1", Scope.ALL): 8}
    assert [region for region, _ in largest_first(questions, seen)] == ["us-east-1", "eu-west-1", "af-south-1"]


def test_what_was_crawled_lately_is_not_due(at_world):
    chosen = ("crawl", "--due", "-r", "il-central-1", "-s", "amazon")
    assert len(amidex(*chosen, "--json", environment=at_world).json) == 1

    again = amidex(*chosen, environment=at_world)

    assert again.exit_code == 0
    assert "nothing is due" in again.said


def test_a_region_that_does_not_exist_is_refused_with_those_that_do(at_world):
    finished = amidex("crawl", "--region", "eu-west-1", environment=at_world)

    assert finished.exit_code == 2
    assert "eu-west-1" in finished.said
    assert "il-central-1" in finished.said


def test_a_region_that_fails_stops_no_other_and_shows_everywhere(at_world, world):
    world.fault("auth-failure", region="us-east-1", action="DescribeImages")

    finished = amidex("crawl", "-s", "amazon", environment=at_world)

    assert finished.exit_code == 1
    status = {one["region"]: one for one in amidex("status", "--json", environment=at_world).json["crawls"]}
    assert {region: one["status"] for region, one in status.items()} == {
        "us-east-1": "failed",
        "il-central-1": "completed",
    }
    assert status["us-east-1"]["error"] in finished.said


def test_a_crawl_that_would_remove_much_is_held_until_somebody_decides(dump, environment):
    many = [image(number) for number in range(1, 41)]
    crawl = ("crawl", "--region", "eu-west-1", "--complete", "--from")
    assert amidex(*crawl, dump(json.dumps(many).encode()), environment=environment).exit_code == 0

    held = amidex(*crawl, dump(json.dumps(many[:5]).encode()), "--json", environment=environment)

    assert held.exit_code == 1
    (outcome,) = held.json
    assert (outcome["status"], outcome["gone"]) == ("held", 0)
    listed = amidex("crawls", "list", "--held", "--json", environment=environment).json
    assert [crawl["crawl_id"] for crawl in listed] == [outcome["crawl_id"]]
    confirmed = amidex("crawls", "confirm", str(outcome["crawl_id"]), environment=environment)
    assert (confirmed.exit_code, "35 images are gone" in confirmed.output) == (0, True)
    assert "no crawl is held" in amidex("crawls", "list", "--held", environment=environment).output
    again = amidex("crawls", "discard", str(outcome["crawl_id"]), environment=environment)
    assert (again.exit_code, again.said.count("\n")) == (2, 1)
