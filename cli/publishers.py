"""`amidex publishers`: who is known to make images, listed or as a file, and importing what others know of it."""

import sys
from collections import defaultdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.text import Text

from catalog.directory import Directory
from catalog.errors import DirectoryError
from catalog.importing_accounts import Imported, import_accounts
from catalog.known_accounts_file import KNOWN_ACCOUNTS, KnownEntry, parse_known_accounts
from catalog.utc_time import now
from cli.answers import AsJson, show_answer
from cli.client import ask, fetch
from cli.crawl import make_searchable, stopping
from cli.progress import consoles, plain_table
from cli.settings import load_settings, place_to_write
from cli.wiring import Workplace

LARGEST_FILE_BYTES = 20_000_000
ListOption = Annotated[str, typer.Option("--list", metavar="URL", help="Where the list is kept: it is one source.")]

publishers_commands = typer.Typer(no_args_is_help=True, help="Who makes images, and importing what others know of it.")


class FileFormat(StrEnum):
    """What the directory is written as."""

    YAML = "yaml"
    JSON = "json"


@publishers_commands.command("list")
def list_all(
    query: Annotated[str, typer.Argument(help="Words of a publisher's name.")] = "",
    origin: Annotated[str | None, typer.Option(help="Only from there: directory, import or member.")] = None,
    limit: Annotated[int, typer.Option(help="How many publishers, at most 100.")] = 100,
    cursor: Annotated[str | None, typer.Option(help="The next page: what the last answer gave.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find publishers."""
    parameters = {"q": query, "origin": origin, "limit": limit, "cursor": cursor}
    show_answer(ask(load_settings(), "/v1/publishers", parameters), _print_all, as_json=as_json)


@publishers_commands.command("show")
def show(
    slug: Annotated[str, typer.Argument(help="The publisher's slug, as `amidex publishers list` shows it.")],
    as_json: AsJson = False,
) -> None:
    """Show a publisher: its accounts with their sources, its proofs, and where sources contradict each other."""
    show_answer(ask(load_settings(), f"/v1/publishers/{slug}"), _print_one, as_json=as_json)


@publishers_commands.command("export")
def export(
    file_format: Annotated[FileFormat, typer.Option("--format", help="What to write.")] = FileFormat.YAML,
) -> None:
    """Print all publishers as one file for other tools (docs/API.md tells its format)."""
    sys.stdout.buffer.write(fetch(load_settings(), f"/v1/publishers.{file_format}"))


@publishers_commands.command("import")
def import_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="accounts.yaml as fwdcloudsec/known_aws_accounts has it.")
    ],
    of_list: ListOption = KNOWN_ACCOUNTS,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Take in a list of whose AWS accounts are whose. Run it again with a newer file: what went is taken out.

    A list alone makes nobody known: an entry must cite another source. The directory that comes with Amidex is never
    overridden; what contradicts it is shown.
    """
    _import(parse_known_accounts(_text(file), file.name), of_list, as_json=as_json)


@publishers_commands.command("forget")
def forget(
    of_list: Annotated[str, typer.Argument(metavar="URL", help="The list, as --list named it.")] = KNOWN_ACCOUNTS,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Take out everything that a list brought."""
    _import((), of_list, as_json=as_json)


def _import(entries: tuple[KnownEntry, ...], of_list: str, *, as_json: bool) -> None:
    settings = load_settings()
    output, console = consoles()
    workplace = Workplace(settings, place_to_write(settings))
    workplace.make_ready()
    with workplace.database.write() as session:
        done = import_accounts(session, entries, workplace.built_in_directory, of_list=of_list, at=now())
    workplace.key_changed_accounts()
    with stopping() as stop:
        make_searchable(workplace, console, stop=stop)
    conflicts = _conflicts(workplace.current_directory.read(), of_list)
    if as_json:
        told = {"added": done.added, "changed": done.changed, "removed": done.removed, "same": done.same}
        sys.stdout.buffer.write(orjson.dumps(told | {"conflicts": conflicts}, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        _print_done(done, conflicts, of_list, output)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > LARGEST_FILE_BYTES:
            raise DirectoryError(f"{file} has more than {LARGEST_FILE_BYTES:,} bytes: it is no list of accounts")
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DirectoryError(f"{file.name}: not UTF-8 text, at byte {error.start}") from error
    except OSError as error:
        raise DirectoryError(f"{file} cannot be read: {error.strerror or error}") from error


def _conflicts(directory: Directory, of_list: str) -> dict[str, list[str]]:
    """What the list contradicts, by publisher."""
    found: dict[str, list[str]] = defaultdict(list)
    for publisher in directory.publishers():
        found[publisher.slug] += [text for text in publisher.conflicts if of_list in text]
    return {slug: texts for slug, texts in found.items() if texts}


def _print_done(done: Imported, conflicts: dict[str, list[str]], of_list: str, output: Console) -> None:
    output.print(
        f"{done.added:,} accounts added, {done.changed:,} changed, {done.removed:,} removed, {done.same:,} as before; "
        f"by {of_list}",
        highlight=False,
        soft_wrap=True,
    )
    for slug, texts in conflicts.items():
        for text in texts:
            output.print(
                Text.assemble(("conflict", "yellow"), f"  {slug}: {text} The directory stands."), soft_wrap=True
            )


def _print_all(answer: dict[str, Any], console: Console) -> None:
    if not answer["publishers"]:
        console.print("no publisher has such a name")
        return
    table = plain_table("slug", "name", "from", "accounts", "sources", numbers=("accounts",))
    for publisher in answer["publishers"]:
        good = "proven" if publisher["proven"] else "good" if publisher["known"] else "third parties alone"
        words = (publisher["slug"], publisher["name"], publisher["origin"], str(publisher["account_count"]), good)
        table.add_row(*map(Text, words))
    console.print(table)
    if answer["next_cursor"]:
        console.print(f"[dim]more: --cursor {answer['next_cursor']}", highlight=False, soft_wrap=True)


def _print_one(answer: dict[str, Any], console: Console) -> None:
    console.print(Text.assemble((answer["name"], "bold"), f"  {answer['slug']}, {answer['url']}"), soft_wrap=True)
    for account in answer["accounts"]:
        console.print(Text(f"  {_account(account)}"), soft_wrap=True)
    for title, texts in (
        ("image names", answer["name_patterns"]),
        ("sources", answer["sources"]),
        ("warnings", answer["warnings"]),
        ("conflicts", answer["conflicts"]),
    ):
        if texts:
            console.print(f"[dim]{title}")
            for text in texts:
                console.print(Text(f"  {text}"), soft_wrap=True)


def _account(account: dict[str, Any]) -> str:
    where = ", ".join(account["regions"]) if account["regions"] else f"all of {account['partition']}"
    told = f"{account['account_id']}  {', '.join(account['grades'])}  {account['standing']}  {where}"
    proof = account["proof"]
    if proof is not None:
        told += f"; proven on {proof['proved_at'][:10]}, with {proof['domain']}"
    dates = [
        f"{word} {account[field]}"
        for word, field in (("from", "valid_from"), ("until", "valid_until"))
        if account[field]
    ]
    return "; ".join([told, *dates, *([account["note"]] if account["note"] else [])])
