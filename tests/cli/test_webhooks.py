"""`amidex webhooks`: made, listed, tested, looked at and removed."""

import json

import pytest

from catalog.watches import Watch, WatchKind
from tests.cli.conftest import IMAGES, NOBLE_ID
from tests.cli.members import act_as_member
from tests.cli.running import amidex

URL = "https://hooks.example.org/amidex"


@pytest.fixture
def webhooks(environment, tmp_path):
    """The command by a member, over a catalog of three images."""
    images = tmp_path / "images.json"
    images.write_text(json.dumps({"Images": IMAGES}))
    assert amidex("crawl", "--from", str(images), "--region", "eu-west-1", environment=environment).exit_code == 0
    member = act_as_member(environment, account="123456789012")

    def webhooks(*arguments):
        return amidex("webhooks", *arguments, environment=member)

    return webhooks


@pytest.mark.parametrize(
    ("watched", "kind"),
    [
        ("ami-0abcdef1234567890", WatchKind.IMAGE),
        ("rel-abcdefghijklmnop2345", WatchKind.RELEASE),
        ("fam-abcdefghijklmnop2345", WatchKind.FAMILY),
        ("099720109477", WatchKind.OWNER),
        ("canonical", WatchKind.PUBLISHER),
        ("rel-eases", WatchKind.PUBLISHER),
        ("q=ubuntu&arch=arm64", WatchKind.SEARCH),
    ],
)
def test_what_is_watched_is_known_by_how_it_is_written(watched, kind):
    assert Watch.of(watched) == (kind, watched)


def test_a_webhook_is_made_listed_tested_and_removed(webhooks):
    assert "no webhooks" in webhooks("list").output
    made = webhooks("add", URL, NOBLE_ID, "canonical", "q=ubuntu&arch=arm64")
    assert made.exit_code == 0, made.said
    assert "secret  whsec_" in made.output
    (webhook,) = webhooks("list", "--json").json["webhooks"]
    assert [watch["kind"] for watch in webhook["watches"]] == ["image", "publisher", "search"]
    listed = webhooks("list").output
    assert ("whsec_" in listed, "works" in listed, f"image {NOBLE_ID}" in listed) == (False, True, True)

    number = str(webhook["webhook_id"])
    assert "it was told nothing yet" in webhooks("log", number).output
    assert "waits to be sent" in webhooks("test", number).output
    (delivery,) = webhooks("log", number, "--json").json["deliveries"]
    assert (delivery["message"]["type"], delivery["tries"]) == ("test", 0)
    assert webhooks("remove", number).said == f"removed: webhook {number}\n"
    assert webhooks("log", number).exit_code == 1


def test_wrong_input_is_refused_in_words(webhooks, environment):
    for arguments, told in (
        (("add", "http://hooks.example.org", NOBLE_ID), "https://"),
        (("add", URL, "Canonical!"), "slug"),
        (("add", URL, "colour=red"), "search"),
    ):
        refused = webhooks(*arguments)
        assert (refused.exit_code, told in refused.said) == (2, True), refused.said
    assert webhooks("remove", "7").exit_code == 1
    nobody = amidex("webhooks", "list", environment=environment)
    assert (nobody.exit_code, "amidex login" in nobody.said) == (2, True)
