"""Each fault does what README.md says of it, no more often than asked, and nothing when cleared."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, IncompleteReadError, ResponseStreamingError
from botocore.parsers import ResponseParserError

from tests.world.conftest import Caller
from tests.world.faults import KINDS

BROKEN_OFF = (ConnectionClosedError, ResponseStreamingError, IncompleteReadError)


@pytest.fixture
def faulty(worldly_caller):
    world, caller = worldly_caller
    world.clear_faults()
    world.forget_requests()
    yield world, caller
    world.clear_faults()


def error_of(call: Callable[..., Any], **question: Any) -> tuple[str, int]:
    with pytest.raises(ClientError) as caught:
        call(**question)
    answer = caught.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


def page(caller: Caller, region: str = "us-east-1", **question: Any) -> dict[str, Any]:
    answer: dict[str, Any] = caller.client(region).describe_images(
        **{"ExecutableUsers": ["all"], "MaxResults": 100, **question}
    )
    return answer


def test_a_burst_of_throttling_ends_after_its_times(faulty):
    world, caller = faulty
    world.fault("throttle", times=2)
    for _ in range(2):
        assert error_of(page, caller=caller) == ("RequestLimitExceeded", 503)
    assert len(page(caller)["Images"]) == 100
    assert world.faults()[0]["fired"] == 2


def test_a_bucket_throttles_each_region_by_itself(faulty):
    world, caller = faulty
    world.fault("throttle", capacity=2, refill_per_second=0.001)
    page(caller)
    page(caller)
    assert error_of(page, caller=caller)[0] == "RequestLimitExceeded"
    page(caller, "eu-west-1")


@pytest.mark.parametrize(("status", "code"), [(500, "InternalError"), (503, "Unavailable"), (400, "RequestExpired")])
def test_an_error_has_the_status_and_code_asked_for(faulty, status, code):
    world, caller = faulty
    world.fault("error", status=status, code=code)
    assert error_of(page, caller=caller) == (code, status)


def test_a_rule_holds_for_its_region_scope_and_page_only(faulty):
    world, caller = faulty
    world.fault("error", region="us-east-1", scope="all", page=2)
    first = page(caller)
    assert error_of(page, caller=caller, NextToken=first["NextToken"])[0] == "Unavailable"
    other = page(caller, "eu-west-1")
    page(caller, "eu-west-1", NextToken=other["NextToken"])
    assert caller.ids(Owners=["amazon"], page_size=50)


def test_a_rule_can_be_for_another_action(faulty):
    world, caller = faulty
    world.fault("denied", action="DescribeRegions")
    assert error_of(caller.client("us-east-1").describe_regions) == ("UnauthorizedOperation", 403)
    page(caller)


def test_a_probability_is_kept_to_by_the_seed(faulty):
    world, caller = faulty
    world.fault("throttle", probability=0.5)
    outcomes = []
    for _ in range(40):
        try:
            page(caller, MaxResults=5)
            outcomes.append("ok")
        except ClientError:
            outcomes.append("throttled")
    assert 8 < outcomes.count("throttled") < 32


def test_a_slow_answer_takes_its_time(faulty):
    world, caller = faulty
    world.fault("slow", delay_ms=300)
    started = time.monotonic()
    assert len(page(caller)["Images"]) == 100
    assert time.monotonic() - started >= 0.3


@pytest.mark.parametrize("at", [0, 0.5])
def test_a_dropped_connection_leaves_boto3_with_a_part_of_the_body(faulty, at):
    world, caller = faulty
    world.fault("drop", at=at, times=1)
    with pytest.raises(ResponseParserError):
        page(caller)
    assert len(page(caller)["Images"]) == 100


def test_a_reset_connection_is_an_error_of_the_connection(faulty):
    world, caller = faulty
    world.fault("drop", reset=True, times=1)
    with pytest.raises(BROKEN_OFF):
        page(caller)
    assert len(page(caller)["Images"]) == 100


def test_a_truncated_answer_is_whole_http_and_half_xml(faulty):
    world, caller = faulty
    world.fault("truncate", at=0.7)
    with pytest.raises(ResponseParserError):
        page(caller)


def test_a_malformed_answer_is_no_xml(faulty):
    world, caller = faulty
    world.fault("malformed")
    with pytest.raises(ResponseParserError):
        page(caller)


def test_a_token_expires(faulty):
    world, caller = faulty
    world.fault("expire-token")
    first = page(caller)
    assert error_of(page, caller=caller, NextToken=first["NextToken"]) == ("InvalidParameterValue", 400)


def test_a_region_answers_auth_failure(faulty):
    world, caller = faulty
    world.fault("auth-failure", region="eu-west-1")
    assert error_of(page, caller=caller, region="eu-west-1") == ("AuthFailure", 401)
    page(caller)


def test_an_empty_answer_claims_to_be_complete(faulty):
    world, caller = faulty
    world.fault("empty")
    assert caller.ids(ExecutableUsers=["all"]) == []


def test_a_half_answer_claims_to_be_complete(faulty):
    world, caller = faulty
    world.fault("half", at=0.25, page=2)
    assert len(caller.ids(ExecutableUsers=["all"], page_size=100)) == 125


def test_duplicates_come_from_the_page_before(faulty):
    world, caller = faulty
    right = caller.ids(ExecutableUsers=["all"])
    world.fault("duplicate", count=7, page=3)
    ids = caller.ids(ExecutableUsers=["all"], page_size=100)
    assert set(ids) == set(right)
    assert ids[200:207] == ids[193:200]
    assert len(ids) == len(right) + 7


def test_unknown_fields_are_sent_and_do_no_harm_to_boto3(faulty):
    world, caller = faulty
    right = {image["ImageId"]: image for image in caller.images(ExecutableUsers=["all"])}
    world.fault("unknown-fields")
    raw = []
    client = caller.client("us-east-1")
    client.meta.events.register(
        "before-parse.ec2.DescribeImages", lambda response_dict, **_: raw.append(response_dict["body"])
    )
    assert {image["ImageId"]: image for image in caller.images(ExecutableUsers=["all"])} == right
    assert raw[0].count(b"<quantumSupport>") == raw[0].count(b"<imageId>")
    assert raw[0].count(b"<holographic>") == raw[0].count(b"<ebs>")


def test_the_alias_may_be_missing_from_an_answer(faulty):
    world, caller = faulty
    world.fault("no-alias", scope="all")
    assert {image.get("ImageOwnerAlias") for image in caller.images(ExecutableUsers=["all"])} == {
        None,
        "aws-marketplace",
    }
    assert {image["ImageOwnerAlias"] for image in caller.images(Owners=["amazon"])} == {"amazon"}


def test_allowed_amis_hide_the_other_images(faulty):
    world, caller = faulty
    world.fault("allowed-amis", providers=["amazon", "679593333241"], region="us-east-1")
    settings = caller.client("us-east-1").get_allowed_images_settings()
    assert settings["State"] == "enabled"
    assert settings["ImageCriteria"] == [{"ImageProviders": ["amazon", "679593333241"]}]
    shown = caller.images(ExecutableUsers=["all"])
    assert {image.get("ImageOwnerAlias") for image in shown} == {"amazon", "aws-marketplace"}
    assert all(image["ImageAllowed"] for image in shown)
    assert caller.client("eu-west-1").get_allowed_images_settings()["State"] == "disabled"


def test_in_audit_mode_allowed_amis_are_only_marked(faulty):
    world, caller = faulty
    everything = sorted(caller.ids(ExecutableUsers=["all"]))
    world.fault("allowed-amis", state="audit-mode")
    shown = caller.images(ExecutableUsers=["all"])
    assert sorted(image["ImageId"] for image in shown) == everything
    assert {image["ImageAllowed"] for image in shown} == {True, False}


def test_faults_hold_for_answers_without_pages_too(faulty):
    world, caller = faulty
    world.fault("truncate")
    with pytest.raises(ResponseParserError):
        caller.client("il-central-1").describe_images()


def test_cleared_faults_are_gone(faulty):
    world, caller = faulty
    world.fault("empty")
    world.clear_faults()
    assert world.faults() == []
    assert len(page(caller)["Images"]) == 100


@pytest.mark.parametrize(
    ("kind", "fields", "reason"),
    [("gremlin", {}, "one of throttle"), ("slow", {"delay_seconds": 1}, "no field 'delay_seconds'")],
)
def test_wrong_rules_are_refused_with_the_reason(faulty, kind, fields, reason):
    world, _ = faulty
    with pytest.raises(ValueError, match=reason):
        world.fault(kind, **fields)


def test_requests_are_counted_by_action_region_and_scope(faulty):
    world, caller = faulty
    caller.ids(ExecutableUsers=["all"], page_size=1000)
    caller.client("us-east-1").describe_regions()
    assert world.requests() == {"DescribeImages us-east-1 all": 2, "DescribeRegions us-east-1": 1}


def test_the_readme_names_every_fault():
    readme = Path(__file__).with_name("README.md").read_text()
    assert [kind for kind in KINDS if f"`{kind}`" not in readme] == []
