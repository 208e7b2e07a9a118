"""Every rule with facts that it must fire on and facts that must leave it silent.

What the rules about names make of many names is in test_name_confusion.py and in labelled.csv.
"""

from datetime import timedelta

import pytest

from tests.trust.rules.conftest import CANONICAL, NOW, image_facts, release_facts
from trust.facts import FamilyFacts, OtherRelease, OwnerFacts, Ruling, Statement
from trust.judge import judge
from trust.levels import TrustLevel
from trust.rules import RULES
from trust.verdict import Outcome

JAMMY = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240301"
JAMMY_PATTERN = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-{amd64,arm64}-server-*"


def days_ago(days):
    return NOW - timedelta(days=days)


def document(**fields):
    return {"document": fields}


def other(level, name="parent"):
    return OtherRelease("rel-aaaaaaaaaaaaaaaaaaaa", name, days_ago(100), level)


def said(kind, weight=1.0, author="a", days=1, **more):
    return Statement(kind, weight, days_ago(days), author, **more)


ENCRYPTED = {"Ebs": {"SnapshotId": "snap-0123456789abcdef0", "Encrypted": True}}
BAIT = {"genuine_newest": {(JAMMY_PATTERN, "us-east-1"): days_ago(900)}, "created_at": days_ago(5)}

