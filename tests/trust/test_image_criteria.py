"""What Allowed AMIs would say of an image, criterion by criterion."""

from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest
from botocore.validate import ParamValidator

from catalog.directory import load_directory
from catalog.errors import MalformedError
from trust.allowed_amis import Narrowing, allowed_amis
from trust.image_criteria import why_refused
from trust.policy import Policy

NOW = datetime(2026, 11, 24, tzinfo=UTC)
OWNER = "123456789012"


def ago(days):
    return (NOW - timedelta(days=days)).isoformat()


IMAGE = {
    "ImageId": "ami-0123456789abcdef0",
    "OwnerId": OWNER,
    "ImageOwnerAlias": "amazon",
    "Name": "web-base-7",
    "CreationDate": ago(100),
    "DeprecationTime": ago(10),
    "ProductCodes": [{"ProductCodeId": "abc", "ProductCodeType": "marketplace"}],
    "ImageWatermarks": [{"WatermarkKey": "golden"}],
    "ScanResults": {
        "HighestFindingSeverityLabel": "high",
        "FindingScanDate": NOW - timedelta(days=30),
        "HighFixAvailableSince": ago(20),
    },
}


@pytest.mark.parametrize(
    ("criterion", "reason"),
    [
        ({"ImageProviders": ["999999999999"]}, f"its owner {OWNER} (amazon) is not among the providers"),
        ({"ImageNames": ["api-*"]}, "its name fits none of the names"),
        ({"MarketplaceProductCodes": ["xyz"]}, "it carries none of the product codes"),
        ({"CreationDateCondition": {"MaximumDaysSinceCreated": 99}}, "it was made more than 99 days ago"),
        ({"DeprecationTimeCondition": {"MaximumDaysSinceDeprecated": 9}}, "it is deprecated since more than 9 days"),
        ({"ImageWatermarks": [{"WatermarkKey": "silver"}]}, "it carries none of the watermarks"),
        ({"ScanResultCondition": {"MaximumSeverityLabel": "medium"}}, "findings of severity high"),
        ({"ScanResultCondition": {"MaxDaysSinceLastFindingScan": 29}}, "its last scan is more than 29 days ago"),
        ({"ScanResultCondition": {"MaxDaysSinceHighFixAvailable": 19}}, "has been out for more than 19 days"),
    ],
)
def test_a_criterion_that_does_not_fit_says_why(criterion, reason):
    (found,) = why_refused([criterion], IMAGE, now=NOW)
    assert reason in found


@pytest.mark.parametrize(
    "criterion",
    [
        {"ImageProviders": ["amazon"]},
        {"ImageProviders": [OWNER]},
        {"ImageNames": ["web-*"]},
        {"MarketplaceProductCodes": ["abc"]},
        {"CreationDateCondition": {"MaximumDaysSinceCreated": 100}},
        {"DeprecationTimeCondition": {"MaximumDaysSinceDeprecated": 10}},
        {"ImageWatermarks": [{"WatermarkKey": "golden"}]},
        {"ScanResultCondition": {"MaximumSeverityLabel": "high", "MaxDaysSinceLastFindingScan": 30}},
        {"ScanResultCondition": {"MaxDaysSinceHighFixAvailable": 20, "MaxDaysSinceCriticalFixAvailable": 0}},
    ],
)
def test_a_criterion_that_fits_allows(criterion):
    assert why_refused([{"ImageProviders": ["999999999999"]}, criterion], IMAGE, now=NOW) == ()


def test_an_image_that_was_not_scanned_fits_no_condition_on_scans():
    unscanned = {name: value for name, value in IMAGE.items() if name != "ScanResults"}
    assert why_refused([{"ScanResultCondition": {"MaximumSeverityLabel": "critical"}}], unscanned, now=NOW) == (
        "it was not scanned",
    )


def test_names_scans_and_watermarks_are_written_as_botocore_takes_them():
    narrowing = Narrowing(("web-*",), ("golden",), "medium", 30, 7)
    made = allowed_amis(Policy(), load_directory(), "eu-west-1", product_codes=("abc",), narrowing=narrowing)
    shape: Any = botocore.session.get_session().get_service_model("ec2")
    shape = shape.operation_model("ReplaceImageCriteriaInAllowedImagesSettings").input_shape
    assert not ParamValidator().validate({"ImageCriteria": list(made.criteria)}, shape).has_errors()
    for criterion in made.criteria:
        assert criterion["ImageNames"] == ["web-*"]
        assert criterion["ImageWatermarks"] == [{"WatermarkKey": "golden"}]
        assert criterion["ScanResultCondition"] == {
            "MaximumSeverityLabel": "medium",
            "MaxDaysSinceLastFindingScan": 30,
            "MaxDaysSinceHighFixAvailable": 7,
            "MaxDaysSinceCriticalFixAvailable": 7,
        }


def test_more_names_than_ec2_takes_are_refused():
    with pytest.raises(MalformedError, match="50 at most"):
        Narrowing(names=tuple(map(str, range(51)))).conditions()
