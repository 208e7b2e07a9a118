"""The world moves, always in the same way, and says beforehand what a right crawl finds."""

from typing import Any

import pytest

from tests.world.calendar_forms import clock
from tests.world.conftest import Caller
from tests.world.expected import digest_of, expected
from tests.world.running import running_world
from tests.world.world import World

SCOPES = {"all": {"ExecutableUsers": ["all"]}, "self": {"ExecutableUsers": ["self"]}, "amazon": {"Owners": ["amazon"]}}
# Changes with every scan or launch, without an event.
BY_ITSELF = ("ScanResults", "LastLaunchedTime")


def documents(caller: Caller, scope: str, region: str = "us-east-1") -> dict[str, dict[str, Any]]:
    asked: dict[str, Any] = SCOPES[scope]
    return {image["ImageId"]: image for image in caller.images(region, **asked)}


def without(image: dict[str, Any], fields: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in image.items() if name not in fields}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("tick", [0, 1, 9])
def test_a_crawl_finds_what_the_world_expects(worldly_caller, scope, tick):
    world, caller = worldly_caller
    world.advance(tick)
    found = list(documents(caller, scope))
    told = world.expected("us-east-1", scope)
    assert (len(found), digest_of(found)) == (told["images"], told["digest"])


@pytest.mark.parametrize("scope", SCOPES)
def test_what_changed_between_two_ticks_is_what_the_world_says(worldly_caller, scope):
    world, caller = worldly_caller
    world.advance(2)
    before = documents(caller, scope)
    world.advance(30)
    after = documents(caller, scope)
    common = before.keys() & after.keys()
    changed = {i for i in common if without(before[i], BY_ITSELF) != without(after[i], BY_ITSELF)}
    refreshed = {i for i in common if before[i] != after[i]} - changed
    told = world.expected("us-east-1", scope, since=2, ids=True)["ids"]
    assert set(told["added"]) == after.keys() - before.keys()
    assert set(told["gone"]) == before.keys() - after.keys()
    assert set(told["changed"]) == changed
    assert set(told["refreshed"]) == refreshed


def test_without_deprecated_images_the_expectation_is_right_too(worldly_caller):
    world, caller = worldly_caller
    world.advance(5)
    found = caller.ids(ExecutableUsers=["all"], IncludeDeprecated=False)
    assert world.expected("us-east-1", include_deprecated=False)["digest"] == digest_of(found)


def test_about_one_in_a_hundred_changes_with_every_tick():
    population = World(images=200_000, only_regions=("us-east-1",)).populations["us-east-1"]
    found = expected(population, "all", 1, 0, include_deprecated=True)
    parts = [len(ids) / 200_000 for ids in (found.added, found.changed, found.gone, found.refreshed)]
    assert 0.007 < sum(parts[:3]) < 0.013
    assert all(part > 0.001 for part in parts)


def test_images_leave_come_back_are_deprecated_and_described_anew():
    population = World(images=20_000, only_regions=("us-east-1",)).populations["us-east-1"]
    ids = [set(expected(population, "all", tick, None, include_deprecated=True).images) for tick in range(8)]
    assert any((ids[tick] - ids[tick + 1]) & ids[tick + 4] for tick in range(4)), "none came back"
    changes = [
        standing
        for slot in range(population.slots(0))
        if (standing := population.standing(slot, 7, population.random(slot))) is not None
    ]
    assert any(standing.revision for standing in changes)
    assert any(standing.deprecated_at_tick for standing in changes)


def test_moving_back_shows_the_same_world_as_before(worldly_caller):
    world, caller = worldly_caller
    world.advance(0)
    before = documents(caller, "all", "il-central-1")
    world.advance(20)
    assert documents(caller, "all", "il-central-1") != before
    world.advance(0)
    assert documents(caller, "all", "il-central-1") == before


def test_a_world_started_at_a_tick_is_the_world_moved_there(worldly_caller):
    world, _ = worldly_caller
    world.advance(6)
    assert world.advance() == 7
    with running_world(images=2000, tick=7, regions=tuple(world.overview()["regions"])) as other:
        assert other.expected("us-east-1") == world.expected("us-east-1")


def test_a_pass_sees_the_world_as_it_was_when_the_pass_began(worldly_caller):
    world, caller = worldly_caller
    world.advance(0)
    client = caller.client("il-central-1")
    asked = {"ExecutableUsers": ["all"], "IncludeDeprecated": True, "MaxResults": 50}
    answer = client.describe_images(**asked)
    ids = [image["ImageId"] for image in answer["Images"]]
    world.advance(50)
    while "NextToken" in answer:
        answer = client.describe_images(**asked, NextToken=answer["NextToken"])
        ids += [image["ImageId"] for image in answer["Images"]]
    assert digest_of(ids) == world.expected("il-central-1", tick=0)["digest"]


def test_a_gone_image_is_unknown_by_its_id_only_after_a_while(worldly_caller):
    world, caller = worldly_caller
    client = caller.client("us-east-1")
    population = World(images=2000, only_regions=("us-east-1", "eu-west-1", "il-central-1")).populations["us-east-1"]
    slot, tick = next(
        (slot, tick) for slot in range(400) for tick in range(1, 100) if population.deregistered_lately(slot, tick)
    )
    image_id = population.image_id(slot, population.minute(slot)).decode()
    world.advance(tick - 1)
    assert client.describe_images(ImageIds=[image_id], IncludeDeprecated=True)["Images"]
    world.advance(tick)
    assert client.describe_images(ImageIds=[image_id], IncludeDeprecated=True)["Images"] == []
    world.advance(tick + 1)
    with pytest.raises(client.exceptions.ClientError, match="does not exist"):
        client.describe_images(ImageIds=[image_id])


def test_the_clock_moves_six_hours_a_tick():
    assert clock(0) == b"2026-11-23T00:00:00.000Z"
    assert clock(5) == b"2026-11-24T06:00:00.000Z"


def test_impostors_are_told(worldly_caller):
    world, _ = worldly_caller
    ids = [
        image_id
        for region in world.overview()["regions"]
        for image_id in world.expected(region, ids=True)["ids"]["impostors"]
    ]
    assert len(ids) == len(set(ids))


def test_wrong_questions_to_the_world_say_what_is_wrong(worldly_caller):
    world, _ = worldly_caller
    with pytest.raises(ValueError, match="no region 'mars-1'"):
        world.expected("mars-1")
    with pytest.raises(ValueError, match="no scope 'everything'"):
        world.expected("us-east-1", "everything")
    with pytest.raises(ValueError, match="tick is a number from 0"):
        world.advance(-1)
