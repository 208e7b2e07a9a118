"""A private image leaves no trace in what the public is told, not even in when it was judged, on both databases."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest

from api.services import Services
from catalog.scopes import Scope
from catalog.signals import unpack_signals
from catalog.verdicts import former_verdicts
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.api.conftest import Client
from tests.crawler.conftest import image
from tests.search.test_judging import STRANGER, build, crawl, verdict_of

START = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
WEB = "web-server-20260101"
SHARED = image(9, Name=WEB, CreationDate="2026-01-01T00:00:00.000Z", Public=False)


class Clock:
    """Goes on when it is told to."""

    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def indexer(database, directory, clock):
    return Indexer(database, directory, MemoryIndex(), clock=clock)


def answers(indexer, clock):
    """What the public is told over HTTP of the release, its owner and its family, with the tags that caches compare."""
    client = Client(Services(indexer.database, indexer.index, indexer.directory, clock=clock))
    release = client.json(f"/v1/images/ami-{1:017x}")["release"]["release_id"]
    family = client.json(f"/v1/releases/{release}")["family_id"]
    paths = [
        f"/v1/images/ami-{1:017x}",
        f"/v1/images/ami-{1:017x}/history",
        f"/v1/images/ami-{1:017x}/verdict",
        f"/v1/releases/{release}",
        f"/v1/releases/{release}/verdict",
        f"/v1/releases/{release}/verdict/history",
        f"/v1/families/{family}",
        f"/v1/owners/{STRANGER}",
        "/v1/owners",
        "/v1/radar",
        f"/v1/resolve?family={family}&region=eu-west-1&at_least=unverified",
    ]
    told = {}
    for path in paths:
        response = client.ask(path)
        assert response.status_code == 200, (path, response.text)
        told[path] = (response.text, response.headers["ETag"], response.headers.get("Last-Modified"))
    told["/v1/verdicts"] = (client.verdicts(f"ami-{1:017x}").text, None, None)
    return told


def test_a_private_image_of_the_same_release_moves_nothing_that_the_public_sees(indexer, clock):
    crawl(indexer, build(1, "20260101"), image(2), image(3))
    before = answers(indexer, clock)

    clock.now += timedelta(hours=3)
    crawl(indexer, SHARED, scope=Scope.SELF, region="us-east-1")

    assert verdict_of(indexer, 9, with_private=True).judged_at == clock.now
    assert answers(indexer, clock) == before


def test_nor_does_it_when_it_changes_or_goes(indexer, clock):
    crawl(indexer, build(1, "20260101"))
    crawl(indexer, SHARED, scope=Scope.SELF, region="us-east-1")
    before = answers(indexer, clock)

    clock.now += timedelta(hours=3)
    crawl(indexer, SHARED | {"Description": "payroll"}, scope=Scope.SELF, region="us-east-1")
    assert answers(indexer, clock) == before
    clock.now += timedelta(hours=3)
    crawl(indexer, *map(image, range(20, 28)), scope=Scope.SELF, region="us-east-1")
    assert answers(indexer, clock) == before


def test_nor_does_seeing_a_public_image_as_one_that_was_shared_too(indexer, clock):
    crawl(indexer, build(1, "20260101"))
    before = answers(indexer, clock)

    clock.now += timedelta(hours=3)
    crawl(indexer, build(1, "20260101") | {"Tags": [{"Key": "cost-centre", "Value": "4711"}]}, scope=Scope.SELF)

    told = answers(indexer, clock)
    assert {path for path in told if told[path] != before[path]} <= {f"/v1/images/ami-{1:017x}"}
    assert orjson.loads(told["/v1/verdicts"][0]) == orjson.loads(before["/v1/verdicts"][0])


def test_a_count_that_is_out_of_date_waits_until_something_public_is_new(indexer, clock):
    crawl(indexer, build(1, "20260101"))
    crawl(indexer, build(1, "20260101"), image(2), image(3))
    before = verdict_of(indexer, 1)

    clock.now += timedelta(hours=3)
    crawl(indexer, SHARED, scope=Scope.SELF, region="us-east-1")
    assert verdict_of(indexer, 1) == before

    clock.now += timedelta(hours=3)
    crawl(indexer, build(1, "20260101") | {"BootMode": "uefi"}, image(2), image(3))
    told = {rule: evidence for rule, _, _, evidence, *_ in unpack_signals(verdict_of(indexer, 1).signals)}
    assert told["owner-record"]["images"] == 3


def test_a_verdict_that_changes_beside_a_private_image_is_written_with_its_history(indexer, clock):
    crawl(indexer, build(1, "20260101"))
    crawl(indexer, SHARED, scope=Scope.SELF, region="us-east-1")

    clock.now += timedelta(hours=3)
    crawl(indexer, build(1, "20260101") | {"VirtualizationType": "paravirtual"})

    row = verdict_of(indexer, 1)
    assert row.judged_at == row.since_at == clock.now
    with indexer.database.read() as session:
        assert len(former_verdicts(session, row.release_id, private=False, limit=9)) == 1


def test_what_changes_nothing_is_not_written_again(indexer, clock):
    crawl(indexer, image(1))
    before = verdict_of(indexer, 1)
    clock.now += timedelta(hours=3)
    crawl(indexer, image(1, Hypervisor="xen"))

    assert verdict_of(indexer, 1) == before


def test_an_owners_first_families_count_themselves(indexer):
    crawl(indexer, build(1, "20260101"), image(2), image(3, Name="another-thing"))

    (told,) = [signal for signal in unpack_signals(verdict_of(indexer, 1).signals) if signal[0] == "owner-record"]
    assert told[3]["families"] == 3
