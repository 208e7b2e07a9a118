"""What members state weighs what is proven of them, one voice each, and never their number."""

from datetime import timedelta
from typing import Any

import pytest

from tests.trust.rules.conftest import CANONICAL, NOW, release_facts
from trust.annotations import FULL, UNPROVEN, Said, statement_of, weight_of
from trust.judge import judge
from trust.levels import TrustLevel

# Three accounts of one publisher: of the default regions, and of two opt-in regions.
AMAZON_LINUX = "137112412989"
ELSEWHERE, THERE = "210953353124", "910595266909"


def said(kind="malicious", member_id=1, **fields):
    usual: dict[str, Any] = {
        "at": NOW - timedelta(days=member_id),
        "reviewer": True,
        "account": ("aws", f"{member_id:012}"),
        "by_maker": False,
        "source": None,
        "disputed": False,
        "confirmed": False,
        "until": NOW + timedelta(days=90),
    }
    return Said(kind=kind, member_id=member_id, **(usual | fields))


@pytest.mark.parametrize(
    ("annotation", "weight"),
    [
        (said(), FULL),
        (said(account=None), UNPROVEN),
        (said(reviewer=False), 0.0),
        (said(reviewer=False, account=("aws", CANONICAL)), 0.0),
        (said("vouch", by_maker=True), 0.0),
        (said("launched-ok", by_maker=True), 0.0),
        (said("caution", by_maker=True), FULL),
        (said("vouch"), FULL),
    ],
)
def test_a_voice_weighs_what_is_proven_of_its_author(annotation, weight):
    assert weight_of(annotation) == weight


def level(directory, *annotations):
    statements = tuple(statement_of(one, directory) for one in annotations)
    return judge(release_facts(statements=statements), directory).level


def test_three_proven_reviewers_make_a_strangers_release_suspicious_and_a_thousand_members_do_not(directory):
    assert level(directory, *(said(member_id=number) for number in (1, 2, 3))) is TrustLevel.SUSPICIOUS
    assert level(directory, *(said(member_id=number) for number in (1, 2))) is TrustLevel.UNVERIFIED
    crowd = [said(member_id=number, reviewer=False) for number in range(1, 1001)]
    assert level(directory, *crowd) is TrustLevel.UNVERIFIED


@pytest.mark.parametrize(
    "accounts",
    [[("aws", "111111111111")] * 3, [("aws", AMAZON_LINUX), ("aws", ELSEWHERE), ("aws", THERE)]],
    ids=["one account", "one publisher"],
)
def test_members_of_one_account_or_publisher_have_one_voice(directory, accounts):
    voices = [said(member_id=number, account=account) for number, account in enumerate(accounts, 1)]
    assert level(directory, *voices) is TrustLevel.UNVERIFIED


def test_what_is_disputed_weighs_nothing_until_it_is_confirmed(directory):
    voices = [said(member_id=number, disputed=True) for number in (1, 2, 3)]
    assert level(directory, *voices) is TrustLevel.UNVERIFIED
    assert level(directory, voices[0]._replace(confirmed=True)) is TrustLevel.SUSPICIOUS
