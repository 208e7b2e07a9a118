"""The rules against what EC2 was recorded to show, and against the strangers of the simulated world."""

import gzip
import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from tests.trust.rules.conftest import release_facts
from tests.world.calendar_forms import START_MINUTE, Days
from tests.world.strangers import IMPOSTOR, oddity, stranger_release, vendor_release
from trust.judge import judge
from trust.levels import TrustLevel

REGION_KEY = 0x5EED
STRANGERS = 4000


def recorded() -> dict[tuple[str, str, str], dict[str, Any]]:
    """The images that moto carries, by region, owner and name: the shape of a name once, whatever its numbers."""
    found = {}
    folder = files("moto").joinpath("ec2", "resources")
    for path in (
        folder / "amis.json.gz",
        *(folder / "latest_amis").iterdir(),
        *(folder / "ecs/optimized_amis").iterdir(),
    ):
        region = "us-east-1" if path.name == "amis.json.gz" else path.name.partition(".")[0]
        for image in json.loads(gzip.decompress(path.read_bytes())):
            found[region, image["owner_id"], image["name"].translate(str.maketrans("123456789", "000000000"))] = image
    return found


def test_no_recorded_image_is_suspicious_with_or_without_its_alias(directory):
    images = recorded()
    suspicious = [
        image["name"]
        for (region, owner, _), image in images.items()
        for alias in (None, "amazon")
        if judge(
            release_facts(
                image["name"],
                region=region,
                owner_id=owner,
                owner_alias=alias,
                description=image.get("description") or "",
            ),
            directory,
        ).level
        is TrustLevel.SUSPICIOUS
    ]

    assert len(images) > 300
    assert suspicious == []


def judged_release(made, directory):
    """A release of the simulated world, judged by what its location and documents tell."""
    owner, _, name = made.location.decode().partition("/")
    description = made.details.decode().partition("<description>")[2].partition("</description>")[0]
    facts = release_facts(name, owner_id=owner, description=description, created_at=datetime(2026, 9, 1, tzinfo=UTC))
    return judge(facts, directory).level


def test_the_worlds_impostors_are_suspicious_and_its_other_strangers_are_not(directory):
    days = Days()
    wrong = []
    impostors = 0
    for number in range(STRANGERS):
        made = stranger_release(number, START_MINUTE - number * 60, REGION_KEY, days)
        impostor = oddity(number, REGION_KEY) == IMPOSTOR
        impostors += impostor
        if (judged_release(made, directory) is TrustLevel.SUSPICIOUS) != impostor:
            wrong.append(made.location)

    assert impostors >= 3
    assert wrong == []


def test_the_worlds_vendors_are_not_suspicious(directory):
    days = Days()
    made = [vendor_release(number, START_MINUTE - number * 60, 2000, 7, days) for number in range(2000)]

    assert [one.location for one in made if judged_release(one, directory) is TrustLevel.SUSPICIOUS] == []
