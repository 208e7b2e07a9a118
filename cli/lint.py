"""`amidex lint`: how files look images up, and what is wrong with that. Files are read here; the service judges."""

import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.text import Text

from cli.client import ServiceError, tell
from cli.files_to_lint import LintPathError, read_files
from cli.progress import consoles
from cli.sarif import log, result
from cli.settings import Settings, load_settings
from trust.lint.look_up import Reading
from trust.lint.rules import LEVELS, SUMMARIES

# Each question is answered within seconds, whatever is in it.
LOOK_UPS_A_QUESTION = 50
IMAGES_A_QUESTION = 500
STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}


def lint(
    paths: Annotated[list[Path], typer.Argument(help="Files, and directories to look through.", metavar="PATH")],
    region: Annotated[
        str | None, typer.Option("--region", "-r", help="Where look-ups look that do not say. Default: us-east-1.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print findings, look-ups and matches as JSON.")] = False,
    as_sarif: Annotated[bool, typer.Option("--sarif", help="Print the findings as SARIF 2.1.0.")] = False,
) -> None:
    """Say of files whether the images that they look up can be anybody's, which would win today, and what to write.

    Reads Terraform, Packer, shell scripts, Markdown, boto3, CloudFormation, the CDK and Ansible. Only look-ups and ids
    are asked about; files stay here. Exit code 0: nothing is wrong; 1: there are errors or warnings; 2: a file could
    not be read, or the service did not answer.
    """
    reading = Reading()
    files = 0
    for _, found in read_files(paths):
        files += 1
        reading.add(found)
    if not files:
        raise LintPathError("there is no file that could look images up in what was named")
    report = _report(load_settings(), reading, files, region)
    if as_json or as_sarif:
        written = _sarif(report) if as_sarif else report
        sys.stdout.buffer.write(orjson.dumps(written, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        console, _ = consoles()
        _print(report, console)
    if report["broken"]:
        raise typer.Exit(2)
    raise typer.Exit(0 if report["passes"] else 1)


def _report(settings: Settings, reading: Reading, files: int, region: str | None) -> dict[str, Any]:
    """The service's answers put together. Raises ServiceError."""
    report: dict[str, Any] = {
        "demo": False,
        "passes": not reading.broken,
        "files": files,
        "findings": [],
        "look_ups": [],
        "images": len(reading.images),
        "broken": [one.model_dump() for one in reading.broken],
    }
    for question in _questions(reading):
        try:
            answer = tell(settings, "/v1/lint", question | ({"region": region} if region else {}))
        except ServiceError as error:
            raise ServiceError(f"nothing was linted: {error}", 503) from error
        report["demo"] = report["demo"] or answer["demo"]
        report["passes"] = report["passes"] and answer["passes"]
        report["findings"] += answer["findings"]
        report["look_ups"] += answer["look_ups"]
    report["findings"].sort(key=lambda found: (found["file"], found["line"]))
    return report


def _questions(reading: Reading) -> Iterator[dict[str, Any]]:
    for start in range(0, len(reading.look_ups), LOOK_UPS_A_QUESTION):
        some = reading.look_ups[start : start + LOOK_UPS_A_QUESTION]
        yield {"look_ups": [one.model_dump(mode="json", exclude_defaults=True) for one in some]}
    for start in range(0, len(reading.images), IMAGES_A_QUESTION):
        ids = reading.images[start : start + IMAGES_A_QUESTION]
        yield {"images": [one.model_dump(mode="json", exclude_defaults=True) for one in ids]}


def _sarif(report: dict[str, Any]) -> dict[str, Any]:
    rules = {name: (level.value, SUMMARIES[name]) for name, level in LEVELS.items()}
    results = [
        result(
            found["rule"],
            found["level"],
            f"{found['subject']}: {found['message']}" + (f" Write: {found['fix']}" if found["fix"] else ""),
            file=found["file"],
            line=found["line"],
            places=[found["subject"]],
            key=f"{found['rule']} {found['file']} {found['subject']}",
        )
        for found in report["findings"]
    ]
    rules["unreadable"] = ("error", "The file could not be read")
    results += [
        result(
            "unreadable",
            "error",
            one["why"],
            file=one["file"],
            line=one["line"] or 1,
            places=[one["file"]],
            key=f"unreadable {one['file']}",
        )
        for one in report["broken"]
    ]
    return log(version("amidex"), rules, results)


def _print(report: dict[str, Any], console: Console) -> None:
    if report["demo"]:
        console.print("[yellow]demo data")
    for one in report["broken"]:
        place = f"{one['file']}:{one['line'] or 1}"
        console.print(Text.assemble(f"{place}  ", ("unreadable", STYLES["error"]), f"  {one['why']}"), soft_wrap=True)
    for found in report["findings"]:
        heading = Text.assemble(
            f"{found['file']}:{found['line']}  ",
            (found["level"], STYLES[found["level"]]),
            f"  {found['rule']}",
            (f"  {found['subject']}", "bold"),
        )
        console.print(heading, soft_wrap=True)
        console.print(Text(f"    {found['message']}"), soft_wrap=True)
        if found["fix"]:
            console.print(Text.assemble("    write: ", (found["fix"], "green")), soft_wrap=True)
    counts = {level: sum(found["level"] == level for found in report["findings"]) for level in STYLES}
    told = ", ".join(f"{count} {level}{'s' if count != 1 else ''}" for level, count in counts.items() if count)
    console.print(
        f"\n{report['files']} files, {len(report['look_ups'])} look-ups, {report['images']} image ids: "
        f"{told or 'nothing is wrong'}",
        highlight=False,
    )
