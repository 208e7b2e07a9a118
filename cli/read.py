"""Reading commands: `amidex search`, `amidex show`, `amidex owners`. What they know, the service told them."""

from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from catalog.account_id import is_account_id
from catalog.release import is_release_id
from cli.answers import AsJson, show_answer
from cli.client import ask
from cli.progress import fits, plain_table
from cli.settings import load_settings
from cli.verdicts import print_verdict, verdict_of

TRUST_STYLES = {
    "verified": "green",
    "known": "cyan",
    "unverified": "yellow",
    "suspicious": "red",
    "malicious": "bold white on red",
}
FACETS_SHOWN = ("architecture", "operating_system", "publisher", "trust")
FACET_VALUES_SHOWN = 5


def search(
    words: Annotated[
        list[str] | None, typer.Argument(help='Words, "phrases", -not, OR, field:value, a name with *, or an id.')
    ] = None,
    region: Annotated[list[str] | None, typer.Option("--region", "-r", help="With an image in this region.")] = None,
    arch: Annotated[list[str] | None, typer.Option(help="x86_64 (or amd64), arm64, i386 …")] = None,
    platform: Annotated[list[str] | None, typer.Option(help="linux or windows.")] = None,
    os: Annotated[list[str] | None, typer.Option(help="Operating system: ubuntu, windows-server-2022 …")] = None,
    owner: Annotated[list[str] | None, typer.Option(help="Account id of the owner.")] = None,
    publisher: Annotated[list[str] | None, typer.Option(help="Publisher, by slug: canonical, debian …")] = None,
    trust: Annotated[list[str] | None, typer.Option(help="verified, known, unverified, suspicious, malicious.")] = None,
    root_device: Annotated[list[str] | None, typer.Option(help="ebs or instance-store.")] = None,
    virtualization: Annotated[list[str] | None, typer.Option(help="hvm or paravirtual.")] = None,
    boot_mode: Annotated[list[str] | None, typer.Option(help="legacy-bios, uefi or uefi-preferred.")] = None,
    year: Annotated[list[str] | None, typer.Option(help="Made in this year.")] = None,
    released_after: Annotated[str | None, typer.Option(help="Made on this day or later: 2026-01-31.")] = None,
    include_deprecated: Annotated[bool, typer.Option("--include-deprecated", help="Deprecated ones too.")] = False,
    include_gone: Annotated[bool, typer.Option("--include-gone", help="Also what EC2 no longer shows.")] = False,
    sort: Annotated[str, typer.Option(help="relevance, newest or name.")] = "relevance",
    limit: Annotated[int, typer.Option(help="How many releases, at most 100.")] = 20,
    cursor: Annotated[str | None, typer.Option(help="The next page: what the last answer gave.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find releases. With --region, the image id of that region is shown."""
    answer = ask(
        load_settings(),
        "/v1/search",
        {
            "q": " ".join(words or []),
            "region": region,
            "arch": arch,
            "platform": platform,
            "os": os,
            "owner": owner,
            "publisher": publisher,
            "trust": trust,
            "root_device": root_device,
            "virtualization": virtualization,
            "boot_mode": boot_mode,
            "year": year,
            "released_after": released_after,
            "include_deprecated": include_deprecated,
            "include_gone": include_gone,
            "sort": sort,
            "limit": limit,
            "cursor": cursor,
        },
    )
    show_answer(answer, _print_hits, as_json=as_json)


def show(
    id_: Annotated[str, typer.Argument(metavar="ID", help="An image id (ami-…) or a release id (rel-…).")],
    as_json: AsJson = False,
) -> None:
    """Show one image with its verdict and history, or one release with its verdict and images."""
    settings = load_settings()
    if is_release_id(id_):
        release = ask(settings, f"/v1/releases/{id_}")
        link = release["verdict"]
        release["verdict"] = link and link | (verdict_of(settings, link["link"]) or {})
        show_answer(release, _print_release, as_json=as_json)
        return
    image = ask(settings, f"/v1/images/{id_}")
    there = {"region": image["region"]}
    image["history"] = ask(settings, f"/v1/images/{id_}/history", there)["history"]
    image["verdict"] = verdict_of(settings, f"/v1/images/{id_}/verdict", there)
    show_answer(image, _print_image, as_json=as_json)


def owners(
    query: Annotated[str, typer.Argument(help="A publisher's name, an account id, or its beginning.")] = "",
    limit: Annotated[int, typer.Option(help="How many accounts, at most 100.")] = 20,
    cursor: Annotated[str | None, typer.Option(help="The next page: what the last answer gave.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find who owns images: accounts by publisher or id; a whole account id shows that account."""
    settings = load_settings()
    if is_account_id(query):
        show_answer(ask(settings, f"/v1/owners/{query}"), _print_owner, as_json=as_json)
        return
    answer = ask(settings, "/v1/owners", {"q": query, "limit": limit, "cursor": cursor})
    show_answer(answer, _print_owners, as_json=as_json)


def _print_hits(answer: dict[str, Any], console: Console) -> None:
    for typed, used in answer["corrected"].items():
        console.print(Text(f"nothing found with {typed}: showing {used}", style="yellow"))
    for typed, known in answer["also"].items():
        console.print(Text(f"did you mean {known} by {typed}?", style="yellow"))
    if not answer["hits"]:
        console.print("nothing found; fewer words or filters find more, as may --include-deprecated")
        return
    table = plain_table("name", "image", "publisher", "trust", "arch", "made")
    for hit in answer["hits"]:
        table.add_row(_name(hit), *_facts_of_hit(hit))
    if fits(table, console):
        console.print(table)
    else:
        _print_hits_apart(answer["hits"], console)
    console.print(f"\n{answer['total']:,} releases in {answer['took_ms']} ms", highlight=False)
    for facet in FACETS_SHOWN:
        if len(values := answer["facets"].get(facet, [])[:FACET_VALUES_SHOWN]) > 1:
            counts = ", ".join(f"{escape(value['value'])} {value['count']:,}" for value in values)
            console.print(f"[dim]{facet}: {counts}", highlight=False)
    if answer["next_cursor"]:
        console.print(f"[dim]more: --cursor {answer['next_cursor']}", highlight=False, soft_wrap=True)


def _print_hits_apart(hits: list[dict[str, Any]], console: Console) -> None:
    """The names on lines of their own: they are long, and in folds neither read nor copied well."""
    for hit in hits:
        console.print(_name(hit), soft_wrap=True)
        console.print(f"  {'  '.join(_facts_of_hit(hit))}", highlight=False, soft_wrap=True)


def _facts_of_hit(hit: dict[str, Any]) -> tuple[str, str, str, str, str]:
    return (
        hit["image_id"] or _in_regions(hit["images"]),
        escape(hit["publisher"]["name"] if hit["publisher"] else ", ".join(hit["owner_ids"])),
        _trust(hit["trust"]),
        " ".join(hit["architectures"]),
        (hit["created_at"] or "")[:10],
    )


def _print_image(image: dict[str, Any], console: Console) -> None:
    _print_facts(
        console,
        f"{image['image_id']} in {image['region']}",
        {
            "name": image["name"],
            "description": image["description"],
            "owner": _owner(image),
            "identity": f"{image['identity']['level']}: {image['identity']['reason']}",
            "release": image["release"]["release_id"],
            "architecture": image["architecture"],
            "platform": image["platform_details"] or image["platform"],
            "root device": image["root_device_type"],
            "boot mode": image["boot_mode"],
            "made": image["created_at"],
            "deprecated": image["deprecated_at"],
            "seen by": ", ".join(image["scopes"]),
            "gone": image["gone_at"],
        },
    )
    print_verdict(image["verdict"], console)
    console.print("\nhistory")
    for entry in image["history"]:
        console.print(f"  {entry['at']}  {entry['event']}", highlight=False)
        for field, (before, after) in entry["changes"].items():
            console.print(Text(f"      {field}: {_short(before)} → {_short(after)}"))


def _print_release(release: dict[str, Any], console: Console) -> None:
    _print_facts(
        console,
        release["name"],
        {
            "description": release["description"],
            "publisher": release["publisher"]["name"] if release["publisher"] else ", ".join(release["owner_ids"]),
            "identity": f"{release['identity']['level']}: {release['identity']['reason']}",
            "made": release["created_at"],
            "deprecated": release["deprecated_at"],
            "gone": release["gone_at"],
        },
    )
    print_verdict(release["verdict"], console)
    table = plain_table("region", "image", "owner", "arch", "made", "")
    for image in release["images"]:
        state = "[red]gone" if image["gone_at"] else ""
        made = (image["created_at"] or "")[:10]
        table.add_row(image["region"], image["image_id"], image["owner_id"], image["architecture"], made, state)
    console.print()
    console.print(table)


def _print_owners(answer: dict[str, Any], console: Console) -> None:
    if not answer["owners"]:
        console.print("no such owner")
        return
    table = plain_table(
        "account", "publisher", "alias", "images", "regions", "since", "newest", numbers=("images", "regions")
    )
    table.columns[1].no_wrap = False
    for owner in answer["owners"]:
        table.add_row(
            owner["owner_id"] + ("" if owner["partition"] == "aws" else f" ({owner['partition']})"),
            escape(", ".join(publisher["name"] for publisher in owner["publishers"])),
            owner["owner_alias"] or "",
            f"{owner['image_count']:,}",
            str(owner["region_count"]),
            (owner["since"] or "")[:10],
            (owner["newest_at"] or "")[:10],
        )
    console.print(table)
    if answer["next_cursor"]:
        console.print(f"[dim]more: --cursor {answer['next_cursor']}", highlight=False, soft_wrap=True)


def _print_owner(owner: dict[str, Any], console: Console) -> None:
    _print_facts(
        console,
        f"account {owner['owner_id']}",
        {
            "publisher": ", ".join(entry["publisher"]["name"] for entry in owner["attributions"]),
            "alias": owner["owner_alias"],
            "identity": f"{owner['identity']['level']}: {owner['identity']['reason']}",
            "sources": "\n".join(source["source"] for entry in owner["attributions"] for source in entry["sources"]),
            "images": f"{owner['image_count']:,} in {len(owner['regions'])} regions",
            "since": owner["since"],
            "newest": owner["newest_at"],
        },
    )
    if owner["newest_releases"]:
        console.print("\nnewest releases")
    for release in owner["newest_releases"]:
        console.print(Text(f"  {(release['created_at'] or '')[:10]}  {release['name']}"))


def _print_facts(console: Console, title: str, facts: dict[str, str | None]) -> None:
    console.print(Text(title, style="bold"))
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts.items():
        if value:
            table.add_row(name, Text(str(value)))
    console.print(table)


def _name(hit: dict[str, Any]) -> Text:
    name = Text(hit["name"])
    for state, style in (("deprecated", "yellow"), ("gone", "red")):
        if hit[state]:
            name.append(f" {state}", style=style)
    return name


def _in_regions(images: dict[str, Any]) -> str:
    if len(images) == 1:
        region, image = next(iter(images.items()))
        return f"{image['image_id']} ({region})"
    return f"{len(images)} regions"


def _owner(image: dict[str, Any]) -> str:
    publisher = f" ({image['publisher']['name']})" if image["publisher"] else ""
    alias = f", alias {image['owner_alias']}" if image["owner_alias"] else ""
    return f"{image['owner_id']}{publisher}{alias}"


def _trust(level: str) -> str:
    return f"[{TRUST_STYLES.get(level, '')}]{level}[/]" if level in TRUST_STYLES else level


def _short(value: object) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= 120 else f"{text[:119]}…"
