"""`amidex share`: who may launch your images. The commands of old, with the guidelines for sharing built in."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.text import Text

from catalog.image_id import check_image_id
from catalog.safe_sharing import CHECKLISTS, Answered, Platform
from catalog.utc_time import now
from cli.client import address
from cli.launch_permissions import LaunchPermissions, OwnImage, Permissions, ShareError, grantee
from cli.listing import listing_known, points_of, print_checklist
from cli.listing_file import write_draft
from cli.progress import consoles
from cli.settings import load_settings
from trust.sharing import Concern, Weight, concerns

share_commands = typer.Typer(
    help="Say who may launch an image of yours: everybody, or some accounts, organizations and organizational units.",
    no_args_is_help=True,
)

LETTERS = {"y": Answered.YES, "n": Answered.NO, "na": Answered.NOT_APPLICABLE}
EVERYBODY = [("Group", "all")]
STYLES = {"refused": "bold red", "danger": "bold red", "caution": "yellow", "note": "dim"}

ImageArgument = Annotated[str, typer.Argument(metavar="IMAGE", help="The image's id.")]
Grantees = Annotated[
    list[str], typer.Argument(metavar="WHO", help="Account ids, and ARNs of organizations or organizational units.")
]
Region = Annotated[str | None, typer.Option("--region", "-r", help="Where the image is. Default: as boto3 has it.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Ask EC2 whether it would do it, and change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print as JSON who may launch it then.")]


@share_commands.command()
def show(image: ImageArgument, region: Region = None, as_json: AsJson = False) -> None:
    """Who may launch an image of yours."""
    ec2, own = _own(image, region)
    _tell(own, ec2.of(image), as_json=as_json)


@share_commands.command()
def public(
    image: ImageArgument,
    region: Region = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    despite_dangers: Annotated[
        bool, typer.Option("--despite-dangers", help="Also when its texts or user data seem to give something away.")
    ] = False,
    listing_file: Annotated[
        Path | None,
        typer.Option(
            "--listing", metavar="FILE", help="Write a listing to publish, with the answers, to this new file."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Let everybody launch it, after a look at what that gives away, and the safe-sharing checklist.

    Exit code 1: it was not done, since EC2 would refuse, something seems to be given away, or you said no.
    """
    ec2, own = _own(image, region)
    before = ec2.of(image)
    found = concerns(ec2.facts(own), now())
    _, beside = consoles()
    _screen(beside, own, found)
    if any(concern.weight is Weight.REFUSED for concern in found):
        raise _not_done("nothing was changed: EC2 would refuse")
    if not despite_dangers and any(concern.weight is Weight.DANGER for concern in found):
        raise _not_done("nothing was changed; correct it, or say --despite-dangers if you know better")
    listed, answers = _checklist(beside, own, asks=not (yes or dry_run or before.public))
    if not before.public:
        _ask(f"Let everybody launch {image}?", yes=yes or dry_run)
        ec2.change(image, "add", EVERYBODY, dry_run=dry_run)
    _done(ec2, own, dry_run=dry_run, as_json=as_json)
    if not dry_run:
        beside.print(
            f"\nThe catalog shows it after the next crawl: `amidex crawl --region {own.region} --scope all`, "
            f"then `amidex show {image}`.",
            highlight=False,
        )
        _offer(beside, own, answers, listed=listed, file=listing_file)


@share_commands.command()
def private(
    image: ImageArgument, region: Region = None, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False
) -> None:
    """No longer let everybody launch it. Accounts and organizations that were let in by name stay in."""
    ec2, own = _own(image, region)
    if ec2.of(image).public:
        _, beside = consoles()
        beside.print("Instances that run, and images that were copied from it, stay with whoever has them.")
        _ask(f"Take {image} from the public?", yes=yes or dry_run)
        ec2.change(image, "remove", EVERYBODY, dry_run=dry_run)
    _done(ec2, own, dry_run=dry_run, as_json=as_json)


