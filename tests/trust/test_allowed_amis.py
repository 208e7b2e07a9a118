from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from catalog.directory import Directory, load_directory
from catalog.errors import MalformedError
from trust.allowed_amis import MOST_CRITERIA, MOST_PROVIDERS, AllowedAmis, allowed_amis
from trust.levels import TrustLevel
from trust.policy import Policy, Selector

CANONICAL, AMAZON_LINUX, AMAZON_LINUX_MILAN = "099720109477", "137112412989", "071630900071"
STRANGER = "123456789012"


@pytest.fixture(scope="module")
def directory() -> Directory:
    return load_directory()


def selectors(*texts: str) -> tuple[Selector, ...]:
    return tuple(Selector.parse(text) for text in texts)


def providers(made: AllowedAmis) -> set[str]:
    return {provider for criterion in made.criteria for provider in criterion["ImageProviders"]}


@pytest.mark.parametrize("region", ["eu-west-1", "eu-south-1", "cn-north-1", "us-gov-west-1"])
def test_botocore_takes_the_criteria_as_they_are_and_they_are_within_the_limits(
    directory: Directory, region: str
) -> None:
    policy = Policy(max_age_days=365, deprecated=False)
    made = allowed_amis(policy, directory, region, product_codes=("abc123",))

    shape: Any = botocore.session.get_session().get_service_model("ec2")
    shape = shape.operation_model("ReplaceImageCriteriaInAllowedImagesSettings").input_shape
    assert not ParamValidator().validate({"ImageCriteria": list(made.criteria)}, shape).has_errors()
    assert 1 <= len(made.criteria) <= MOST_CRITERIA
    assert all(len(criterion["ImageProviders"]) <= MOST_PROVIDERS for criterion in made.criteria)
    for criterion in made.criteria:
        assert criterion["CreationDateCondition"] == {"MaximumDaysSinceCreated": 365}
        assert criterion["DeprecationTimeCondition"] == {"MaximumDaysSinceDeprecated": 0}


def test_a_publisher_is_allowed_by_the_accounts_it_has_in_the_region(directory: Directory) -> None:
    ireland = providers(allowed_amis(Policy(), directory, "eu-west-1"))
    milan = providers(allowed_amis(Policy(), directory, "eu-south-1"))

    assert {"amazon", CANONICAL, AMAZON_LINUX} <= ireland
    assert AMAZON_LINUX_MILAN not in ireland
    assert AMAZON_LINUX_MILAN in milan
    assert AMAZON_LINUX not in milan
    assert CANONICAL not in providers(allowed_amis(Policy(), directory, "cn-north-1"))


def test_accounts_that_are_shared_were_lost_or_sell_for_others_are_left_out(directory: Directory) -> None:
    for region in ("eu-west-1", "us-east-1"):
        named = providers(allowed_amis(Policy(), directory, region)) - {"amazon"}
        for account_id in named:
            holders = directory.holders("aws", account_id)
            assert all(holder.known and not holder.shared for holder in holders), account_id
        assert not named & {"125523088429", "595879546273", "679593333241"}


def test_verified_means_the_alias_and_what_is_allowed_beside_it(directory: Directory) -> None:
    verified = Policy(at_least=TrustLevel.VERIFIED)
    with_more = Policy(at_least=TrustLevel.VERIFIED, allow=selectors(f"owner:{STRANGER}", "publisher:canonical"))

    assert providers(allowed_amis(verified, directory, "eu-west-1")) == {"amazon"}
    assert providers(allowed_amis(with_more, directory, "eu-west-1")) >= {"amazon", STRANGER, CANONICAL}


@pytest.mark.parametrize("text", ["publisher:canonical", f"owner:{CANONICAL}"])
def test_what_is_denied_is_left_out_and_the_alias_told(directory: Directory, text: str) -> None:
    made = allowed_amis(Policy(deny=selectors(text)), directory, "eu-west-1")

    assert CANONICAL not in providers(made)
    assert any(text in note and "alias amazon" in note for note in made.notes)


def test_what_ec2_cannot_hold_is_said(directory: Directory) -> None:
    policy = Policy(deny=selectors("rule:wildcard-bait"), allow=selectors("name:web-*"), require_imds_v2=True)
    notes = " ".join(allowed_amis(policy, directory, "eu-west-1").notes)

    assert "EC2 cannot deny rule:wildcard-bait" in notes
    assert "EC2 cannot allow name:web-*" in notes
    assert "IMDSv2" in notes


def test_a_level_below_known_and_too_many_product_codes_are_refused(directory: Directory) -> None:
    with pytest.raises(MalformedError):
        allowed_amis(Policy(at_least=TrustLevel.UNVERIFIED), directory, "eu-west-1")
    with pytest.raises(MalformedError):
        allowed_amis(Policy(), directory, "eu-west-1", product_codes=("a",) * 51)
