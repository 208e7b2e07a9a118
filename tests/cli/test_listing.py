"""`amidex listing`: written as TOML or JSON, published, shown, changed, withdrawn, pasted elsewhere."""

import json
import tomllib

import pytest

from catalog.listing_content import ListingContent
from tests.cli.conftest import IMAGES, NOBLE_ID, WINDOWS_ID
from tests.cli.members import act_as_member
from tests.cli.running import amidex

WINDOWS_OWNER = next(one["OwnerId"] for one in IMAGES if one["ImageId"] == WINDOWS_ID)
TOML = """
os = "Ubuntu 24.04"
description = "Of *ours*."
[[release_notes]]
date = 2026-11-01
text = "first"
[checklist.logs]
answer = "yes"
note = "cleaned"
"""


@pytest.fixture
def listing(environment, tmp_path):
    """The command, by somebody who proved Canonical's account, over a catalog of three images."""
    images = tmp_path / "images.json"
    images.write_text(json.dumps({"Images": IMAGES}))
    assert amidex("crawl", "--from", str(images), "--region", "eu-west-1", environment=environment).exit_code == 0
    maker = act_as_member(environment, account="099720109477")

    def listing(*arguments):
        return amidex("listing", *map(str, arguments), environment=maker)

    return listing


def test_a_listing_is_published_shown_changed_pasted_and_withdrawn(listing, tmp_path):
    file = tmp_path / "listing.toml"
    file.write_text(TOML)
    published = listing("publish", NOBLE_ID, file, "--json")
    assert published.exit_code == 0, published.said
    release = published.json["listing"]["about"]
    shown = listing("show", NOBLE_ID).output
    for told in (
        "Ubuntu 24.04",
        "2026-11-01  first",
        "yes",
        "not answered",
        "cleaned",
        "the publisher's own statement",
    ):
        assert told in shown, (told, shown)

    other = tmp_path / "listing.json"
    other.write_text(json.dumps({"os": "Ubuntu 24.04.1"}))
    unread = listing("publish", release, other)
    changed = listing("publish", release, other, "--replace", 1, "--json")
    late = listing("publish", release, other, "--replace", 7)
    assert (unread.exit_code, late.exit_code, changed.json["listing"]["version"]) == (2, 2, 2)
    assert "version 2 by now" in late.said
    assert "say --replace with its version" in unread.said
    assert listing("snippet", NOBLE_ID, "--form", "markdown").output.startswith("### [")
    assert listing("snippet", NOBLE_ID).output.startswith("<section")
    assert listing("withdraw", NOBLE_ID, "--yes").exit_code == 0
    assert "withdrawn since" in listing("show", NOBLE_ID).output
    assert listing("withdraw", NOBLE_ID, "--yes").exit_code == 1


def test_what_is_not_ones_own_or_no_listing_is_refused_in_words(listing, tmp_path):
    file = tmp_path / "listing.toml"
    for text, about, told in (
        (TOML, WINDOWS_ID, "proved the account that owns the images"),
        ("os = ", NOBLE_ID, "is no TOML"),
        ('system = "x"', NOBLE_ID, "system"),
        ("", NOBLE_ID, "listing"),
        (TOML, "web-base", "rel-"),
    ):
        file.write_text(text)
        refused = listing("publish", about, file)
        assert (refused.exit_code, told in refused.said) == (2, True), refused.said
    assert "cannot be read" in listing("publish", NOBLE_ID, tmp_path / "none.toml").said
    assert listing("show", NOBLE_ID).exit_code == 1
    assert listing("show", "ami-0123456789abcdef0").exit_code == 1


@pytest.mark.parametrize("platform", ["linux", "windows"])
def test_the_template_is_a_listing_once_its_marks_are_taken_away(environment, platform):
    template = amidex("listing", "template", "--platform", platform, environment=environment).output
    assert tomllib.loads(template) == {}
    lines = [line.removeprefix("# ") for line in template.splitlines()]
    begins = next(number for number, line in enumerate(lines) if line.startswith("[checklist."))
    said = [line for line in lines[begins:] if line.startswith(("[", "answer", "note"))]
    content = ListingContent.model_validate(tomllib.loads("\n".join(said)))
    assert len(content.checklist) == 7
