"""Signs sts:GetCallerIdentity with the caller's own credentials, without sending it.

The one file that knows botocore's credentials: from the environment, a profile, SSO, or the machine's role, as for the
AWS CLI. What leaves here is a signature.
"""

from typing import Any

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError

from api.aws_proof import BODY, CONTENT_TYPE, NONCE_HEADER, SERVICE_HEADER
from cli.session_file import SignInError

DEFAULT_REGION = "us-east-1"


def sign_caller_identity(*, service: str, nonce: str) -> dict[str, Any]:
    """What POST /v1/sessions/aws takes: the signed request, for this service and with this nonce."""
    try:
        session = botocore.session.get_session()
        credentials = session.get_credentials()
        if credentials is None:
            raise SignInError(
                "no AWS credentials found to sign with; set them up as for the AWS CLI (`aws configure`, "
                "`aws sso login`), or name a profile in AWS_PROFILE"
            )
        frozen = credentials.get_frozen_credentials()
        region = session.get_config_variable("region") or DEFAULT_REGION
        client = session.create_client("sts", region_name=region)
    except BotoCoreError as error:
        raise SignInError(f"the AWS credentials cannot be used: {error}") from error
    endpoint = client.meta.endpoint_url.rstrip("/")
    headers = {"Content-Type": CONTENT_TYPE, SERVICE_HEADER: service, NONCE_HEADER: nonce}
    request = AWSRequest(method="POST", url=f"{endpoint}/", data=BODY, headers=headers)
    SigV4Auth(frozen, "sts", region).add_auth(request)
    return {
        "endpoint": endpoint,
        "authorization": request.headers["Authorization"],
        "date": request.headers["X-Amz-Date"],
        "security_token": request.headers.get("X-Amz-Security-Token"),
        "service": service,
        "nonce": nonce,
    }
