"""Amidex over real HTTP, in this process, and boto3 that asks it as it asks EC2."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import boto3
import pytest
import uvicorn
from botocore.config import Config

from api.app import create_app
from api.services import Services
from catalog.document import in_order
from catalog.scopes import Scope
from crawler.ec2 import Ec2
from crawler.sweep import Sweep
from tests.crawler.conftest import Remembering

PATIENCE_SECONDS = 30
SESSION: Any = boto3.Session(aws_access_key_id="AKIDANY", aws_secret_access_key="any")
# What EC2 tells an account of itself, and Amidex therefore nobody.
OF_THE_CALLER = ("FreeTierEligible", "ImageAllowed", "LastLaunchedTime", "Tags")


@dataclass(frozen=True)
class Asker:
    """boto3 at one endpoint, real but impatient: no retries, so that a fault shows at once."""

    url: str
    clients: dict[tuple[str, str], Any] = field(default_factory=dict)

    def client(self, region: str = "us-east-1", service: str = "ec2") -> Any:
        """A client; the same for the same region, as to make one takes longer than to ask it."""
        if (region, service) not in self.clients:
            config = Config(region_name=region, retries={"total_max_attempts": 1}, read_timeout=30)
            self.clients[region, service] = SESSION.client(service, endpoint_url=self.url, config=config)
        return self.clients[region, service]

    def images(self, region: str = "us-east-1", page_size: int | None = None, **question: Any) -> list[dict[str, Any]]:
        """The answer to a question, in the order of ids, without what EC2 tells the caller of itself."""
        client = self.client(region)
        if page_size is None:
            images = client.describe_images(**question)["Images"]
        else:
            pages = client.get_paginator("describe_images").paginate(
                **question, PaginationConfig={"PageSize": page_size}
            )
            images = [image for page in pages for image in page["Images"]]
        return sorted(map(told_to_everybody, images), key=lambda image: image["ImageId"])


def told_to_everybody(image: dict[str, Any]) -> Any:
    return in_order({name: value for name, value in image.items() if name not in OF_THE_CALLER})


@contextmanager
def serving(services: Services) -> Iterator[str]:
    """The URL of a service on a free port, for the block."""
    config = uvicorn.Config(create_app(services), port=0, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not server.started:
        assert time.monotonic() < deadline, "the service did not start"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(PATIENCE_SECONDS)


def crawl_into(database, directory, url, regions=None, scopes=tuple(Scope)):
    """Crawl what answers as EC2 at a URL, as `amidex crawl` would. Every crawl must end well."""
    away = {name: None for name in os.environ if name.startswith("AWS_")}
    here = {
        "AWS_ENDPOINT_URL_EC2": url,
        "AWS_ACCESS_KEY_ID": "AKIDWORLD",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name in away:
            patch.delenv(name)
        for name, value in here.items():
            patch.setenv(name, value)
        ec2 = Ec2(max_attempts=2)
        questions = [(region, scope) for region in regions or ec2.regions() for scope in scopes]
        outcomes = Sweep(database, directory, ec2, demo=False).run(questions, watcher=Remembering())
    assert {str(outcome.status) for outcome in outcomes} == {"completed"}, outcomes
    return outcomes
