"""What the API refuses, and the one table from an error to its problem (and so to its status).

ApiError              anything this package refuses; its message is for the person who asked
├── UnknownError      a well-formed id that nothing visible has
├── NotJudgedError    a release that is known and has no verdict yet
├── NothingPassesError  no image is what was asked for; says what came nearest
├── TokenError        an Authorization header with a token that is not good
├── NotSignedInError  what members do, asked by nobody in particular
├── ForbiddenError    what somebody else may do; says who
├── SuspendedError    what a member may not do as long as he is suspended
├── CrossSiteError    a change that another site's page made a browser ask for
├── SignInRefusedError  what was shown to sign in with proves nothing; says why
├── OpenIdUnavailableError  the OpenID provider does not answer as it should
├── StsUnavailableError  AWS's STS, which a sign-in needs, does not answer as it should
├── LinkError         a link from a mail that is not good, or not any more
├── NoMailError       what takes mail, where the service sends none
├── NameLookUpError   a name of the DNS cannot be looked up now
├── FetchError        something elsewhere, which a stranger named, is not to be had
│   ├── FetchRefusedError  it is nothing that this service asks
│   └── FetchFailedError   it does not answer as it should
├── UrlTooLongError   a URL of more bytes than anybody needs to ask
├── BodyTooLargeError  a body of more bytes than the operation takes
├── BodyTooSlowError  a body that is not there in time
├── OverloadedError   more is asked at once than can be answered
├── IfMatchError      a change that does not say what it is a change of
├── TooManyRequestsError  something was done too often; says when to come back
└── ParameterError    parameters that cannot be answered
    └── CursorError   not a cursor of this listing
"""

from collections.abc import Mapping

from api.problems import (
    BAD_CURSOR,
    BAD_TOKEN,
    BODY_TOO_LARGE,
    BODY_TOO_SLOW,
    CATALOG_UNAVAILABLE,
    CHANGED_MEANWHILE,
    CLAIM_REFUSED,
    CONFLICT,
    CROSS_SITE,
    FETCH_FAILED,
    IF_MATCH_MISSING,
    INDEX_UNAVAILABLE,
    INVALID_PARAMETER,
    MALFORMED_QUERY,
    NAME_TAKEN,
    NO_MAIL,
    NOT_ALLOWED,
    NOT_JUDGED,
    NOT_SIGNED_IN,
    NOTHING_PASSES,
    OPENID_UNAVAILABLE,
    OVERLOADED,
    SIGN_IN_REFUSED,
    STS_UNAVAILABLE,
    SUSPENDED,
    TOO_MANY_REQUESTS,
    TOO_MANY_TOKENS,
    UNKNOWN_ID,
    URL_TOO_LONG,
    ProblemKind,
)
from catalog.errors import (
    ChangedMeanwhileError,
    ClaimRefusedError,
    ConflictError,
    DatabaseError,
    MalformedError,
    NameTakenError,
    TooManyTokensError,
    quoted,
)
from search.errors import BadCursorError, BadQueryError, BadRequestError, SearchError


class ApiError(Exception):
    """The root of what api/ raises on purpose."""


class UnknownError(ApiError):
    """Nothing that who asks may see has this id. What is private is as unknown as what never was."""

    def __init__(
        self, what: str, value: str, *, because: str = "it does not exist, or no crawl has seen it in public"
    ) -> None:
        super().__init__(f"no {what} {quoted(value)} is known: {because}")


class NotJudgedError(ApiError):
    """A release is known, but was not judged yet. Nothing is made up for it."""

    def __init__(self, release_id: str) -> None:
        super().__init__(
            f"the release {quoted(release_id)} is known but was not judged yet: verdicts follow a crawl within "
            "moments, once the worker indexes what it found"
        )


class NothingPassesError(ApiError):
    """No image passes what was asked of it. Says which came nearest, and why it did not."""


class TokenError(ApiError):
    """An Authorization header with a token that is not good."""


class NotSignedInError(ApiError):
    """What members do was asked by nobody in particular."""

    def __init__(self) -> None:
        super().__init__("this is for members: sign in, as `amidex login` does, or send an access token")


class ForbiddenError(ApiError):
    """What somebody else may do. Says who."""


class SuspendedError(ApiError):
    """What a member may not do as long as he is suspended."""

    def __init__(self) -> None:
        super().__init__("your account is suspended; GET /v1/me says since when")


class CrossSiteError(ApiError):
    """A change that another site's page made a browser ask for."""


class SignInRefusedError(ApiError):
    """What was shown to sign in with proves nothing. Says why."""


class OpenIdUnavailableError(ApiError):
    """The OpenID provider does not answer as it should."""


class StsUnavailableError(ApiError):
    """AWS's STS, which a sign-in needs, does not answer as it should."""


