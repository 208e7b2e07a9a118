"""The files that `amidex check` reads what is about to be launched from."""

from collections.abc import Callable
from pathlib import Path

import orjson

from catalog.errors import quoted
from trust.launches import Launches, of_packer_manifest, of_terraform_plan


class LaunchesError(Exception):
    """A file is not what its option takes. `str` says which, and what to do."""


def from_terraform_plan(file: Path) -> Launches:
    """Every image in what `terraform show -json PLAN` printed. Raises LaunchesError."""
    return _read(file, of_terraform_plan, "plan", "make one with `terraform show -json PLAN > plan.json`")


def from_packer_manifest(file: Path) -> Launches:
    """Every image in a manifest of Packer's. Raises LaunchesError."""
    return _read(file, of_packer_manifest, "manifest with builds", "write it with Packer's manifest post-processor")


def _read(file: Path, launches: Callable[[object], Launches | None], what: str, remedy: str) -> Launches:
    try:
        found = launches(orjson.loads(file.read_bytes()))
    except OSError as error:
        raise LaunchesError(f"cannot read {quoted(str(file))}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise LaunchesError(f"{quoted(str(file))} is not JSON ({error}); {remedy}") from error
    if found is None:
        raise LaunchesError(f"{quoted(str(file))} is no {what}; {remedy}")
    found.file = file.as_posix()
    return found
