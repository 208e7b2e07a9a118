"""What can go wrong between a program and Amidex.

AmidexClientError              anything below
├── TransportError             no answer came: the connection, a timeout
├── UnexpectedAnswerError      an answer came that is not Amidex's
└── ProblemError               Amidex answered with a problem (RFC 9457)
    ├── UnauthorizedError      401: the token is none, or a wrong one
    ├── ForbiddenError         403: the token may not do this
    ├── NotFoundError          404: no such thing is visible, nothing passes, or it was not judged yet
    ├── ConflictError          409
    ├── InvalidRequestError    any other 4xx: `errors` names what is wrong
    ├── TooManyRequestsError   429, after all retries
    └── UnavailableError       5xx, after all retries
"""

from collections.abc import Mapping
from typing import Any


class AmidexClientError(Exception):
    """The root of what this package raises."""


class TransportError(AmidexClientError):
    """No answer came. `str` says what happened."""


class UnexpectedAnswerError(AmidexClientError):
    """An answer came that is not Amidex's: a proxy's page, another service. `status` is its status."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(f"answered {status}, and not as Amidex does; is the URL right? It begins: {text[:100]!r}")
        self.status = status


class ProblemError(AmidexClientError):
    """A problem. `kind` is its name, like unknown-id, which never changes; `str` is its detail, for people.

    `errors` are the parameters that are wrong, each with its name, its value and what is right.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(str(problem.get("detail") or problem.get("title") or status))
        self.status = status
        self.kind = str(problem.get("type", "")).rpartition("/")[2]
        self.title = str(problem.get("title", ""))
        self.errors: list[dict[str, Any]] = list(problem.get("errors") or [])
        self.request_id: str | None = problem.get("request_id")
        self.problem = dict(problem)


class UnauthorizedError(ProblemError):
    """401: a token is needed, or the one that was sent is not right."""


class ForbiddenError(ProblemError):
    """403: who sent the token may not do this."""


class NotFoundError(ProblemError):
    """404: `kind` says whether it is not known, not judged yet, or nothing passes."""


class ConflictError(ProblemError):
    """409: it does not fit what is there."""


class InvalidRequestError(ProblemError):
    """What was asked cannot be answered: `errors` says why."""


class TooManyRequestsError(ProblemError):
    """429: too many requests, also after waiting."""


class UnavailableError(ProblemError):
    """The service cannot answer now, also after trying again."""


BY_STATUS: Mapping[int, type[ProblemError]] = {
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    429: TooManyRequestsError,
}


def problem_error(status: int, problem: Mapping[str, Any]) -> ProblemError:
    """The error for a problem."""
    kind = BY_STATUS.get(status, UnavailableError if status >= 500 else InvalidRequestError)
    return kind(status, problem)
