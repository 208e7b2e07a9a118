"""Tokens in the description of an image, which its owner alone can edit: the proof of an account without signing in.

A token is of one member and one account. Anybody may read it once it is there, and it is worth nothing to him.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from catalog.dialects import insert_or
from catalog.member_tables import AccountToken
from catalog.members import MemberRow, member_by_id, record_member_account
from catalog.regions import everywhere
from catalog.tables import Image

TOKEN_TIME = timedelta(days=14)
PREFIX = "amidex-proof-"


def give_account_token(
    session: Session, member: MemberRow, *, partition: str, account_id: str, at: datetime
) -> tuple[str, datetime]:
    """What to put into a description, and until when. Asked again it is the same, as long as it lasts."""
    session.exec(delete(AccountToken).where(col(AccountToken.expires_at) <= at))
    session.connection().execute(
        insert_or(session, AccountToken)
        .values(
            member_id=member.id,
            partition=partition,
            account_id=account_id,
            token=f"{PREFIX}{secrets.token_hex(16)}",
            given_at=at,
            expires_at=at + TOKEN_TIME,
        )
        .on_conflict_do_nothing()
    )
    kept = session.get_one(AccountToken, (member.id, partition, account_id))
    return kept.token, kept.expires_at


def waiting_tokens(session: Session, *, at: datetime) -> Sequence[AccountToken]:
    """Those that may still be seen."""
    return session.exec(select(AccountToken).where(col(AccountToken.expires_at) > at)).all()


def find_token(session: Session, token: AccountToken) -> Image | None:
    """A public image of the account that was seen with the token, since it was given."""
    return session.exec(
        select(Image)
        .where(
            everywhere(),
            Image.partition == token.partition,
            Image.owner_id == token.account_id,
            col(Image.private).is_(False),
            col(Image.gone_at).is_(None),
            col(Image.changed_at) >= token.given_at,
            col(Image.description).contains(token.token, autoescape=True),
        )
        .limit(1)
    ).first()


def take_seen_tokens(session: Session, *, at: datetime) -> int:
    """Write down what crawls have seen by now as proven; how many were."""
    proven = 0
    for token in waiting_tokens(session, at=at):
        image, member = find_token(session, token), member_by_id(session, token.member_id)
        if image is None or member is None or member.suspended_at is not None:
            continue
        record_member_account(
            session,
            member,
            partition=token.partition,
            account_id=token.account_id,
            arn=f"the description of {image.image_id} in {image.region}",
            at=at,
        )
        session.delete(token)
        proven += 1
    return proven
