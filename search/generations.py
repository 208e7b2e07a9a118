"""The generations of an index directory: which one is current, who may write, what can go.

    <directory>/current             names the current generation and the format it was written in; replaced atomically
    <directory>/writer.lock         held by whoever writes; the system frees it when the process dies
    <directory>/generations/<name>  an index each: the current, the one before it until the next write, one being built

Nothing here knows what is in a generation. Only the holder of the lock changes anything.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from search.errors import IndexLockedError, IndexUnavailableError

# What changes whenever a file is replaced, for the price of one system call.
Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Generations:
    """`written_format` names how this version of Amidex writes an index; one written otherwise is refused."""

    directory: Path
    written_format: str

    def signature(self) -> Signature | None:
        """Changes when another generation becomes current. None: there is no index yet."""
        return signature(self._pointer)

    def current(self) -> Path | None:
        """The current generation's directory; None before anything was written.

        Raises IndexUnavailableError when the pointer cannot be read or names an index in another format.
        """
        try:
            pointer = json.loads(self._pointer.read_text("utf-8"))
            name, written_format = str(pointer["generation"]), str(pointer["format"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise unavailable(self.directory, f"the file {self._pointer.name} cannot be read: {error!r}") from error
        if written_format != self.written_format:
            raise unavailable(
                self.directory,
                f"it was written in format {written_format}, and this Amidex reads {self.written_format}",
            )
        return self._generations / name

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the right to write. Raises IndexLockedError at once when somebody has it."""
        self.directory.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.directory / "writer.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            message = f"Another process is writing to the search index {self.directory}; try again when it is done."
            raise IndexLockedError(message) from error
        try:
            yield
        finally:
            lock.release()

    def create(self) -> Path:
        """An empty directory for a new generation."""
        generation = self._generations / uuid4().hex
        generation.mkdir(parents=True)
        return generation

    def switch_to(self, generation: Path) -> None:
        """Make a finished generation current. The one before stays for readers that are just opening it."""
        pointer = {"generation": generation.name, "format": self.written_format}
        aside = self._pointer.with_suffix(".new")
        with aside.open("w", encoding="utf-8") as file:
            json.dump(pointer, file)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(self._pointer)
        directory = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(directory)  # the new name, too, survives a power cut
        finally:
            os.close(directory)

    def remove_stale(self) -> None:
        """Delete what a crash or an earlier switch left. Readers that still have it open keep what they opened."""
        current = self.current()
        for generation in self._generations.glob("*"):
            if generation != current:
                shutil.rmtree(generation, ignore_errors=True)

    @property
    def _pointer(self) -> Path:
        return self.directory / "current"

    @property
    def _generations(self) -> Path:
        return self.directory / "generations"


def signature(file: Path) -> Signature | None:
    """Changes when the file is replaced. None: there is none."""
    try:
        status = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_mtime_ns, status.st_ino, status.st_size


def unavailable(directory: Path, reason: str) -> IndexUnavailableError:
    """The error for an index that only building it again can mend."""
    return IndexUnavailableError(
        f"The search index {directory} cannot be used: {reason}. Run `amidex reindex` to build it again."
    )
