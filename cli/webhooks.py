"""`amidex webhooks`: what a member watches, and the URLs that are told what happens to it."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from cli.answers import AsJson, show_answer
from cli.client import ask, end, shown, tell
from cli.progress import consoles, plain_table
from cli.settings import load_settings
from cli.watched import Watched, as_watches

PATH = "/v1/me/webhooks"

WebhookId = Annotated[int, typer.Argument(metavar="ID", help="The webhook's number, as `list` shows it.")]
webhooks_commands = typer.Typer(no_args_is_help=True, help="What you watch, and the URLs that are told of it.")


@webhooks_commands.command("list")
def list_mine(as_json: AsJson = False) -> None:
    """List your webhooks, with what they watch and whether they work."""
    show_answer(ask(load_settings(), PATH), _print_all, as_json=as_json)


@webhooks_commands.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="An https:// URL of yours that takes POST.")],
    watched: Watched,
    as_json: AsJson = False,
) -> None:
    """Have a URL told what happens to what you watch. The secret that signs its messages is shown this once."""
    answer = tell(load_settings(), PATH, {"url": url, "watches": as_watches(watched)})
    show_answer(answer, _print_made, as_json=as_json)


@webhooks_commands.command("test")
def send_test(webhook_id: WebhookId, as_json: AsJson = False) -> None:
    """Have a message sent to a webhook, and enable one that was disabled."""
    show_answer(tell(load_settings(), f"{PATH}/{webhook_id}/test", {}), _print_deliveries, as_json=as_json)


@webhooks_commands.command()
def log(webhook_id: WebhookId, as_json: AsJson = False) -> None:
    """Show what a webhook was told lately, and how sending it went."""
    show_answer(ask(load_settings(), f"{PATH}/{webhook_id}/deliveries"), _print_deliveries, as_json=as_json)


@webhooks_commands.command()
def remove(webhook_id: WebhookId) -> None:
    """Remove a webhook, with what is kept of what it was told."""
    settings = load_settings()
    end(settings, f"{PATH}/{webhook_id}", secret=shown(settings))
    _, beside = consoles()
    beside.print(f"removed: webhook {webhook_id}", highlight=False)


def _print_all(answer: dict[str, Any], console: Console) -> None:
    if not answer["webhooks"]:
        console.print("no webhooks: `amidex webhooks add URL WATCHED` makes one")
        return
    table = plain_table("id", "url", "watches", "state")
    for webhook in answer["webhooks"]:
        watches = "\n".join(f"{watch['kind']} {watch['about']}" for watch in webhook["watches"])
        table.add_row(str(webhook["webhook_id"]), Text(webhook["url"]), Text(watches), _state(webhook))
    console.print(table)


def _state(webhook: dict[str, Any]) -> Text:
    if webhook["disabled_at"]:
        return Text(f"disabled since {webhook['disabled_at'][:10]}", "bold red")
    if webhook["failing_since"]:
        return Text(f"failing since {webhook['failing_since'][:10]}", "yellow")
    return Text("works", "green")


def _print_made(answer: dict[str, Any], console: Console) -> None:
    _print_all({"webhooks": [answer["webhook"]]}, console)
    console.print(Text(f"\nsecret  {answer['secret']}"), soft_wrap=True)
    console.print("Keep it: it is not told again. Receivers check the signature by it (standardwebhooks.com).")


def _print_deliveries(answer: dict[str, Any], console: Console) -> None:
    table = plain_table("made", "message", "about", "tries", "outcome")
    for delivery in answer["deliveries"]:
        message = delivery["message"]
        outcome = Text(delivery["outcome"] or "waits to be sent", "green" if delivery["delivered_at"] else "yellow")
        about = message.get("data", {}).get("name") or ""
        table.add_row(delivery["made_at"][:19], Text(message["type"]), Text(about), str(delivery["tries"]), outcome)
    console.print(table if answer["deliveries"] else "it was told nothing yet")
