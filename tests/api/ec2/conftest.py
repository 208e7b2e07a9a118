"""The simulated EC2, the catalog that a crawl of it makes, and both asked by boto3."""

from datetime import UTC, datetime

import pytest

from api.services import Services
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.api.ec2.serving import Asker, crawl_into, serving
from tests.world.running import running_world

REGIONS = ("us-east-1", "eu-west-1", "il-central-1")
# Where the world's clock stands.
NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture(scope="session")
def simulated():
    """2,000 images in three regions. Look, don't touch."""
    with running_world(images=2000, regions=REGIONS) as running:
        yield running


@pytest.fixture(scope="session", params=("sqlite", "postgresql"))
def crawled(request, simulated, copies, directory):
    """The catalog of it, on each engine."""
    with copies(request.param).copy() as database:
        crawl_into(database, directory, simulated.url)
        Indexer(database, directory, MemoryIndex()).rebuild(progress=lambda _: None)  # policies ask for verdicts
        yield database


@pytest.fixture(scope="session")
def url(crawled, directory):
    """The service over the catalog."""
    with serving(Services(crawled, MemoryIndex(), directory, clock=lambda: NOW)) as url:
        yield url


@pytest.fixture(scope="session")
def amidex(url):
    return Asker(f"{url}/ec2")


@pytest.fixture(scope="session")
def ec2(simulated):
    return Asker(simulated.url)
