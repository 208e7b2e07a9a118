"""The answers the OpenAPI document shows of digests."""

from collections.abc import Mapping
from datetime import UTC, datetime

from pydantic import BaseModel

from api.answers.digest import DigestAnswer, DigestState, MyDigest
from api.answers.webhook import WatchAnswer
from catalog.digests import Every
from catalog.watches import WatchKind

_AT = datetime(2026, 9, 30, 8, 14, 2, tzinfo=UTC)
_UNCONFIRMED = MyDigest(
    address="ada@example.org",
    every=Every.WEEK,
    watches=[WatchAnswer(kind=WatchKind.IMAGE, about="ami-0abcdef1234567890")],
    state=DigestState.UNCONFIRMED,
    created_at=_AT,
    confirmed_at=None,
    next_at=_AT,
    sent_at=None,
    outcome=None,
)
_ANSWER = {"200": DigestAnswer(demo=False, digest=_UNCONFIRMED, sends_mail=True)}

DIGEST_EXAMPLES: Mapping[str, Mapping[str, BaseModel]] = {"getDigest": _ANSWER, "setDigest": _ANSWER}
