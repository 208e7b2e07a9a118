"""The answers about digests: where, how often and of what a member is written to."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from api.answers.common import Answer, Part
from api.answers.webhook import WatchAnswer
from catalog.digests import DigestRow, Every


class DigestState(StrEnum):
    """Whether an address is written to."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    REFUSED = "refused"


class MyDigest(Part):
    """A member's digest."""

    address: str
    every: Every
    watches: list[WatchAnswer]
    state: Annotated[
        DigestState,
        Field(
            description="unconfirmed: the link in the mail that asks was not followed yet. refused: the address takes "
            "no mail of ours, and is written to no more."
        ),
    ]
    created_at: datetime
    confirmed_at: datetime | None
    next_at: Annotated[
        datetime | None, Field(description="When something is sent next, if there is anything to tell. null: nothing.")
    ]
    sent_at: Annotated[datetime | None, Field(description="When a mail was taken last.")]
    outcome: Annotated[str | None, Field(description="What the last try came to.")]


class DigestAnswer(Answer):
    """The digest of who asks."""

    digest: Annotated[MyDigest | None, Field(description="null: there is none.")]
    sends_mail: Annotated[bool, Field(description="Whether this service sends e-mail at all.")]


def my_digest(digest: DigestRow) -> MyDigest:
    """A digest as its member sees it."""
    state = DigestState.UNCONFIRMED if digest.confirmed_at is None else DigestState.ACTIVE
    return MyDigest(
        address=digest.address,
        every=digest.every,
        watches=[WatchAnswer(kind=watch.kind, about=watch.about) for watch in digest.watches],
        state=state if digest.refused_at is None else DigestState.REFUSED,
        created_at=digest.created_at,
        confirmed_at=digest.confirmed_at,
        next_at=digest.next_at,
        sent_at=digest.sent_at,
        outcome=digest.outcome,
    )
