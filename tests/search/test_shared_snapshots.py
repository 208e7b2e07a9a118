"""A bad release warns those made from its snapshot after it, and no others who build on a base; on both databases."""

import pytest

from catalog import bad_snapshots
from catalog.scopes import Scope
from catalog.signals import unpack_signals
from search import shared_snapshots
from search.indexing import Indexer
from search.memory_index import MemoryIndex
from tests.search.test_judging import crawl, verdict_of
from tests.search.test_private_judging import Clock
from tests.search.test_verdicts_in_time import drained, made, rule

SNAPSHOT = "snap-0123456789abcdef0"
CANONICAL = "099720109477"
BAD, SECOND = 1, 2


@pytest.fixture
def indexer(database, directory):
    return Indexer(database, directory, MemoryIndex(), clock=Clock())


def on_snapshot(number, days_ago, snapshot=SNAPSHOT, **fields):
    mappings = [{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot, "VolumeSize": 8}}]
    owner = {"OwnerId": f"{number:012}"}
    return made(number, days_ago, BlockDeviceMappings=mappings, **(owner | fields))


def lineage(indexer, number, *, with_private=False):
    signals = unpack_signals(verdict_of(indexer, number, with_private=with_private).signals)
    return [(signal[1], signal[2]) for signal in signals if signal[0] == "lineage"]


def condemned(indexer, *images, **where):
    crawl(indexer, *images, **where)
    rule(indexer, BAD, malicious=True)
    return indexer


MALICIOUS = [("danger", "It is on the same snapshot as image-1, which is malicious.")]


def test_who_is_on_the_snapshot_of_a_release_that_went_bad_is_warned_and_cleared_with_it(indexer):
    condemned(indexer, on_snapshot(BAD, 30), on_snapshot(SECOND, 20), on_snapshot(3, 20, "snap-00000000000000003"))
    assert (lineage(indexer, SECOND), verdict_of(indexer, SECOND).level) == (MALICIOUS, "suspicious")
    assert lineage(indexer, 3) == []

    rule(indexer, BAD, malicious=False)
    assert (lineage(indexer, SECOND), verdict_of(indexer, SECOND).level) == ([], "unverified")


@pytest.mark.parametrize("few", [bad_snapshots.FEW_BAD, 0])
def test_who_comes_to_the_snapshot_later_is_warned_however_many_are_bad(indexer, few, monkeypatch):
    monkeypatch.setattr(bad_snapshots, "FEW_BAD", few)
    condemned(indexer, on_snapshot(BAD, 30))
    crawl(indexer, on_snapshot(BAD, 30), on_snapshot(SECOND, 20))
    assert lineage(indexer, SECOND) == MALICIOUS


def test_who_had_the_snapshot_before_is_not_warned_and_neither_is_who_else_builds_on_it(indexer):
    condemned(indexer, on_snapshot(BAD, 30), on_snapshot(SECOND, 40), on_snapshot(3, 20))
    assert [lineage(indexer, number) for number in (SECOND, 3)] == [[], []]


def test_an_older_one_that_shows_up_later_takes_the_warning_from_the_others(indexer):
    condemned(indexer, on_snapshot(BAD, 30), on_snapshot(3, 20))
    assert lineage(indexer, 3) == MALICIOUS

    crawl(indexer, on_snapshot(BAD, 30), on_snapshot(3, 20), on_snapshot(SECOND, 40))
    assert [lineage(indexer, number) for number in (SECOND, 3)] == [[], []]


def test_a_snapshot_of_somebody_known_is_a_base_whoever_is_older(indexer):
    genuine = on_snapshot(SECOND, 20, OwnerId=CANONICAL, Name="ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-1")
    condemned(indexer, on_snapshot(BAD, 30), genuine, on_snapshot(3, 20))
    assert [lineage(indexer, number) for number in (SECOND, 3)] == [[], []]


def test_a_snapshot_of_many_strangers_is_a_base(indexer):
    others = [on_snapshot(number, 20) for number in range(2, 2 + shared_snapshots.OWNERS_OF_A_BASE)]
    condemned(indexer, on_snapshot(BAD, 30), *others)
    assert lineage(indexer, SECOND) == []


def test_the_owners_own_later_releases_are_warned_and_his_older_ones_are_not(indexer):
    condemned(
        indexer, on_snapshot(BAD, 30), *(on_snapshot(n, days, OwnerId=f"{BAD:012}") for n, days in ((2, 40), (3, 20)))
    )
    assert (lineage(indexer, 2), lineage(indexer, 3)) == ([], MALICIOUS)


def test_a_suspicious_name_is_a_caution_for_who_is_on_its_snapshot(indexer):
    name = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260101"
    crawl(indexer, on_snapshot(BAD, 30, Name=name), on_snapshot(SECOND, 20))
    assert lineage(indexer, SECOND) == [("caution", f"It is on the same snapshot as {name}, which is suspicious.")]


def test_private_images_warn_nobody_and_are_told_of_to_nobody(indexer):
    crawl(indexer, on_snapshot(BAD, 30, Public=False), scope=Scope.SELF)
    crawl(indexer, on_snapshot(SECOND, 20))
    drained(indexer)
    assert lineage(indexer, SECOND) == []


def test_more_releases_than_share_a_disk_make_a_base(indexer, monkeypatch):
    monkeypatch.setattr(shared_snapshots, "MOST_RELEASES", 1)
    condemned(indexer, on_snapshot(BAD, 30), on_snapshot(SECOND, 20))
    assert lineage(indexer, SECOND) == []
