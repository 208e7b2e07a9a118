"""A region that is looked through from its middle as well gives what it gives from its beginning."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from api.ec2 import two_halves
from api.ec2.two_halves import TwoHalves
from catalog.ec2_images import ImagesWanted, positions
from catalog.wildcard import Wildcard
from tests.api.ec2.conftest import NOW

REGION = "us-east-1"


def wanted(pattern, region=REGION):
    return ImagesWanted(region, at=NOW, names=[[Wildcard.parse(pattern)]])


@pytest.fixture
def halved(monkeypatch):
    """However small the region is."""
    monkeypatch.setattr(two_halves, "WORTH_HALVING", 2)
    return TwoHalves()


@pytest.mark.parametrize("pattern", ["*", "*a*", "*-2023*", "*no-such-name*"])
@pytest.mark.parametrize("limit", [1, 7, 500, 5_000])
def test_both_halves_together_are_the_whole(crawled, halved, pattern, limit):
    with crawled.read() as session:
        assert halved.positions(session, crawled, wanted(pattern), limit) == positions(
            session, wanted(pattern), None, limit
        )


def test_several_at_once_are_answered_alike_and_wait_for_nobody(crawled, halved):
    def ask(pattern):
        with crawled.read() as session:
            return halved.positions(session, crawled, wanted(pattern), 500)

    patterns = ["*a*", "*e*", "*no-such-name*", "*"] * 10
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, patterns))
    assert found == [ask(pattern) for pattern in patterns]


def test_a_region_that_was_not_crawled_has_nothing_on_either_side(crawled, halved):
    with crawled.read() as session:
        assert halved.positions(session, crawled, wanted("*a*", "eu-north-1"), 10) == []
