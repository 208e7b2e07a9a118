"""moto's STS over HTTP, which checks signatures, with users whose keys it gave out; and whoever signs for it."""

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
import httpx
import moto.settings
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.server import ThreadedMotoServer

from api.aws_proof import BODY, CONTENT_TYPE, NONCE_HEADER, SERVICE_HEADER

REGION = "us-east-1"
MADE_UP: dict[str, Any] = {
    "aws_access_key_id": "made-up",
    "aws_secret_access_key": "made-up",
    "region_name": REGION,
}
MAY_ALL = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'


@dataclass
class Sts:
    """An STS and how to get keys from it."""

    url: str

    def user(self, name, account="123456789012"):
        """The credentials of a new user in an account."""
        with trusting():
            keys: dict[str, Any] = {
                "aws_access_key_id": "made-up",
                "aws_secret_access_key": "made-up",
                "region_name": REGION,
            }
            if account != "123456789012":
                role = f"arn:aws:iam::{account}:role/admin"
                assumed = boto3.client("sts", endpoint_url=self.url, **keys).assume_role(
                    RoleArn=role, RoleSessionName="test"
                )["Credentials"]
                keys = keys | {
                    "aws_access_key_id": assumed["AccessKeyId"],
                    "aws_secret_access_key": assumed["SecretAccessKey"],
                    "aws_session_token": assumed["SessionToken"],
                }
            iam = boto3.client("iam", endpoint_url=self.url, **keys)
            iam.create_user(UserName=name)
            iam.put_user_policy(UserName=name, PolicyName="all", PolicyDocument=MAY_ALL)
            key = iam.create_access_key(UserName=name)["AccessKey"]
        return Credentials(key["AccessKeyId"], key["SecretAccessKey"])

    def role_session(self, role, session, account="123456789012"):
        """The credentials of a session of a role, which may do everything."""
        with trusting():
            keys: dict[str, Any] = {
                "aws_access_key_id": "made-up",
                "aws_secret_access_key": "made-up",
                "region_name": REGION,
            }
            iam = boto3.client("iam", endpoint_url=self.url, **keys)
            if role not in [found["RoleName"] for found in iam.list_roles()["Roles"]]:
                iam.create_role(RoleName=role, AssumeRolePolicyDocument=MAY_ALL)
                iam.put_role_policy(RoleName=role, PolicyName="all", PolicyDocument=MAY_ALL)
            assumed = boto3.client("sts", endpoint_url=self.url, **keys).assume_role(
                RoleArn=f"arn:aws:iam::{account}:role/{role}", RoleSessionName=session
            )["Credentials"]
        return Credentials(assumed["AccessKeyId"], assumed["SecretAccessKey"], assumed["SessionToken"])


@contextmanager
def trusting():
    """moto without its checks, to make what is checked later."""
    before = moto.settings.INITIAL_NO_AUTH_ACTION_COUNT
    moto.settings.INITIAL_NO_AUTH_ACTION_COUNT = float("inf")
    try:
        yield
    finally:
        moto.settings.INITIAL_NO_AUTH_ACTION_COUNT = before


@contextmanager
def moto_sts():
    """moto's server, checking every signature."""
    before = moto.settings.INITIAL_NO_AUTH_ACTION_COUNT
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    url = "http://{}:{}".format(*server.get_host_and_port())
    httpx.post(f"{url}/moto-api/reset", trust_env=False)  # what another of them in this process left
    moto.settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    try:
        yield Sts(url)
    finally:
        moto.settings.INITIAL_NO_AUTH_ACTION_COUNT = before
        server.stop()


def signed(credentials, *, endpoint, service, nonce, body=BODY, without=(), sign_for="sts", **more):
    """What POST /v1/sessions/aws takes, signed by botocore; `without` names headers that are not signed."""
    headers = {"Content-Type": CONTENT_TYPE, SERVICE_HEADER: service, NONCE_HEADER: nonce} | more
    request = AWSRequest(
        method="POST",
        url=f"{endpoint}/",
        data=body,
        headers={name: value for name, value in headers.items() if name not in without},
    )
    SigV4Auth(credentials, sign_for, REGION).add_auth(request)
    return {
        "endpoint": endpoint,
        "authorization": request.headers["Authorization"],
        "date": request.headers["X-Amz-Date"],
        "security_token": request.headers.get("X-Amz-Security-Token"),
        "service": service,
        "nonce": nonce,
    }
