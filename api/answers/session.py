"""The answers to signing in."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.common import Answer
from catalog.credentials import SESSION_TIME
from catalog.members import MemberRow


class NonceAnswer(Answer):
    """What is to be signed."""

    nonce: Annotated[str, Field(description="For the header X-Amidex-Nonce. Good once.")]
    expires_at: datetime
    service: Annotated[
        str,
        Field(
            description="What this service is called in X-Amidex-Service. Sign for the address that you meant to ask."
        ),
    ]


class SessionAnswer(Answer):
    """A session that began."""

    member_id: int
    name: Annotated[str, Field(description="What others see.")]
    secret: Annotated[str, Field(description="What is sent as `Authorization: Bearer`. It is told this once.")]
    expires_at: datetime


class BrowserLinkAnswer(Answer):
    """A link for a browser."""

    link: Annotated[str, Field(description="Good once. Whoever opens it is signed in as who asked for it.")]
    expires_at: datetime


def session_answer(member: MemberRow, secret: str, *, at: datetime, demo: bool) -> SessionAnswer:
    """A session that began at this time."""
    return SessionAnswer(demo=demo, member_id=member.id, name=member.name, secret=secret, expires_at=at + SESSION_TIME)
