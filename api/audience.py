"""Who asks: everyone, or the operator, who also sees the images that were shared with his account in private.

A wrong token is refused and never treated as none: a client that means to be the operator must not take a public
answer for the whole.
"""

from hashlib import sha256
from hmac import compare_digest
from typing import Annotated

from fastapi import Depends, Request

from api.errors import TokenError
from api.services import Served
from search.document import Audience


async def audience_of(request: Request, services: Served) -> Audience:
    """The audience an Authorization header makes, everyone without one. Raises TokenError for any other header."""
    headers = request.headers.getlist("authorization")
    if not headers:
        return Audience.PUBLIC
    scheme, _, token = headers[0].strip().partition(" ")
    if len(headers) > 1 or scheme.lower() != "bearer" or not token.strip():
        raise TokenError("the Authorization header should be `Bearer` and the operator's token, once")
    if services.operator_token is None:
        raise TokenError(
            "operator access is not configured here; the operator sets AMIDEX_OPERATOR_TOKEN, others send no token"
        )
    # Hashed first, so that the time tells neither the token's length nor how much of it was right. ASGI gives headers
    # as latin-1 whatever they were.
    given = sha256(token.strip().encode("latin-1")).digest()
    if not compare_digest(given, sha256(services.operator_token.encode()).digest()):
        raise TokenError("the token in the Authorization header is not the operator's")
    return Audience.OPERATOR


Asking = Annotated[Audience, Depends(audience_of)]


def sees_private(audience: Audience) -> bool:
    """Whether the catalog may be read with its private images."""
    return audience is Audience.OPERATOR
