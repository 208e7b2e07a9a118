"""`amidex doctor`: is everything there that Amidex needs, and what to do where it is not."""

import sys
from collections.abc import Iterator
from typing import Annotated

import orjson
import typer
from rich.markup import escape

from cli.examinations import Found, Health, catalog_checks, ec2_checks, host_checks, mail_checks
from cli.progress import consoles
from cli.settings import load_settings, place_to_read
from cli.wiring import Workplace
from crawler.ec2 import Ec2

COLOURS = {Health.RIGHT: "green", Health.DOUBTFUL: "yellow", Health.WRONG: "red"}
ATTEMPTS = 2  # somebody waits


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Look at credentials, permissions, clock, disk, database, index, queue and mail, and say what to do about each.

    It changes nothing and may be run beside everything else. Exit code 1 when something is wrong; what is doubtful
    alone is no error.
    """
    settings = load_settings()
    output, _ = consoles()
    findings = list(_examined(Workplace(settings, place_to_read(settings))))
    if as_json:
        told = [{"check": one.check, "health": one.health, "found": one.found, "do": one.do} for one in findings]
        sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        for one in findings:
            line = f"[{COLOURS[one.health]}]{one.health:9}[/] {one.check:12} {escape(one.found)}"
            output.print(line, highlight=False, soft_wrap=True)
            if one.do:
                output.print(f"{'':22} → {escape(one.do)}", highlight=False, soft_wrap=True)
    if any(one.health is Health.WRONG for one in findings):
        raise typer.Exit(1)


def _examined(workplace: Workplace) -> Iterator[Found]:
    yield from host_checks(workplace)
    yield from catalog_checks(workplace)
    yield from mail_checks(workplace)
    yield from ec2_checks(Ec2(max_attempts=ATTEMPTS), demo=workplace.place.demo)
