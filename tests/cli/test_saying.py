"""`amidex comments` and `amidex annotate`: said, replied to, found, stated with evidence, and refused in words."""

import json

import pytest

from tests.cli.conftest import IMAGES, NOBLE_ID
from tests.cli.members import act_as_member
from tests.cli.running import amidex

OWNER = "099720109477"


@pytest.fixture
def member(environment, tmp_path):
    """The commands of a member, over a catalog of three images."""
    images = tmp_path / "images.json"
    images.write_text(json.dumps({"Images": IMAGES}))
    assert amidex("crawl", "--from", str(images), "--region", "eu-west-1", environment=environment).exit_code == 0
    acting = act_as_member(environment, account=OWNER)
    return lambda *arguments: amidex(*arguments, environment=acting)


def test_a_comment_is_said_replied_to_listed_and_found(member):
    assert "nobody said anything" in member("comments", "list", NOBLE_ID).output
    said = member("comments", "add", NOBLE_ID, "Does it *boot* on c8g?", "--kind", "question", "--json")
    assert said.exit_code == 0, said.said
    number = str(said.json["comment"]["comment_id"])
    release = said.json["comment"]["release_id"]
    member("comments", "add", release, "Everywhere.", "--kind", "answer", "--reply-to", number)

    listed = member("comments", "list", NOBLE_ID).output
    assert "question" in listed
    assert ", who makes the image, 20" in listed
    assert listed.index("Does it *boot*") < listed.index("Everywhere.")
    found = member("comments", "search", "boot", "c8").output
    assert f"of {NOBLE_ID}" in found
    assert "no comment has these words" in member("comments", "search", "xyzzy").output


def test_a_statement_has_a_kind_evidence_and_an_end(member, tmp_path):
    report = tmp_path / "trivy.sarif"
    report.write_text(
        json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "trivy"}}, "results": []}]})
    )
    stated = member("annotate", NOBLE_ID, "scan-report", "Nothing found.", "--report", str(report), "--json")
    assert stated.exit_code == 0, stated.said
    assert stated.json["annotation"]["report"]["tool"] == "trivy"
    assert f"stated: caution of account {OWNER}, until 20" in member("annotate", OWNER, "caution", "Odd.").output


def test_wrong_input_is_refused_in_words(member, environment, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("no report")
    for arguments, told in (
        (("comments", "add", NOBLE_ID, ""), "text"),
        (("comments", "add", NOBLE_ID, "Yes.", "--reply-to", "99"), "99"),
        (("comments", "search", "!"), "word"),
        (("annotate", NOBLE_ID, "caution", "Look.", "--url", "http://a.example"), "https://"),
        (("annotate", NOBLE_ID, "scan-report", "Look.", "--report", str(other)), "is no JSON"),
        (("annotate", NOBLE_ID, "scan-report", "Look.", "--report", str(tmp_path / "none")), "cannot be read"),
    ):
        refused = member(*arguments)
        assert (refused.exit_code in (1, 2), told in refused.said) == (True, True), (arguments, refused.said)
    assert member("comments", "list", "ami-0123456789abcdef0").exit_code == 1
    nobody = amidex("comments", "add", NOBLE_ID, "Hello.", environment=environment)
    assert (nobody.exit_code, "amidex login" in nobody.said) == (2, True)
