"""The answers the OpenAPI document shows of members: one of them, told by every route."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from api.answers.claim import AccountTokenAnswer, ClaimAnswer
from api.answers.member import AccountAnswer, MeAnswer, TokenAnswer, TokenMadeAnswer, TokensAnswer
from api.answers.publisher import AccountProofAnswer, DomainProofAnswer
from api.answers.session import BrowserLinkAnswer, NonceAnswer, SessionAnswer
from api.caller import Shown
from catalog.account_tokens import TOKEN_TIME
from catalog.claims import BY_AWS
from catalog.credentials import SESSION_PREFIX, SESSION_TIME, TOKEN_PREFIX
from catalog.roles import Role, TokenScope

_CAME_AT = datetime(2026, 9, 30, 8, 14, 2, tzinfo=UTC)
_TOKEN = TokenAnswer(
    token_id=12,
    name="nightly vetting",
    scopes=[TokenScope.READ],
    created_at=_CAME_AT,
    expires_at=_CAME_AT + timedelta(days=90),
    used_at=None,
    revoked_at=None,
    live=True,
)

ME = MeAnswer(
    demo=False,
    member_id=7,
    name="Ada Lovelace",
    role=Role.MEMBER,
    created_at=_CAME_AT,
    suspended_at=None,
    shown=Shown.SESSION,
    scopes=list(TokenScope),
    accounts=[
        AccountAnswer(
            partition="aws",
            account_id="123456789012",
            arn="arn:aws:iam::123456789012:user/ada",
            proven_at=_CAME_AT,
            holds=True,
        )
    ],
    sees_private=False,
    csrf_token=None,
)

_SESSION = SessionAnswer(
    demo=False,
    member_id=ME.member_id or 0,
    name=ME.name or "",
    secret=f"{SESSION_PREFIX}kept-where-its-owner-alone-may-read",
    expires_at=_CAME_AT + SESSION_TIME,
)
_NONCE = NonceAnswer(
    demo=False,
    nonce="hBq6Ak3VZ0mQm0i0r7Kp2w9kq1n8tXoFzq1l0c8vYxE",
    expires_at=_CAME_AT + timedelta(minutes=5),
    service="https://amidex.example.org",
)
_LINK = BrowserLinkAnswer(
    demo=False,
    link="https://amidex.example.org/sign-in?ticket=hBq6Ak3VZ0mQm0i0r7Kp2w9kq1n8tXoFzq1l0c8vYxE",
    expires_at=_CAME_AT + timedelta(minutes=1),
)

_CLAIM = ClaimAnswer(
    demo=False,
    slug="acme",
    name="Acme Images",
    url="https://images.acme.example",
    account_proofs=[
        AccountProofAnswer(
            partition="aws", account_id="123456789012", proved_by=BY_AWS, proved_at=_CAME_AT, lapsed_at=None
        )
    ],
    domain_proofs=[DomainProofAnswer(domain="acme.example", proved_at=_CAME_AT, checked_at=_CAME_AT, lapsed_at=None)],
)
_ACCOUNT_TOKEN = AccountTokenAnswer(
    demo=False,
    token="amidex-proof-0f9e8d7c6b5a493821300f9e8d7c6b5a",  # noqa: S106 - public
    expires_at=_CAME_AT + TOKEN_TIME,
)

MEMBER_EXAMPLES: Mapping[str, Mapping[str, BaseModel]] = {
    "getSignInNonce": {"201": _NONCE},
    "signInWithAws": {"201": _SESSION},
    "makeBrowserLink": {"201": _LINK},
    "getAccountToken": {"201": _ACCOUNT_TOKEN},
    "bringPublisher": {"200": _CLAIM},
    "claimAccount": {"200": _CLAIM},
    "withdrawAccount": {"200": _CLAIM},
    "proveDomain": {"200": _CLAIM},
    "getMe": {"200": ME},
    "changeMe": {"200": ME},
    "listTokens": {"200": TokensAnswer(demo=False, tokens=[_TOKEN])},
    "makeToken": {
        "201": TokenMadeAnswer(demo=False, token=_TOKEN, secret=f"{TOKEN_PREFIX}kept-where-the-tool-finds-it")
    },
}
