"""`amidex digest`: what a member watches, and the e-mail address that is told of it."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from catalog.digests import Every
from cli.answers import AsJson, show_answer
from cli.client import ask, end, put, shown
from cli.progress import consoles, plain_table
from cli.settings import load_settings
from cli.watched import Watched, as_watches

PATH = "/v1/me/digest"

digest_commands = typer.Typer(no_args_is_help=True, help="What you watch, and the e-mail address that is told of it.")


@digest_commands.command()
def show(as_json: AsJson = False) -> None:
    """Show your digest: where, how often and of what you are told, and how sending it went."""
    show_answer(ask(load_settings(), PATH), _print, as_json=as_json)


@digest_commands.command("set")
def set_mine(
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Your e-mail address. Nobody else is shown it.")],
    watched: Watched,
    every: Annotated[Every, typer.Option(help="How often.")] = Every.WEEK,
    as_json: AsJson = False,
) -> None:
    """Be told by e-mail what happens to what you watch. A new address is sent a link to confirm it first."""
    wanted = {"address": address, "every": every, "watches": as_watches(watched)}
    show_answer(put(load_settings(), PATH, wanted), _print, as_json=as_json)


@digest_commands.command()
def remove() -> None:
    """Remove your digest: its address is forgotten, with all that it was told."""
    settings = load_settings()
    end(settings, PATH, secret=shown(settings))
    _, beside = consoles()
    beside.print("removed: your digest", highlight=False)


def _print(answer: dict[str, Any], console: Console) -> None:
    digest = answer["digest"]
    if digest is None:
        more = (
            "`amidex digest set ADDRESS WATCHED` makes one" if answer["sends_mail"] else "this service sends no e-mail"
        )
        console.print(f"no digest: {more}")
        return
    table = plain_table("address", "every", "watches", "state", "last", "next")
    watches = "\n".join(f"{watch['kind']} {watch['about']}" for watch in digest["watches"])
    table.add_row(
        Text(digest["address"]),
        digest["every"],
        Text(watches),
        _state(digest["state"]),
        Text(_last(digest)),
        (digest["next_at"] or "")[:16].replace("T", " "),
    )
    console.print(table)


def _state(state: str) -> Text:
    told = {
        "active": ("told", "green"),
        "unconfirmed": ("open the mail that asks", "yellow"),
        "refused": ("the address takes no mail", "bold red"),
    }
    return Text(*told[state])


def _last(digest: dict[str, Any]) -> str:
    outcome: str = digest["outcome"] or "nothing yet"
    return f"sent {digest['sent_at'][:16].replace('T', ' ')}" if outcome == "sent" else outcome
