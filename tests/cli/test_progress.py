"""How crawls are shown, and that tables fit the windows that people have."""

import io

import pytest
from rich.console import Console

from catalog.crawls import CrawlCounts, CrawlStatus
from catalog.scopes import Scope
from cli.operate import age
from cli.progress import line_of, plain_table, summary, watching
from cli.read import _print_hits, _print_owners
from crawler.region_crawl import CrawlOutcome

COUNTS = CrawlCounts(seen=1_313, added=12, changed=3, gone=1)
DONE = CrawlOutcome("us-gov-west-1", Scope.ALL, CrawlStatus.COMPLETED, COUNTS, 1.25)
FAILED = CrawlOutcome("eu-west-1", Scope.AMAZON, CrawlStatus.FAILED, CrawlCounts(), 0.5, "EC2 does not answer")

NAME = "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20260930"
HIT = {
    "name": NAME,
    "image_id": "ami-047297e253b85726c",
    "images": {},
    "publisher": {"name": "Canonical (Ubuntu)"},
    "owner_ids": ["099720109477"],
    "trust": "known",
    "architectures": ["arm64"],
    "created_at": "2026-09-30T00:00:00Z",
    "deprecated": True,
    "gone": False,
}
FOUND = {"hits": [HIT], "total": 1, "took_ms": 0.4, "facets": {}, "corrected": {}, "also": {}, "next_cursor": None}


def console(width, *, terminal=False):
    return Console(file=io.StringIO(), width=width, force_terminal=terminal, color_system=None)


def printed(console):
    return console.file.getvalue()


def test_a_crawl_is_one_line_with_its_counts_and_its_error():
    assert line_of(DONE) == "us-gov-west-1 all: completed, 1,313 images, 12 new, 3 changed, 1 gone, 1.2 s"
    assert line_of(FAILED).endswith("0.5 s: EC2 does not answer")


def test_without_a_window_each_crawl_is_a_line():
    to = console(80)
    with watching(to, 2, quiet=False) as watcher:
        for outcome in (DONE, FAILED):
            watcher.started(outcome.region, outcome.scope)
            watcher.progressed(outcome.region, outcome.scope, outcome.counts)
            watcher.finished(outcome)

    assert printed(to).splitlines() == [line_of(DONE), line_of(FAILED)]


def test_with_a_window_there_are_bars_and_a_failure_is_a_line():
    to = console(120, terminal=True)
    with watching(to, 2, quiet=False) as watcher:
        for outcome in (DONE, FAILED):
            watcher.started(outcome.region, outcome.scope)
            watcher.progressed(outcome.region, outcome.scope, outcome.counts)
            watcher.finished(outcome)

    assert line_of(FAILED) in printed(to)
    assert line_of(DONE) not in printed(to)
    assert "2/2" in printed(to)


def test_quiet_is_quiet():
    to = console(120, terminal=True)
    with watching(to, 1, quiet=True) as watcher:
        watcher.started("eu-west-1", Scope.ALL)
        watcher.finished(FAILED)

    assert printed(to) == ""


def test_the_summary_counts_each_scope():
    to = console(100)
    to.print(summary([DONE, FAILED], 2.0))

    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in printed(to).splitlines() if "│" in line]
    assert rows == [["all", "1", "0", "0", "1,313", "12", "3", "1"], ["amazon", "1", "1", "0", "0", "0", "0", "0"]]


@pytest.mark.parametrize("width", [60, 80, 119, 120, 200])
def test_a_name_is_never_folded_nor_cut(width):
    to = console(width)
    _print_hits(FOUND, to)

    assert f"{NAME} deprecated" in printed(to)
    assert "ami-047297e253b85726c" in printed(to)


def test_owners_fit_eighty_columns():
    owner = {
        "owner_id": "513442679011",
        "partition": "aws-us-gov",
        "publishers": [{"name": "Canonical (Ubuntu)"}],
        "owner_alias": "amazon",
        "image_count": 12_345,
        "region_count": 34,
        "since": "2017-07-21T00:00:00Z",
        "newest_at": "2017-07-27T00:00:00Z",
    }
    to = console(80)
    _print_owners({"owners": [owner], "next_cursor": None}, to)

    for told in ("513442679011 (aws-us-gov)", "Canonical", "amazon", "12,345", "2017-07-21", "2017-07-27"):
        assert told in printed(to)
    assert "…" not in printed(to)


def test_numbers_stand_at_the_right():
    table = plain_table("name", "images", numbers=("images",))

    assert [column.justify for column in table.columns] == ["left", "right"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(-43_177, "future"), (0, "0 s"), (119, "119 s"), (120, "2 min"), (7_200, "2 h"), (172_800, "2 d")],
)
def test_an_age_has_one_unit(seconds, text):
    assert age(seconds) == text
