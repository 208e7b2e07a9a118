"""`amidex claims`: listing oneself as a publisher, with one's accounts and domain, by proof."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from cli.answers import AsJson, show_answer
from cli.client import ask, end, put, shown, tell
from cli.progress import consoles, plain_table
from cli.settings import load_settings

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The publisher: a short name in lower case, like acme.")]
Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The AWS account's twelve digits.")]
Partition = Annotated[str, typer.Option(help="The account's partition.")]
claims_commands = typer.Typer(no_args_is_help=True, help="Being a publisher here, by proof of accounts and domain.")


@claims_commands.command()
def show(slug: Slug, as_json: AsJson = False) -> None:
    """Show what a publisher has proved, lapsed proofs included."""
    show_answer(ask(load_settings(), f"/v1/publishers/{slug}"), _print, as_json=as_json)


@claims_commands.command()
def publisher(
    slug: Slug,
    account: Account,
    name: Annotated[str, typer.Option(help="What the publisher is called.")],
    url: Annotated[str, typer.Option(help="Its own site, https://…, whose domain it can prove.")],
    partition: Partition = "aws",
    as_json: AsJson = False,
) -> None:
    """List yourself as a publisher, with a first account that you proved (`amidex login`), or change name and URL."""
    body = {"name": name, "url": url, "account_id": account, "partition": partition}
    show_answer(put(load_settings(), f"/v1/publishers/{slug}", body), _print, as_json=as_json)


@claims_commands.command()
def account(slug: Slug, account: Account, partition: Partition = "aws", as_json: AsJson = False) -> None:
    """Claim one more account that you proved for a publisher you speak for."""
    body = {"account_id": account, "partition": partition}
    show_answer(tell(load_settings(), f"/v1/publishers/{slug}/accounts", body), _print, as_json=as_json)


@claims_commands.command()
def withdraw(slug: Slug, account: Account, partition: Partition = "aws") -> None:
    """Claim an account no longer: its proof lapses, and shows as lapsed."""
    settings = load_settings()
    path = f"/v1/publishers/{slug}/accounts/{account}"
    end(settings, path, secret=shown(settings), parameters={"partition": partition})
    _, beside = consoles()
    beside.print(f"withdrawn: {account} of {slug}", highlight=False)


@claims_commands.command()
def domain(
    slug: Slug,
    domain: Annotated[str, typer.Argument(metavar="DOMAIN", help="That of the publisher's URL, like acme.example.")],
    as_json: AsJson = False,
) -> None:
    """Have the publisher's domain looked at. A TXT record at _amidex.DOMAIN, or DOMAIN/.well-known/amidex.json, has to
    name one of its accounts.
    """
    show_answer(put(load_settings(), f"/v1/publishers/{slug}/domain", {"domain": domain}), _print, as_json=as_json)


@claims_commands.command()
def token(account: Account, partition: Partition = "aws", as_json: AsJson = False) -> None:
    """Get a token that proves an account without its credentials: in the description of one of its public images."""
    body = {"account_id": account, "partition": partition}
    show_answer(tell(load_settings(), "/v1/me/account-tokens", body), _print_token, as_json=as_json)


def _print(answer: dict[str, Any], console: Console) -> None:
    console.print(Text.assemble((answer["name"], "bold"), f"  {answer['slug']}  {answer['url']}"), soft_wrap=True)
    table = plain_table("proof", "since", "state", "by")
    for proof in answer["account_proofs"]:
        what = f"account {proof['account_id']} ({proof['partition']})"
        table.add_row(what, proof["proved_at"][:10], _state(proof), proof["proved_by"])
    for proof in answer["domain_proofs"]:
        by = f"looked at {proof['checked_at'][:10]}"
        table.add_row(Text(f"domain {proof['domain']}"), proof["proved_at"][:10], _state(proof), by)
    if table.row_count:
        console.print(table)
    if not (_holds(answer["account_proofs"]) and _holds(answer["domain_proofs"])):
        console.print("It is verified once it has proved both an account and the domain of its URL.")


def _holds(proofs: list[dict[str, Any]]) -> bool:
    return any(proof["lapsed_at"] is None for proof in proofs)


def _state(proof: dict[str, Any]) -> Text:
    if proof["lapsed_at"] is None:
        return Text("holds", "green")
    return Text(f"lapsed {proof['lapsed_at'][:10]}", "yellow")


def _print_token(answer: dict[str, Any], console: Console) -> None:
    console.print(answer["token"], markup=False, highlight=False, soft_wrap=True)
    _, beside = consoles()
    beside.print(
        f"Put it into the description of a public image of the account before {answer['expires_at'][:10]}: the next "
        "crawl that sees it proves the account to be yours, and then it may be taken out.",
        soft_wrap=True,
    )