class LinkError(ApiError):
    """A link from a mail of ours that is not good, or not any more."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the link is not good: {why}")


class NoMailError(ApiError):
    """Something takes mail, and the service sends none."""

    def __init__(self) -> None:
        super().__init__(
            "this service sends no e-mail, as its operator set no AMIDEX_SMTP_URL: have a webhook told, or read a feed"
        )


class NameLookUpError(ApiError):
    """A name of the DNS cannot be looked up now."""


class FetchError(ApiError):
    """Something elsewhere, which a stranger named, is not to be had. Says why, and nothing of what is there."""


class FetchRefusedError(FetchError):
    """It is nothing that this service asks: no public address, or no URL of the right form."""


class FetchFailedError(FetchError):
    """It does not answer, or not in time, or too much."""


class UrlTooLongError(ApiError):
    """A URL of more bytes than anybody needs to ask."""

    def __init__(self, longest_bytes: int) -> None:
        super().__init__(f"the URL has more than {longest_bytes} bytes: {URL_TOO_LONG.advice}")


class BodyTooLargeError(ApiError):
    """A body of more bytes than the operation takes."""

    def __init__(self, largest_bytes: int) -> None:
        super().__init__(f"the body has more than {largest_bytes:,} bytes; send less at once")


class BodyTooSlowError(ApiError):
    """A body that is not there in time."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the body was not there after {seconds:g} s; send the whole of it at once")


class OverloadedError(ApiError):
    """More is asked at once than can be answered."""

    def __init__(self, at_once: int) -> None:
        super().__init__(f"{at_once} requests are being answered at the moment, which is as many as there may be")


class IfMatchError(ApiError):
    """A change that does not say of what it is one: another could have changed it since."""

    def __init__(self) -> None:
        super().__init__("the request has no If-Match: send the ETag of what you read and now change")


class TooManyRequestsError(ApiError):
    """Something was done too often. Says when to come back."""

    def __init__(self, what: str, limit: str, retry_after_seconds: int) -> None:
        super().__init__(f"{what}: {limit} at most; come back in {retry_after_seconds} s")
        self.retry_after_seconds = retry_after_seconds


class ParameterError(ApiError):
    """A parameter, or a combination of them, cannot be answered."""

    def __init__(self, message: str, *, parameter: str, value: object) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.value = value


class CursorError(ParameterError):
    """A cursor that no answer of this listing gave."""

    def __init__(self, value: str) -> None:
        super().__init__(
            f"cursor {quoted(value)} is not one of this listing: use a next_cursor as it was given, with the other "
            "parameters as they were, or leave cursor out to start again",
            parameter="cursor",
            value=value,
        )


# The nearest class of an error's own line of descent counts. What is not here is an internal error: 500.
PROBLEM_OF: Mapping[type[Exception], ProblemKind] = {
    UnknownError: UNKNOWN_ID,
    NotJudgedError: NOT_JUDGED,
    NothingPassesError: NOTHING_PASSES,
    TokenError: BAD_TOKEN,
    NotSignedInError: NOT_SIGNED_IN,
    ForbiddenError: NOT_ALLOWED,
    SuspendedError: SUSPENDED,
    CrossSiteError: CROSS_SITE,
    SignInRefusedError: SIGN_IN_REFUSED,
    StsUnavailableError: STS_UNAVAILABLE,
    OpenIdUnavailableError: OPENID_UNAVAILABLE,
    LinkError: UNKNOWN_ID,
    NoMailError: NO_MAIL,
    NameLookUpError: FETCH_FAILED,
    FetchError: FETCH_FAILED,
    TooManyRequestsError: TOO_MANY_REQUESTS,
    UrlTooLongError: URL_TOO_LONG,
    BodyTooLargeError: BODY_TOO_LARGE,
    BodyTooSlowError: BODY_TOO_SLOW,
    OverloadedError: OVERLOADED,
    IfMatchError: IF_MATCH_MISSING,
    ConflictError: CONFLICT,
    ChangedMeanwhileError: CHANGED_MEANWHILE,
    NameTakenError: NAME_TAKEN,
    ClaimRefusedError: CLAIM_REFUSED,
    TooManyTokensError: TOO_MANY_TOKENS,
    ParameterError: INVALID_PARAMETER,
    CursorError: BAD_CURSOR,
    MalformedError: INVALID_PARAMETER,
    BadRequestError: INVALID_PARAMETER,
    BadQueryError: MALFORMED_QUERY,
    BadCursorError: BAD_CURSOR,
    DatabaseError: CATALOG_UNAVAILABLE,
    SearchError: INDEX_UNAVAILABLE,
}


def kind_of(error: Exception) -> ProblemKind | None:
    """The problem an error is, None when it is one nobody expected."""
    return next((PROBLEM_OF[line] for line in type(error).__mro__ if line in PROBLEM_OF), None)


def detail_of(error: Exception, kind: ProblemKind) -> str:
    """What the answer says of an error: its message, or where that is for the log alone, what the kind says."""
    return f"{kind.title}. {kind.advice}" if kind.hides_detail else str(error)
