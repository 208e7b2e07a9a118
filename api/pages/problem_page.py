"""A problem, told in the language of who asked: a page for browsers, JSON for programs."""

from collections.abc import Mapping, Sequence

from fastapi import Request, Response

from api.pages.negotiation import wants_page
from api.pages.rendering import page
from api.problems import (
    PROBLEM_KINDS,
    ProblemKind,
    WrongParameter,
    problem_headers,
    problem_of,
    problem_response,
)


def told(
    request: Request,
    kind: ProblemKind,
    detail: str,
    *,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[WrongParameter] | None = None,
    position: int | None = None,
    typed: Sequence[str] = (),
) -> Response:
    """The answer for a problem. `status` overrides the kind's own; `typed` is what a form said, not to be lost."""
    problem = problem_of(request, kind, detail, status=status, errors=errors, position=position)
    all_headers = problem_headers(problem) | dict(headers or {})
    if not wants_page(request.scope):
        return problem_response(problem, all_headers)
    return page(
        request,
        "problem.html",
        status=problem.status,
        headers=all_headers,
        problem=problem,
        kind=PROBLEM_KINDS[kind.name],
        typed=typed,
    )
