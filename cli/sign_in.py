"""`amidex login`, `amidex logout`, `amidex whoami`: signing in with the AWS credentials that are on this machine."""

import sys
import webbrowser
from typing import Annotated

import orjson
import typer

from cli.answers import AsJson
from cli.client import ServiceError, address, ask, end, tell, tell_unsigned
from cli.progress import consoles
from cli.session_file import keep_session, session_at
from cli.settings import load_settings


def login(
    web: Annotated[bool, typer.Option("--web", help="Sign the browser in too, by a link that works once.")] = False,
) -> None:
    """Sign in with AWS: prove the account whose credentials are on this machine.

    A request to ask AWS who you are is signed here, for this one service, and sent to it; the service asks AWS. No
    secret leaves this machine. Sign in where others reach the service: AMIDEX_SERVER.
    """
    from cli.aws_signature import sign_caller_identity  # noqa: PLC0415 - botocore takes a while to load

    settings = load_settings()
    output, beside = consoles()
    nonce = tell_unsigned(settings, "/v1/sessions/aws/nonce", {})["nonce"]
    signed = sign_caller_identity(service=address(settings), nonce=nonce)
    session = tell_unsigned(settings, "/v1/sessions/aws", signed)
    keep_session(settings.session_file, address(settings), session["secret"])
    output.print(f"signed in at {address(settings)} as {session['name']}", highlight=False, markup=False)
    if settings.operator_token is not None:
        beside.print("AMIDEX_OPERATOR_TOKEN is set, and other commands go on to show that instead", soft_wrap=True)
    if web:
        link = tell(settings, "/v1/sessions/link", {}, secret=session["secret"])["link"]
        output.print(f"open within a minute: {link}", highlight=False, markup=False, soft_wrap=True)
        if output.is_terminal:
            webbrowser.open(link)


def logout() -> None:
    """Sign out: the session is worth nothing from now on, and forgotten here."""
    settings = load_settings()
    output, _ = consoles()
    secret = session_at(settings.session_file, address(settings))
    if secret is None:
        output.print(f"you were not signed in at {address(settings)}", highlight=False, markup=False)
        return
    try:
        end(settings, "/v1/sessions/current", secret=secret)
    except ServiceError as error:
        if error.status != 401:  # it had ended by itself
            raise
    keep_session(settings.session_file, address(settings), None)
    output.print(f"signed out at {address(settings)}", highlight=False, markup=False)


def whoami(as_json: AsJson = False) -> None:
    """Who the service takes you for, and which AWS accounts you proved."""
    settings = load_settings()
    me = ask(settings, "/v1/me")
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(me, option=orjson.OPT_INDENT_2) + b"\n")
        return
    output, _ = consoles()
    name = me["name"] or "the operator, by the token"
    output.print(f"{name}, {me['role']}, at {address(settings)}", highlight=False, markup=False)
    if me["suspended_at"]:
        output.print(f"suspended since {me['suspended_at']}", style="red")
    for account in me["accounts"]:
        state = "" if account["holds"] else ": too long ago, sign in again"
        proof = f"{account['arn']} ({account['proven_at'][:10]}){state}"
        output.print(f"  account {account['account_id']} by {proof}", highlight=False, markup=False, soft_wrap=True)
    if me["sees_private"]:
        output.print("  sees images that were shared in private")