# rule, outcome, name, fields
FIRING = [
    ("identity", Outcome.GOOD, JAMMY, {"owner_id": CANONICAL}),
    ("identity", Outcome.NOTE, "acme", {}),
    ("identity", Outcome.CAUTION, "capa-ami-x", {"owner_id": "258751437250"}),
    ("name-confusion", Outcome.DANGER, JAMMY, {}),
    ("name-confusion", Outcome.CAUTION, JAMMY, document(SourceImageId="ami-0123456789abcdef0")),
    ("false-claim", Outcome.DANGER, "server", {"description": "Official Ubuntu image by Canonical"}),
    ("false-claim", Outcome.CAUTION, "server", {"description": "Canonical, Ubuntu, 22.04 LTS, amd64 jammy image"}),
    (
        "derivative",
        Outcome.NOTE,
        "acme",
        document(SourceImageId="ami-0123456789abcdef0", SourceImageRegion="eu-west-1"),
    ),
    ("derivative", Outcome.NOTE, "acme", {"description": "[Copied ami-0123456789abcdef0 from eu-west-1] acme"}),
    ("derivative", Outcome.NOTE, "acme-ubuntu-22.04-golden", {}),
    ("derivative", Outcome.NOTE, "ubuntu-22.04", {"description": "our own hardened build"}),
    ("wildcard-bait", Outcome.DANGER, JAMMY, BAIT),
    ("wildcard-bait", Outcome.CAUTION, JAMMY, {}),
    ("wildcard-bait", Outcome.CAUTION, JAMMY, BAIT | document(SourceImageId="ami-0123456789abcdef0")),
    ("lineage", Outcome.DANGER, "acme", {"ancestors": (other(TrustLevel.KNOWN), other(TrustLevel.MALICIOUS))}),
    ("lineage", Outcome.CAUTION, "acme", {"ancestors": (other(TrustLevel.SUSPICIOUS),)}),
    ("lineage", Outcome.NOTE, "acme", {"ancestors": (other(None),)}),
    ("community", Outcome.GOOD, "acme", {"statements": (said("vouch"),)}),
    ("community", Outcome.NOTE, "acme", {"statements": tuple(said("vouch", 0.0, str(n)) for n in range(100))}),
    ("community", Outcome.NOTE, "acme", {"statements": (said("malicious", 0.1),)}),
    ("community", Outcome.CAUTION, "acme", {"statements": (said("malicious"),)}),
    ("community", Outcome.DANGER, "acme", {"statements": (said("malicious", 0.1, confirmed=True),)}),
    ("community", Outcome.DANGER, "acme", {"statements": tuple(said("malicious", 1.0, author) for author in "abc")}),
    ("community", Outcome.NOTE, "acme", {"statements": (said("scan-report"),)}),
    ("exposure", Outcome.CAUTION, "acme", {"description": "login AKIAIOSFODNN7EXAMPLE"}),
    ("exposure", Outcome.CAUTION, "acme", {"description": "mysql root password in /root/.my.cnf"}),
    ("exposure", Outcome.CAUTION, "acme", document(Tags=[{"Key": "db_password", "Value": "hunter22"}])),
    ("exposure", Outcome.CAUTION, "acme", {"description": "image of web01.corp.internal"}),
    ("exposure", Outcome.CAUTION, "acme-web-01-backup-20240101", {}),
    ("exposure", Outcome.CAUTION, "AwsBackup_i-0123456789abcdef0_1234567890", {}),
    ("exposure", Outcome.CAUTION, "prod-db-acme", {}),
    ("exposure", Outcome.CAUTION, "acme", {"owner_alias": "aws-backup-vault"}),
    ("public-parameter", Outcome.GOOD, "acme", document(PublicSsmParameterName="/aws/service/x/latest")),
    ("owner-record", Outcome.CAUTION, "acme", {"owner": OwnerFacts(days_ago(3), days_ago(4), 1, 1)}),
    ("owner-record", Outcome.NOTE, "acme", {"owner": OwnerFacts(days_ago(300), days_ago(400), 7, 2)}),
    ("owner-record", Outcome.GOOD, "acme", {"owner": OwnerFacts(days_ago(300), days_ago(2000), 70, 5)}),
    ("age", Outcome.GOOD, "acme", {"created_at": days_ago(10)}),
    ("age", Outcome.NOTE, "acme", {"created_at": days_ago(500)}),
    ("age", Outcome.CAUTION, "acme", {"created_at": days_ago(1000)}),
    ("deprecation", Outcome.CAUTION, "acme", {"deprecated_at": days_ago(10)}),
    ("deprecation", Outcome.CAUTION, "acme", {"state": "disabled"}),
    ("superseded", Outcome.NOTE, "acme", {"family": FamilyFacts("f", "acme-*", 4, other(None, "acme-2"))}),
    ("superseded", Outcome.GOOD, "acme", {"family": FamilyFacts("f", "acme-*", 4)}),
    ("presence", Outcome.CAUTION, "acme", {"gone_at": days_ago(1)}),
    ("presence", Outcome.NOTE, "acme", {"flaps": 1}),
    ("presence", Outcome.CAUTION, "acme", {"flaps": 5}),
    ("scan", Outcome.NOTE, "acme", {}),
    ("scan", Outcome.GOOD, "acme", document(ScanResults={"FindingScanDate": "2026-11-01T01:02:03.000Z"})),
    ("scan", Outcome.NOTE, "acme", document(ScanResults={"HighestFindingSeverityLabel": "low"})),
    ("scan", Outcome.CAUTION, "acme", document(ScanResults={"HighestFindingSeverityLabel": "critical"})),
    ("hardening", Outcome.GOOD, "acme", {"imds_support": "v2.0"}),
    ("hardening", Outcome.NOTE, "acme", {"imds_support": None}),
    ("hardening", Outcome.CAUTION, "acme", {"virtualization_type": "paravirtual"}),
    ("hardening", Outcome.CAUTION, "acme", {"root_device_type": "instance-store"}),
    ("hardening", Outcome.CAUTION, "acme", {"ena_support": False}),
    ("snapshots", Outcome.CAUTION, "acme", document(BlockDeviceMappings=[{"Ebs": {"VolumeSize": 8}}])),
    ("snapshots", Outcome.NOTE, "acme", document(Public=False)),
    ("product-codes", Outcome.NOTE, "acme", document(ProductCodes=[{"ProductCodeId": "abc"}])),
    ("watermarks", Outcome.NOTE, "acme", document(ImageWatermarks=[{"WatermarkKey": "123456789012:approved"}])),
    ("ruling", Outcome.DANGER, "acme", {"ruling": Ruling(True, "a miner runs at boot", NOW)}),
    ("ruling", Outcome.NOTE, "acme", {"ruling": Ruling(False, "their own account", NOW)}),
]

