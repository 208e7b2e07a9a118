"""`self` at the EC2 endpoint: an access token of Amidex's where AWS's clients send their session token."""

from dataclasses import replace

import boto3
import httpx
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from catalog.roles import TokenScope
from tests.api.conftest import (
    CANONICAL,
    IRELAND,
    JAMMY_IRELAND,
    NOBLE_IRELAND,
    PAYROLL,
    RECLUSE,
    RECLUSIVE,
    STRANGER,
    TOKEN,
    WEB_BASE,
    image_id,
)
from tests.api.ec2.serving import serving
from tests.api.ec2.tool_environments import run_tool, tool
from tests.api.members import signed_in, with_token

AWS_TOKEN = "IQoJb3JpZ2luX2VjEJr//////////wEaCXVzLWVhc3QtMSJHMEUCIQ"  # as AWS STS gives them


@pytest.fixture
def organised(copied_services):
    """One whose organisation has the account 210987654321."""
    return replace(copied_services, organisation_accounts=frozenset({("aws", "210987654321")}))


@pytest.fixture
def url(organised):
    with serving(organised) as url:
        yield f"{url}/ec2"


def ec2(url, token=None):
    session = boto3.Session(aws_access_key_id="AKIDANY", aws_secret_access_key="any", aws_session_token=token)
    config = Config(region_name=IRELAND, retries={"total_max_attempts": 1})
    return session.client("ec2", endpoint_url=url, config=config)


def found(client, **question):
    return {image["ImageId"] for image in client.describe_images(IncludeDeprecated=True, **question)["Images"]}


def token_of(services, account, *scopes):
    return with_token(signed_in(services, f"of-{account}", account=account), *scopes).secret


def ids(*numbers):
    return {image_id(number) for number in numbers}


def test_self_is_the_accounts_that_the_member_proved(organised, url):
    client = ec2(url, token_of(organised, CANONICAL))

    assert found(client, Owners=["self"]) == ids(NOBLE_IRELAND, JAMMY_IRELAND)
    assert found(client, Owners=["self", STRANGER]) > ids(NOBLE_IRELAND, WEB_BASE)
    assert found(client, Owners=["self"], ExecutableUsers=["self"]) == set()


@pytest.mark.parametrize("token", [None, AWS_TOKEN])
def test_self_is_nobody_without_a_token_and_with_one_of_awss_own(url, token):
    client = ec2(url, token)

    assert found(client, Owners=["self"]) == found(client, ExecutableUsers=["self"]) == set()
    assert image_id(PAYROLL) not in found(client)


def test_a_token_of_ours_that_is_not_good_is_refused_and_never_taken_for_none(organised, url):
    for token in ("amx_token_unknown", "amx_session_unknown"):
        with pytest.raises(ClientError, match=r"AuthFailure.*unknown, has expired or was revoked"):
            ec2(url, token).describe_images(Owners=["self"])
    with pytest.raises(ClientError, match=r"UnauthorizedOperation.*scope read"):
        ec2(url, token_of(organised, CANONICAL, TokenScope.WRITE)).describe_images()


def test_a_token_in_a_url_is_refused_for_urls_are_logged(organised, url):
    client = ec2(url, token_of(organised, CANONICAL))
    presigned = client.generate_presigned_url("describe_images", {"Owners": ["self"]}, HttpMethod="GET")
    answer = httpx.get(presigned, trust_env=False)

    assert answer.status_code == 401
    assert "AuthFailure" in answer.text
    assert "amx_token" not in answer.text


def test_private_images_are_there_for_the_organisation_and_the_operator_alone(organised, url):
    private = ids(PAYROLL, RECLUSIVE)
    for token in (token_of(organised, "210987654321"), TOKEN):
        client = ec2(url, token)
        assert private | ids(WEB_BASE) <= found(client)
        assert found(client, ExecutableUsers=["self"]) == private
        assert found(client, ImageIds=[image_id(PAYROLL)]) == ids(PAYROLL)
        assert found(client, Owners=[RECLUSE]) == ids(RECLUSIVE)
        assert not found(client, ExecutableUsers=["all"]) & private
    # Even the owner's: what was shared with the operator's account is the operator's to tell.
    assert found(ec2(url, token_of(organised, RECLUSE)), Owners=["self"]) == set()


def test_the_token_of_a_page_is_worth_nothing_to_somebody_else(organised, url):
    question = {"MaxResults": 5, "IncludeDeprecated": True}
    page = ec2(url, TOKEN).describe_images(**question)["NextToken"]

    with pytest.raises(ClientError, match="InvalidParameterValue"):
        ec2(url).describe_images(**question, NextToken=page)


def test_attributes_are_told_to_the_owner_as_far_as_they_are_known(organised, url):
    owner = ec2(url, token_of(organised, CANONICAL))
    noble = image_id(NOBLE_IRELAND)

    told = owner.describe_image_attribute(ImageId=noble, Attribute="description")
    assert told["Description"]["Value"] == "Ubuntu 24.04 <b>noble</b> 🐧"
    assert owner.describe_image_attribute(ImageId=noble, Attribute="productCodes")["ProductCodes"] == []
    assert owner.describe_image_attribute(ImageId=noble, Attribute="kernel")["KernelId"] == {}
    with pytest.raises(ClientError, match=r"UnsupportedOperation.*launchPermission"):
        owner.describe_image_attribute(ImageId=noble, Attribute="launchPermission")
    with pytest.raises(ClientError, match="AuthFailure"):
        owner.describe_image_attribute(ImageId=image_id(WEB_BASE), Attribute="description")


@pytest.mark.tools
@pytest.mark.timeout(600)
def test_the_aws_cli_is_somebody_by_its_session_token(organised, url, tmp_path, monkeypatch):
    commands = tool("awscli", "awscli==1.46.3")
    told = run_tool(
        commands,
        ["aws", "ec2", "describe-images", "--owners", "self", "--query", "Images[].ImageId", "--output", "text"],
        url,
        region=IRELAND,
        cwd=tmp_path,
        session_token=token_of(organised, CANONICAL),
    )

    assert set(told.stdout.split()) == ids(NOBLE_IRELAND, JAMMY_IRELAND), told.stderr
