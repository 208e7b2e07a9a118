"""The judge's shortcuts change no verdict: it says what every rule says when it is asked plainly."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.directory import load_directory
from catalog.document import PackedDocument, pack
from tests.trust.plain import judge_plainly, memories
from tests.trust.rules.conftest import CANONICAL, NOW, STRANGER, image_facts, release_facts
from tests.trust.rules.test_every_rule import FIRING, SILENT
from tests.trust.test_labelled import labelled
from trust.facts import FamilyFacts, OwnerFacts
from trust.judge import judge
from trust.names.lexicon import BRANDS, CODE_NAMES, OWN_BUILD, VOCABULARY
from trust.rules import RULES

DIRECTORY = load_directory()
WORDS = sorted(
    CODE_NAMES | OWN_BUILD | VOCABULARY | {word for brand in BRANDS for word in " ".join(brand.shapes).split()}
)
PARTS = (
    st.sampled_from(WORDS)
    | st.from_regex(r"\A(?:20\d{2}(?:\d{4})?|v?\d{1,3}|\d{6,10}|[0-9a-f]{8})\Z")
    | st.text("ubntwdsrhelamz0135", min_size=1, max_size=9)
)
NAMES = st.lists(PARTS, min_size=1, max_size=8).flatmap(
    lambda parts: st.sampled_from("-_/. ").map(lambda separator: separator.join(parts))
)
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "Public": st.booleans(),
        "ProductCodes": st.lists(
            st.fixed_dictionaries(
                {"ProductCodeId": st.sampled_from("ab"), "ProductCodeType": st.sampled_from(["marketplace", "devpay"])}
            ),
            max_size=2,
        ),
        "BlockDeviceMappings": st.lists(
            st.fixed_dictionaries(
                {"DeviceName": st.just("/dev/sda1")},
                optional={
                    "Ebs": st.fixed_dictionaries(
                        {}, optional={"SnapshotId": st.sampled_from(["", "snap-1"]), "Encrypted": st.booleans()}
                    )
                },
            ),
            max_size=2,
        ),
        "TpmSupport": st.just("v2.0"),
        "PublicSsmParameterName": st.just("/aws/service/x"),
        "SourceImageId": st.just("ami-0123456789abcdef0"),
        "ScanResults": st.fixed_dictionaries({"HighestFindingSeverityLabel": st.sampled_from(["LOW", "CRITICAL"])}),
        "Tags": st.just([{"Key": "Name", "Value": "prod-db"}]),
    },
)
DESCRIPTIONS = st.sampled_from(
    [
        None,
        "Canonical, Ubuntu, 22.04 LTS",
        "Official Ubuntu image",
        "[Copied ami-1 from us-east-1] x",
        "our own HARDENED build",
        "password: hunter22",
        "Provided by Red Hat, Inc.",
        "nightly backup of ip-10-0-0-1",
    ]
)
OWNERS = st.sampled_from([STRANGER, CANONICAL, "679593333241", "125523088429", "258751437250", "137112412989"])
IMAGES = st.builds(
    lambda document, **fields: image_facts(**fields)._replace(document=PackedDocument(pack(document))),
    name=NAMES,
    region=st.sampled_from(["us-east-1", "af-south-1"]),
    owner_id=OWNERS,
    owner_alias=st.sampled_from([None, None, "amazon", "aws-marketplace", "aws-backup-vault"]),
    description=DESCRIPTIONS,
    created_at=st.none() | MOMENTS,
    deprecated_at=st.none() | MOMENTS,
    gone_at=st.none() | MOMENTS,
    platform=st.sampled_from(["linux", "windows"]),
    boot_mode=st.sampled_from([None, "uefi", "uefi-preferred"]),
    imds_support=st.sampled_from([None, "v2.0"]),
    ena_support=st.sampled_from([None, True, False]),
    virtualization_type=st.sampled_from(["hvm", "paravirtual"]),
    state=st.sampled_from(["available", "disabled"]),
    document=DOCUMENTS,
)
RELEASES = st.builds(
    lambda images, **more: release_facts(images[0].name, *images, **more),
    st.lists(IMAGES, min_size=1, max_size=3),
    flaps=st.integers(0, 4),
    family=st.none() | st.builds(FamilyFacts, st.just("f"), st.just("acme-*"), st.integers(1, 5)),
    owner=st.none()
    | st.builds(OwnerFacts, MOMENTS, st.none() | MOMENTS, images=st.integers(1, 3), families=st.integers(1, 4)),
)


def test_the_labelled_names_are_judged_as_plainly_as_by_every_rule():
    facts = [
        release_facts(
            case.name,
            partition=case.partition,
            region=case.region,
            owner_id=case.owner,
            owner_alias=case.alias or None,
            description=case.description,
            created_at=NOW - timedelta(days=3 * number),
        )
        for number, case in enumerate(labelled())
    ]
    fast = [judge(one, DIRECTORY) for one in facts]

    assert [(one.name, judge(one, DIRECTORY)) for one in facts] == [
        (one.name, judge_plainly(one, DIRECTORY)) for one in facts
    ]
    assert fast == [judge(one, DIRECTORY) for one in facts]


def test_figures_of_another_script_are_no_serial():
    facts = release_facts("ol-6\N{ARABIC-INDIC DIGIT ZERO}0000")

    assert judge(facts, DIRECTORY) == judge_plainly(facts, DIRECTORY)


def test_the_facts_of_every_rule_are_judged_as_plainly():
    facts = [release_facts(name, **fields) for _, name, fields in [*((r, n, f) for r, _, n, f in FIRING), *SILENT]]

    assert [judge(one, DIRECTORY) for one in facts] == [judge_plainly(one, DIRECTORY) for one in facts]


@settings(max_examples=150)
@given(st.lists(RELEASES, min_size=2, max_size=3))
def test_whatever_the_facts_the_verdict_is_what_every_rule_says(releases):
    fast = [judge(facts, DIRECTORY) for facts in releases]

    assert fast == [judge_plainly(facts, DIRECTORY) for facts in releases]


def test_plainly_nothing_is_remembered():
    judge(release_facts(), DIRECTORY)
    assert len(memories()) >= len(RULES) / 2
    judge_plainly(release_facts(), DIRECTORY)
    assert max(memory.cache_info().hits for memory in memories()) < 20
