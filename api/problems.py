"""Problems: every error answer is RFC 9457 `application/problem+json`.

A kind of problem has a name that never changes: `type` is `/problems/{name}`, which this service answers with what the
kind means. docs/API.md lists them all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Request, Response
from pydantic import BaseModel, Field

PROBLEM_MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """One kind of problem. `advice` is a sentence on what to do about it.

    `hides_detail`: what really happened names files, hosts or code; it goes into the log and never into an answer.
    """

    name: str
    status: int
    title: str
    advice: str
    hides_detail: bool = False

    @property
    def type(self) -> str:
        return f"/problems/{self.name}"


INVALID_PARAMETER = ProblemKind(
    "invalid-parameter",
    422,
    "A parameter is not right",
    "`errors` names each parameter, its value and what is right; correct it and ask again.",
)
MALFORMED_QUERY = ProblemKind(
    "malformed-query",
    422,
    "The query cannot be read",
    "`position` counts the characters of `q` from 0; `detail` says how to write it.",
)
BAD_CURSOR = ProblemKind(
    "bad-cursor",
    422,
    "The cursor is not one of this listing",
    "Use a `next_cursor` as it was given, with the same other parameters, or leave `cursor` out to start again.",
)
UNKNOWN_ID = ProblemKind(
    "unknown-id",
    404,
    "Nothing with this id is known",
    "Check the id. An image that was made public a moment ago is known after the next crawl of its region.",
)
NOT_JUDGED = ProblemKind(
    "not-judged",
    404,
    "There is no verdict yet",
    "Ask again in a moment; take the image for unverified until then.",
)
NOTHING_PASSES = ProblemKind(
    "nothing-passes",
    404,
    "No image passes",
    "`detail` names what came nearest and why it did not pass; ask for less, or launch nothing.",
)
UNKNOWN_PATH = ProblemKind(
    "unknown-path",
    404,
    "There is nothing at this path",
    "GET /openapi.json lists what there is.",
)
METHOD_NOT_ALLOWED = ProblemKind(
    "method-not-allowed",
    405,
    "The path does not take this method",
    "The Allow header names the methods it takes.",
)
BAD_TOKEN = ProblemKind(
    "bad-token",
    401,
    "The Authorization header is not accepted",
    "Leave the header out to see what is public, or send `Authorization: Bearer` with a token that is good.",
)
NOT_SIGNED_IN = ProblemKind(
    "not-signed-in",
    401,
    "This is for members",
    "Sign in, as `amidex login` does, or send an access token as `Authorization: Bearer`.",
)
NOT_ALLOWED = ProblemKind(
    "not-allowed",
    403,
    "You may not do this",
    "`detail` says which role, or which scope of the access token, it takes.",
)
SUSPENDED = ProblemKind(
    "suspended",
    403,
    "Your account is suspended",
    "GET /v1/me says since when; write to whoever runs this service.",
)
CROSS_SITE = ProblemKind(
    "cross-site",
    403,
    "The request does not come from a page of this service",
    "Load the page again and send it from there; tools send `Authorization: Bearer` and no cookie.",
)
SIGN_IN_REFUSED = ProblemKind(
    "sign-in-refused",
    403,
    "What was shown proves nothing",
    "`detail` says what is wrong with it; begin again with `amidex login`.",
)
STS_UNAVAILABLE = ProblemKind(
    "sts-unavailable",
    503,
    "AWS's STS does not answer as it should",
    "Try again after the seconds that Retry-After says; the log has the cause.",
    hides_detail=True,
)
OPENID_UNAVAILABLE = ProblemKind(
    "openid-unavailable",
    503,
    "The OpenID provider does not answer as it should",
    "Try again after the seconds that Retry-After says; the log has the cause.",
    hides_detail=True,
)
FETCH_FAILED = ProblemKind(
    "fetch-failed",
    422,
    "What was named elsewhere is not to be had",
    "`detail` says why; it must answer over https at a public address, in time and in few bytes.",
)
CLAIM_REFUSED = ProblemKind(
    "claim-refused",
    403,
    "The claim is not proven, or what is claimed is another's",
    "`detail` says what to prove and how; docs/COMMUNITY.md has all of it.",
)
CONFLICT = ProblemKind(
    "conflict",
    409,
    "The request contradicts an earlier one",
    "`detail` says which; send it anew with an Idempotency-Key of its own.",
)
CHANGED_MEANWHILE = ProblemKind(
    "changed-meanwhile",
    412,
    "It was changed meanwhile",
    "Read it again, and send If-Match with the ETag that comes with it.",
)
IF_MATCH_MISSING = ProblemKind(
    "if-match-missing",
    428,
    "What would be changed must be named",
    "Read it first, and send If-Match with the ETag that comes with it: so nobody writes over what he has not seen.",
)
NAME_TAKEN = ProblemKind(
    "name-taken",
    409,
    "The name is taken",
    "Choose a name that neither is another's nor looks like it.",
)
NO_MAIL = ProblemKind(
    "no-mail",
    409,
    "This service sends no e-mail",
    "Have a webhook told, or read a feed; the operator sets AMIDEX_SMTP_URL and AMIDEX_MAIL_FROM.",
)
TOO_MANY_TOKENS = ProblemKind(
    "too-many-tokens",
    409,
    "You have as many access tokens as you may",
    "Revoke one that is not used: DELETE /v1/me/tokens/{token_id}.",
)
TOO_MANY_REQUESTS = ProblemKind(
    "too-many-requests",
    429,
    "That was done too often",
    "Wait for the seconds that Retry-After says.",
)
URL_TOO_LONG = ProblemKind(
    "url-too-long",
    414,
    "The URL is too long",
    "Ask for less at once: fewer values for a parameter, or a shorter query.",
)
BODY_TOO_LARGE = ProblemKind(
    "body-too-large",
    413,
    "The body is too large",
    "Send less at once.",
)
BODY_TOO_SLOW = ProblemKind(
    "body-too-slow",
    408,
    "The body did not come in time",
    "Send the whole of it at once.",
)
OVERLOADED = ProblemKind(
    "overloaded",
    503,
    "Too many requests are being answered at the moment",
    "Try again after the seconds that Retry-After says.",
)
CATALOG_UNAVAILABLE = ProblemKind(
    "catalog-unavailable",
    503,
    "The catalog cannot be read at the moment",
    "Try again after the seconds that Retry-After says. The operator finds the cause at /readyz and in the log.",
    hides_detail=True,
)
INDEX_UNAVAILABLE = ProblemKind(
    "index-unavailable",
    503,
    "Search is not possible at the moment",
    "Try again after the seconds that Retry-After says; images, releases and owners are answered meanwhile.",
    hides_detail=True,
)
REFUSED = ProblemKind(
    "refused",
    400,
    "The request cannot be taken",
    "`detail` says why; the status may be another of the 400s.",
)
INTERNAL_ERROR = ProblemKind(
    "internal-error",
    500,
    "Something went wrong here",
    "It is not your fault. Tell the operator the `request_id`: the log has the cause under it.",
    hides_detail=True,
)

PROBLEM_KINDS: Mapping[str, ProblemKind] = {
    kind.name: kind
    for kind in (
        INVALID_PARAMETER,
        MALFORMED_QUERY,
        BAD_CURSOR,
        UNKNOWN_ID,
        NOT_JUDGED,
        NOTHING_PASSES,
        UNKNOWN_PATH,
        METHOD_NOT_ALLOWED,
        BAD_TOKEN,
        NOT_SIGNED_IN,
        NOT_ALLOWED,
        SUSPENDED,
        CROSS_SITE,
        SIGN_IN_REFUSED,
        STS_UNAVAILABLE,
        OPENID_UNAVAILABLE,
        FETCH_FAILED,
        CLAIM_REFUSED,
        CONFLICT,
        CHANGED_MEANWHILE,
        IF_MATCH_MISSING,
        NAME_TAKEN,
        NO_MAIL,
        TOO_MANY_TOKENS,
        TOO_MANY_REQUESTS,
        URL_TOO_LONG,
        BODY_TOO_LARGE,
        BODY_TOO_SLOW,
        OVERLOADED,
        CATALOG_UNAVAILABLE,
        INDEX_UNAVAILABLE,
        REFUSED,
        INTERNAL_ERROR,
    )
}


class WrongParameter(BaseModel):
    """One parameter that is not right."""

    parameter: Annotated[str, Field(description="Its name.")]
    location: Annotated[str, Field(description="Where it was given: path, query, header or body.")]
    detail: Annotated[str, Field(description="What is wrong with it, and what is right.")]
    value: Annotated[str | None, Field(description="What was given, cut when it is long.")] = None


class Problem(BaseModel):
    """What went wrong, by RFC 9457 (Problem Details for HTTP APIs). Members that say nothing are left out."""

    type: Annotated[str, Field(description="The kind of problem. It never changes and can be read with GET.")]
    title: Annotated[str, Field(description="The kind of problem in a few words.")]
    status: Annotated[int, Field(description="The HTTP status.")]
    detail: Annotated[str, Field(description="What went wrong, with which value, and what to do.")]
    instance: Annotated[str, Field(description="This occurrence, as a URN.")]
    request_id: Annotated[str, Field(description="The request's id, which the operator's log has too.")]
    errors: Annotated[list[WrongParameter] | None, Field(description="Each parameter that is not right.")] = None
    position: Annotated[int | None, Field(description="Of a malformed query: the character that is wrong, from 0.")] = (
        None
    )


def problem_of(
    request: Request,
    kind: ProblemKind,
    detail: str,
    *,
    status: int | None = None,
    errors: Sequence[WrongParameter] | None = None,
    position: int | None = None,
) -> Problem:
    """What went wrong with a request. `status` overrides the kind's own."""
    request_id: str = request.state.request_id
    return Problem(
        type=kind.type,
        title=kind.title,
        status=status or kind.status,
        detail=detail,
        instance=f"urn:uuid:{request_id}",
        request_id=request_id,
        errors=None if errors is None else list(errors),
        position=position,
    )


def problem_headers(problem: Problem) -> dict[str, str]:
    """The headers of an answer that tells of a problem, whatever form it has."""
    # By RFC 6750, who showed nothing is told of no error.
    wrong_token = "" if problem.type == NOT_SIGNED_IN.type else ', error="invalid_token"'
    return (
        {"Cache-Control": "no-store", "Vary": "Authorization, Cookie, Accept"}
        | ({"Retry-After": str(RETRY_AFTER_SECONDS)} if problem.status == 503 else {})
        | ({"WWW-Authenticate": f'Bearer realm="amidex"{wrong_token}'} if problem.status == 401 else {})
    )


def problem_response(problem: Problem, headers: Mapping[str, str]) -> Response:
    """The problem as JSON."""
    return Response(
        problem.model_dump_json(exclude_none=True),
        status_code=problem.status,
        media_type=PROBLEM_MEDIA_TYPE,
        headers=headers,
    )
