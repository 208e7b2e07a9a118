"""Tools that others wrote, each in an environment of its own under build/tools: they pin other versions than we do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

TOOLS = Path(__file__).parents[3] / "build" / "tools"
PATIENCE_SECONDS = 300


def tool(name: str, requirement: str, *more: str) -> Path:
    """The directory of the commands of a tool, installed once, with `more` beside it.

    Skips the test where it cannot be installed.
    """
    place = TOOLS / requirement.replace("==", "-")
    commands = place / "bin"
    done = place / ".installed"
    TOOLS.mkdir(parents=True, exist_ok=True)
    with FileLock(TOOLS / f"{name}.lock"):
        if not done.exists():
            uv = Path(sys.executable).with_name("uv")
            python = commands / "python"
            steps: tuple[list[str | Path], ...] = (
                [uv, "venv", "--quiet", "--clear", "--python", sys.executable, place],
                [uv, "pip", "install", "--quiet", "--python", python, requirement, *more],
            )
            for command in steps:
                try:
                    subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
                except (OSError, subprocess.SubprocessError) as error:
                    why = str(getattr(error, "stderr", None) or error).strip().partition("\n")[0]
                    pytest.skip(f"{requirement} cannot be installed here: {why}")
            done.touch()
    return commands


def run_tool(
    commands: Path, arguments: list[str], url: str, *, region: str, cwd: Path, session_token: str | None = None
) -> subprocess.CompletedProcess:
    """Run a command against an EC2 endpoint, with nobody's credentials and nothing of whoever runs the tests."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
        "AWS_ENDPOINT_URL_EC2": url,
        "AWS_ACCESS_KEY_ID": "AKIDANY",
        "AWS_SECRET_ACCESS_KEY": "any",
        "AWS_DEFAULT_REGION": region,
        "AWS_CONFIG_FILE": str(cwd / "none"),
        "AWS_SHARED_CREDENTIALS_FILE": str(cwd / "none"),
        "HOME": str(cwd),
        "NO_PROXY": "127.0.0.1",
    }
    if session_token is not None:
        environment["AWS_SESSION_TOKEN"] = session_token
    return subprocess.run(
        [commands / arguments[0], *arguments[1:]],
        env=environment,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