@share_commands.command()
def add(
    image: ImageArgument,
    who: Grantees,
    region: Region = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Let accounts, organizations or organizational units launch it."""
    grantees = [grantee(text) for text in who]
    ec2, own = _own(image, region)
    _, beside = consoles()
    encrypted = [one.snapshot_id for one in ec2.facts(own).snapshots if one.encrypted]
    beside.print(f"They will be able to launch {image} and to read everything that is on its disks: {', '.join(who)}")
    if encrypted:
        beside.print(f"[yellow]Its snapshots {', '.join(encrypted)} are encrypted: they also need to use the key.")
    _ask(f"Share {image} with {len(grantees)} more?", yes=yes or dry_run)
    ec2.change(image, "add", grantees, dry_run=dry_run)
    _done(ec2, own, dry_run=dry_run, as_json=as_json)


@share_commands.command()
def remove(
    image: ImageArgument,
    who: Grantees,
    region: Region = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """No longer let accounts, organizations or organizational units launch it."""
    grantees = [grantee(text) for text in who]
    ec2, own = _own(image, region)
    if ec2.of(image).public:
        _, beside = consoles()
        beside.print("[yellow]It is public: they can still launch it, as everybody can.")
    _ask(f"Take {image} from {', '.join(who)}?", yes=yes or dry_run)
    ec2.change(image, "remove", grantees, dry_run=dry_run)
    _done(ec2, own, dry_run=dry_run, as_json=as_json)


@share_commands.command()
def reset(
    image: ImageArgument, region: Region = None, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Let nobody but you launch it."""
    ec2, own = _own(image, region)
    _ask(f"Take {image} from everybody but you?", yes=yes or dry_run)
    ec2.reset(image, dry_run=dry_run)
    _done(ec2, own, dry_run=dry_run, as_json=as_json)


@share_commands.command()
def leave(
    image: ImageArgument, region: Region = None, dry_run: DryRun = False, yes: Yes = False, as_json: AsJson = False
) -> None:
    """Give back an image that somebody shared with your account: it is then no longer shared with you."""
    check_image_id(image)
    ec2 = LaunchPermissions(region)
    _, beside = consoles()
    beside.print("Only its owner can share it with your account again.")
    _ask(f"Leave {image}?", yes=yes or dry_run)
    ec2.leave(image, dry_run=dry_run)
    if as_json:
        _write({"image_id": image, "region": ec2.region, "left": not dry_run})
    else:
        beside.print(f"EC2 would do it: {image} is still shared with you." if dry_run else f"left {image}.")


def _own(image_id: str, region: str | None) -> tuple[LaunchPermissions, OwnImage]:
    ec2 = LaunchPermissions(region)
    return ec2, ec2.own_image(check_image_id(image_id))


def _screen(console: Console, own: OwnImage, found: Sequence[Concern]) -> None:
    """What going public means, on one screen."""
    console.print(Text(f"{own.image_id}  {own.name}", style="bold"), soft_wrap=True)
    console.print(
        f"Everybody with an AWS account will be able to find it in {own.region}, to launch it, to read all that is on "
        "its disks, and to keep and share what they made of it, also after you take it back. They will read its name "
        "and description, and that it is yours; not your tags. It stays in your account, and so do its costs.",
        highlight=False,
    )
    if found:
        console.print()
    for concern in found:
        line = Text.assemble((f"{concern.weight.value:<8}", STYLES[concern.weight.value]), f"  {concern.text}")
        console.print(line, soft_wrap=True)


def _platform(own: OwnImage) -> Platform:
    return Platform.WINDOWS if str(own.document.get("Platform", "")).lower() == "windows" else Platform.LINUX


def _checklist(console: Console, own: OwnImage, *, asks: bool) -> tuple[bool, dict[str, Answered]]:
    """Whether the image is listed, and the answers to the checklist: the listing's, and then those of who is asked."""
    listing = listing_known(load_settings(), own.image_id)
    answers = {
        point["key"]: Answered(point["answer"]) for point in (listing or {}).get("checklist", ()) if point["answer"]
    }
    console.print("\nNobody can see from outside whether this was done.", highlight=False)
    print_checklist(console, points_of(_platform(own), answers), (listing or {}).get("checklist_at"))
    if asks and _somebody_is_there():
        for point in CHECKLISTS[_platform(own)]:
            if point.key not in answers:
                console.print(f"\n{point.what}? {point.why}", highlight=False, soft_wrap=True)
                answers[point.key] = _answered()
    undone = [point.what for point in CHECKLISTS[_platform(own)] if answers.get(point.key) is Answered.NO]
    for what in undone:
        console.print(Text.assemble(("caution ", "yellow"), f"  by your own word not so: {what}"), soft_wrap=True)
    return listing is not None, answers


def _answered() -> Answered:
    typed = ""
    while typed not in LETTERS:
        typed = typer.prompt("y yes, n no, na does not apply", default="n", err=True).strip().lower()
    return LETTERS[typed]


def _offer(
    console: Console, own: OwnImage, answers: Mapping[str, Answered], *, listed: bool, file: Path | None
) -> None:
    """What to do next, so that people know what the image is."""
    if file is not None:
        write_draft(file, _platform(own), answers)
    if not listed:
        where = file or "FILE"
        draft = "" if file else f"`amidex listing template --platform {_platform(own)} > {where}`, fill it in, "
        console.print(
            f"Then tell people what it is: {draft}`amidex listing publish {own.image_id} {where}`, or at "
            f"{address(load_settings())}/images/{own.image_id} in a browser.",
            highlight=False,
            soft_wrap=True,
        )


def _ask(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not _somebody_is_there():
        raise ShareError("nobody is there to ask: say --yes")
    if not typer.confirm(question, err=True):
        raise _not_done("nothing was changed")


def _somebody_is_there() -> bool:
    return sys.stdin.isatty()


def _not_done(why: str) -> typer.Exit:
    sys.stderr.write(f"amidex: {why}\n")
    return typer.Exit(1)


def _done(ec2: LaunchPermissions, own: OwnImage, *, dry_run: bool, as_json: bool) -> None:
    if dry_run:
        _, beside = consoles()
        beside.print("EC2 would do it. Nothing was changed; it is as it was:")
    _tell(own, ec2.of(own.image_id), as_json=as_json)


def _tell(own: OwnImage, permissions: Permissions, *, as_json: bool) -> None:
    if as_json:
        _write({"image_id": own.image_id, "region": own.region, "name": own.name, **asdict(permissions)})
        return
    output, _ = consoles()
    output.print(Text(f"{own.image_id}  {own.region}  {own.name}"), soft_wrap=True)
    output.print(f"public                 {'yes: everybody may launch it' if permissions.public else 'no'}")
    for heading, listed in (
        ("accounts", permissions.accounts),
        ("organizations", permissions.organizations),
        ("organizational units", permissions.units),
    ):
        output.print(f"{heading:<22} {', '.join(listed) or 'none'}", highlight=False, soft_wrap=True)


def _write(report: dict[str, Any]) -> None:
    sys.stdout.buffer.write(orjson.dumps(report, option=orjson.OPT_INDENT_2) + b"\n")
