"""The API over a small real catalog: crawled by the crawler, indexed by the indexer, asked over ASGI."""

import asyncio
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import httpx
import orjson
import pytest

from api.app import create_app
from api.names import Names
from api.safe_fetch import SafeFetch
from api.services import Services
from catalog.current_directory import CurrentDirectory
from catalog.database import Database
from catalog.directory import Directory
from catalog.migration import upgrade
from catalog.scopes import Scope
from catalog.sqlite_file import copy_file
from crawler.batch import Place
from crawler.region_crawl import crawl_region
from search.indexing import Indexer
from search.tantivy_index import TantivyIndex
from tests.crawler.conftest import Remembering, ScriptedSource, image
from tests.outside import name_server

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TOKEN = "a-token-of-the-operator"
CANONICAL = "099720109477"
AMAZON = "137112412989"
STRANGER = "123456789012"
RECLUSE = "555555555555"  # owns nothing but private images

NOBLE = "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20260930"
JAMMY = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260101"
AL2023 = "al2023-ami-2023.9.20261110.0-kernel-6.12-x86_64"

NOBLE_IRELAND, NOBLE_FRANKFURT, JAMMY_IRELAND, AL2023_IRELAND = 0x11, 0x12, 0x13, 0x14
OLD_WINDOWS, GONE, WEB_BASE, SELLER = 0x15, 0x16, 0x17, 0x18
WEB_BASE_PRIVATE, PAYROLL, RECLUSIVE = 0xA1, 0xA2, 0xA3

IRELAND, FRANKFURT, MUMBAI = "eu-west-1", "eu-central-1", "ap-south-1"  # in Mumbai there are only private images


def image_id(number):
    return f"ami-{number:017x}"


def canonical(number, name, **fields):
    return image(number, OwnerId=CANONICAL, Name=name, CreationDate="2026-09-30T08:14:02.000Z", **fields)


PUBLIC = {
    IRELAND: [
        canonical(NOBLE_IRELAND, NOBLE, Architecture="arm64", Description="Ubuntu 24.04 <b>noble</b> 🐧"),
        canonical(JAMMY_IRELAND, JAMMY),
        image(
            OLD_WINDOWS,
            Name="Windows_Server-2016-English-Old",
            Platform="windows",
            PlatformDetails="Windows",
            CreationDate="2019-01-02T03:04:05.000Z",
            DeprecationTime="2021-01-02T03:04:05.000Z",
        ),
        image(WEB_BASE, Name="web-base", Tags=[{"Key": "cost-centre", "Value": "4711"}], ProductCodes=["odd"]),
        image(SELLER, OwnerId="679593333241", ImageOwnerAlias="aws-marketplace", Name="a seller's appliance"),
    ],
    FRANKFURT: [canonical(NOBLE_FRANKFURT, NOBLE, Architecture="arm64")],
}
AMAZONS = {IRELAND: [image(AL2023_IRELAND, OwnerId=AMAZON, ImageOwnerAlias="amazon", Name=AL2023)]}
PRIVATE = {
    IRELAND: [
        image(PAYROLL, Name="payroll-of-the-stranger", Public=False),
        image(RECLUSIVE, OwnerId=RECLUSE, Name="reclusive-image", Public=False),
        # Everyone sees this one; that it is also shared with the operator by name is the operator's business.
        PUBLIC[IRELAND][3],
    ],
    MUMBAI: [image(WEB_BASE_PRIVATE, Name="web-base", Public=False, CreationDate="2026-11-20T00:00:00.000Z")],
}


@dataclass
class Client:
    """Asks the app in this process, as a client would over HTTP."""

    services: Services
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, path, *, method="GET", headers=None, body=None, **parameters):
        return asyncio.run(self._ask(method, path, headers or {}, body, parameters))

    def json(self, path, **parameters):
        response = self.ask(path, **parameters)
        assert response.status_code == 200, response.text
        return response.json()

    def verdicts(self, *image_ids):
        """The answer to POST /v1/verdicts."""
        return self.ask("/v1/verdicts", method="POST", body=orjson.dumps({"image_ids": image_ids}))

    @cached_property
    def app(self):
        return create_app(self.services)

    async def _ask(self, method, path, headers, body, parameters):
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://amidex") as client:
            return await client.request(
                method, path, params=parameters or None, content=body or None, headers=self.headers | headers
            )


@dataclass
class World:
    """A catalog and its index."""

    file: Path
    directory: Directory
    source: ScriptedSource = field(default_factory=ScriptedSource)

    def __post_init__(self):
        self.database = Database(f"sqlite:///{self.file}")
        self.index = TantivyIndex(Path(f"{self.file}-index"))

    def crawl(self, shown, scope=Scope.ALL):
        for region, images in shown.items():
            self.source.show(*images, region=region, scope=scope)
            crawl_region(Place(self.database, self.directory, "aws", region), self.source, scope, watcher=Remembering())

    def services(self, **options):
        return Services(self.database, self.index, self.directory, **{"clock": lambda: NOW} | options)

    def reindex(self):
        Indexer(self.database, self.directory, self.index).rebuild(progress=lambda _: None)
        return self


@pytest.fixture(scope="session")
def public_world(tmp_path_factory, directory):
    """A catalog in which nothing is private."""
    world = World(tmp_path_factory.mktemp("public") / "catalog.sqlite3", directory)
    upgrade(world.database)
    ghost = image(GONE, Name="ghost", CreationDate="2020-01-02T03:04:05.000Z")
    world.crawl({IRELAND: [*PUBLIC[IRELAND], ghost]})
    world.crawl(PUBLIC)
    world.crawl(AMAZONS, Scope.AMAZON)
    # Twice: how many families an owner has is counted by the first judging and told by the next.
    yield world.reindex().reindex()
    world.database.close()


@pytest.fixture(scope="session")
def world(public_world, tmp_path_factory, directory):
    """The same catalog, after a crawl also showed private images. Read it, do not change it."""
    file = tmp_path_factory.mktemp("world") / "catalog.sqlite3"
    public_world.database.close()
    shutil.copy(public_world.file, file)
    world = World(file, directory)
    world.crawl(PRIVATE, Scope.SELF)
    yield world.reindex()
    world.database.close()


@pytest.fixture
def services(world):
    return world.services(operator_token=TOKEN)


@pytest.fixture
def own_services(services, sqlite_database):
    """The same index over an empty catalog of the test's own, for what writes: members, and what they do."""
    return replace(services, database=sqlite_database)


@pytest.fixture
def copied_services(world, tmp_path, directory):
    """The world, over a copy of its catalog that this test may write to."""
    copy_file(world.file, tmp_path / "catalog.sqlite3")
    copy = World(tmp_path / "catalog.sqlite3", directory)
    yield replace(world.services(operator_token=TOKEN), database=copy.database)
    copy.database.close()


@pytest.fixture(scope="module")
def names():
    with name_server() as server:
        yield server


@pytest.fixture
def outside(names):
    """What the world outside says: nothing at first."""
    names.records, names.fails = {}, False
    return names


@pytest.fixture
def here(own_services, outside):
    """A service that asks a name server of the test's own."""
    current = CurrentDirectory(own_services.database, own_services.directory)
    fetch = SafeFetch(Names([outside.address]), allow_private=True)
    return replace(own_services, fetch=fetch, directory_now=current.read)


@pytest.fixture
def client(services):
    """Anybody."""
    return Client(services)


@pytest.fixture
def operator(services):
    return Client(services, {"Authorization": f"Bearer {TOKEN}"})
