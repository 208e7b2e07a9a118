"""Which files `amidex lint` reads: those that are named, and in directories those that can look images up."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from catalog.errors import quoted
from trust.lint.look_up import Broken, Reading
from trust.lint.reading import SUFFIXES, read

# Other people's code, and what tools keep for themselves.
NOT_ENTERED = frozenset({"node_modules", "__pycache__", "venv", "site-packages", "vendor", "cdk.out", "build", "dist"})
# Bigger files are not even looked through for what speaks of images.
LARGEST_FILE_BYTES = 20_000_000


class LintPathError(Exception):
    """Nothing can be read where somebody pointed. `str` says where, and what to do."""


def read_files(paths: Iterable[Path]) -> Iterator[tuple[Path, Reading]]:
    """What is in each file, one after the other. Raises LintPathError."""
    for path in paths:
        if path.is_dir():
            for file in _inside(path):
                yield file, _read(file)
        elif path.exists():
            yield path, _read(path)
        else:
            raise LintPathError(f"there is no file or directory {quoted(str(path))}")


def _inside(directory: Path) -> Iterator[Path]:
    # Links are not followed: they can lead out of the project, or in a circle.
    for here, directories, files in os.walk(directory):
        directories[:] = sorted(
            name for name in directories if name not in NOT_ENTERED and (not name.startswith(".") or name == ".github")
        )
        for name in sorted(files):
            file = Path(here, name)
            if file.suffix.lower() in SUFFIXES and not file.is_symlink():
                yield file


def _read(file: Path) -> Reading:
    name = file.as_posix()
    try:
        size = file.stat().st_size
        if size > LARGEST_FILE_BYTES:
            return _broken(name, f"it has {size:,} bytes; more than {LARGEST_FILE_BYTES:,} are not read")
        return read(name, file.read_bytes().decode("utf-8"))
    except UnicodeDecodeError as error:
        return _broken(name, f"it is not UTF-8 text: byte {error.start}")
    except OSError as error:
        return _broken(name, error.strerror or str(error))


def _broken(name: str, why: str) -> Reading:
    return Reading(broken=[Broken(file=name[-1_000:], why=why)])
