"""`amidex policy`: what is trusted, as EC2's Allowed AMIs takes it."""

import sys
from typing import Annotated

import orjson
import typer

from cli.client import ask
from cli.policy_file import days
from cli.progress import consoles
from cli.settings import load_settings

Several = list[str] | None


def policy(
    region: Annotated[str, typer.Option("--region", "-r", help="For this region: elsewhere accounts differ.")],
    at_least: Annotated[str, typer.Option(help="known, or verified: AWS's word alone.")] = "known",
    max_age: Annotated[str | None, typer.Option(metavar="DAYS", help="Made at most so many days ago: 365d.")] = None,
    no_deprecated: Annotated[bool, typer.Option("--no-deprecated", help="None past its deprecation.")] = False,
    allow: Annotated[Several, typer.Option(help="Also these: owner:ACCOUNT, publisher:SLUG.")] = None,
    deny: Annotated[Several, typer.Option(help="Not these: owner:ACCOUNT, publisher:SLUG.")] = None,
    product_code: Annotated[Several, typer.Option(help="Images of AWS Marketplace with this product code.")] = None,
) -> None:
    """Print ImageCriteria for EC2's Allowed AMIs: the alias amazon and the accounts of publishers that are known.

    `aws ec2 replace-image-criteria-in-allowed-images-settings --cli-input-json file://FILE` takes it as it is.
    Standard error says what of the policy EC2 cannot hold.
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
        },
    )
    criteria = {"ImageCriteria": answer["image_criteria"]}
    sys.stdout.buffer.write(orjson.dumps(criteria, option=orjson.OPT_INDENT_2) + b"\n")
    _, beside = consoles()
    for note in answer["notes"]:
        beside.print(note, highlight=False, markup=False, soft_wrap=True)
