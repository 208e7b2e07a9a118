"""`amidex listing`: what publishers say of their images; publishing, changing and withdrawing it."""

import sys
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.text import Text

from catalog.errors import CatalogError
from catalog.image_id import is_image_id
from catalog.safe_sharing import CHECKLISTS, Answered, Platform
from cli.answers import AsJson, show_answer
from cli.client import ServiceError, address, ask, end, fetch, put, shown
from cli.listing_file import ListingFileError, draft
from cli.progress import consoles
from cli.settings import Settings, SettingsError, load_settings
from search.errors import SearchError

LARGEST_FILE_BYTES = 400_000
ANSWERED = {Answered.YES: "yes", Answered.NO: "no", Answered.NOT_APPLICABLE: "does not apply", None: "not answered"}
STYLES = {"yes": "green", "no": "bold red", None: "yellow"}

About = Annotated[
    str, typer.Argument(metavar="ABOUT", help="A release (rel-…), a family (fam-…), or an image (ami-…) of a release.")
]
listing_commands = typer.Typer(no_args_is_help=True, help="What publishers say of their images, and publishing it.")


class SnippetForm(StrEnum):
    """What a snippet is written in."""

    HTML = "html"
    MARKDOWN = "markdown"


@listing_commands.command()
def show(about: About, as_json: AsJson = False) -> None:
    """Show what is listed of a release or a family, with the safe-sharing checklist."""
    settings = load_settings()
    show_answer(ask(settings, f"/v1/listings/{release_meant(settings, about)}"), _print, as_json=as_json)


@listing_commands.command()
def template(
    platform: Annotated[Platform, typer.Option(help="Which checklist.")] = Platform.LINUX,
) -> None:
    """Print a listing to fill in, as TOML, with the safe-sharing checklist and why each point is there."""
    sys.stdout.write(draft(platform, {}))


@listing_commands.command()
def publish(
    about: About,
    file: Annotated[Path, typer.Argument(help="The listing: TOML, as `template` prints it, or JSON (.json).")],
    replace: Annotated[
        int | None,
        typer.Option("--replace", metavar="VERSION", help="The version that is changed, as `show` tells it."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Publish a listing of a release or a family that an account you proved owns, or change it."""
    settings = load_settings()
    body = _read(file)
    # Only the version counts; what else is in the ETag is not for who has seen the listing on a screen.
    headers = {} if replace is None else {"If-Match": f'"{replace}"'}
    try:
        answer = put(settings, f"/v1/listings/{release_meant(settings, about)}", body, headers)
    except ServiceError as error:
        if error.status != 428:
            raise
        told = "something is listed already: see `amidex listing show`, then say --replace with its version"
        raise ServiceError(told, error.status) from error
    show_answer(answer, _print, as_json=as_json)


@listing_commands.command()
def withdraw(about: About, yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False) -> None:
    """Withdraw a listing: that it was there stays, and it may be published again."""
    settings = load_settings()
    meant = release_meant(settings, about)
    if not yes and not typer.confirm(f"Withdraw the listing of {meant}?", err=True):
        raise typer.Exit(1)
    end(settings, f"/v1/listings/{meant}", secret=shown(settings))
    _, beside = consoles()
    beside.print(f"withdrawn: the listing of {meant}", highlight=False)


@listing_commands.command()
def snippet(
    about: About,
    form: Annotated[SnippetForm, typer.Option("--form", help="What to write.")] = SnippetForm.HTML,
) -> None:
    """Print a listing to paste into a web page or a README, with a badge."""
    settings = load_settings()
    path = f"/v1/listings/{release_meant(settings, about)}/snippet"
    sys.stdout.buffer.write(fetch(settings, path, {"form": form.value}))


def release_meant(settings: Settings, about: str) -> str:
    """The id to ask for: of an image, its release's. Raises ServiceError when no crawl has seen the image."""
    if not is_image_id(about):
        return about
    release: str = ask(settings, f"/v1/images/{about}")["release"]["release_id"]
    return release


def listing_known(settings: Settings, image_id: str) -> dict[str, Any] | None:
    """What is listed of an image, by whoever can be asked: None where nothing is, or nobody can be."""
    try:
        listing: dict[str, Any] = ask(settings, f"/v1/listings/{release_meant(settings, image_id)}")["listing"]
    except (ServiceError, SettingsError, CatalogError, SearchError):
        return None
    return listing if listing["state"] == "shown" else None


def _read(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise ListingFileError(f"{file} cannot be read: {error.strerror}") from error
    if len(content) > LARGEST_FILE_BYTES:
        raise ListingFileError(f"{file} is larger than any listing: {LARGEST_FILE_BYTES:,} bytes at most")
    try:
        # Through JSON, in which days are text.
        read = orjson.loads(content if file.suffix == ".json" else orjson.dumps(tomllib.loads(content.decode())))
    except ValueError as error:
        kind = "JSON" if file.suffix == ".json" else "TOML"
        raise ListingFileError(f"{file} is no {kind}: {error}; `amidex listing template` prints one") from error
    if not isinstance(read, dict):
        raise ListingFileError(f"{file} should hold one object; `amidex listing template` prints one")
    return read


def _print(answer: dict[str, Any], console: Console) -> None:
    listing = answer["listing"]
    console.print(Text(listing["name"], style="bold"), soft_wrap=True)
    what = f"{listing['covers']} {listing['about']}, version {listing['version']}"
    console.print(Text(f"{what}, {listing['state']} since {listing['stated_at'][:10]}"), soft_wrap=True)
    if listing["state"] != "shown" and listing["checklist_at"] is None:
        return
    publisher = listing["publisher"]
    for heading, value in (
        ("publisher", publisher and publisher["name"]),
        ("site", listing["publisher_url"]),
        ("os", listing["os"]),
        ("support", listing["support"]),
        ("source", listing["source_url"]),
        ("features", "; ".join(listing["features"])),
        ("services", "; ".join(listing["services"])),
    ):
        if value:
            console.print(Text(f"{heading:<10} {value}"), soft_wrap=True)
    if listing["description"]:
        console.print(Text(f"\n{listing['description']}"))
    for note in listing["release_notes"]:
        console.print(Text(f"\n{note['date']}  {note['text']}"))
    print_checklist(console, listing["checklist"], listing["checklist_at"])
    console.print(Text(f"\nAll of it is the publisher's own statement. {address(load_settings())}"), soft_wrap=True)


def print_checklist(console: Console, points: list[dict[str, Any]], at: str | None) -> None:
    """The safe-sharing checklist with its answers, and since when they are given."""
    stated = f"as the publisher states since {at[:10]}" if at else "which the publisher did not answer"
    console.print(Text(f"\nSafe-sharing checklist, {stated}:"), soft_wrap=True)
    for point in points:
        answer = point["answer"]
        line = Text.assemble((f"  {ANSWERED[answer]:<15}", STYLES.get(answer, "")), f" {point['what']}")
        console.print(line + Text(f": {point['note']}" if point["note"] else ""), soft_wrap=True)


def points_of(platform: Platform, answers: dict[str, Answered]) -> list[dict[str, Any]]:
    """The points of a checklist as the service tells them, with some answers."""
    return [
        {"key": point.key, "what": point.what, "why": point.why, "answer": answers.get(point.key), "note": None}
        for point in CHECKLISTS[platform]
    ]
