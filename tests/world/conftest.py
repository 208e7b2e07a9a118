"""A small world for the tests that only look, another for those that move it or break it, and boto3 to look with."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.config import Config

from tests.world.running import RunningWorld, running_world

REGIONS = ("us-east-1", "eu-west-1", "il-central-1")


class Caller:
    """boto3, real but impatient: no retries, so that a fault shows at once."""

    def __init__(self, world: RunningWorld) -> None:
        self._world = world
        self.client = cache(self._client)

    def _client(self, region: str, service: str = "ec2") -> Any:
        config = Config(region_name=region, retries={"total_max_attempts": 1}, read_timeout=20)
        session: Any = boto3.Session(aws_access_key_id="AKIDWORLD", aws_secret_access_key="any")
        return session.client(service, endpoint_url=self._world.url, config=config)

    def images(self, region: str = "us-east-1", page_size: int = 1000, **question: Any) -> list[dict[str, Any]]:
        """Every image that answers, deprecated ones included unless the question says otherwise."""
        pages = self.client(region).get_paginator("describe_images")
        asked = {"IncludeDeprecated": True, **question}
        return [
            image
            for page in pages.paginate(**asked, PaginationConfig={"PageSize": page_size})
            for image in page["Images"]
        ]

    @cache  # noqa: B019  # there are two callers in a test run, and reading all anew for every test takes minutes
    def everything(self, region: str = "us-east-1") -> tuple[dict[str, Any], ...]:
        """Every image that is there at first sight, disabled ones included: for worlds that do not move."""
        return tuple(self.images(region, IncludeDisabled=True))

    def public(self, region: str = "us-east-1") -> list[dict[str, Any]]:
        """The public ones of `everything`."""
        return [image for image in self.everything(region) if image["Public"]]

    def ids(self, region: str = "us-east-1", **question: Any) -> list[str]:
        return [image["ImageId"] for image in self.images(region, **question)]


@pytest.fixture(scope="session")
def world() -> Iterator[RunningWorld]:
    """2,000 images in three regions, at tick 0. Look, don't touch."""
    with running_world(images=2000, regions=REGIONS) as running:
        yield running


@pytest.fixture(scope="session")
def caller(world: RunningWorld) -> Caller:
    return Caller(world)


@pytest.fixture(scope="module")
def worldly_caller() -> Iterator[tuple[RunningWorld, Caller]]:
    """A world of the module's own, and who calls it."""
    with running_world(images=2000, regions=REGIONS) as running:
        yield running, Caller(running)
