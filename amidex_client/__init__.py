"""A typed client of Amidex, for programs: every operation of its REST interface, blocking and asynchronous.

    from amidex_client import AmidexClient

    with AmidexClient("http://127.0.0.1:8000") as amidex:
        image_id = amidex.resolve(q="ubuntu 24.04 publisher:canonical", region="eu-west-1")["image_id"]

It needs httpx and nothing else of Amidex. docs/CLIENT.md tells more.
"""

from amidex_client.client import AmidexClient, AsyncAmidexClient
from amidex_client.errors import (
    AmidexClientError,
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    ProblemError,
    TooManyRequestsError,
    TransportError,
    UnauthorizedError,
    UnavailableError,
    UnexpectedAnswerError,
)

__all__ = [
    "AmidexClient",
    "AmidexClientError",
    "AsyncAmidexClient",
    "ConflictError",
    "ForbiddenError",
    "InvalidRequestError",
    "NotFoundError",
    "ProblemError",
    "TooManyRequestsError",
    "TransportError",
    "UnauthorizedError",
    "UnavailableError",
    "UnexpectedAnswerError",
]
