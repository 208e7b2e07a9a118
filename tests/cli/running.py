"""Runs the `amidex` command: in this process, as fast as tests need, or in one of its own, as people do."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any
from unittest.mock import patch

import orjson

from cli.main import main


@dataclass(frozen=True)
class Finished:
    exit_code: int
    output: str
    said: str  # on standard error

    @property
    def json(self) -> Any:
        return orjson.loads(self.output)


def clean_environment(data_dir: Path, **more: str) -> dict[str, str]:
    """An environment without anybody's AWS settings: neither files, nor variables, nor the metadata of a machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "AMIDEX_"))}
    return (
        kept
        | {
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AMIDEX_DATA_DIR": str(data_dir),
            "COLUMNS": "200",
        }
        | more
    )


def amidex(*arguments: str, environment: Mapping[str, str], given: bytes = b"") -> Finished:
    """Run a command in this process. `given` is its standard input."""
    output, said = TextIOWrapper(BytesIO(), encoding="utf-8"), TextIOWrapper(BytesIO(), encoding="utf-8")
    with (
        patch.dict(os.environ, environment, clear=True),
        patch.object(sys, "argv", ["amidex", *arguments]),
        patch.object(sys, "stdin", TextIOWrapper(BytesIO(given), encoding="utf-8")),
        redirect_stdout(output),
        redirect_stderr(said),
    ):
        try:
            main()
        except SystemExit as end:
            exit_code = end.code if isinstance(end.code, int) else 0
        else:
            exit_code = 0
        output.flush()
        said.flush()
    return Finished(exit_code, _text(output), _text(said))


@contextmanager
def amidex_process(*arguments: str, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A command in a process and a process group of its own, killed with all its children when the block is left."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "cli", *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        # The group's id is that of its first process, also when that one has ended before its children.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 9)
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _text(stream: TextIOWrapper) -> str:
    content = stream.buffer
    assert isinstance(content, BytesIO)
    return content.getvalue().decode("utf-8")
