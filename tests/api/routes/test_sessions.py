"""Signing in with AWS, against moto's STS over HTTP, which checks signatures; and all that must not sign anybody in."""

from dataclasses import replace
from datetime import timedelta

import pytest

from api.aws_proof import AwsPrincipal
from catalog.utc_time import now
from tests.api.conftest import Client
from tests.api.routes.signing import SERVICE, me, nobody_signed_in, refused, shown


def test_who_signs_is_the_member_of_his_account(aws_services, anybody, signing):
    told = me(aws_services, shown(anybody, signing()))

    (account,) = told["accounts"]
    assert (account["partition"], account["account_id"]) == ("aws", "123456789012")
    assert account["arn"] == "arn:aws:iam::123456789012:user/ada"
    assert "123456789012" not in told["name"]


def test_who_signs_in_again_is_the_same_member(aws_services, anybody, signing):
    first, again = (me(aws_services, shown(anybody, signing())) for _ in range(2))

    assert first["member_id"] == again["member_id"]


def test_another_user_is_another_member(aws_services, anybody, signing, sts):
    bob = sts.user("bob")

    assert (
        me(aws_services, shown(anybody, signing()))["member_id"]
        != me(aws_services, shown(anybody, signing(bob)))["member_id"]
    )


def test_sessions_of_one_role_are_one_member(aws_services, anybody, signing, sts):
    sessions = [sts.role_session("deploy", name) for name in ("ada", "bob")]
    told = [me(aws_services, shown(anybody, signing(credentials))) for credentials in sessions]

    assert told[0]["member_id"] == told[1]["member_id"]
    assert told[1]["accounts"][0]["arn"] == "arn:aws:sts::123456789012:assumed-role/deploy/bob"


@pytest.mark.parametrize(
    ("arn", "user_id", "subject"),
    [
        ("arn:aws:iam::123456789012:root", "123456789012", "123456789012 123456789012"),
        ("arn:aws:iam::123456789012:user/a/b", "AIDAX", "123456789012 AIDAX"),
        ("arn:aws:sts::123456789012:assumed-role/r/s", "AROAX:s", "123456789012 AROAX"),
        (
            "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123/ada@example.org",
            "AROAX:ada@example.org",
            "123456789012 AROAX:ada@example.org",
        ),
        # Its user id begins with the account's, as that of the account's root does.
        ("arn:aws:sts::123456789012:federated-user/eve", "123456789012:eve", "123456789012 123456789012:eve"),
        # A role that is called so is none of Identity Center's: its session may be named by anybody.
        ("arn:aws:sts::123456789012:assumed-role/x/AWSReservedSSO_", "AROAX:AWSReservedSSO_", "123456789012 AROAX"),
    ],
)
def test_whom_a_principal_is_found_by(arn, user_id, subject):
    assert AwsPrincipal("aws", "123456789012", arn, user_id).identity.subject == subject


def test_what_was_shown_once_is_worth_nothing(aws_services, anybody, signing):
    given = signing()
    assert shown(anybody, given).status_code == 201

    assert "used before" in refused(shown(anybody, given))


def test_a_nonce_is_taken_by_a_failed_attempt_too(anybody, signing, sts, ada):
    given = signing()
    signature = given["authorization"]
    forged = signature[:-1] + ("1" if signature.endswith("0") else "0")
    assert "does not accept" in refused(shown(anybody, given | {"authorization": forged}))
    assert "used before" in refused(shown(anybody, given))


@pytest.mark.parametrize("nonce", ["made-up", "x" * 100, "\u00e9", "a\r\nHost: evil"])
def test_a_nonce_that_was_not_given_is_refused(aws_services, anybody, signing, nonce):
    assert "not given here" in refused(shown(anybody, signing() | {"nonce": nonce}))
    assert nobody_signed_in(aws_services)


def test_a_nonce_that_is_too_old_is_refused(aws_services, anybody, signing):
    given = signing()
    later = Client(replace(aws_services, clock=lambda: now() + timedelta(minutes=5)))

    assert "older than five minutes" in refused(shown(later, given)) or "signed at" in refused(shown(later, given))


def test_what_was_signed_for_another_service_is_refused(aws_services, anybody, signing):
    """By name at once; and by the signature, when who hands it on says otherwise."""
    other = signing(service="https://evil.example")

    assert "evil.example" in refused(shown(anybody, other))
    assert "does not accept" in refused(shown(anybody, other | {"service": SERVICE}))
    assert nobody_signed_in(aws_services)


@pytest.mark.parametrize("header", ["x-amidex-service", "x-amidex-nonce", "Content-Type"])
def test_headers_that_are_not_signed_are_refused(aws_services, anybody, signing, header):
    assert "must be signed" in refused(shown(anybody, signing(without=[header])))
    assert nobody_signed_in(aws_services)


