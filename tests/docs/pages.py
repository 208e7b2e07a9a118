"""The parts of docs/ that are written from code. `make docs` writes them, a test fails when they are out of date."""

import re
from pathlib import Path

import typer
from typer.cli import get_docs_for_click

from cli.main import app
from cli.settings import Settings

ROOT = Path(__file__).parents[2]
COMMANDS = ROOT / "docs" / "COMMANDS.md"
OPERATING = ROOT / "docs" / "OPERATING.md"
SETTINGS_BEGIN, SETTINGS_END = "<!-- settings: written by `make docs` -->", "<!-- end of settings -->"

ABOUT_COMMANDS = """\
# The command line

Written by `make docs` from the help texts, which `amidex COMMAND --help` prints as well.

Exit codes: **0** it was done; **1** what was asked for failed in part, or was not found; **2** it could not be done as
asked, for the reason that standard error says in one sentence. Answers go to standard output, everything said beside
them to standard error. Every reading command has `--json`.

Reading commands ask the catalog in the data directory: the real one once there is any, else the demo's. With
`AMIDEX_SERVER` they ask a running service instead.
"""


def command_reference() -> str:
    """docs/COMMANDS.md."""
    command = typer.main.get_command(app)
    reference = get_docs_for_click(obj=command, ctx=typer.Context(command, info_name="amidex"), name="amidex")
    # Its own headings begin at the first level, which the page has already.
    body = re.sub(r"^(#+) `", r"#\1 `", reference.strip(), flags=re.MULTILINE)
    return f"{ABOUT_COMMANDS}\n{body}\n"


def settings_table() -> str:
    """What can be set, as a table."""
    rows = ["| variable | default | meaning |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        default = "" if field.default is None else f"`{field.default}`"
        rows.append(f"| `AMIDEX_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)


def operating() -> str:
    """docs/OPERATING.md, with today's table of settings in it."""
    text = OPERATING.read_text("utf-8")
    before, rest = text.split(SETTINGS_BEGIN)
    _, after = rest.split(SETTINGS_END)
    return f"{before}{SETTINGS_BEGIN}\n\n{settings_table()}\n\n{SETTINGS_END}{after}"


def write() -> None:
    """Bring both pages up to date."""
    COMMANDS.write_text(command_reference(), "utf-8")
    OPERATING.write_text(operating(), "utf-8")
