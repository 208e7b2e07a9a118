"""Writing documents in a process of its own, for when there are thousands: an interpreter uses one processor, and
Tantivy's work on a release takes a fifth as long as to read and judge it.

The process has no other work, and ends with the writer or with the process that has it, committing nothing more. What
goes wrong there is raised here.
"""

import gc
import signal
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any, Final, Self

from search.document import ReleaseDocument
from search.errors import SearchError
from search.generations import unavailable
from search.index import Committed, Encode
from search.replacing import refuse_foreign
from search.tantivy_document import encode_for_tantivy
from search.tantivy_writer import Writer

# What is sent at a time: documents of five kilobytes, which are little to wait for.
RELEASES_A_MESSAGE: Final = 50
# What may wait to be sent, some 30 megabytes: while Tantivy commits or merges, whoever judges goes on.
MESSAGES_WAITING: Final = 120
# A document is made by one thread of the process and let go by another: glibc's malloc takes a sixth of Tantivy's time
# less for it when a thread may keep more at hand.
MALLOC: Final = ("/usr/bin/env", "GLIBC_TUNABLES=glibc.malloc.tcache_count=200")
# What is asked of the process beside writing: it says so when it is done. (A member of an enumeration would be another
# there, where this module is run by its name.)
COMMIT: Final = "commit"

Message = list[tuple[str, Sequence[bytes]]] | str


class WriterAside:
    """A DocumentWriter on one generation, which another process writes."""

    def __init__(self, generation: Path, directory: Path) -> None:
        self._directory = directory
        self._waiting: list[tuple[str, Sequence[bytes]]] = []
        self._pipe, theirs = Pipe()
        arguments = [*MALLOC, sys.executable, "-m", __name__, str(generation), str(directory), str(theirs.fileno())]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own code, with words of our own
                arguments, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        self._outgoing: Queue[Message | None] = Queue(MESSAGES_WAITING)
        self._has_news = False
        self._commits, self._commits_heard = 0, 0
        self._lost = Event()
        self._sender = Thread(target=self._send_on, name="to-tantivy", daemon=True)
        self._sender.start()

    def replace(self, release_id: str, documents: Sequence[ReleaseDocument]) -> None:
        refuse_foreign(release_id, documents)
        self.replace_encoded(release_id, list(map(self.encode, documents)))

    @property
    def encode(self) -> Encode:
        return encode_for_tantivy

    def replace_encoded(self, release_id: str, documents: Sequence[bytes]) -> None:
        self._has_news = True
        self._waiting.append((release_id, documents))
        if len(self._waiting) >= RELEASES_A_MESSAGE:
            self._send_waiting()

    def flush(self) -> Committed:
        if self._has_news:
            self._send_waiting()
            self._outgoing.put(COMMIT)
            self._has_news = False
            self._commits += 1
        number = self._commits
        return lambda: self._is_committed(number)

    def commit(self) -> None:
        self.flush()
        while self._commits_heard < self._commits:
            self._hear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self._outgoing.put(None)
            self._sender.join()
            self._pipe.close()
            self._process.wait()

    def _is_committed(self, number: int) -> bool:
        while self._commits_heard < number and self._pipe.poll():
            self._hear()
        return self._commits_heard >= number

    def _send_waiting(self) -> None:
        if self._lost.is_set():
            self._hear()
        self._outgoing.put(self._waiting)
        self._waiting = []

    def _send_on(self) -> None:
        """Send what is put out until there is no more. What cannot be sent is dropped: whoever commits hears why."""
        while (message := self._outgoing.get()) is not None:
            try:
                if not self._lost.is_set():
                    self._pipe.send(message)
            except OSError:
                self._lost.set()

    def _hear(self) -> None:
        """Wait until the process says that it committed. Raises its error, or that it is no more."""
        try:
            error: SearchError | None = self._pipe.recv()
        except (EOFError, OSError):
            error = unavailable(self._directory, f"the process that writes it ended ({self._process.wait()})")
        if error is not None:
            raise error
        self._commits_heard += 1


def _write(pipe: Connection, writer: Writer) -> None:
    """Do what the messages say, until there are no more."""
    while True:
        message: Message = pipe.recv()
        if isinstance(message, str):
            writer.commit()
            pipe.send(None)
            continue
        for release_id, documents in message:
            writer.replace_encoded(release_id, documents)


def _main(generation: str, directory: str, descriptor: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it reaches the whole group, and is for those who have the writer
    gc.disable()  # a message goes as soon as Tantivy has it, and nothing of it refers to itself
    with Connection(int(descriptor)) as pipe:
        try:
            with Writer(Path(generation), Path(directory)) as writer:
                _write(pipe, writer)
        except SearchError as error:
            pipe.send(error)
        except (EOFError, OSError):
            """Whoever had the writer has left, or is no more."""


if __name__ == "__main__":
    arguments: list[Any] = sys.argv[1:]
    _main(*arguments)
