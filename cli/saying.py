"""`amidex comments` and `amidex annotate`: what is said and stated of images, to read before a launch and to add to."""

from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from catalog.account_id import is_account_id
from catalog.annotations import AnnotationKind
from catalog.comments import Kind
from cli.answers import AsJson, show_answer
from cli.client import ServiceError, ask, tell
from cli.listing import release_meant
from cli.progress import consoles
from cli.settings import load_settings

LARGEST_REPORT_BYTES = 4 << 20
UNREAD = {"deleted": "deleted by its author", "hidden": "hidden by a moderator"}

About = Annotated[str, typer.Argument(metavar="ABOUT", help="An image (ami-…), or its release (rel-…).")]
Said = Annotated[str, typer.Argument(metavar="TEXT", help="What to say, as Markdown.")]
comments_commands = typer.Typer(no_args_is_help=True, help="What members say of images.")


@comments_commands.command("list")
def list_comments(about: About, as_json: AsJson = False) -> None:
    """Show the discussion of a release, which is the same for its image in every region."""
    settings = load_settings()
    answer = ask(settings, f"/v1/releases/{release_meant(settings, about)}/comments", {"limit": 50})
    show_answer(answer, _print_threads, as_json=as_json)


@comments_commands.command()
def search(
    words: Annotated[list[str], typer.Argument(help="Words that are all in it; the last may be a beginning.")],
    as_json: AsJson = False,
) -> None:
    """Search what was said of any image."""
    answer = ask(load_settings(), "/v1/comments", {"q": " ".join(words)})
    show_answer(answer, _print_found, as_json=as_json)


@comments_commands.command()
def add(
    about: About,
    text: Said,
    kind: Annotated[Kind, typer.Option(help="What it is for.")] = Kind.OBSERVATION,
    reply_to: Annotated[int | None, typer.Option("--reply-to", help="The number of the comment it replies to.")] = None,
    as_json: AsJson = False,
) -> None:
    """Say something of a release."""
    settings = load_settings()
    body = {"text": text, "kind": kind.value} | ({} if reply_to is None else {"reply_to": reply_to})
    answer = tell(settings, f"/v1/releases/{release_meant(settings, about)}/comments", body)
    show_answer(answer, lambda told, console: _print(told["comment"], console), as_json=as_json)


def annotate(
    about: Annotated[str, typer.Argument(metavar="ABOUT", help="An image, its release, or an owner's account.")],
    kind: Annotated[AnnotationKind, typer.Argument(help="What is stated.")],
    text: Said,
    url: Annotated[str | None, typer.Option(help="Evidence elsewhere, https://….")] = None,
    report: Annotated[
        Path | None, typer.Option(help="A scanner's report (SARIF, Trivy, Grype, Inspector): its counts are kept.")
    ] = None,
    days: Annotated[int | None, typer.Option(help="How long it counts.")] = None,
    as_json: AsJson = False,
) -> None:
    """State something of a release or an owner, with evidence. A reviewer's statement counts in the verdict."""
    settings = load_settings()
    place = f"owners/{about}" if is_account_id(about) else f"releases/{release_meant(settings, about)}"
    given = {"url": url, "report": None if report is None else _report(report), "days": days}
    body = {"kind": kind.value, "text": text} | {name: value for name, value in given.items() if value is not None}
    show_answer(tell(settings, f"/v1/{place}/annotations", body), _print_annotation, as_json=as_json)


def _report(file: Path) -> Any:
    try:
        if file.stat().st_size > LARGEST_REPORT_BYTES:
            raise ServiceError(f"{file} is larger than {LARGEST_REPORT_BYTES:,} bytes", 413)
        return orjson.loads(file.read_bytes())
    except OSError as error:
        raise ServiceError(f"{file} cannot be read: {error.strerror}", 422) from error
    except ValueError as error:
        raise ServiceError(f"{file} is no JSON: {error}", 422) from error


def _print_threads(answer: dict[str, Any], console: Console) -> None:
    for thread in answer["threads"]:
        _print(thread, console)
        for reply in thread["replies"]:
            _print(reply, console, indent=4)
    if not answer["threads"]:
        console.print("nobody said anything of it yet")
    if answer["next_cursor"]:
        _, beside = consoles()
        beside.print("there is more of it in the browser")


def _print_found(answer: dict[str, Any], console: Console) -> None:
    for comment in answer["comments"]:
        _print(comment, console, of=f" of {comment['image_id']}")
    if not answer["comments"]:
        console.print("no comment has these words")


def _print(comment: dict[str, Any], console: Console, *, indent: int = 0, of: str = "") -> None:
    maker = ", who makes the image" if comment["by_maker"] else ""
    by = f"  {comment['author']['name']}{maker}, {comment['created_at'][:10]}{of}"
    head = Text.assemble((f"{comment['comment_id']:<5}", "dim"), (comment["kind"], "bold"), by)
    text = comment["text"] if comment["text"] is not None else UNREAD[comment["state"]]
    console.print(Padding(head, (0, 0, 0, indent)))
    console.print(Padding(Text(text), (0, 0, 1, indent + 5)))


def _print_annotation(answer: dict[str, Any], console: Console) -> None:
    stated = answer["annotation"]
    about = stated["image_id"] or f"account {stated['owner_id']}"
    console.print(Text(f"stated: {stated['kind']} of {about}, until {stated['expires_at'][:10]}"), soft_wrap=True)
