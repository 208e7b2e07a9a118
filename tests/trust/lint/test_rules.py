"""Each rule with what it finds and what it must not find."""

from datetime import UTC, datetime, timedelta

import pytest

from trust.levels import TrustLevel
from trust.lint.facts import FoundImage, KnownImage, Matches
from trust.lint.look_up import ImageUse
from trust.lint.reading import read
from trust.lint.rules import LEVELS, SUMMARIES, image_findings, look_up_findings

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CANONICAL = "099720109477"
UBUNTU = "Name=name,Values=ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*"
PRODUCT = "Name=name,Values=appliance-3d8f1e5a-6b7c-4d2e-9f01-23456789abcd*"
STRANGERS = FoundImage("ami-0badbadbadbadbad0", "ubuntu-jammy", "123456789012", None, None, TrustLevel.SUSPICIOUS, NOW)
CANONICALS = FoundImage(
    "ami-00000000000000001", "ubuntu-jammy", CANONICAL, None, "canonical", TrustLevel.KNOWN, NOW - timedelta(days=1)
)


def found(directory, command, *images, whole=True):
    """The findings on a command of the aws CLI, and the region that its matches are in."""
    (look_up,) = read("a.sh", f"aws ec2 describe-images {command}").look_ups
    matches = Matches(look_up.region or "eu-west-1", len(images), images, whole) if images or not whole else None
    return list(look_up_findings(look_up, directory, matches))


def rules(directory, command, *images, **options):
    return [finding.rule for finding in found(directory, command, *images, **options)]


def test_a_name_without_an_owner_is_anybodys_and_the_fix_pins_whom_it_means(directory):
    (finding,) = found(directory, f"--filters {UBUNTU}")

    assert finding.rule == "no-owner"
    assert finding.fix == f"--owners {CANONICAL}"


def test_the_finding_says_who_wins_today(directory):
    no_owner, _ = found(directory, f"--filters {UBUNTU}", STRANGERS, CANONICALS)

    assert (
        "ami-0badbadbadbadbad0 wins today, the newest of 2: 'ubuntu-jammy' of account 123456789012" in no_owner.message
    )


def test_of_several_publishers_whose_names_fit_the_one_that_is_found_is_meant(directory):
    linux = FoundImage("ami-1", "al2023-ami-2023.9", "137112412989", "amazon", "amazon-linux", TrustLevel.VERIFIED, NOW)
    assert found(directory, "--filters Name=name,Values=al2023*")[0].fix is None
    assert found(directory, "--filters Name=name,Values=al2023*", linux)[0].fix == "--owners 137112412989"
    assert found(directory, "--filters Name=name,Values=al2023*", linux, CANONICALS)[0].fix == "--owners 137112412989"


def test_an_exact_name_without_an_owner_is_not_safe_either(directory):
    assert rules(directory, "--filters Name=name,Values=web-20260101") == ["exact-name-without-owner"]
    assert rules(directory, "--filters Name=name,Values=web-20260101 --owners self") == []


@pytest.mark.parametrize(
    "command",
    [
        f"--owners {CANONICAL} --filters {UBUNTU}",
        f"--owners self --filters {UBUNTU}",
        f"--owners amazon self --filters {UBUNTU}",
        f"--filters {UBUNTU} Name=owner-id,Values={CANONICAL}",
        f"--filters {UBUNTU} Name=owner-alias,Values=amazon",
        f"--filters {UBUNTU} Name=product-code,Values=abcdefghijk",
        f"--filters {UBUNTU} Name=tag:team,Values=web",
        "--image-ids ami-00000000000000001",
    ],
)
def test_what_binds_is_not_complained_about(directory, command):
    assert rules(directory, command) == []


@pytest.mark.parametrize(
    "more", ["Name=owner-id,Values=*", f"Name=owner-id,Values={CANONICAL},*", "Name=is-public,Values=true", ""]
)
def test_what_does_not_bind_is(directory, more):
    assert rules(directory, f"--filters {UBUNTU} {more}") == ["no-owner"]


@pytest.mark.parametrize("command", ["--owners $OWNERS", "--filters file://filters.json", "--cli-input-json file://a"])
def test_what_the_file_does_not_tell_is_no_false_alarm(directory, command):
    assert rules(directory, command) == ["could-not-tell"]
    assert LEVELS["could-not-tell"] == "note"


def test_the_first_of_two_filters_does_nothing(directory):
    twice = f"--owners amazon --filters Name=owner-id,Values=137112412989 --filters {UBUNTU}"
    (finding,) = found(directory, twice)

    assert finding.rule == "dropped-option"
    assert finding.fix == f"--filters Name=owner-id,Values=137112412989 '{UBUNTU}'"
    # As in kOps' documentation: what was dropped is what would have bound.
    assert rules(directory, twice.removeprefix("--owners amazon ")) == ["no-owner", "dropped-option"]
    assert rules(directory, f"--owners amazon --filters {UBUNTU} Name=state,Values=available") == []


def test_the_owner_of_all_of_marketplace_binds_no_seller(directory):
    for owner in ("aws-marketplace", "679593333241"):
        assert rules(directory, f"--owners {owner} --filters Name=name,Values=appliance*") == ["marketplace-wide-owner"]
        assert rules(directory, f"--owners {owner} --filters {PRODUCT}") == []
        assert rules(directory, f"--owners {owner} --filters Name=product-code,Values=abc") == []


