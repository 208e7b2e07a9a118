"""What the OpenAPI document says of each operation besides its answer: every problem it can give, with an example."""

from collections.abc import Mapping
from typing import Any

from api.capacity import BODY_SECONDS, LARGEST_BODY_BYTES, LONGEST_URL_BYTES, REQUESTS_AT_ONCE
from api.errors import (
    BodyTooLargeError,
    BodyTooSlowError,
    CrossSiteError,
    ForbiddenError,
    NotSignedInError,
    OverloadedError,
    SuspendedError,
    TokenError,
    TooManyRequestsError,
    UrlTooLongError,
    detail_of,
    kind_of,
)
from api.problems import PROBLEM_MEDIA_TYPE, Problem
from catalog.errors import DatabaseUnreachableError

EXAMPLE_REQUEST_ID = "6f1d5c0e-3b0a-4f0e-9d3c-2a7f5e8b1c44"

NOT_MODIFIED: Mapping[str, Any] = {"description": "If-None-Match names what would be answered: nothing changed."}

# What every operation that looks at the Authorization header, or reads the catalog, can answer.
BY_TOKEN = (TokenError("the token in the Authorization header is unknown, has expired or was revoked"),)
BY_CATALOG = (DatabaseUnreachableError("the log has the cause"),)
# What every operation for members can answer; what one for some roles can; and what one that changes something can.
BY_MEMBER = (
    *BY_TOKEN,
    NotSignedInError(),
    SuspendedError(),
    ForbiddenError("the access token has not the scope write: make one that has"),
    *BY_CATALOG,
)
BY_ROLE = (*BY_MEMBER[:-2], ForbiddenError("this takes the role moderator, and yours is member"), *BY_CATALOG)
BY_CHANGE = (
    CrossSiteError("the request comes from another site"),
    TooManyRequestsError("tokens", "20 per 1 hour", 1200),
)

# What the layers around the operations answer: see edge.py and overload.py.
BY_EDGE = (UrlTooLongError(LONGEST_URL_BYTES), OverloadedError(REQUESTS_AT_ONCE))
BY_BODY = (BodyTooLargeError(LARGEST_BODY_BYTES), BodyTooSlowError(BODY_SECONDS))


def around(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers of an operation, with those of the layers around it."""
    problems = (*BY_EDGE, *(BY_BODY if operation.get("requestBody") else ()))
    responses: dict[str, Any] = dict(operation["responses"])
    for status, problem in documented(*problems, cacheable=False).items():
        told = responses.setdefault(str(status), problem)
        content = told["content"].setdefault(PROBLEM_MEDIA_TYPE, problem["content"][PROBLEM_MEDIA_TYPE])
        content["examples"] |= problem["content"][PROBLEM_MEDIA_TYPE]["examples"]
    return responses


def documented(*errors: Exception, cacheable: bool = True) -> dict[int | str, Any]:
    """FastAPI's `responses` for a route that answers these errors with problems.

    The errors are real ones, so that their status and words cannot differ from what is answered.
    """
    responses: dict[int | str, Any] = {304: dict(NOT_MODIFIED)} if cacheable else {}
    for error in errors:
        problem = _example(error)
        response = responses.setdefault(problem.status, {"description": problem.title, "content": {}})
        content = response["content"].setdefault(
            PROBLEM_MEDIA_TYPE, {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}, "examples": {}}
        )
        name = problem.type.rpartition("/")[2]
        content["examples"][name] = {
            "summary": problem.title,
            "value": problem.model_dump(mode="json", exclude_none=True),
        }
    return responses


def _example(error: Exception) -> Problem:
    kind = kind_of(error)
    if kind is None:
        raise ValueError(f"{error!r} is in no row of api.errors.PROBLEM_OF: it cannot be documented")
    return Problem(
        type=kind.type,
        title=kind.title,
        status=kind.status,
        detail=detail_of(error, kind),
        instance=f"urn:uuid:{EXAMPLE_REQUEST_ID}",
        request_id=EXAMPLE_REQUEST_ID,
    )
