"""Members for tests: each signed in, with the role that is asked for."""

from dataclasses import dataclass

from catalog.credentials import begin_session, make_token
from catalog.members import Identity, MemberRow, record_member_account, set_role, set_suspended, sign_in
from catalog.roles import Role, TokenScope
from tests.api.conftest import NOW, Client


@dataclass
class Signed(Client):
    """A client that shows who it is by `secret`, as a tool does."""

    secret: str = ""
    member: MemberRow | None = None

    def cookie(self):
        """The header a browser would send."""
        return {"Cookie": f"{self.services.cookie_name}={self.secret}"}


def signed_in(services, subject="ada", *, role=Role.MEMBER, suspended=False, account=None, at=NOW):
    """A client with a session of a member."""
    with services.database.write() as session:
        member = sign_in(session, Identity("test", subject), at=at)
        if role is not Role.MEMBER:
            member = set_role(session, member.id, role, reason="a test", actor="operator", at=at)
        if suspended:
            member = set_suspended(session, member.id, suspended=True, reason="a test", actor="operator", at=at)
        if account is not None:
            arn = f"arn:aws:iam::{account}:user/{subject}"
            record_member_account(session, member, partition="aws", account_id=account, arn=arn, at=at)
        secret = begin_session(session, member.id, at=at)
    return Signed(services, {"Authorization": f"Bearer {secret}"}, secret=secret, member=member)


def with_token(client, *scopes, days=90, at=NOW):
    """The same member by an access token."""
    with client.services.database.write() as session:
        _, secret = make_token(
            session, client.member, name="test", scopes=scopes or tuple(TokenScope), days=days, at=at
        )
    return Signed(client.services, {"Authorization": f"Bearer {secret}"}, secret=secret, member=client.member)
