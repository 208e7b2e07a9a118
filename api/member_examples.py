"""The answers the OpenAPI document shows of members: one of them, told by every route."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from api.answers.member import AccountAnswer, MeAnswer, TokenAnswer, TokenMadeAnswer, TokensAnswer
from api.answers.session import BrowserLinkAnswer, NonceAnswer, SessionAnswer
from api.caller import Shown
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

MEMBER_EXAMPLES: Mapping[str, Mapping[str, BaseModel]] = {
    "getSignInNonce": {"201": _NONCE},
    "signInWithAws": {"201": _SESSION},
    "makeBrowserLink": {"201": _LINK},
    "getMe": {"200": ME},
    "changeMe": {"200": ME},
    "listTokens": {"200": TokensAnswer(demo=False, tokens=[_TOKEN])},
    "makeToken": {
        "201": TokenMadeAnswer(demo=False, token=_TOKEN, secret=f"{TOKEN_PREFIX}kept-where-the-tool-finds-it")
    },
}
