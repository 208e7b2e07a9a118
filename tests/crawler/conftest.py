"""A scripted EC2: what each scope shows in each region, and where it breaks off."""

from dataclasses import dataclass, field

import pytest

from catalog.scopes import Scope
from crawler.source import received


def image(number=1, **fields):
    """An image document as EC2 gives it, with what every image has."""
    return {
        "ImageId": f"ami-{number:017x}",
        "OwnerId": "123456789012",
        "Name": f"image-{number}",
        "ImageLocation": f"123456789012/image-{number}",
        "Architecture": "x86_64",
        "Public": True,
        "State": "available",
        "RootDeviceType": "ebs",
        "CreationDate": "2026-01-02T03:04:05.000Z",
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 8}}],
    } | fields


def write_every(images, monkeypatch):
    """Have crawls begin another transaction after so many images, of known regions and of new ones."""
    for size in ("IMAGES_A_TRANSACTION", "IMAGES_OF_A_NEW_REGION"):
        monkeypatch.setattr(f"crawler.region_crawl.{size}", images)


@dataclass
class ScriptedSource:
    """Shows what it is told, two images a page. `breaks_after` pages it raises `error`."""

    shown: dict[tuple[str, Scope], list[dict]] = field(default_factory=dict)
    breaks_after: int | None = None
    error: BaseException = field(default_factory=RuntimeError)
    name: str = "scripted"
    warns: str | None = None

    def show(self, *images, region="eu-west-1", scope=Scope.ALL):
        self.shown[region, scope] = list(images)

    def pages(self, region, scope):
        images = self.shown.get((region, scope), [])
        for page, start in enumerate(range(0, len(images), 2)):
            if self.breaks_after == page:
                raise self.error
            yield [received(dict(document)) for document in images[start : start + 2]]
        if self.breaks_after is not None:
            raise self.error

    def warning(self, region):
        del region
        return self.warns


class Remembering:
    """A watcher that keeps what it is told."""

    def __init__(self):
        self.calls = []

    def started(self, region, scope):
        self.calls.append(("started", region, scope))

    def progressed(self, region, scope, counts):
        self.calls.append(("progressed", region, scope, counts.seen))

    def finished(self, outcome):
        self.calls.append(("finished", outcome))


@pytest.fixture
def source():
    return ScriptedSource()


@pytest.fixture
def watcher():
    return Remembering()
