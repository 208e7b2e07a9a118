"""How many verdicts a second one processor gives, over the releases of the simulated world. A script, not a test.

    python -m tests.bench.trust [images, default 60000] [--profile]

Prints verdicts/s in processor time: a busy machine changes that less. The first round meets every name for the first
time, as a first crawl does; the second has met them, as when rules changed. Beside them, in the same run, the plain
path (tests/trust/plain.py): every rule asked, nothing remembered. Reading the images is not part of the time; they are
as the catalog gives them, a batch at a time.
"""

import cProfile
import gc
import pstats
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from timeit import timeit
from typing import Any

import boto3

from catalog.directory import Directory, load_directory
from catalog.document import PackedDocument, pack
from tests.trust.plain import forget, judge_plainly
from tests.world.regions import all_region_names
from tests.world.running import running_world
from trust.facts import FamilyFacts, ImageFacts, OwnerFacts, ReleaseFacts
from trust.judge import judge
from trust.verdict import Verdict

REGIONS = all_region_names()
NOW = datetime(2026, 11, 24, tzinfo=UTC)
RELEASES_A_BATCH = 10
PLAIN_RELEASES = 2_000
Judge = Callable[[ReleaseFacts, Directory], Verdict]


def main() -> None:
    """Fetch the world's images, judge their releases, and print how fast that went."""
    numbers = [argument for argument in sys.argv[1:] if argument.isdigit()]
    releases = list(_releases(int(numbers[0]) if numbers else 60_000))
    directory = load_directory()
    judge(_as_read(releases[0]), directory)  # makes what is made of the directory once
    forget()
    gc.disable()  # what it finds depends on everything else that is in memory here
    if "--profile" in sys.argv:
        with cProfile.Profile() as profile:
            _round(releases, judge, directory)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return
    print(f"this machine: {timeit('sum(range(1000))', number=20_000) * 50:.1f} µs for sum(range(1000)), now")
    first = _told("first", releases, judge, directory)
    again = _told("again", releases, judge, directory)
    plain = _told("plainly", releases[:PLAIN_RELEASES], judge_plainly, directory)
    print(f"beside the plain path: {first / plain:.1f} x as fast at first, {again / plain:.1f} x again")


def _told(label: str, releases: Sequence[ReleaseFacts], of: Judge, directory: Directory) -> float:
    """Verdicts a second, printed."""
    seconds, levels = _round(releases, of, directory)
    images = sum(len(facts.images) for facts in releases)
    rates = f"{len(releases) / seconds:8,.0f} verdicts/s {images / seconds:8,.0f} images/s"
    print(f"{label:8} {rates}  ({', '.join(f'{count} {level}' for level, count in sorted(levels.items()))})")
    return len(releases) / seconds


def _round(releases: Sequence[ReleaseFacts], of: Judge, directory: Directory) -> tuple[float, Counter[str]]:
    levels: Counter[str] = Counter()
    seconds = 0.0
    for start in range(0, len(releases), RELEASES_A_BATCH):
        batch = [_as_read(facts) for facts in releases[start : start + RELEASES_A_BATCH]]
        began = time.process_time()
        verdicts = [of(facts, directory) for facts in batch]
        seconds += time.process_time() - began
        levels.update(verdict.level.value for verdict in verdicts)
    return seconds, levels


def _as_read(facts: ReleaseFacts) -> ReleaseFacts:
    """The facts as judging reads them from the catalog: every document packed, and new."""
    return replace(
        facts, images=tuple(image._replace(document=PackedDocument(image.document["packed"])) for image in facts.images)
    )


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
    """The facts of one image of EC2's, seen today, with its document as the catalog stores it."""
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
        document={"packed": pack(document)},
    )


if __name__ == "__main__":
    main()
