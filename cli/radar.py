"""`amidex radar`: who wins look-ups by name alone, and should not."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from cli.answers import AsJson, show_answer
from cli.client import ask
from cli.settings import load_settings


def radar(
    region: Annotated[list[str] | None, typer.Option("--region", "-r", help="Only look-ups in this region.")] = None,
    limit: Annotated[int, typer.Option(help="How many, newest first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List the strangers' images that win a look-up by a publisher's name pattern when no owner is named."""
    answer = ask(load_settings(), "/v1/radar", {"region": region, "limit": limit})
    show_answer(answer, _print, as_json=as_json)


def _print(answer: dict[str, Any], console: Console) -> None:
    if not answer["winners"]:
        console.print("nobody wins a look-up who should not")
    for winner in answer["winners"]:
        made = f"{winner['created_at'][:10]}  {winner['image_id']}  {winner['region']}"
        console.print(Text(f"{made}  account {winner['owner_id']}, {winner['level']}"), soft_wrap=True)
        console.print(Text(f"  {winner['name']}", style="bold"), soft_wrap=True)
        meant = f", meant for {winner['publisher']['name']}" if winner["publisher"] else ""
        console.print(Text(f"  wins {winner['pattern']}{meant}"), soft_wrap=True)
    if answer["more"]:
        console.print("[dim]there are more: --limit")