# rule, name, fields: what is nearest to firing and must not
SILENT = [
    ("name-confusion", "acme-ubuntu-22.04-golden", {}),
    ("name-confusion", JAMMY, {"owner_id": CANONICAL}),
    ("false-claim", "nginx", {"description": "Nginx on the official Ubuntu image, hardened"}),
    ("false-claim", "acme", {"description": "Official Acme build"}),
    ("false-claim", JAMMY, {"description": "Canonical, Ubuntu, official build", "owner_id": CANONICAL}),
    ("derivative", "acme-appliance-1.2", {}),
    ("wildcard-bait", JAMMY, {"owner_id": CANONICAL} | BAIT),
    ("wildcard-bait", "acme-ubuntu-22.04", BAIT),
    ("lineage", "acme", {}),
    ("community", "acme", {}),
    ("exposure", "acme-product-2.1", {"description": "Token service, secrets are made at first boot"}),
    ("exposure", "acme", {"description": "Password is the instance id"}),
    ("exposure", "acme-backup-1", {"owner_alias": "aws-marketplace"}),
    ("public-parameter", "acme", {}),
    ("owner-record", JAMMY, {"owner_id": CANONICAL, "owner": OwnerFacts(days_ago(3), days_ago(4), 1, 1)}),
    ("age", "acme", {"created_at": days_ago(200)}),
    ("age", "acme", {"created_at": None}),
    ("deprecation", "acme", {"deprecated_at": NOW + timedelta(days=10)}),
    ("superseded", "acme", {"family": FamilyFacts("f", "acme-*", 1)}),
    ("presence", "acme", {}),
    ("snapshots", "acme", {}),
    (
        "snapshots",
        "acme",
        document(Public=False, BlockDeviceMappings=[{"Ebs": {"SnapshotId": "s", "Encrypted": True}}]),
    ),
    ("product-codes", "acme", document(ProductCodes=[])),
    ("watermarks", "acme", document(ImageWatermarks=[])),
    ("ruling", "acme", {}),
]


@pytest.mark.parametrize(("rule", "outcome", "name", "fields"), FIRING)
def test_a_rule_fires_with_the_outcome_that_the_facts_deserve(signals, rule, outcome, name, fields):
    found = signals(rule, name, **fields)

    assert outcome in [signal.outcome for signal in found]
    for signal in found:
        assert signal.reason.endswith((".", "their own account", "at boot"))
        assert signal.reason[0].isupper() or signal.reason[0].isdigit()


@pytest.mark.parametrize(("rule", "name", "fields"), SILENT)
def test_a_rule_is_silent_where_there_is_nothing_to_say(signals, rule, name, fields):
    assert signals(rule, name, **fields) == []


def test_a_release_deprecated_in_some_regions_is_only_worth_a_note(signals):
    images = (image_facts("acme", deprecated_at=days_ago(10)), image_facts("acme", region="eu-west-1"))

    (found,) = signals("deprecation", "acme", *images)

    assert (found.outcome, found.evidence) == (Outcome.NOTE, {"regions": ["us-east-1"]})


def test_every_rule_has_facts_that_fire_it_with_each_of_its_outcomes():
    tried = {(rule, outcome) for rule, outcome, _, _ in FIRING} | {("deprecation", Outcome.NOTE)}

    assert {(rule.name, outcome) for rule in RULES for outcome in rule.outcomes} == tried


def test_every_rule_that_can_be_silent_has_facts_that_leave_it_so():
    always_say_something = {"identity", "scan", "hardening"}

    assert {rule.name for rule in RULES} - always_say_something == {rule for rule, _, _ in SILENT}


