"""How many verdicts a second one processor gives, over the releases of the simulated world. A script, not a test.

    python -m tests.bench.trust [images, default 40000] [--profile]

Prints verdicts/s, of everything and by the level found, in processor time: a busy machine changes that less. The first
round meets every name for the first time, as a first crawl does; reading the images is not part of the time.
"""

import cProfile
import gc
import pstats
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from timeit import timeit
from typing import Any

import boto3

from catalog.directory import Directory, load_directory
from tests.world.running import running_world
from trust.facts import FamilyFacts, ImageFacts, OwnerFacts, ReleaseFacts
from trust.judge import judge

REGIONS = ("us-east-1", "eu-west-1", "af-south-1")
NOW = datetime(2026, 11, 24, tzinfo=UTC)


def main() -> None:
    """Fetch the world's images, judge their releases, and print how fast that went."""
    numbers = [argument for argument in sys.argv[1:] if argument.isdigit()]
    releases = list(_releases(int(numbers[0]) if numbers else 40_000))
    gc.freeze()  # the facts of a whole world are not there at once outside of a bench
    directory = load_directory()
    judge(releases[0], directory)
    if "--profile" in sys.argv:
        with cProfile.Profile() as profile:
            _round(releases, directory)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return
    images = sum(len(facts.images) for facts in releases)
    print(f"this machine: {timeit('sum(range(1000))', number=20_000) * 50:.1f} µs for sum(range(1000)), now")
    for label in ("first", "again"):
        seconds, by_level = _round(releases, directory)
        print(f"{label}: {len(releases) / seconds:,.0f} verdicts/s, {images / seconds:,.0f} images/s ({len(releases)})")
        for level, (count, took) in sorted(by_level.items()):
            print(f"    {level:12} {count:7d}  {took / count * 1e6:6.1f} µs each")


def _round(releases: list[ReleaseFacts], directory: Directory) -> tuple[float, dict[str, tuple[int, float]]]:
    counts: Counter[str] = Counter()
    took: defaultdict[str, float] = defaultdict(float)
    began = time.process_time()
    levels = [judge(facts, directory).level.value for facts in releases]
    seconds = time.process_time() - began
    for facts, level in zip(releases, levels, strict=True):
        before = time.perf_counter()
        judge(facts, directory)
        took[level] += time.perf_counter() - before
        counts[level] += 1
    return seconds, {level: (count, took[level]) for level, count in counts.items()}


def _releases(images: int) -> Iterator[ReleaseFacts]:
    """The releases of a world of so many images, with what the catalog would tell of each."""
    found: defaultdict[tuple[str, str], list[ImageFacts]] = defaultdict(list)
    with running_world(images=images, regions=REGIONS) as world:
        for region in REGIONS:
            client = boto3.client(
                "ec2",
                endpoint_url=world.url,
                region_name=region,
                aws_access_key_id="bench",
                aws_secret_access_key="bench",
            )
            pages = client.get_paginator("describe_images").paginate(
                ExecutableUsers=["all"], IncludeDeprecated=True, PaginationConfig={"PageSize": 1000}
            )
            for page in pages:
                for document in page["Images"]:
                    image = image_facts(region, document)
                    found[image.owner_id, image.name or image.image_location or image.image_id].append(image)
    for (_, name), group in found.items():
        yield ReleaseFacts(
            "aws",
            name,
            tuple(group),
            NOW,
            family=FamilyFacts("fam", "family-*", 3),
            owner=OwnerFacts(NOW, group[0].created_at, len(group), 1),
        )


def image_facts(region: str, document: Any) -> ImageFacts:
    """The facts of one image of EC2's, seen today."""
    deprecated = document.get("DeprecationTime")
    return ImageFacts(
        region=region,
        image_id=document["ImageId"],
        owner_id=document["OwnerId"],
        owner_alias=document.get("ImageOwnerAlias"),
        name=document.get("Name"),
        image_location=document.get("ImageLocation"),
        description=document.get("Description"),
        architecture=document.get("Architecture"),
        platform=document.get("Platform", "linux").lower(),
        image_type=document.get("ImageType"),
        root_device_type=document.get("RootDeviceType"),
        virtualization_type=document.get("VirtualizationType"),
        boot_mode=document.get("BootMode"),
        imds_support=document.get("ImdsSupport"),
        ena_support=document.get("EnaSupport"),
        created_at=datetime.fromisoformat(document["CreationDate"]),
        deprecated_at=datetime.fromisoformat(deprecated) if deprecated else None,
        first_seen_at=NOW,
        gone_at=None,
        state=document.get("State"),
        document=document,
    )


if __name__ == "__main__":
    main()
