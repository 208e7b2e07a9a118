"""The real releases that judged queries are asked of: what moto recorded of EC2, and the names whose truth is known.

The recordings hold no time; a release's is the day in its name, where there is one.
"""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

from catalog.scopes import Scope
from crawler.source import ReceivedImage, received
from tests.crawler.conftest import ScriptedSource, image
from tests.trust.test_labelled import labelled

RECORDED_REGIONS = ("us-east-1", "eu-west-1", "ap-northeast-1")
IMAGES_A_PAGE = 500
LONG_AGO = date(2010, 1, 1)
_DAY = re.compile(r"(?<!\d)(20[0-3]\d)[.-]?(0[1-9]|1[0-2])[.-]?(0[1-9]|[12]\d|3[01])(?!\d)")


class RecordedSource(ScriptedSource):
    """Shows images in pages as large as EC2's: thousands of them are crawled in seconds."""

    def pages(self, region: str, scope: Scope) -> Iterator[list[ReceivedImage]]:
        images = self.shown.get((region, scope), [])
        for start in range(0, len(images), IMAGES_A_PAGE):
            yield [received(dict(document)) for document in images[start : start + IMAGES_A_PAGE]]


def recorded_images() -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The images, as EC2 documents, by partition and region."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for number, (place, owner, name, fields) in enumerate(_all(), 1):
        document = image(number, OwnerId=owner, Name=name, ImageLocation=f"{owner}/{name}", CreationDate=_made(name))
        found.setdefault(place, []).append(document | fields)
    return found


def _all() -> Iterator[tuple[tuple[str, str], str, str, dict[str, Any]]]:
    folder = files("moto").joinpath("ec2", "resources")
    for region in RECORDED_REGIONS:
        for kind in ("latest_amis", "ecs/optimized_amis"):
            for one in json.loads(gzip.decompress((folder / kind / f"{region}.json.gz").read_bytes())):
                fields = {"Description": one["description"], "Architecture": one["architecture"]}
                yield ("aws", region), one["owner_id"], one["name"], fields
    for case in labelled():
        is_arm = re.search("arm64|aarch64", case.name) is not None
        fields = {"Description": case.description, "Architecture": "arm64" if is_arm else "x86_64"}
        if case.alias:
            fields["ImageOwnerAlias"] = case.alias
        if re.search("windows", case.name, re.IGNORECASE):
            fields |= {"Platform": "windows", "PlatformDetails": "Windows"}
        yield (case.partition, case.region), case.owner, case.name, fields


def _made(name: str) -> str:
    found = _DAY.search(name)
    day = LONG_AGO
    if found is not None:
        try:
            day = date(*map(int, found.groups()))
        except ValueError:  # the 31st of February is a serial number
            day = LONG_AGO
    return f"{day.isoformat()}T03:04:05.000Z"