def test_each_rules_precision_and_recall_over_these_facts(directory, rule_quality):
    for rule in sorted({rule.name for rule in RULES}):
        found = [0 for name, *_ in FIRING if name == rule]
        missed = [
            (name, fields)
            for firing, outcome, name, fields in FIRING
            if firing == rule and outcome not in outcomes(rule, name, fields, directory)
        ]
        silent = [(name, fields) for silent, name, fields in SILENT if silent == rule]
        wronged = [(name, fields) for name, fields in silent if outcomes(rule, name, fields, directory)]
        rule_quality(f"{rule} (facts)", found[len(missed) :], missed, wronged)
        assert (missed, wronged) == ([], [])


def outcomes(rule, name, fields, directory):
    return [found.outcome for found in judge(release_facts(name, **fields), directory).signals if found.rule == rule]


def test_a_secret_is_never_repeated(verdict):
    judged = verdict(
        "acme", description="password: hunter22hunter", **document(Tags=[{"Key": "token", "Value": "s3cr3t99"}])
    )
    told = " ".join(f"{signal.reason} {signal.evidence}" for signal in judged.signals)

    assert "hunter22" not in told
    assert "s3cr3t99" not in told


def test_wildcard_bait_says_which_filter_it_hijacks_and_where(signals):
    (found,) = signals("wildcard-bait", JAMMY, **BAIT)

    assert "“ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*”" in found.reason
    assert found.evidence["hijacks"][0] == {
        "filter": "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-*",
        "publisher": "canonical",
        "regions": ["us-east-1"],
    }


def test_an_older_image_than_the_genuine_newest_hijacks_nothing(signals):
    newest = {(JAMMY_PATTERN, "us-east-1"): days_ago(1)}
    (found,) = signals("wildcard-bait", JAMMY, genuine_newest=newest, created_at=days_ago(5))

    assert found.outcome is Outcome.CAUTION


def test_one_author_has_one_voice_and_the_last_word(signals):
    many = tuple(said("malicious", 0.9, "a", days) for days in range(1, 9))
    changed = (said("vouch", 1.0, "a", days=1), said("malicious", 1.0, "a", days=5))

    assert [found.evidence["weight"] for found in signals("community", statements=many)] == [0.9]
    assert [found.outcome for found in signals("community", statements=changed)] == [Outcome.GOOD]


def test_a_disputed_statement_weighs_nothing_until_a_moderator_confirms_it(signals):
    (found,) = signals("community", statements=(said("secrets-found", disputed=True),))

    assert found.outcome is Outcome.NOTE
    assert "its publisher disputes that" in found.reason


def test_no_votes_make_a_stranger_known(verdict):
    praised = tuple(said("vouch", 1.0, str(author)) for author in range(50))

    assert verdict("acme", statements=praised).level is TrustLevel.UNVERIFIED


def test_no_number_of_strangers_votes_makes_a_known_publisher_suspicious(verdict):
    blamed = tuple(said("malicious", 1.0, str(author)) for author in range(50))

    assert verdict(JAMMY, owner_id=CANONICAL, statements=blamed).level is TrustLevel.KNOWN


def test_a_moderator_confirms_malice_and_clears_a_false_alarm(verdict):
    assert verdict("acme", ruling=Ruling(True, "a miner", NOW)).level is TrustLevel.MALICIOUS
    assert verdict(JAMMY, ruling=Ruling(False, "their own account", NOW)).level is TrustLevel.UNVERIFIED


def test_a_release_is_known_only_where_all_of_its_images_are(verdict):
    images = (image_facts(JAMMY, owner_id=CANONICAL), image_facts("acme", region="eu-west-1"))

    assert verdict(JAMMY, *images).level is not TrustLevel.KNOWN


def test_a_better_image_of_the_same_level_has_a_better_score(verdict):
    assert verdict("acme").score > verdict("acme", virtualization_type="paravirtual", created_at=days_ago(2000)).score
