"""`amidex policy`: what is trusted, as EC2's Allowed AMIs takes it."""

import sys
from typing import Annotated, Any

import orjson
import typer
from rich.text import Text

from catalog.partition import check_region
from catalog.utc_time import now
from cli.client import ask
from cli.policy_file import days
from cli.progress import consoles
from cli.settings import load_settings
from trust.image_criteria import why_refused

Several = list[str] | None


def policy(
    region: Annotated[str, typer.Option("--region", "-r", help="For this region: elsewhere accounts differ.")],
    at_least: Annotated[str, typer.Option(help="known, or verified: AWS's word alone.")] = "known",
    max_age: Annotated[str | None, typer.Option(metavar="DAYS", help="Made at most so many days ago: 365d.")] = None,
    no_deprecated: Annotated[bool, typer.Option("--no-deprecated", help="None past its deprecation.")] = False,
    allow: Annotated[Several, typer.Option(help="Also these: owner:ACCOUNT, publisher:SLUG.")] = None,
    deny: Annotated[Several, typer.Option(help="Not these: owner:ACCOUNT, publisher:SLUG.")] = None,
    product_code: Annotated[Several, typer.Option(help="Images of AWS Marketplace with this product code.")] = None,
    image_name: Annotated[Several, typer.Option(help="Only names that fit, with * and ?.")] = None,
    watermark: Annotated[Several, typer.Option(help="Only images with one of these watermarks.")] = None,
    max_severity: Annotated[str | None, typer.Option(help="Scanned, with no finding above: low, medium …")] = None,
    max_scan_age: Annotated[str | None, typer.Option(metavar="DAYS", help="Scanned in the last so many days.")] = None,
    max_fix_age: Annotated[
        str | None, typer.Option(metavar="DAYS", help="No high or critical finding whose fix has been out for longer.")
    ] = None,
    check_account: Annotated[
        bool,
        typer.Option("--check-account", help="Say which images in use your account could not launch any more."),
    ] = False,
) -> None:
    """Print ImageCriteria for EC2's Allowed AMIs: the alias amazon and the accounts of publishers that are known.

    `aws ec2 replace-image-criteria-in-allowed-images-settings --cli-input-json file://FILE` takes it as it is.
    Standard error says what of the policy EC2 cannot hold. With --check-account nothing is printed for EC2 to take:
    exit code 1 says that something in use would be refused, 2 that of something it cannot be told.
    """
    answer = ask(
        load_settings(),
        "/v1/policies/allowed-amis",
        {
            "region": region,
            "at_least": at_least,
            "max_age_days": None if max_age is None else days(max_age),
            "include_deprecated": "false" if no_deprecated else None,
            "allow": allow,
            "deny": deny,
            "product_code": product_code,
            "image_name": image_name,
            "watermark": watermark,
            "max_severity": max_severity,
            "max_scan_age_days": None if max_scan_age is None else days(max_scan_age),
            "max_fix_age_days": None if max_fix_age is None else days(max_fix_age),
        },
    )
    if check_account:
        raise typer.Exit(_check_account(region, answer["image_criteria"]))
    criteria = {"ImageCriteria": answer["image_criteria"]}
    sys.stdout.buffer.write(orjson.dumps(criteria, option=orjson.OPT_INDENT_2) + b"\n")
    _, beside = consoles()
    for note in answer["notes"]:
        beside.print(note, highlight=False, markup=False, soft_wrap=True)


def _check_account(region: str, criteria: list[dict[str, Any]]) -> int:
    """Hold what the account uses against the criteria, as EC2 would; the exit code."""
    from cli.account_images import AccountImages  # noqa: PLC0415 - boto3 takes half a second to load

    account = AccountImages(check_region(region))
    used = account.in_use()
    shown = account.described(list(used.places))
    output, _ = consoles()
    refused, unsure = 0, len(used.unresolved)
    for image_id, places in used.places.items():
        image = shown.get(image_id)
        if image is None:
            unsure += 1
            output.print(Text(f"unsure  {image_id}  EC2 does not show it to the account any more"), soft_wrap=True)
        elif not image["OwnedBySelf"] and (reasons := why_refused(criteria, image, now=now())):
            refused += 1
            output.print(Text(f"refused {image_id}  {'; '.join(reasons)}"), soft_wrap=True)
        else:
            output.print(Text(f"allowed {image_id}"), soft_wrap=True)
        for place in places:
            output.print(Text(f"        in {place}", style="dim"), soft_wrap=True)
    for place, says in used.unresolved.items():
        output.print(Text(f"unsure  {place}: {says}"), soft_wrap=True)
    allowed = len(used.places) + len(used.unresolved) - refused - unsure
    output.print(f"\n{allowed} allowed, {refused} refused, {unsure} unsure; nothing was changed", highlight=False)
    return 1 if refused else 2 if unsure else 0
