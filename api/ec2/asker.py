"""Who asks the EC2 endpoint. AWS's clients have one field that passes a token on as it is: the session token.

An access token of Amidex in it (`AWS_SESSION_TOKEN`) says who asks, and the operator's token does. Any other is what
AWS gave for itself: it is not looked at, and nobody in particular asks. What signs the call proves nothing to us.
"""

from dataclasses import dataclass

from fastapi import BackgroundTasks, Request

from api.caller import by_token
from api.ec2.errors import Ec2Error
from api.errors import TokenError
from api.services import Services
from catalog.credentials import SESSION_PREFIX, TOKEN_PREFIX
from catalog.partition import partition_of
from catalog.roles import TokenScope
from search.document import Audience

SECURITY_TOKEN = "x-amz-security-token"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose `self` is: the accounts that he proved, of the region's partition, and whether he sees private images."""

    accounts: frozenset[str] = frozenset()
    sees_private: bool = False

    @property
    def fingerprint(self) -> str:
        """A page's token is worth nothing to somebody who sees other images."""
        return f"{sorted(self.accounts)} {self.sees_private}"


NOBODY = Asker()


async def asker_of(request: Request, services: Services, region: str, background: BackgroundTasks) -> Asker:
    """Raises Ec2Error for a token of ours that is not good: a client that means to be somebody must be told."""
    if any(
        name.lower() == SECURITY_TOKEN and value.startswith((TOKEN_PREFIX, SESSION_PREFIX))
        for name, value in request.query_params.multi_items()
    ):
        message = "An access token of this Amidex is taken from the header X-Amz-Security-Token, and not from a URL."
        raise Ec2Error("AuthFailure", message, status=401)
    token = request.headers.get(SECURITY_TOKEN, "").strip()
    try:
        caller = await by_token(services, token, request, background)
    except TokenError as error:
        if not token.startswith((TOKEN_PREFIX, SESSION_PREFIX)):
            return NOBODY
        message = "AWS_SESSION_TOKEN is an access token of this Amidex that is unknown, has expired or was revoked."
        raise Ec2Error("AuthFailure", message, status=401) from error
    if caller.role is None or TokenScope.READ not in caller.scopes:
        message = "The access token in AWS_SESSION_TOKEN has not the scope read, or its member is suspended."
        raise Ec2Error("UnauthorizedOperation", message, status=403)
    partition = partition_of(region)
    accounts = frozenset(one.account_id for one in caller.accounts if one.partition == partition)
    return Asker(accounts, caller.audience is Audience.OPERATOR)
