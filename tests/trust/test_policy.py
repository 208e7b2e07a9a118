from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from catalog.errors import MalformedError
from trust.levels import TrustLevel
from trust.policy import ImageToLaunch, Outcome, Policy, Selector, decide

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
IMAGE = ImageToLaunch(
    image_id="ami-0abcdef1234567890",
    name="web-base-2026",
    owner_id="123456789012",
    publisher="canonical",
    level=TrustLevel.KNOWN,
    created_at=NOW - timedelta(days=100),
    deprecated_at=NOW - timedelta(days=1),
    findings=frozenset({"wildcard-bait"}),
    imds_v2=True,
)
STRANGE = replace(IMAGE, level=TrustLevel.UNVERIFIED)


def selectors(*texts: str) -> tuple[Selector, ...]:
    return tuple(Selector.parse(text) for text in texts)


def outcome(policy: Policy, image: ImageToLaunch = IMAGE) -> Outcome:
    return decide(policy, image, now=NOW).outcome


def test_only_what_is_selected_passes_and_it_needs_the_level_all_the_same() -> None:
    canonical = selectors("publisher:canonical", "image:ami-00000001")
    assert outcome(Policy(only=canonical)) is Outcome.PASS
    assert outcome(Policy(only=canonical), replace(IMAGE, publisher="debian")) is Outcome.FAIL
    assert outcome(Policy(only=canonical), replace(IMAGE, level=TrustLevel.UNVERIFIED)) is Outcome.FAIL
    assert outcome(Policy(only=selectors("rule:wildcard-bait"), deny=canonical)) is Outcome.FAIL


@pytest.mark.parametrize("level", list(TrustLevel))
def test_levels_pass_down_to_the_least_one(level: TrustLevel) -> None:
    for least in TrustLevel:
        expected = Outcome.PASS if level.at_least(least) else Outcome.FAIL
        assert outcome(Policy(at_least=least), replace(IMAGE, level=level)) is expected


def test_an_image_that_passes_has_no_reasons_and_one_that_fails_has_all_of_them() -> None:
    assert decide(Policy(), IMAGE, now=NOW).reasons == ()
    strict = Policy(max_age_days=99, deny=selectors("owner:123456789012"), deprecated=False)

    assert decide(strict, STRANGE, now=NOW).reasons == (
        "the policy denies owner:123456789012",
        "it is unverified, and the policy asks for known at least",
        "it is 100 days old, and the policy allows 99",
        "it is deprecated since 2026-11-22, and the policy allows none that are",
    )


@pytest.mark.parametrize(
    "text",
    ["owner:123456789012", "publisher:canonical", "image:ami-0abcdef1234567890", "name:web-*", "rule:wildcard-bait"],
)
def test_a_selector_finds_its_images_and_deny_wins_over_allow(text: str) -> None:
    assert outcome(Policy(allow=selectors(text)), STRANGE) is Outcome.PASS
    assert outcome(Policy(deny=selectors(text))) is Outcome.FAIL
    assert outcome(Policy(allow=selectors(text), deny=selectors(text))) is Outcome.FAIL


@pytest.mark.parametrize(
    "text", ["owner:210987654321", "publisher:debian", "image:ami-0abcdef1", "name:db-*", "rule:age"]
)
def test_a_selector_finds_nothing_else(text: str) -> None:
    assert outcome(Policy(allow=selectors(text)), STRANGE) is Outcome.FAIL
    assert outcome(Policy(deny=selectors(text))) is Outcome.PASS


@pytest.mark.parametrize("text", ["", "owner", "owner:", "owner:12", "image:x", "who:me", "name:{a"])
def test_a_selector_that_could_fit_nothing_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        Selector.parse(text)


def test_allow_lifts_the_level_alone_and_never_malicious() -> None:
    allowing = Policy(allow=selectors("owner:123456789012"), max_age_days=10)

    assert outcome(allowing, STRANGE) is Outcome.FAIL
    assert outcome(replace(allowing, max_age_days=None), replace(IMAGE, level=TrustLevel.MALICIOUS)) is Outcome.FAIL


def test_age_counts_from_creation_to_the_day_and_an_unknown_one_is_unsure() -> None:
    assert outcome(Policy(max_age_days=100)) is Outcome.PASS
    assert outcome(Policy(max_age_days=99)) is Outcome.FAIL
    assert outcome(Policy(max_age_days=99), replace(IMAGE, created_at=None)) is Outcome.UNSURE
    assert outcome(Policy(), replace(IMAGE, created_at=None)) is Outcome.PASS


def test_imds_v2_is_required_when_asked_for_and_unsure_when_untold() -> None:
    required = Policy(require_imds_v2=True)

    assert outcome(required) is Outcome.PASS
    assert outcome(required, replace(IMAGE, imds_v2=False)) is Outcome.FAIL
    assert outcome(required, replace(IMAGE, imds_v2=None)) is Outcome.UNSURE
    assert outcome(Policy(), replace(IMAGE, imds_v2=False)) is Outcome.PASS


def test_what_is_gone_cannot_be_launched_and_what_will_be_deprecated_can() -> None:
    assert outcome(Policy(), replace(IMAGE, gone_at=NOW)) is Outcome.FAIL
    assert outcome(Policy(deprecated=False), replace(IMAGE, deprecated_at=NOW + timedelta(days=1))) is Outcome.PASS
