"""The regions of the world and how many public images each has.

`region_counts.csv` is a count of public images by region of December 2023 (3,173,232 in 27 regions; ap-northeast-3 is
not in it, so it is not in this world either).
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_COUNTS = Path(__file__).with_name("region_counts.csv")

_OPTED_IN = frozenset(
    {
        "af-south-1",
        "ap-east-1",
        "ap-south-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "eu-central-2",
        "eu-south-1",
        "eu-south-2",
        "il-central-1",
        "me-central-1",
        "me-south-1",
    }
)
# Real regions that the caller's account has not enabled: DescribeRegions names them when asked for all.
NOT_OPTED_IN = ("ap-east-2", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-west-1", "mx-central-1")

_GEOGRAPHIES = {
    "us": "United States of America",
    "eu": "Europe",
    "ap": "Asia Pacific",
    "sa": "Brazil",
    "ca": "Canada",
    "me": "Middle East",
    "af": "South Africa",
    "il": "Israel",
    "mx": "Mexico",
}


@dataclass(frozen=True, slots=True)
class Region:
    """One region: `number` is its place in the file, the same in every world, `public_images` its size at tick 0."""

    name: str
    number: int
    public_images: int

    @property
    def opt_in_status(self) -> str:
        return "opted-in" if self.name in _OPTED_IN else "opt-in-not-required"


def geography_of(region_name: str) -> str:
    return _GEOGRAPHIES[region_name.partition("-")[0]]


@cache
def _counts() -> dict[str, int]:
    with _COUNTS.open(newline="") as lines:
        return {row["region"]: int(row["public_images"]) for row in csv.DictReader(lines)}


def all_region_names() -> tuple[str, ...]:
    """The 27 regions; a region's number is its place here."""
    return tuple(_counts())


def regions_of(public_images: int, only: tuple[str, ...] = ()) -> tuple[Region, ...]:
    """The regions (all, or `only` those named) with `public_images` shared out among them as in the file.

    The shares add up exactly (largest remainder). Raises ValueError for an unknown region, and when there are too few
    images for every region to have ten.
    """
    counts = _counts()
    if unknown := [name for name in only if name not in counts]:
        raise ValueError(f"no region {unknown[0]!r} in this world; there are: {', '.join(counts)}")
    wanted = {name: count for name, count in counts.items() if not only or name in only}
    total = sum(wanted.values())
    shares = {name: public_images * count // total for name, count in wanted.items()}
    by_remainder = sorted(wanted, key=lambda name: (-(public_images * wanted[name] % total), name))
    for name in by_remainder[: public_images - sum(shares.values())]:
        shares[name] += 1
    if min(shares.values()) < 10:
        raise ValueError(f"{public_images} images are too few for {len(shares)} regions: give more, or fewer regions")
    numbers = {name: number for number, name in enumerate(counts)}
    return tuple(Region(name, numbers[name], share) for name, share in shares.items())
