"""The `amidex` command: its subcommands, and how errors end it.

Exit codes: 0 fine; 1 what was asked for failed in part or was not found; 2 it could not be done as asked.
"""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from catalog.errors import CatalogError
from cli.admin import admin_commands
from cli.backup import backup, restore
from cli.check import check
from cli.claims import claims_commands
from cli.client import ServiceError
from cli.crawl import crawl
from cli.crawls import crawls_commands
from cli.demo_ec2 import DemoEc2Error
from cli.digest import digest_commands
from cli.doctor import doctor
from cli.files_to_lint import LintPathError
from cli.findings import findings
from cli.judge import judge, rule_commands
from cli.launch_permissions import ShareError
from cli.launches import LaunchesError
from cli.lint import lint
from cli.listing import listing_commands
from cli.listing_file import ListingFileError
from cli.operate import database_commands, reindex, status
from cli.policy import policy
from cli.policy_file import PolicyFileError
from cli.publishers import publishers_commands
from cli.radar import radar
from cli.read import owners, search, show
from cli.saying import annotate, comments_commands
from cli.search_keys import search_keys
from cli.serve import ServiceStartError, serve, up, worker
from cli.session_file import SignInError
from cli.settings import SettingsError
from cli.share import share_commands
from cli.sign_in import login, logout, whoami
from cli.suggest import suggest
from cli.verdicts import resolve
from cli.verify import verify
from cli.webhooks import webhooks_commands
from cli.worker import WorkerRunsError
from crawler.errors import CrawlError
from search.errors import SearchError

app = typer.Typer(
    name="amidex",
    help="Know the AMI before you launch it: a discovery and trust index for public Amazon Machine Images.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def amidex(
    context: typer.Context,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if show_version:
        typer.echo(f"amidex {version('amidex')}")
        raise typer.Exit
    del context


for command in (
    *(up, serve, worker, crawl, search, suggest, show, resolve, radar, check, lint, policy, owners),
    findings,
    annotate,
    *(reindex, search_keys, judge, status, login, logout, whoami),
    *(backup, restore, verify, doctor),
):
    app.command()(command)
app.add_typer(share_commands, name="share")
app.add_typer(listing_commands, name="listing")
app.add_typer(comments_commands, name="comments")
app.add_typer(claims_commands, name="claims")
app.add_typer(digest_commands, name="digest")
app.add_typer(webhooks_commands, name="webhooks")
app.add_typer(publishers_commands, name="publishers")
app.add_typer(crawls_commands, name="crawls")
app.add_typer(rule_commands, name="rule")
app.add_typer(database_commands, name="db")
app.add_typer(admin_commands, name="admin")

# What our own packages raise on purpose: the message is for the person who typed the command.
EXPECTED_ERRORS = (
    CatalogError,
    CrawlError,
    SearchError,
    ServiceStartError,
    SettingsError,
    DemoEc2Error,
    LaunchesError,
    LintPathError,
    ListingFileError,
    PolicyFileError,
    ShareError,
    SignInError,
    WorkerRunsError,
)


def main() -> None:
    """Run the command line; errors that are expected end it with one sentence."""
    try:
        app()
    except ServiceError as error:
        sys.stderr.write(f"amidex: {error}\n")
        sys.exit(1 if error.status == 404 else 2)
    except EXPECTED_ERRORS as error:
        sys.stderr.write(f"amidex: {error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
