"""The answers about members: who is asking, and his access tokens."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.answers.common import Answer, Part
from api.caller import Caller, Shown
from catalog.credentials import TokenRow
from catalog.members import MemberRow
from catalog.roles import Role, TokenScope


class AccountAnswer(Part):
    """An AWS account that a member proved to be able to act in."""

    partition: str
    account_id: str
    arn: Annotated[str, Field(description="The principal that proved it last.")]
    proven_at: datetime
    holds: Annotated[bool, Field(description="Whether the proof still counts: for 90 days. Signing in renews it.")]


class MeAnswer(Answer):
    """Who is asking, as far as the service knows."""

    member_id: Annotated[int | None, Field(description="null: the operator's token, which is no member.")]
    name: Annotated[str | None, Field(description="What others see.")]
    role: Annotated[Role, Field(description="What he is trusted with, as long as he is not suspended.")]
    created_at: datetime | None
    suspended_at: Annotated[datetime | None, Field(description="Since when he may do nothing. null: he may.")]
    shown: Annotated[Shown, Field(description="By what he says who he is.")]
    scopes: Annotated[list[TokenScope], Field(description="What that may be used for.")]
    accounts: Annotated[list[AccountAnswer], Field(description="AWS accounts that he proved.")]
    sees_private: Annotated[bool, Field(description="Whether he sees images that were shared in private.")]
    csrf_token: Annotated[
        str | None, Field(description="What a form of a page hands back as `csrf_token`. null without a cookie.")
    ]


class TokenAnswer(Part):
    """An access token, without its secret."""

    token_id: int
    name: str
    scopes: list[TokenScope]
    created_at: datetime
    expires_at: datetime
    used_at: Annotated[datetime | None, Field(description="When it was used last, within five minutes. null: never.")]
    revoked_at: datetime | None
    live: Annotated[bool, Field(description="Whether it is good: neither expired nor revoked.")]


class TokensAnswer(Answer):
    """The access tokens of who asks."""

    tokens: list[TokenAnswer]


class TokenMadeAnswer(Answer):
    """A new access token."""

    token: TokenAnswer
    secret: Annotated[str, Field(description="What is sent as `Authorization: Bearer`. It is told this once.")]


class ModeratedMemberAnswer(Answer):
    """A member as moderators see him."""

    member_id: int
    name: str
    role: Role
    created_at: datetime
    suspended_at: Annotated[datetime | None, Field(description="Since when he may do nothing. null: he may.")]


def moderated_member_answer(member: MemberRow, *, demo: bool) -> ModeratedMemberAnswer:
    """A member after something was done to his account."""
    return ModeratedMemberAnswer(
        demo=demo,
        member_id=member.id,
        name=member.name,
        role=member.role,
        created_at=member.created_at,
        suspended_at=member.suspended_at,
    )


def me_answer(caller: Caller, role: Role, *, sees_private: bool, demo: bool) -> MeAnswer:
    """Who the caller is. `role` also of one who is suspended."""
    member = caller.member
    return MeAnswer(
        demo=demo,
        member_id=None if member is None else member.id,
        name=None if member is None else member.name,
        role=role,
        created_at=None if member is None else member.created_at,
        suspended_at=None if member is None else member.suspended_at,
        shown=caller.shown,
        scopes=[scope for scope in TokenScope if scope in caller.scopes],
        accounts=[
            *(AccountAnswer(**account._asdict(), holds=True) for account in caller.accounts),
            *(AccountAnswer(**account._asdict(), holds=False) for account in caller.former_accounts),
        ],
        sees_private=sees_private,
        csrf_token=caller.csrf_token,
    )


def token_answer(token: TokenRow, *, at: datetime) -> TokenAnswer:
    """A token as it is at this time."""
    return TokenAnswer(
        token_id=token.id,
        name=token.name,
        scopes=[TokenScope(scope) for scope in token.scopes.split(",")],
        created_at=token.created_at,
        expires_at=token.expires_at,
        used_at=token.used_at,
        revoked_at=token.revoked_at,
        live=token.revoked_at is None and token.expires_at > at,
    )
