"""The proof that somebody acts in an AWS account: a signed sts:GetCallerIdentity request, which only STS can check.

Who signs in signs the request on his own machine and hands it over instead of sending it; no secret leaves the machine.
The service sends it and believes what STS says of the signer. Everything but the signature is the service's own, so
that nobody makes it send anything else to anybody else:

- it goes to a host of AWS's STS, or to the one that the operator configured, never where a redirect leads
- its body is GetCallerIdentity's, and its path and query are empty
- two headers must be signed: one names this service, so that what was signed for another is worth nothing here, and
  one is a nonce that this service gave out, which is taken once
- STS is not waited for for long, and no long answer is read
"""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
from lxml import etree

from api.errors import SignInRefusedError, StsUnavailableError
from catalog.account_id import is_account_id
from catalog.errors import MalformedError, quoted
from catalog.members import Identity
from catalog.sts_endpoints import partition_of_sts_host

BODY = b"Action=GetCallerIdentity&Version=2011-06-15"
CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8"
SERVICE_HEADER, NONCE_HEADER = "x-amidex-service", "x-amidex-nonce"
MUST_BE_SIGNED = frozenset({"content-type", "host", "x-amz-date", SERVICE_HEADER, NONCE_HEADER})
MAY_BE_SIGNED = MUST_BE_SIGNED | {"x-amz-security-token"}

SIGNED_AT_MOST_AGO = timedelta(minutes=5)
CLOCKS_DIFFER_BY = timedelta(minutes=5)
PATIENCE_SECONDS = 5.0
LARGEST_ANSWER_BYTES = 16_384

ENDPOINT_FORM = "the URL of an AWS STS endpoint, like https://sts.eu-west-1.amazonaws.com"
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=[A-Za-z0-9]{1,128}/(?P<day>[0-9]{8})/[a-z0-9-]{1,32}/(?P<service>[a-z0-9-]{1,32})"
    r"/aws4_request, ?SignedHeaders=(?P<headers>[a-z0-9;-]{1,300}), ?Signature=[0-9a-f]{64}\Z"
)
AUTHORIZATION_FORM = "what Signature Version 4 makes of the request for the service sts"
_DATE_FORMAT = "%Y%m%dT%H%M%SZ"
_ARN = re.compile(
    r"arn:(?P<partition>aws[a-z-]*):(?:iam|sts)::(?P<account>[0-9]{12}):"
    r"(?P<kind>root|user|assumed-role|federated-user)(?P<rest>(?:/[\w+=,.@-]+)*)\Z"
)
# Roles of IAM Identity Center: AWS itself makes the session's name from the person's, others choose theirs freely.
_PERSONAL_ROLE = "assumed-role/AWSReservedSSO_"


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What was signed, as it was handed over."""

    endpoint: str
    authorization: str
    date: str
    nonce: str
    security_token: str | None = None


@dataclass(frozen=True, slots=True)
class AwsPrincipal:
    """Who signed, as STS says."""

    partition: str
    account_id: str
    arn: str
    user_id: str

    @property
    def identity(self) -> Identity:
        """Whom the member is found by.

        A user, the root of an account, or a role: everybody who may act in a role is the same member, because each of
        them could name his session like another's. In roles of IAM Identity Center the session's name is the person's.
        """
        _, _, resource = self.arn.rpartition(f":{self.account_id}:")
        unique, _, _ = self.user_id.partition(":")
        if resource.startswith(("federated-user/", _PERSONAL_ROLE)):
            unique = self.user_id  # the one has no more than a name, of the other the name tells who it is
        return Identity(f"aws:{self.partition}", f"{self.account_id} {unique}")


def check_endpoint(endpoint: str, configured: str | None) -> str:
    """The URL to send to. Raises MalformedError unless it is of AWS's STS, or the one that is configured."""
    endpoint = endpoint.rstrip("/")
    if configured is not None:
        if endpoint != configured.rstrip("/"):
            raise MalformedError("STS endpoint", endpoint, f"{configured}, the one that is configured here")
        return f"{endpoint}/"
    try:
        parts = urlsplit(endpoint)
        plain = f"https://{parts.hostname}" == endpoint
    except ValueError:
        plain = False
    if not plain or parts.hostname is None or partition_of_sts_host(parts.hostname) is None:
        raise MalformedError("STS endpoint", endpoint, ENDPOINT_FORM)
    return f"{endpoint}/"


