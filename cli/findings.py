"""`amidex findings`: have EC2 asked what Amazon Inspector found in images, and print it."""

import sys
import time
from collections.abc import Sequence
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.text import Text

from catalog.errors import LockHeldError, MalformedError
from catalog.findings import FindingsRow, FindingsStatus, findings_on, request_findings
from catalog.image_id import check_image_id
from catalog.images import images_by_id
from catalog.tables import Image
from catalog.utc_time import now
from cli.client import ServiceError
from cli.findings_watch import FindingsWatch
from cli.progress import consoles, plain_table
from cli.settings import load_settings, place_to_read
from cli.wiring import WORKER_LOCK, Workplace
from crawler.ec2 import Ec2
from trust.findings import SEVERITIES, Findings, findings_of

MOST_IMAGES = 100
POLL_SECONDS = 0.2


def findings(
    image_ids: Annotated[list[str], typer.Argument(metavar="IMAGE…", help=f"Image ids, at most {MOST_IMAGES}.")],
    wait: Annotated[int, typer.Option("--wait", min=0, help="Seconds to wait for EC2's answers.")] = 60,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Have EC2 asked what Amazon Inspector found in images, once a day at most for each.

    The worker asks with the account that crawls, or this command does where no worker runs. It takes
    `ec2:GetImageFindings`. Their verdicts are made anew with what comes of it. Exits with 1 where EC2 did not answer.
    """
    if len(image_ids) > MOST_IMAGES:
        raise MalformedError("number of image ids", len(image_ids), f"at most {MOST_IMAGES} at a time")
    settings = load_settings()
    output, console = consoles()
    workplace = Workplace(settings, place_to_read(settings))
    rows = _request(workplace, [check_image_id(image_id) for image_id in image_ids])
    watch = FindingsWatch(workplace.database, Ec2, console)
    until = time.monotonic() + wait
    with console.status("asking EC2"):
        while _wait(rows) and time.monotonic() < until:
            if not _asked_here(workplace, watch):
                time.sleep(POLL_SECONDS)
            with workplace.database.read() as session:
                rows = findings_on(session, [row.image_row for row in rows])
    _print(rows, output, as_json=as_json)
    if _wait(rows):
        console.print(f"EC2 was not asked within {wait} s: see whether `amidex worker` runs and crawls", soft_wrap=True)
    if any(row.status != FindingsStatus.FETCHED for row in rows):
        raise typer.Exit(1)


def _request(workplace: Workplace, image_ids: Sequence[str]) -> list[FindingsRow]:
    with workplace.database.write() as session:
        images: list[Image] = []
        for image_id in dict.fromkeys(image_ids):
            found = images_by_id(session, image_id, with_private=True)
            if not found:
                raise ServiceError(f"no image has the id {image_id}: no crawl has seen it", 404)
            images += found
        return request_findings(session, images, at=now())


def _wait(rows: Sequence[FindingsRow]) -> bool:
    return any(row.status == FindingsStatus.WAITING for row in rows)


def _asked_here(workplace: Workplace, watch: FindingsWatch) -> bool:
    """Do the worker's part, verdicts included, unless there is a worker."""
    try:
        with workplace.database.lock(WORKER_LOCK):
            watch.look()
            while workplace.indexer.drain():
                pass
    except LockHeldError:
        return False
    return True


def _print(rows: Sequence[FindingsRow], output: Console, *, as_json: bool) -> None:
    if as_json:
        told = [row._asdict() for row in rows]
        for one in told:
            del one["image_row"]
        sys.stdout.buffer.write(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z) + b"\n")
        return
    table = plain_table("image", "region", *SEVERITIES, "with a fix", "asked", numbers=(*SEVERITIES, "with a fix"))
    known = [(row, findings_of(row.asked_at, row.summary)) for row in rows if row.asked_at and row.summary]
    for row, found in known:
        more = "" if found.complete else "+"
        counts = [f"{_count(found, severity)}{more}" for severity in SEVERITIES]
        fixable = sum(one.fixable for one in found.by_severity.values())
        table.add_row(row.image_id, row.region, *counts, f"{fixable:,}{more}", found.asked_at.date().isoformat())
    if known:
        output.print(table)
    for row, found in known:
        if found.worst is None:
            output.print(f"{row.image_id}: EC2 names no finding: nothing was found, or Inspector never scanned it")
    for row in rows:
        if row.error is not None:
            output.print(Text(f"{row.image_id}: {row.error}", style="red"), soft_wrap=True)


def _count(found: Findings, severity: str) -> str:
    return f"{found.by_severity[severity].findings:,}" if severity in found.by_severity else "0"
