"""Verified by proof: account and domain together, as long as they hold, and never a licence to use others' names."""

from datetime import UTC, datetime

import pytest

from catalog.publisher import Origin
from catalog.publisher_tables import ListedPublisher, PublisherAccountProof, PublisherDomainProof
from catalog.whole_directory import Additions, whole_directory
from tests.trust.rules.conftest import CANONICAL, STRANGER, release_facts
from trust.judge import judge
from trust.levels import TrustLevel

DAY = datetime(2026, 11, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 20, tzinfo=UTC)
JAMMY = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240301"


def proven(directory, slug, account_id, domain, *, account_lapsed_at=None, domain_lapsed_at=None):
    """The directory with what a publisher proved."""
    account = PublisherAccountProof(
        publisher=slug,
        partition="aws",
        account_id=account_id,
        proved_by="a signed request",
        proved_at=DAY,
        lapsed_at=account_lapsed_at,
    )
    site = PublisherDomainProof(
        publisher=slug, domain=domain, proved_at=DAY, checked_at=LATER, lapsed_at=domain_lapsed_at
    )
    hooli = ListedPublisher(
        slug="hooli", origin=Origin.MEMBER, name="Hooli", url="https://hooli.example", recorded_at=DAY
    )
    return whole_directory(directory, Additions(listed=(hooli,), accounts=(account,), domains=(site,)))


def test_a_known_publisher_who_proves_account_and_domain_is_verified_and_the_sentence_says_by_what(directory):
    verdict = judge(release_facts(JAMMY, owner_id=CANONICAL), proven(directory, "canonical", CANONICAL, "ubuntu.com"))

    signal = next(signal for signal in verdict.signals if signal.rule == "identity")
    assert (verdict.level, verdict.publisher) == (TrustLevel.VERIFIED, "canonical")
    assert signal.reason == (
        "Canonical (Ubuntu) proved that the owner's account is theirs, by a signed request on 2026-11-01, and so is "
        "the domain ubuntu.com, last checked on 2026-11-20."
    )
    assert signal.evidence["sources"] == [
        "account 099720109477: a signed request, 2026-11-01",
        "https://ubuntu.com/",
    ]


def test_a_publisher_that_a_member_brought_is_verified_as_the_holder_of_its_domain(directory):
    verdict = judge(release_facts(owner_id=STRANGER), proven(directory, "hooli", STRANGER, "hooli.example"))

    assert (verdict.level, verdict.publisher) == (TrustLevel.VERIFIED, "hooli")
    reason = next(signal.reason for signal in verdict.signals if signal.rule == "identity")
    assert reason.startswith("Who holds hooli.example, and goes by the name Hooli, proved")


@pytest.mark.parametrize("lapsed", ["account_lapsed_at", "domain_lapsed_at"])
def test_a_proof_that_lapsed_verifies_nobody(directory, lapsed):
    known = judge(
        release_facts(JAMMY, owner_id=CANONICAL),
        proven(directory, "canonical", CANONICAL, "ubuntu.com", **{lapsed: LATER}),
    )
    stranger = judge(
        release_facts(owner_id=STRANGER), proven(directory, "hooli", STRANGER, "hooli.example", **{lapsed: LATER})
    )

    assert known.level is TrustLevel.KNOWN
    assert (stranger.level, stranger.publisher) == (TrustLevel.UNVERIFIED, None)


def test_a_publisher_of_its_own_name_is_suspicious_under_the_name_of_another(directory):
    verdict = judge(release_facts(JAMMY, owner_id=STRANGER), proven(directory, "hooli", STRANGER, "hooli.example"))

    assert verdict.level is TrustLevel.SUSPICIOUS
    assert {"name-confusion", "wildcard-bait"} <= {signal.rule for signal in verdict.signals}


def test_who_proves_an_account_of_another_publisher_gets_nothing(directory):
    verdict = judge(release_facts(JAMMY, owner_id=CANONICAL), proven(directory, "hooli", CANONICAL, "hooli.example"))

    assert (verdict.level, verdict.publisher) == (TrustLevel.KNOWN, "canonical")
