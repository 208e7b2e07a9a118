"""Signing in with AWS: POST /v1/sessions/aws/nonce, POST /v1/sessions/aws. And handing a session to a browser."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field
from sqlmodel import Session

from api.answers.session import BrowserLinkAnswer, NonceAnswer, SessionAnswer, session_answer
from api.aws_proof import (
    ENDPOINT_FORM,
    AwsPrincipal,
    SignedRequest,
    ask_sts,
    check_endpoint,
    check_signature_form,
)
from api.caller import InSession
from api.conditional import unkept
from api.errors import SignInRefusedError, StsUnavailableError
from api.operation_docs import BY_CATALOG, BY_CHANGE, BY_MEMBER, BY_TOKEN, documented
from api.parameters import NoParameters, Parameters, query
from api.rate_limits import rate_limited
from api.request_body import body, described
from api.services import Served, Services
from catalog.credentials import begin_session
from catalog.errors import MalformedError, quoted
from catalog.members import MemberRow, record_member_account, sign_in
from catalog.tickets import LONGEST_TICKET_CHARACTERS, Purpose, give_ticket, take_ticket

router = APIRouter(tags=["sessions"])

NONCE_TIME = timedelta(minutes=5)
LINK_TIME = timedelta(minutes=1)
NONE = Annotated[NoParameters, query(NoParameters)]
Ticket = Annotated[str, Field(min_length=1, max_length=LONGEST_TICKET_CHARACTERS)]


class AwsSignIn(Parameters):
    """A signed sts:GetCallerIdentity request: what of it is not the same for everybody."""

    endpoint: Annotated[str, Field(max_length=200, description="The STS endpoint that it was signed for.")]
    authorization: Annotated[str, Field(max_length=1_000, description="Its header Authorization.")]
    date: Annotated[str, Field(max_length=20, description="Its header X-Amz-Date.")]
    security_token: Annotated[
        str | None,
        Field(
            max_length=8_000,
            pattern=r"^[A-Za-z0-9+/=_-]+$",
            description="Its header X-Amz-Security-Token, where the credentials are temporary.",
        ),
    ] = None
    service: Annotated[str, Field(max_length=300, description="Its header X-Amidex-Service: this service's URL.")]
    nonce: Annotated[Ticket, Field(description="Its header X-Amidex-Nonce: what this service gave.")]


@router.post(
    "/v1/sessions/aws/nonce",
    operation_id="getSignInNonce",
    summary="Get a nonce to sign",
    status_code=201,
    response_model=NonceAnswer,
    responses=documented(*BY_TOKEN, *BY_CHANGE, *BY_CATALOG, cacheable=False),
    dependencies=[rate_limited("sign-ins", address="30/minute")],
)
def get_nonce(services: Served, _parameters: NONE) -> Response:
    """Something to be signed within five minutes, and shown once."""
    at = services.clock()
    with services.database.write() as session:
        nonce = give_ticket(session, Purpose.AWS_NONCE, lasts=NONCE_TIME, at=at)
    found = NonceAnswer(demo=services.demo, nonce=nonce, expires_at=at + NONCE_TIME, service=services.public_url)
    return unkept(found, status=201)


@router.post(
    "/v1/sessions/aws",
    operation_id="signInWithAws",
    summary="Sign in with AWS",
    status_code=201,
    response_model=SessionAnswer,
    responses=documented(
        *BY_TOKEN,
        *BY_CHANGE,
        SignInRefusedError("the nonce was not given here, was used before, or is older than five minutes"),
        MalformedError("STS endpoint", "https://sts.evil.example", ENDPOINT_FORM),
        StsUnavailableError("the log has the cause"),
        *BY_CATALOG,
        cacheable=False,
    ),
    openapi_extra=described(
        AwsSignIn,
        AwsSignIn(
            endpoint="https://sts.eu-west-1.amazonaws.com",
            authorization="AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260930/eu-west-1/sts/aws4_request, "
            "SignedHeaders=content-type;host;x-amidex-nonce;x-amidex-service;x-amz-date, "
            f"Signature={'0123456789abcdef' * 4}",
            date="20260930T081402Z",
            service="https://amidex.example.org",
            nonce="hBq6Ak3VZ0mQm0i0r7Kp2w9kq1n8tXoFzq1l0c8vYxE",
        ),
    ),
    dependencies=[rate_limited("sign-ins", address="30/minute")],
)
def sign_in_with_aws(services: Served, given: Annotated[AwsSignIn, body(AwsSignIn)], _parameters: NONE) -> Response:
    """A session for whoever signed a request that STS accepts: `amidex login` does all of it.

    The nonce is taken at the first attempt, whatever becomes of it. No secret is sent here: a signature is good for
    this service, this nonce and this one question to STS.
    """
    at = services.clock()
    signed = SignedRequest(given.endpoint, given.authorization, given.date, given.nonce, given.security_token)
    url = check_endpoint(signed.endpoint, services.sts_endpoint)
    if given.service != services.public_url:
        raise SignInRefusedError(
            f"the request was signed for {quoted(given.service)}, and this service is {services.public_url}: sign in "
            "at that address"
        )
    check_signature_form(signed, at=at)
    with services.database.write() as session:
        nonce = take_ticket(session, Purpose.AWS_NONCE, given.nonce, at=at)
    if nonce is None:
        raise SignInRefusedError("the nonce was not given here, was used before, or is older than five minutes")
    principal = ask_sts(signed, service=services.public_url, url=url)
    with services.database.write() as session:
        member, secret = _begin(session, services, principal)
    return unkept(session_answer(member, secret, at=at, demo=services.demo), status=201)


def _begin(session: Session, services: Services, principal: AwsPrincipal) -> tuple[MemberRow, str]:
    at = services.clock()
    member = sign_in(session, principal.identity, at=at)
    record_member_account(
        session,
        member,
        partition=principal.partition,
        account_id=principal.account_id,
        arn=principal.arn,
        at=at,
    )
    return member, begin_session(session, member.id, at=at)


@router.post(
    "/v1/sessions/link",
    operation_id="makeBrowserLink",
    summary="Hand my session to a browser",
    status_code=201,
    response_model=BrowserLinkAnswer,
    responses=documented(*BY_MEMBER, *BY_CHANGE, cacheable=False),
    dependencies=[rate_limited("sign-ins", address="30/minute")],
)
def make_browser_link(caller: InSession, services: Served, _parameters: NONE) -> Response:
    """A link that signs a browser in as who asks, once and within a minute. `amidex login --web` opens it."""
    at = services.clock()
    with services.database.write() as session:
        ticket = give_ticket(session, Purpose.BROWSER_LINK, str(caller.me.id), lasts=LINK_TIME, at=at)
    link = f"{services.public_url}/sign-in?ticket={ticket}"
    return unkept(BrowserLinkAnswer(demo=services.demo, link=link, expires_at=at + LINK_TIME), status=201)
