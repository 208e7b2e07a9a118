"""What is in the world: as many images as asked for, each once, as varied as the real ones."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from tests.world.calendar_forms import START
from tests.world.conftest import REGIONS
from tests.world.lanes import Releases
from tests.world.numbers import mix, mix_short, unmix, unmix_short, word_of
from tests.world.regions import all_region_names, regions_of
from tests.world.running import running_world
from tests.world.world import World

WORLD_IMAGES = 3_173_232


def test_at_full_size_every_region_has_as_many_images_as_in_the_real_world():
    sizes = {region.name: region.public_images for region in regions_of(WORLD_IMAGES)}
    assert (sizes["us-east-1"], sizes["il-central-1"], sum(sizes.values())) == (203_864, 19_072, WORLD_IMAGES)


@pytest.mark.parametrize("images", [2000, 4001, 20_001, 317_323])
def test_shares_of_the_regions_add_up_exactly(images):
    assert sum(region.public_images for region in regions_of(images)) == images


def test_too_few_images_or_an_unknown_region_are_refused_with_the_reason():
    with pytest.raises(ValueError, match="too few for 27 regions"):
        World(images=100)
    with pytest.raises(ValueError, match="no region 'mars-1'"):
        World(images=1000, only_regions=("mars-1",))


def test_a_paginator_visits_every_image_exactly_once(world, caller):
    for region, size in world.overview()["regions"].items():
        ids = caller.ids(region, ExecutableUsers=["all"], page_size=100)
        assert len(ids) == len(set(ids)) == size


def test_ids_differ_between_regions_and_come_in_both_lengths(caller):
    everywhere = [image["ImageId"] for region in REGIONS for image in caller.everything(region)]
    assert len(everywhere) == len(set(everywhere))
    assert {len(image_id) for image_id in everywhere} == {12, 21}


def test_the_same_seed_makes_the_same_world_and_another_seed_another_one(world, caller):
    def documents(seed: int) -> list[Any]:
        with running_world(images=2000, seed=seed, regions=REGIONS) as other:
            client = boto3.client(
                "ec2",
                region_name="il-central-1",
                endpoint_url=other.url,
                aws_access_key_id="A",
                aws_secret_access_key="B",
            )
            images = client.describe_images(ExecutableUsers=["all"], IncludeDeprecated=True)["Images"]
            client.close()
            return sorted(images, key=lambda image: image["ImageId"])

    here = sorted(caller.images("il-central-1", ExecutableUsers=["all"]), key=lambda image: image["ImageId"])
    assert documents(1) == here
    assert not {image["ImageId"] for image in documents(2)} & {image["ImageId"] for image in here}


def test_no_two_passes_come_in_the_same_order(caller):
    first, second = caller.ids("il-central-1"), caller.ids("il-central-1")
    assert first != second
    assert sorted(first) == sorted(second)


def test_an_owner_has_a_name_once_in_a_region_even_at_full_size():
    releases = Releases(count=203_864, per_tick=509, seed=1)
    locations = set()
    for number in range(-2000, 193_000):
        release = releases.release(number)
        # The name is a part of it, so this holds for images without one too.
        location = (release.owners, release.location)
        assert location not in locations
        locations.add(location)


def test_releases_are_copied_over_many_regions_under_ids_of_their_own(caller):
    here = {image["Name"]: image for image in caller.everything("us-east-1") if "Name" in image}
    there = {image["Name"]: image for image in caller.everything("il-central-1") if "Name" in image}
    common = here.keys() & there.keys()
    assert len(common) > 0.6 * len(there)
    assert all(here[name]["ImageId"] != there[name]["ImageId"] for name in common)


def test_amazon_linux_is_owned_by_another_account_in_an_opt_in_region(caller):
    def owner(region: str) -> set[str]:
        filters = [{"Name": "name", "Values": ["al2023-ami-2*"]}, {"Name": "owner-alias", "Values": ["amazon"]}]
        return {image["OwnerId"] for image in caller.images(region, Filters=filters)}

    assert owner("us-east-1") == {"137112412989"}
    assert owner("il-central-1") == {"659248058490"}


def test_half_the_world_is_marketplace_with_product_codes(caller):
    images = caller.public()
    marketplace = [image for image in images if image.get("ImageOwnerAlias") == "aws-marketplace"]
    assert 0.45 < len(marketplace) / len(images) < 0.55
    assert all(image["OwnerId"] == "679593333241" and image["ProductCodes"] for image in marketplace)


def test_many_owners_have_a_single_image(caller):
    owners = Counter(image["OwnerId"] for image in caller.public())
    assert sum(count == 1 for count in owners.values()) > 20


def test_every_field_of_ec2s_image_occurs_somewhere(caller):
    model = caller.client("us-east-1").meta.service_model
    wanted: set[tuple[str, ...]] = set()

    def collect(shape: Any, path: tuple[str, ...]) -> None:
        if shape.type_name == "structure":
            for name, member in shape.members.items():
                collect(member, (*path, name))
        elif shape.type_name == "list":
            collect(shape.member, path)
        else:
            wanted.add(path)

    def found_in(value: Any, path: tuple[str, ...]) -> set[tuple[str, ...]]:
        if isinstance(value, dict):
            return {leaf for name, member in value.items() for leaf in found_in(member, (*path, name))}
        if isinstance(value, list):
            return {leaf for member in value for leaf in found_in(member, path)}
        return {path}

    collect(model.operation_model("DescribeImages").output_shape.members["Images"], ())
    found = found_in(list(caller.everything("us-east-1")), ())
    found |= found_in(list(caller.everything("eu-west-1")), ())
    # Only an account with Allowed AMIs enabled sees this one: see test_faults.py.
    assert wanted - found == {("ImageAllowed",)}


def test_odd_texts_arrive_as_they_are(caller):
    descriptions = {image.get("Name"): image.get("Description") for image in caller.everything()}
    assert descriptions["markup"].startswith("<script>alert('ami')</script>")
    assert "🚀" in descriptions["non-ascii"]
    assert "\u202e" in descriptions["right-to-left"]
    assert "quotes' and (brackets) [here]/there @home" in descriptions
    assert any("Name" not in image and "manifest" in image["ImageLocation"] for image in caller.everything())


def test_names_and_descriptions_keep_to_ec2s_limits(caller):
    legal = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789()[] ./-'@_")
    for image in caller.everything():
        if "Name" in image:
            assert 3 <= len(image["Name"]) <= 128
            assert legal.issuperset(image["Name"])
        assert len(image.get("Description", "")) <= 255


def test_images_were_made_before_now_and_mostly_lately(caller):
    ages = []
    for image in caller.public():
        created = datetime.fromisoformat(image["CreationDate"]).astimezone(UTC)
        assert created < START
        ages.append((START - created).days)
    assert sorted(ages)[len(ages) // 2] < 4 * 365
    assert max(ages) > 12 * 365


def test_bijections_lead_back():
    for value in (0, 1, 12345, 2**27 - 1):
        assert unmix(mix(value, 99), 99) == value
        assert unmix_short(mix_short(value, 99), 99) == value
    assert len({word_of(number) for number in range(262_144)}) == 262_144


def test_all_regions_have_their_numbers():
    assert len(all_region_names()) == 27
