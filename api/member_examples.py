"""The answers the OpenAPI document shows of members: one of them, told by every route."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from pydantic import BaseModel

from api.answers.member import AccountAnswer, MeAnswer, TokenAnswer, TokenMadeAnswer, TokensAnswer
from api.caller import Shown
from catalog.credentials import TOKEN_PREFIX
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

MEMBER_EXAMPLES: Mapping[str, Mapping[str, BaseModel]] = {
    "getMe": {"200": ME},
    "changeMe": {"200": ME},
    "listTokens": {"200": TokensAnswer(demo=False, tokens=[_TOKEN])},
    "makeToken": {
        "201": TokenMadeAnswer(demo=False, token=_TOKEN, secret=f"{TOKEN_PREFIX}kept-where-the-tool-finds-it")
    },
}
