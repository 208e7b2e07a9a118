"""`amidex admin`: who is trusted with what, decided on the host, where the catalog is.

The first operator is made here: over HTTP nobody can give himself a role.
"""

import sys
from typing import Annotated

import orjson
import typer
from sqlmodel import Session

from catalog.account_id import check_account_id
from catalog.errors import UnknownMemberError
from catalog.members import (
    MemberRow,
    list_members,
    member_by_id,
    member_by_name,
    members_with_account,
    set_role,
    set_suspended,
)
from catalog.roles import Role
from catalog.utc_time import now
from cli.host_operator import host_operator
from cli.progress import consoles, plain_table
from cli.settings import load_settings, place_to_read
from cli.wiring import Workplace

admin_commands = typer.Typer(no_args_is_help=True, help="Members: their roles and suspensions, on the host.")

Who = Annotated[str, typer.Argument(metavar="MEMBER", help="The member's number or name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, as a sentence. It is kept for ever.")]


@admin_commands.command("grant")
def grant(
    who: Who,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="member, reviewer, moderator or operator.")],
    reason: Reason = "granted on the host",
) -> None:
    """Give a member a role. An operator also sees what is private."""
    with _workplace().database.write() as session:
        _tell(set_role(session, _member(session, who).id, role, reason=reason, actor=host_operator(), at=now()))


@admin_commands.command("revoke")
def revoke(who: Who, reason: Reason = "revoked on the host") -> None:
    """Make a member a plain member again."""
    grant(who, Role.MEMBER, reason)


@admin_commands.command("suspend")
def suspend(who: Who, reason: Reason) -> None:
    """Keep a member from doing anything, in all his sessions and with all his tokens, from now on."""
    _suspend(who, reason, suspended=True)


@admin_commands.command("restore")
def restore(who: Who, reason: Reason) -> None:
    """Let a suspended member do what his role allows again."""
    _suspend(who, reason, suspended=False)


@admin_commands.command("members")
def members(
    account: Annotated[str | None, typer.Option(help="Only who proved this AWS account.")] = None,
    after: Annotated[int, typer.Option(help="Only those with a higher number.")] = 0,
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="How many.")] = 100,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Who has signed in, in the order in which they came."""
    output, _ = consoles()
    with _workplace().database.read() as session:
        if account is None:
            found = list_members(session, after_id=after, limit=limit)
        else:
            found = members_with_account(session, check_account_id(account), after_id=after, limit=limit)
    if as_json:
        rows = [member._asdict() for member in found]
        sys.stdout.buffer.write(orjson.dumps(rows, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z) + b"\n")
        return
    table = plain_table("number", "name", "role", "since", "", numbers=("number",))
    for member in found:
        state = f"[red]suspended {member.suspended_at:%Y-%m-%d}" if member.suspended_at else ""
        table.add_row(str(member.id), member.name, member.role, f"{member.created_at:%Y-%m-%d}", state)
    output.print(table if found else "nobody has signed in")


def _suspend(who: str, reason: str, *, suspended: bool) -> None:
    with _workplace().database.write() as session:
        member = _member(session, who)
        _tell(set_suspended(session, member.id, suspended=suspended, reason=reason, actor=host_operator(), at=now()))


def _tell(member: MemberRow) -> None:
    output, _ = consoles()
    state = ", suspended" if member.suspended_at else ""
    output.print(
        f"{member.name} (number {member.id}) has the role {member.role} now{state}", highlight=False, markup=False
    )


def _member(session: Session, who: str) -> MemberRow:
    by_number = who.isascii() and who.isdigit() and len(who) < 19
    member = member_by_id(session, int(who)) if by_number else member_by_name(session, who)
    if member is None:
        raise UnknownMemberError(who)
    return member


def _workplace() -> Workplace:
    settings = load_settings()
    return Workplace(settings, place_to_read(settings))