def test_more_signed_headers_than_are_sent_are_refused(anybody, signing):
    assert "no other" in refused(shown(anybody, signing(**{"X-Evil": "1"})))


@pytest.mark.parametrize(
    "body",
    [
        b"Action=GetSessionToken&Version=2011-06-15",
        b"Action=AssumeRole&Version=2011-06-15&RoleArn=x&RoleSessionName=x",
        b"Action=GetCallerIdentity&Version=2011-06-15&",
        b"",
    ],
)
def test_what_was_signed_for_another_action_is_refused(aws_services, anybody, signing, body):
    assert "does not accept" in refused(shown(anybody, signing(body=body)))
    assert nobody_signed_in(aws_services)


def test_what_was_signed_for_another_aws_service_is_refused(anybody, signing):
    assert "for the service sts" in refused(shown(anybody, signing(sign_for="ec2")), "invalid-parameter")


@pytest.mark.parametrize("member", ["date", "nonce"])
def test_what_was_tampered_with_is_refused(aws_services, anybody, signing, member):
    given = signing()
    fresh = anybody.ask("/v1/sessions/aws/nonce", method="POST").json()["nonce"]
    changed = {"date": f"{given['date'][:13]}{(int(given['date'][13:15]) + 1) % 60:02}Z", "nonce": fresh}

    assert "does not accept" in refused(shown(anybody, given | {member: changed[member]}))
    assert nobody_signed_in(aws_services)


def test_credentials_that_nobody_has_are_refused(aws_services, anybody, signing, ada):
    ada_with_another_secret = replace_secret(ada)

    assert "does not accept" in refused(shown(anybody, signing(ada_with_another_secret)))
    assert nobody_signed_in(aws_services)


def replace_secret(credentials):
    return type(credentials)(credentials.access_key, "x" * 40)


@pytest.mark.parametrize("ago", [timedelta(minutes=6), timedelta(days=1), timedelta(minutes=-6)])
def test_what_was_signed_at_another_time_is_refused(aws_services, signing, ago):
    then = Client(replace(aws_services, clock=lambda: now() + ago))
    given = signing()

    assert "signed at" in refused(shown(then, given))


def test_a_token_of_temporary_credentials_belongs_to_the_signature(anybody, signing, sts):
    given = signing(sts.role_session("deploy", "ada"))

    assert "security_token" in refused(shown(anybody, given | {"security_token": None}))
    assert "security_token" in refused(shown(anybody, signing() | {"security_token": "abc"}))


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://sts.evil.example",
        "https://sts.amazonaws.com.evil.example",
        "https://sts.amazonaws.com@evil.example",
        "https://sts.amazonaws.com:8443",
        "https://sts.amazonaws.com/evil",
        "https://sts.amazonaws.com/?Action=AssumeRole",
        "https://sts.amazonaws.com#x",
        "http://sts.amazonaws.com",
        "https://STS.amazonaws.com",
        "http://169.254.169.254",
        "http://localhost",
        "file:///etc/passwd",
        "https://[::1",
        "https://sts.amazonaws.com\r\nX: y",
        "\0",
        "",
    ],
)
def test_nobody_but_sts_is_asked(aws_services, signing, endpoint):
    aws = Client(replace(aws_services, sts_endpoint=None))
    for client in (aws, Client(aws_services)):
        assert "STS endpoint" in refused(shown(client, signing() | {"endpoint": endpoint}), "invalid-parameter")


def test_where_one_is_configured_awss_own_are_not_asked(anybody, signing):
    given = signing() | {"endpoint": "https://sts.us-east-1.amazonaws.com"}

    assert "configured here" in refused(shown(anybody, given), "invalid-parameter")


@pytest.mark.parametrize(
    "wrong",
    [
        {"authorization": "Basic abc"},
        {"authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/r/sts/aws4_request, SignedHeaders=host, Signature=x"},
        {"authorization": ""},
        {"authorization": "x" * 2_000},
        {"date": "yesterday"},
        {"date": ""},
        {"date": None},
        {"security_token": "a b"},
        {"security_token": "x\r\ny"},
        {"security_token": "x" * 9_000},
        {"body": "Action=AssumeRole"},
        {"nonce": ""},
        {"nonce": "x" * 101},
    ],
)
def test_what_cannot_have_been_signed_is_refused(aws_services, anybody, signing, wrong):
    refused(shown(anybody, signing() | wrong), "invalid-parameter")
    assert nobody_signed_in(aws_services)


def test_sign_ins_are_not_tried_without_end(anybody, signing):
    given = signing()
    answers = [shown(anybody, given).status_code for _ in range(30)]

    assert answers[-1] == 429