def test_an_owner_that_publishes_by_another_account_in_this_region(directory):
    linux = "--filters Name=name,Values=al2023-ami-2023.*"
    (finding,) = found(directory, f"--region me-south-1 --owners 137112412989 {linux}")

    assert finding.rule == "owner-not-in-region"
    assert finding.fix == "--owners 656109587541"
    assert rules(directory, f"--region eu-west-1 --owners 137112412989 {linux}") == []
    assert rules(directory, f"--region me-south-1 --owners 137112412989 656109587541 {linux}") == []
    assert rules(directory, f"--region me-south-1 --owners 123456789012 {linux}") == []
    assert rules(directory, f"--owners 137112412989 {linux}") == []
    assert rules(directory, f"--region cn-north-1 --owners {CANONICAL} --filters {UBUNTU}") == ["owner-not-in-region"]


def test_a_suspicious_image_among_what_is_found(directory):
    (finding,) = found(directory, f"--owners 123456789012 --filters {UBUNTU}", STRANGERS, CANONICALS)
    assert finding.rule == "suspicious-match"
    assert "ami-0badbadbadbadbad0 wins in eu-west-1" in finding.message
    (second,) = found(directory, f"--owners 123456789012 --filters {UBUNTU}", CANONICALS, STRANGERS)
    assert "is among what it finds" in second.message
    assert rules(directory, f"--owners {CANONICAL} --filters {UBUNTU}", CANONICALS) == []


def test_a_look_up_that_finds_nothing_where_it_says_that_it_looks(directory):
    (look_up,) = read("a.sh", f"aws ec2 describe-images --region eu-west-1 --owners {CANONICAL}").look_ups
    nothing = Matches("eu-west-1", 0, ())

    assert [one.rule for one in look_up_findings(look_up, directory, nothing)] == ["finds-nothing"]
    elsewhere = look_up.model_copy(update={"region": None})
    assert list(look_up_findings(elsewhere, directory, nothing)) == []
    assert list(look_up_findings(look_up, directory, Matches("eu-west-1", 20_000, (), whole=False))) == []


def image(**more):
    facts = {"level": TrustLevel.KNOWN, "deprecated_at": None, "gone_at": None, "newer": "ami-00000000000000002"}
    return KnownImage("ami-00000000000000001", "eu-west-1", "web", CANONICAL, **(facts | more))


def of_id(*known, region=None):
    use = ImageUse(file="a", line=1, subject="x", image_id="ami-00000000000000001", region=region)
    return [(one.rule, one.fix) for one in image_findings(use, known, NOW)]


def test_ids_that_are_gone_deprecated_suspicious_elsewhere_or_unknown():
    newer = "ami-00000000000000002"
    assert of_id(image()) == of_id(image(), region="eu-west-1") == []
    assert of_id(image(gone_at=NOW)) == [("image-gone", newer)]
    assert of_id(image(deprecated_at=NOW - timedelta(days=1))) == [("image-deprecated", newer)]
    assert of_id(image(deprecated_at=NOW + timedelta(days=1))) == []
    assert of_id(image(level=TrustLevel.SUSPICIOUS)) == of_id(image(level=TrustLevel.MALICIOUS))
    assert of_id(image(level=TrustLevel.SUSPICIOUS)) == [("image-suspicious", None)]
    assert of_id(image(level=TrustLevel.UNVERIFIED)) == []
    assert of_id(image(), region="us-east-1") == [("image-elsewhere", None)]
    assert of_id() == [("image-unknown", None)]


def test_a_comment_switches_a_rule_off(directory):
    (look_up,) = read(
        "a.sh", "# amidex:ignore[no-owner]\naws ec2 describe-images --filters Name=name,Values=a*"
    ).look_ups

    assert list(look_up_findings(look_up, directory, None)) == []


@pytest.mark.parametrize(
    ("file", "text", "fix"),
    [
        ("a.tf", 'data "aws_ami" "a" {\n filter {\n name = "name"\n values = ["NAME"]\n }\n}', 'owners = ["ID"]'),
        ("a.pkr.hcl", 'data "amazon-ami" "a" {\n filters = { name = "NAME" }\n}', 'owners = ["ID"]'),
        ("a.json", '{"builders": [{"source_ami_filter": {"filters": {"name": "NAME"}}}]}', '"owners": ["ID"]'),
        ("a.py", 'describe_images\nx.describe_images(Filters=[{"Name": "name", "Values": ["NAME"]}])', 'Owners=["ID"]'),
        ("b.py", 'MachineImage.lookup(name="NAME")', 'owners=["ID"]'),
        ("a.ts", "MachineImage.lookup({ name: 'NAME' })", 'owners: ["ID"]'),
        ("b.ts", "new DescribeImagesCommand({Filters: [{Name: 'name', Values: ['NAME']}]})", 'Owners: ["ID"]'),
        ("a.yml", "- ec2_ami_info:\n    filters: {name: 'NAME'}", 'owners: ["ID"]'),
    ],
)
def test_the_fix_is_in_the_words_of_the_file(directory, file, text, fix):
    (look_up,) = read(file, text.replace("NAME", "ubuntu/images/hvm-ssd/ubuntu-jammy-*")).look_ups
    (finding,) = look_up_findings(look_up, directory, None)

    assert finding.fix == fix.replace("ID", CANONICAL)


def test_every_rule_has_a_level_and_says_what_it_finds():
    assert LEVELS.keys() == SUMMARIES.keys()