def check_signature_form(signed: SignedRequest, *, at: datetime) -> None:
    """Raise MalformedError or SignInRefusedError for what STS need not be asked about."""
    found = _AUTHORIZATION.match(signed.authorization)
    if found is None or found["service"] != "sts":
        raise MalformedError("authorization", signed.authorization, AUTHORIZATION_FORM)
    headers = set(found["headers"].split(";"))
    if not MUST_BE_SIGNED <= headers <= MAY_BE_SIGNED:
        names = ", ".join(sorted(MUST_BE_SIGNED))
        raise SignInRefusedError(f"these headers must be signed: {names}; x-amz-security-token may be, and no other")
    if (signed.security_token is not None) != ("x-amz-security-token" in headers):
        raise SignInRefusedError("security_token must be given when x-amz-security-token is signed, and only then")
    try:
        date = datetime.strptime(signed.date, _DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError as error:
        raise MalformedError("date", signed.date, "when it was signed, like 20260131T235959Z") from error
    if not signed.date.startswith(found["day"]) or not -CLOCKS_DIFFER_BY <= at - date <= SIGNED_AT_MOST_AGO:
        raise SignInRefusedError(
            f"the request was signed at {quoted(signed.date)}, and here it is {at:{_DATE_FORMAT}}: sign it now, and "
            "see whether the clock is right"
        )


def ask_sts(signed: SignedRequest, *, service: str, url: str) -> AwsPrincipal:
    """Who signed, by the word of the STS at `url`. Raises SignInRefusedError, and StsUnavailableError."""
    headers = {
        "Accept-Encoding": "identity",  # a compressed answer could be longer than it looks
        "Content-Type": CONTENT_TYPE,
        "X-Amz-Date": signed.date,
        SERVICE_HEADER: service,
        NONCE_HEADER: signed.nonce,
        "Authorization": signed.authorization,
    } | ({} if signed.security_token is None else {"X-Amz-Security-Token": signed.security_token})
    status, answer = _sent(url, headers)
    if status != 200:
        raise SignInRefusedError(
            f"STS does not accept the signature (status {status}): sign for {service}, with the nonce that was given, "
            "and with credentials that are good"
        )
    return _principal(answer, partition_of_sts_host(urlsplit(url).hostname or ""))


def _sent(url: str, headers: dict[str, str]) -> tuple[int, bytes]:
    deadline = time.monotonic() + PATIENCE_SECONDS
    answer = bytearray()
    try:
        with (
            # Neither a proxy nor a .netrc of the environment has a say in this.
            httpx.Client(follow_redirects=False, trust_env=False, timeout=PATIENCE_SECONDS) as client,
            client.stream("POST", url, headers=headers, content=BODY) as response,
        ):
            for piece in response.iter_raw():
                answer += piece
                if len(answer) > LARGEST_ANSWER_BYTES or time.monotonic() > deadline:
                    raise StsUnavailableError("STS answers too much, or too slowly")
            return response.status_code, bytes(answer)
    except (httpx.HTTPError, UnicodeError) as error:
        raise StsUnavailableError(f"STS does not answer at {url}: {error!r}") from error


def _principal(answer: bytes, partition: str | None) -> AwsPrincipal:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(answer, parser)
    except etree.XMLSyntaxError as error:
        raise StsUnavailableError("what answers as STS answers no XML") from error
    told = {name: root.findtext(f".//{{*}}{name}") or "" for name in ("Account", "Arn", "UserId")}
    arn = _ARN.match(told["Arn"])
    if (
        arn is None
        or not is_account_id(told["Account"])
        or arn["account"] != told["Account"]
        or not 0 < len(told["UserId"]) <= 200
        or partition not in (None, arn["partition"])
    ):
        raise StsUnavailableError(f"what answers as STS names nobody: {told}")
    return AwsPrincipal(arn["partition"], told["Account"], told["Arn"], told["UserId"])
