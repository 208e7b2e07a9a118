"""Which region a call is meant for.

AWS's clients say it in the scope of their signature. The signature itself is neither checked nor believed: anybody may
write any scope, and it chooses a region and nothing else. Who asks is never told from it.
"""

import re

from starlette.requests import Request

from api.ec2.errors import Ec2Error
from catalog.errors import MalformedError
from catalog.partition import partition_of

# What EC2 takes when it is asked at ec2.amazonaws.com.
DEFAULT_REGION = "us-east-1"

_HEADER_SCOPE = re.compile(r"AWS4-HMAC-SHA256\s.*?Credential=(?P<scope>[^,\s]+)")


def asked_region(request: Request) -> str:
    """The region of the credential scope in the Authorization header or in a presigned URL, else the host's, else
    us-east-1. Raises Ec2Error when the scope names none.
    """
    header = _HEADER_SCOPE.match(request.headers.get("authorization", ""))
    scope = header["scope"] if header else request.query_params.get("X-Amz-Credential")
    if scope is None:
        return next((label for label in request.url.netloc.split(".") if _is_region(label)), DEFAULT_REGION)
    # Key, date, region, service, terminator; a key may hold anything, so they are counted from the end.
    parts = scope.split("/")
    if len(parts) < 5 or not _is_region(parts[-3]):
        message = f"The credential scope {scope[:200]} names no region: it should end in REGION/ec2/aws4_request."
        raise Ec2Error("AuthFailure", message, status=401)
    return parts[-3]


def _is_region(text: str) -> bool:
    try:
        partition_of(text)
    except MalformedError:
        return False
    return True
